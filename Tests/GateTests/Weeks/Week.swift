internal import DNSModel
internal import DNSProviders
internal import Gate
internal import Logging
internal import TestSupport
internal import ZoneFiles
internal import ZonePlanning

/// A week of a simulated team: five people, three zones, a forge with a merge queue, and jobs that apply. What happens
/// is drawn from a seed; all of it is done by the verbs of the gate.
struct Week {
    let seed: UInt64
    var generator: Generator
    let clock = WeekClock()
    let server: SimulatedServer
    let forge: SimulatedForge
    let host = SimulatedHost()
    let provider: MemoryProvider
    /// How far everybody's clock is wrong, in seconds.
    let skews: [WeekPerson: Int64]
    /// Who writes zone files. The others only review, but for Olga, who writes the settings.
    let writers: [WeekPerson]
    /// The rule that was accepted, and the one of the protected branch with who wrote it.
    var accepted: WeekRule
    var merged: WeekRule
    var settingsAuthor: WeekPerson?
    /// Whether the commit that brought them is signed by nobody.
    var areSettingsUnsigned = false
    /// Where the ledger was before it moved.
    var formerLedger = "gate53-ledger"
    /// The first commit of the ledger, once the pipeline pins it.
    var pinnedRoot: String?
    /// The rules of all settings there ever were, by the octets of settings and signers.
    var rules: [[UInt8]: WeekRule] = [:]
    var pulls: [WeekPull] = []
    var record: WeekRecord
    /// How many batches of the provider's are noted.
    var notedBatches = 0
    var jobs = 0
    /// Signatures beside the plan that is applied by its file.
    var beside: [[UInt8]] = []
    /// What everybody did, to be replayed by a person.
    private(set) var log: [String] = []
    /// What came to pass, by short words and by the ids of refusals.
    private(set) var seen: Set<String> = []
    /// The laws that did not hold.
    private(set) var broken: [String] = []

    /// - Parameters:
    ///   - seed: what is drawn.
    ///   - fixed: the rule to begin with; `nil` for one by chance.
    /// - Throws: where the simulation itself breaks.
    init(seed: UInt64, rule fixed: WeekRule? = nil) async throws {
        self.seed = seed
        var generator = Generator(seed: seed)
        var drawn = Self.rule(&generator)
        // In a share of the weeks authors are known by signatures.
        drawn.isSigned = drawn.source == .signatures && drawn.required == 1 && seed.isMultiple(of: 2)
        if drawn.isSigned {
            // Where a commit is by nobody known, two of a zone's reviewers besides the writers have to approve it.
            drawn.zones = drawn.zones.mapValues { $0.union([.cleo, .olga]) }
        }
        let rule = fixed ?? drawn
        // Somebody is always left who wrote nothing, and one more where nobody may know who wrote something.
        let areFew = generator.once(in: 2)
        writers = areFew || rule.required > 1 || rule.isSigned ? [.ann, .bo] : [.ann, .bo, .cleo]
        let day: Int64 = 86_400
        skews = Dictionary(
            uniqueKeysWithValues: WeekPerson.allCases.map {
                ($0, generator.once(in: 2) ? 0 : generator.number(-day...day))
            })
        var repository = SimulatedRepository()
        var files = [Simulation.settingsPath: rule.settings, Simulation.signersPath: rule.signers]
        var zones: [LiveZone] = []
        for (index, zone) in WeekFile.zones.enumerated() {
            let addresses = Dictionary(uniqueKeysWithValues: WeekFile.names.map { ($0, "192.0.2.\(index + 1)") })
            files[WeekFile.path(zone)] = WeekFile(addresses).text
            zones.append(
                LiveZone(
                    TestSupport.zone(
                        addresses.map { "\($0.key) 3600 A \($0.value)" }, in: try DomainName(parsing: zone))))
        }
        let first = repository.commit(files.mapValues { Optional($0) }, by: WeekPerson.olga.address)
        server = SimulatedServer(repository)
        forge = try SimulatedForge(from: WeekClock.start)
        provider = MemoryProvider(zones, limits: BatchLimits(records: 2))
        record = WeekRecord(WeekFile.declared(repository.commits[first]?.files ?? [:]))
        (accepted, merged) = (rule, rule)
        self.generator = generator
        remember(rule)
        say("\(rule)")
    }

    private static func rule(_ generator: inout Generator) -> WeekRule {
        let keys = Dictionary(uniqueKeysWithValues: WeekPerson.allCases.map { ($0, "key-\($0.rawValue)") })
        let all = Set(WeekPerson.allCases)
        var rule = WeekRule(source: .signatures, required: 1, keys: keys)
        switch generator.number(0...5) {
        case 0: break
        case 1: rule.required = 2
        case 2: (rule.reviewers, rule.zones) = ([.rita, .olga, .cleo], ["example.net.": [.bo, .rita]])
        case 3: (rule.source, rule.reviewers) = (.forge, all)
        case 4:
            (rule.source, rule.reviewers, rule.zones) = (.forge, [.rita, .olga, .ann], ["example.net.": [.bo, .rita]])
        default: rule.required = generator.once(in: 3) ? 0 : 1
        }
        if rule.source == .forge { rule.allowsDeletions = true }
        return rule
    }

    // MARK: - What is noted

    mutating func say(_ line: String) { log.append(line) }

    /// Notes that something came to pass.
    mutating func sees(_ words: some Sequence<String>) { seen.formUnion(words) }

    /// Notes that a law did not hold.
    mutating func breaks(_ law: String) {
        log.append("BROKEN: \(law)")
        broken.append(law)
    }

    mutating func remember(_ rule: WeekRule) {
        let signers = rule.source == .forge ? [] : Array(rule.signers.utf8)
        rules[Array(rule.settings.utf8) + signers] = rule
    }

    /// The rule that settings say; those of a forge name no signers.
    func rule(of settings: [UInt8], _ signers: [UInt8]) -> WeekRule? { rules[settings + signers] ?? rules[settings] }

    // MARK: - How verbs are run

    /// The edges of a verb that somebody runs in a clone of their own, fetched just now.
    func ports(of person: WeekPerson, in clone: SimulatedClone? = nil) -> GatePorts {
        let clone = clone ?? SimulatedClone(of: server)
        return GatePorts(
            clone: Clone(clone, ProviderModules.kinds), ledgers: HostedLedgers(host: host, pinnedRoot: pinnedRoot),
            remote: clone,
            providers: SimulatedProviders(provider: provider), approvals: WeekApprovals(forge: forge, beside: beside),
            clock: clock.clock(wrongBy: skews[person] ?? 0),
            reconciler: Reconciler(
                log: Logger(label: "week", factory: { _ in SwiftLogNoOpLogHandler() }), concurrency: 1),
            observer: { _ in })
    }

    /// What is live.
    func live() async throws -> [WeekKey: String] {
        var live: [WeekKey: String] = [:]
        for zone in WeekFile.zones {
            let apex = try DomainName(parsing: zone)
            for set in await provider.zone(apex).sets {
                if let key = WeekKey(set.key, of: apex) { live[key] = WeekMove.words(set) }
            }
        }
        return live
    }

    /// The files of the protected branch.
    var files: [String: [UInt8]] {
        let repository = server.now
        return repository.branches["main"].flatMap { repository.commits[$0] }?.files ?? [:]
    }

    /// One of some values; `nil` where there are none.
    mutating func one<Value>(of values: [Value]) -> Value? {
        values.isEmpty ? nil : values[generator.number(0...values.count - 1)]
    }
}
