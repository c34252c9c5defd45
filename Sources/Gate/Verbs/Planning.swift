package import DNSModel
internal import ZoneFiles
package import ZonePlanning

/// Plans what a commit or the working folder declares. Changes nothing.
package struct Planning: Sendable {
    /// What the command line says.
    package struct Request: Sendable {
        /// The policies that are allowed by name.
        package var allowed: Set<PolicyName>
        /// Whether providers are asked at places that only settings name which nobody has accepted.
        package var asksUnaccepted: Bool
        /// Whether the commit is of somebody who need not be trusted: then no provider is asked otherwise than the
        /// protected branch's settings say.
        package var isUntrusted: Bool
        /// How the ledger is fetched.
        package var fetching: LedgerFetching

        package init(
            allowed: Set<PolicyName> = [], asksUnaccepted: Bool = false, isUntrusted: Bool = false,
            fetching: LedgerFetching = LedgerFetching()
        ) {
            self.allowed = allowed
            self.asksUnaccepted = asksUnaccepted
            self.isUntrusted = isUntrusted
            self.fetching = fetching
        }
    }

    /// What was planned.
    package struct Planned: Sendable {
        package var document: PlanDocument
        package var outcome: PlanOutcome
        /// The zones that there is no plan of, in canonical order.
        package var unplanned: [DomainName]
        package var settingsStatus: SettingsStatus
    }

    let ports: GatePorts
    private let request: Request
    /// The zones that can be read.
    package let declared: DeclaredState
    /// Zones whose files have mistakes.
    private let unreadable: [DomainName]
    package let ledger: TrustedLedger

    /// Checks what is declared, and finds the ledger that counts.
    ///
    /// - Parameters:
    ///   - ports: the edges.
    ///   - declared: what is declared; mistakes in it are told.
    ///   - request: what the command line says.
    /// - Throws: ``GateError``.
    package init(
        _ ports: GatePorts, of declared: DeclaredState, _ request: Request
    ) async throws(GateError) {
        try declared.check(allowsPart: true, ports.observer)
        self.ports = ports
        self.request = request
        self.declared = declared.withoutUnreadable
        unreadable = declared.unreadable
        if request.isUntrusted { try Self.requireTrustedProviders(of: self.declared, in: ports.clone) }
        ledger = try await ports.ledger(namedBy: declared.settings, request.fetching)
    }

    /// Plans every zone that can be planned. What stands in the way of the others is told.
    ///
    /// - Returns: the plan.
    /// - Throws: ``GateError``, also where no zone can be planned.
    package func run() async throws(GateError) -> Planned {
        let followed = ledger.followed(isApproved: request.asksUnaccepted)
        let served = try await JobPreparation(ports, ledger, followed)
            .servedJobs(for: declared, allowed: request.allowed)
        ports.observer(.diagnostics(served.diagnostics, isPreview: declared.source == .worktree))
        var outcome = try await plan(served.jobs)
        let unplanned = (outcome.unplanned + served.refused + unreadable).sorted()
        if outcome.zones.isEmpty, !unplanned.isEmpty { throw GateError(failedFor: .planned(outcome)) }
        ports.observer(.planned(outcome))
        try await setOccasion(of: &outcome)
        let settingsStatus = try ledger.settingsStatus(of: declared, in: ports.clone)
        let document = try PlanDocument.of(
            Plan(
                source: declared.source, settings: declared.settingsFile, settingsStatus: settingsStatus,
                allowed: request.allowed, protectedCommit: try protectedCommit(),
                ledgerRoot: ledger.isCertain ? try await ledger.root() : nil,
                validUntil: declared.source == .worktree
                    ? nil : ports.clock.today().adding(days: ledger.validFor(by: declared.settings.review)),
                zones: outcome.zones, absent: declared.absent))
        return Planned(document: document, outcome: outcome, unplanned: unplanned, settingsStatus: settingsStatus)
    }

    /// Plans the zones that can be served: three ways where it is known what was last applied, else what is live
    /// against what is declared.
    private func plan(_ jobs: [ZoneJob]) async throws(GateError) -> PlanOutcome {
        guard ledger.isCertain else { return await ports.reconciler.plan(jobs) }
        do throws(LedgerError) {
            return try await ports.reconciler.plan(
                jobs, since: LedgerBases(ports.clone, ledger.ledger, declared, jobs), branch: zonesOnBranch())
        } catch {
            throw GateError(error)
        }
    }

    /// The declared zones as the protected branch has them; `nil` where the branch can't be read.
    private func zonesOnBranch() -> BranchZones? {
        do {
            let trusted = try TrustedBranch.find(in: ports.clone)
            if trusted.branch.commit.hex == declared.commit { return BranchZones(declared.zones, isPlanned: true) }
            guard trusted.settings != nil else { return nil }
            let reader = ports.clone.reader(only: Set(declared.apexes))
            let state = try reader.read(trusted.tree, try ports.clone.settings(in: trusted.tree))
            return state.map { state in
                BranchZones(
                    state.zones.filter { !state.unreadable.contains($0.desired.zone.apex) }, isPlanned: false)
            }
        } catch {
            return nil
        }
    }

    /// Notes how many receipts there are of each zone, where the ledger is known to be the one that counts.
    private func setOccasion(of outcome: inout PlanOutcome) async throws(GateError) {
        guard ledger.isCertain else { return }
        do throws(LedgerError) {
            for index in outcome.zones.indices {
                outcome.zones[index].base = try await Occasion.base(of: outcome.zones[index].apex, in: ledger.ledger)
            }
        } catch {
            throw GateError(error)
        }
    }

    /// The commit at which the protected branch is; `nil` where that is not known here.
    private func protectedCommit() throws(GateError) -> String? {
        do throws(GateError) { return try TrustedBranch.find(in: ports.clone).branch.commit.hex } catch { return nil }
    }

    /// The zones that were applied once and have no zone file any more, besides those that the plan says. Their record
    /// sets stay at the provider: a zone is never emptied because its file is gone.
    ///
    /// - Returns: the zones, where all zones are looked at.
    /// - Throws: ``GateError``.
    package func forgottenZones() async throws(GateError) -> [DomainName] {
        try await ledger.appliedZones().subtracting(declared.apexes).subtracting(unreadable)
            .subtracting(declared.absent.map(\.apex)).sorted()
    }

    /// What the plan needs before it can be applied.
    package enum Approval: Sendable {
        /// Nothing.
        case none
        case signature
        /// Nobody could give it: what is missing.
        case impossible([Diagnostic])
    }

    /// What the plan needs before it can be applied, by the rule that was accepted too, until another one is.
    ///
    /// - Throws: ``GateError``.
    package func approval() throws(GateError) -> Approval {
        let shortfalls = declared.shortfalls(try declared.signers(in: ports.clone))
        if !shortfalls.isEmpty { return .impossible(shortfalls) }
        let before = ledger.accepted == nil ? nil : ledger.acceptedSettings
        return max(declared.settings.review.required, before?.review.required ?? 0) == 0 ? .none : .signature
    }

    /// How settings and signers differ from the protected branch's, for where nothing that was accepted is known.
    package func trustComparison() -> TrustComparison {
        TrustComparison(of: declared, in: ports.clone)
    }

    /// Refuses to ask a provider in a way that only an unmerged commit says.
    private static func requireTrustedProviders(of declared: DeclaredState, in clone: Clone) throws(GateError) {
        let trusted: TrustedBranch
        do throws(GateError) {
            trusted = try TrustedBranch.find(in: clone)
        } catch {
            throw GateError(
                .refused,
                "the providers of the protected branch can't be read: \(Printable.text(error.sentence))",
                id: "settings-not-compared")
        }
        try trusted.requireSameProviders(declared.settings, declared.zones)
    }
}
