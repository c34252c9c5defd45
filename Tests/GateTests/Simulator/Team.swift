internal import DNSModel
internal import DNSProviders
internal import Gate
internal import Logging
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// A team that works with the verbs: it plans, proposes, signs, merges and applies, all in memory.
///
/// Two zones are live as they are declared at first, and the settings are accepted.
struct Team {
    var simulation: Simulation
    let provider: MemoryProvider
    var ledgers: SimulatedLedgers
    let clock = TestClock()
    /// The day on which the next plan or apply runs.
    var today = CalendarDate(parsing: "2026-11-23") ?? .earliest
    var ledger: MemoryLedger { simulation.ledger }
    /// The provider's log.
    var log: (any ChangeHistory)?
    /// What the gate told and read of the ledger so far.
    private(set) var memory = LedgerMemory()
    /// Told what the gate says by the way.
    var observer: GateObserver = { _ in }

    static let zones = ["example.com.", "example.net."]

    static func path(_ zone: String) -> String { "zones/\(zone)yaml" }

    static func file(_ www: String, mail: String = "192.0.2.25") -> String {
        "mail: {type: A, value: \(mail)}\nwww: {type: A, value: \(www)}\n"
    }

    /// Settings with a rule.
    static func settings(_ review: String = "{required: 1, signers: zones/signers}", more: String = "") -> String {
        Simulation.settings(review, more: more)
            .replacing(
                "'*': {provider: live}", with: "'*': {provider: live, policies: {update-share: off, share-from: 1}}")
    }

    init(_ review: String = "{required: 1, signers: zones/signers}") async throws {
        var simulation = Simulation()
        simulation.repository = SimulatedRepository()
        simulation.repository.commit(
            [
                Simulation.settingsPath: Self.settings(review), Simulation.signersPath: Simulation.signers,
                Self.path("example.com."): Self.file("192.0.2.1"), Self.path("example.net."): Self.file("198.51.100.1"),
            ], by: "olga@example.com")
        self.simulation = simulation
        provider = MemoryProvider([
            LiveZone(zone(["mail 3600 A 192.0.2.25", "www 3600 A 192.0.2.1"], in: "example.com.")),
            LiveZone(zone(["mail 3600 A 192.0.2.25", "www 3600 A 198.51.100.1"], in: "example.net.")),
        ])
        ledgers = SimulatedLedgers(branches: ["gate53-ledger": simulation.ledger])
        try await simulation.accept()
        for name in Self.zones {
            let apex = try DomainName(parsing: name)
            let commit = try simulation.repository.resolve(revision: "main")
            let blob = try #require(try simulation.repository.files(of: commit).file(at: Self.path(name))?.blob)
            try await simulation.applied(at: commit, apex, [ZoneFileIdentity(path: Self.path(name), blob: blob)])
        }
    }

    var ports: GatePorts { ports(simulation.repository) }

    func ports(_ repository: any Repository) -> GatePorts {
        var ports = GatePorts(
            clone: Clone(repository, ProviderModules.kinds), ledgers: ledgers, remote: SimulatedRemote(),
            providers: SimulatedProviders(provider: provider, log: log), approvals: simulation.approvals,
            clock: GateClock(now: clock.now, today: { [today] in today }),
            reconciler: Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })),
            observer: observer)
        ports.memory = memory
        return ports
    }

    /// As if another process began.
    mutating func forgetsLedger() { memory = LedgerMemory() }

    // MARK: - What people do

    /// Commits new addresses of `www`.
    mutating func change(
        _ addresses: [String: String], on branch: String = "main", by author: String = "ann@example.com"
    ) {
        simulation.repository.commit(
            Dictionary(uniqueKeysWithValues: addresses.map { (Self.path($0.key), Self.file($0.value)) }), to: branch,
            from: "main", by: author)
    }

    /// Commits one zone, both of its addresses.
    mutating func declare(
        _ zone: String, www: String, mail: String = "192.0.2.25", on branch: String = "main",
        by author: String = "ann@example.com"
    ) {
        simulation.repository.commit(
            [Self.path(zone): Self.file(www, mail: mail)], to: branch, from: "main", by: author)
    }

    /// Plans and signs a branch, and proposes the plan.
    mutating func review(_ branch: String = "main", as principal: String = "rita@example.com") async throws {
        try await sign(try await plan(branch, changedSince: branch == "main" ? nil : "main"), as: principal)
    }

    /// Merges branches, each in a merge of its own.
    mutating func merge(_ branches: String...) {
        for branch in branches { simulation.repository.merge(branch) }
    }

    /// Commits other settings.
    mutating func set(_ text: String, on branch: String = "main", by author: String = "olga@example.com") {
        simulation.repository.commit([Simulation.settingsPath: text], to: branch, from: "main", by: author)
    }

    /// What is known beside the plan of a branch.
    func facts(of branch: String = "main") async throws -> (document: PlanDocument, facts: Planning.Facts) {
        let declared = try DeclaredReader(in: ports.clone).read(.merged(branch))
        let planning = try await Planning(ports, of: declared, Planning.Request())
        let planned = try await planning.run()
        return (planned.document, await planning.facts(of: planned))
    }

    /// Plans a branch.
    func plan(
        _ branch: String = "main", only: Set<DomainName>? = nil, changedSince: String? = nil,
        allowed: Set<PolicyName> = []
    ) async throws -> PlanDocument {
        let declared = try DeclaredReader(in: ports.clone)
            .read(.merged(branch), only: only, changedSince: changedSince)
        return try await Planning(ports, of: declared, Planning.Request(allowed: allowed)).run().document
    }

    /// Signs a plan and proposes it.
    mutating func sign(_ document: PlanDocument, as principal: String = "rita@example.com") async throws {
        simulation.sign(document, as: principal)
        try await propose(document)
    }

    func propose(_ document: PlanDocument) async throws {
        try await ProposedPlans(in: ledger).propose(document, signatures: [])
    }

    /// Takes a record set out of a zone file, by Ann.
    mutating func remove(_ name: String, from zone: String) throws {
        let text = Self.file(zone == "example.com." ? "192.0.2.1" : "198.51.100.1")
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("\(name):") }
        simulation.repository.commit([Self.path(zone): lines.joined(separator: "\n") + "\n"])
    }

    /// Writes `www` at the provider, as somebody does who goes past git.
    func edit(_ zone: String, _ address: String) async throws {
        let set = recordSet("www.\(zone) 3600 A \(address)")
        await provider.write(set.key, set, in: try DomainName(parsing: zone))
    }

    /// Begins another ledger with all that is in this one, as whoever can push may.
    mutating func copyLedger(to branch: String) async throws {
        let copy = MemoryLedger()
        let files = await ledger.files.map { LedgerFile(path: $0.key, octets: $0.value) }
        try await copy.append(files, message: "copy")
        ledgers.branches[branch] = copy
    }

    // MARK: - What the gate does

    /// How an apply ended: what is live of `www` in zones that changed, the ids of refusals, and what nobody reviewed.
    func applyMerged(setsRuleAside: Bool = false) async -> [String] {
        var news = ApplyNews()
        do {
            let merged = try await MergedPlanSearch(ports, pullRequest: nil, setsRuleAside: setsRuleAside).run(&news)
            var said = merged.leftDrift.map { "\($0.apex) drifted" }
            if merged.approved != nil || merged.refusal != nil { await Confirming(ports).run(merged) }
            if let refusal = merged.refusal { return said + Self.words(refusal) }
            if let approved = merged.approved {
                said += await apply(
                    approved.document, parts: approved.parts, merged.state, news, isMerged: true,
                    setsRuleAside: setsRuleAside)
            } else if let inSync = merged.inSync?.document {
                said += await apply(inSync, merged.state, news, isMerged: true, setsRuleAside: setsRuleAside)
            }
            if let rest = merged.rest { said += Self.words(rest) }
            return said + merged.unplanned.map { "\($0) not planned" }
        } catch {
            return Self.words(error)
        }
    }

    /// Applies a plan that somebody names.
    func apply(
        _ document: PlanDocument, parts: [ReviewRequest] = [], _ state: TrustedState? = nil,
        _ news: ApplyNews = ApplyNews(), isMerged: Bool = false,
        setsRuleAside: Bool = false
    ) async -> [String] {
        var applying = Applying(
            ports,
            Applying.Request(
                ReviewRequest(document: document, setsRuleAside: setsRuleAside), parts: parts, isMerged: isMerged,
                keepsPartial: false, waits: false, stop: StopRequest()
            ) { RunClaim(identity: .test("mine"), elapsed: { 0 }) { _, _ in } }, news)
        do {
            switch try await applying.run(state) {
            case .confirmed(_, let accepts):
                return ["confirmed"] + (accepts.map { ["accepted settings \($0.number)"] } ?? [])
            case .applied(let applied):
                if applied.outcome.wasAppliedBefore { return ["applied before"] }
                return applied.outcome.receipts.map { "\($0.apex) \($0.outcome.rawValue)" }
                    + applying.news.leftOut.map { "\($0) left out" }
            }
        } catch {
            return Self.words(error)
        }
    }

    private static func words(_ error: any Error) -> [String] {
        guard let error = error as? GateError else { return ["\(error)"] }
        switch error.facts {
        case .review(let refusal):
            return ["refused: \(Set(refusal.reasons.map(\.id)).sorted().joined(separator: ", "))"]
        case .uncovered(let zones): return zones.flatMap(words)
        case .stale(let zones, _): return zones.map { "stale: \($0.apex)" }
        case .busy: return ["refused: apply-running"]
        case .mistakes(let found): return ["mistakes: \(found.map(\.id).joined(separator: ", "))"]
        case nil: return ["\(error.kind): \(error.reasons.map { $0.id ?? $0.message }.joined(separator: ", "))"]
        }
    }

    private static func words(_ zone: UncoveredZone) -> [String] {
        let found = zone.reasons.map { "\(zone.apex) refused: \($0.id)" }
        return found + zone.diagnostics.map { "\(zone.apex) refused: \($0.id)" }
            + zone.sets.map { set in
                let why =
                    switch set.why {
                    case .notReviewed: "not reviewed"
                    case .refused(let refusal, _): Set(refusal.reasons.map(\.id)).sorted().joined(separator: ", ")
                    case .refusedFor: "refused"
                    case .ended(.changed): "changed since"
                    case .ended(.takenBack): "taken back since"
                    case .ended(.unreadable): "unreadable since"
                    case .ended(.unknown): "occasion unknown"
                    case .ended(.otherLedger): "other ledger"
                    case .ended(.cutBack): "cut back"
                    case .ended(.expired): "expired"
                    case .ended(.causeUnproven): "cause unproven"
                    case .ended(.endless): "endless"
                    case .ended(.otherHistory): "other history"
                    case .ended(.accountUnknown): "account unknown"
                    case .ended(.otherAccount): "other account"
                    case .moved: "moved"
                    case .notTogether: "not together"
                    case .hindered: "hindered"
                    }
                return "\(set.change.key) waits: \(why)"
            }
    }

    /// The address of `www` as it is live.
    func live(_ zone: String) async throws -> String {
        let apex = try DomainName(parsing: zone)
        let set = await provider.zone(apex).sets.first { $0.name.description == "www.\(zone)" }
        return set.map { $0.data.map(\.text).joined(separator: " ") } ?? "nothing"
    }
}
