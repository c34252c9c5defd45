internal import DNSModel
internal import Gate
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

// What people do with plans.
extension Week {
    /// Somebody plans a branch, merged into the protected one as that is now.
    ///
    /// - Parameters:
    ///   - branch: the branch.
    ///   - person: who does it.
    ///   - changedSince: the branch whose zones are left out where they are the same.
    ///   - allowed: the policies that are allowed by name.
    ///   - only: the zones.
    /// - Returns: the plan, or the ids of why there is none.
    mutating func plan(
        _ branch: String, by person: WeekPerson, changedSince: String? = nil, allowed: Set<PolicyName> = [],
        only: Set<DomainName>? = nil
    ) async -> Result<PlanDocument, WeekRefusal> {
        let ports = ports(of: person)
        do {
            let reader = DeclaredReader(in: ports.clone)
            let declared = try reader.read(.merged(branch), only: only, changedSince: changedSince)
            let document = try await Planning(ports, of: declared, Planning.Request(allowed: allowed)).run().document
            let tree = try reader.tree(.merged(branch))
            let settings = try tree.smallFile(at: Simulation.settingsPath) ?? []
            let signers = try tree.smallFile(at: Simulation.signersPath) ?? []
            guard let rule = rule(of: settings, signers) else {
                breaks("a plan of \(branch) is of settings that nobody wrote")
                return .failure(WeekRefusal(["unknown settings"]))
            }
            record.show(document, rule)
            return .success(document)
        } catch {
            return .failure(WeekRefusal(of: error))
        }
    }

    /// The pipeline of a pull request plans it, and writes the plan comment.
    ///
    /// - Returns: the plan; `nil` where there is none.
    mutating func check(_ index: Int, allowed: Set<PolicyName> = []) async throws -> PlanDocument? {
        for _ in 0..<3 {
            let pull = pulls[index]
            switch await plan(pull.branch, by: pull.author, changedSince: "main", allowed: allowed) {
            case .success(let document):
                say("#\(pull.number) is planned: \(document.digest.short) \(words(document))")
                if merged.source == .forge {
                    let outcome = try await PlanCommenter(
                        forge: forge, account: SimulatedForge.commenter, today: clock.clock(wrongBy: 0).today()
                    )
                    .comment(document, on: pull.number, of: server.now.branches[pull.branch]?.hex)
                    // It shows the same changes, and what was reviewed stays reviewed.
                    if case .kept(pull.document?.digest) = outcome { return pull.document }
                }
                if pull.document?.digest != document.digest { pulls[index].reviews = [] }
                pulls[index].document = document
                return document
            case .failure(let refusal):
                say("#\(pull.number) can't be planned: \(refusal.ids.sorted())")
                guard refusal.ids == ["git-merge-conflict"] else {
                    if !refusal.hasWayOut { breaks("no way out of \(refusal)") }
                    return nil
                }
                try await update(index)
            }
        }
        breaks("a pull request can't be planned after it was brought up to date")
        return nil
    }

    private func words(_ document: PlanDocument) -> String {
        let moves = document.plan.zones.flatMap { zone in zone.changes.compactMap { WeekMove($0.change, of: zone.apex) }
        }
        return moves.map(\.description).joined(separator: ", ")
    }

    /// Somebody approves a pull request: by a review, or with a signature over its plan, which goes into the ledger.
    mutating func approve(_ index: Int, as person: WeekPerson) async {
        guard let document = pulls[index].document else { return }
        say("\(person) approves #\(pulls[index].number)")
        if merged.source == .forge {
            await forge.approve(pulls[index].number, as: person.rawValue)
            pulls[index].reviews.insert(person)
        }
        if merged.source == .signatures || accepted.source == .signatures {
            await sign(document, as: [person])
        }
    }

    /// Signs a plan with the keys that count now or did, and proposes it.
    ///
    /// - Returns: whether it was signed.
    @discardableResult
    mutating func sign(_ document: PlanDocument, as people: [WeekPerson], proposes: Bool = true) async -> Bool {
        if !document.plan.blockingFindings.isEmpty { return false }
        var signatures: [[UInt8]] = []
        var signers: [(person: WeekPerson, key: String)] = []
        for person in people {
            let shown = await ShownSettings(of: document, in: ports(of: person)) { .notCompared("") }
            if shown.unseen != nil {
                say("\(person) does not sign what is not shown")
                continue
            }
            for key in Set([accepted.keys[person], merged.keys[person]].compactMap { $0 }).sorted() {
                signatures.append(WeekApprovals.signature(by: person.address, key, over: document.octets))
                signers.append((person, key))
            }
        }
        if !proposes {
            beside = signatures
            for signer in signers { record.approve(document.digest, signer.person, with: signer.key) }
            return !signatures.isEmpty
        }
        do {
            let ports = ports(of: people.first ?? .rita)
            let trusted = try TrustedBranch.find(in: ports.clone).withSettings(in: ports.clone)
            let ledger = try await ports.ledger(
                namedBy: trusted.settings ?? Settings(path: ""), LedgerFetching(publishes: true))
            try await ProposedPlans(in: ledger.ledger).propose(document, signatures: signatures)
            for signer in signers { record.approve(document.digest, signer.person, with: signer.key) }
            return !signatures.isEmpty
        } catch {
            let refusal = WeekRefusal(of: error)
            say("nothing is proposed: \(refusal)")
            if !refusal.hasWayOut { breaks("no way out of \(refusal)") }
            return false
        }
    }
}
