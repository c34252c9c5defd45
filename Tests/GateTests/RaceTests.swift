internal import DNSModel
internal import Gate
internal import Logging
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Several runs at once") struct RaceTests {
    private static let com: DomainName = "example.com."
    private static let net: DomainName = "example.net."

    /// Runs that share a remote and a provider: two apply one plan for a zone, one another plan for the same zone, and
    /// one a plan for another zone.
    private struct Race {
        let remote = RemoteDouble()
        let clock = TestClock()
        let provider: MemoryProvider
        let schedule: Schedule
        let runs: [(jobs: [ZoneJob], document: PlanDocument)]

        init(seed: UInt64) async throws {
            let before = { (apex: DomainName) in zone(["a 300 A 192.0.2.1", "b 300 A 192.0.2.1"], in: apex) }
            let provider = MemoryProvider(
                [LiveZone(before(RaceTests.com)), LiveZone(before(RaceTests.net))], limits: BatchLimits(records: 2))
            let one = zone(["a 300 A 192.0.2.2", "b 300 A 192.0.2.2"], in: RaceTests.com)
            let other = zone(["a 300 A 192.0.2.3", "b 300 A 192.0.2.3"], in: RaceTests.com)
            let elsewhere = zone(["a 300 A 192.0.2.4", "b 300 A 192.0.2.4"], in: RaceTests.net)
            let schedule = Schedule(runners: 4, seed: seed)
            var runs: [(jobs: [ZoneJob], document: PlanDocument)] = []
            for (runner, declared) in [one, one, other, elsewhere].enumerated() {
                let planner = ZonePlanner.fixture(.off, limits: BatchLimits(records: 2), ignored: [])
                let plain = ZoneJob(desired: DesiredZone(declared), planner: planner, provider: provider)
                let document = try PlanDocument(.fixture(await RaceTests.reconciler.plan([plain]).zones))
                let stepping = SteppingProvider(provider, schedule, runner)
                runs.append(
                    ([ZoneJob(desired: DesiredZone(declared), planner: planner, provider: stepping)], document))
            }
            self.provider = provider
            self.schedule = schedule
            self.runs = runs
        }

        /// Applies all plans at once, and says what became of each.
        func run(longestWait: Int64) async throws -> [End] {
            try await withThrowingTaskGroup(of: (Int, End).self) { group in
                for runner in runs.indices {
                    let (jobs, document) = runs[runner]
                    let request = ApplyRequest(
                        approved: try Scene.approve(document), jobs: jobs, branch: "main",
                        commit: String(repeating: "c", count: 40),
                        claim: RunClaim(
                            identity: .test("run\(runner)"), longestWait: longestWait, elapsed: clock.seconds
                        ) {
                            [schedule] _, _ in
                            await schedule.step(runner)
                        })
                    let ledger = ClonedLedger(remote, schedule, runner)
                    group.addTask { [schedule] in
                        // Nobody does anything before its first turn, not even look at the clock.
                        await schedule.step(runner)
                        let end = await End {
                            try await RaceTests.reconciler.apply(request, ledger: ledger, now: clock.now)
                        }
                        await schedule.end()
                        return (runner, end)
                    }
                }
                var ends: [Int: End] = [:]
                for try await (runner, end) in group { ends[runner] = end }
                return runs.indices.compactMap { ends[$0] }
            }
        }
    }

    /// What became of a run.
    private enum End: Hashable {
        case applied, appliedBefore, stale, refused(String), failed(String)

        init(_ body: () async throws -> ApplyOutcome) async {
            do {
                let outcome = try await body()
                if let failure = outcome.failure {
                    self = .failed(failure.message)
                } else {
                    self = outcome.wasAppliedBefore ? .appliedBefore : .applied
                }
            } catch ApplyError.stale {
                self = .stale
            } catch ApplyError.busy {
                self = .refused("apply-running")
            } catch ApplyError.refused(_, let id) {
                self = .refused(id)
            } catch {
                self = .failed("\(error)")
            }
        }
    }

    private static let reconciler = Reconciler(
        log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), concurrency: 1)

    @Test("of runs that want one zone exactly one gets through, in 100 schedules, whether they wait or not")
    func exactlyOneGetsThrough() async throws {
        var seen: Set<End> = []
        for seed in 0..<100 as Range<UInt64> {
            let longestWait: Int64 = seed.isMultiple(of: 2) ? 0 : 500
            let race = try await Race(seed: seed)
            let ends = try await race.run(longestWait: longestWait)
            seen.formUnion(ends)
            // The zone that nobody else wants.
            #expect(ends[3] == .applied, "seed \(seed): \(ends)")
            let rivals = ends[..<3]
            #expect(rivals.filter { $0 == .applied }.count == 1, "seed \(seed): \(ends)")
            for end in rivals {
                switch end {
                case .applied, .appliedBefore, .stale: continue
                case .refused(let id): #expect(id == "apply-running" && longestWait == 0, "seed \(seed): \(ends)")
                case .failed(let why): Issue.record("seed \(seed): \(why)")
                }
            }
            // Each change once, and none undone.
            let batches = await race.provider.applied
            #expect(batches.map(\.apex).filter { $0 == Self.com }.count == 2, "seed \(seed)")
            #expect(batches.map(\.apex).filter { $0 == Self.net }.count == 2, "seed \(seed)")
            // Nothing lost, and no run left open.
            let files = await race.remote.files
            #expect(files.keys.filter { $0.hasPrefix("receipts/") }.count == 2, "seed \(seed): \(files.keys.sorted())")
            #expect(await race.remote.events.flatMap { $0 }.allSatisfy { files[$0.path] == $0.octets })
            let intents = files.keys.filter { $0.hasPrefix("intents/") }
            #expect(
                intents.filter { $0.hasSuffix(".json") }.map { LedgerLayout.endPath(ofIntent: $0) }.sorted()
                    == intents.filter { $0.hasSuffix(".ended") }.sorted(), "seed \(seed)")
        }
        // Schedules that all went one way would show nothing.
        #expect(seen.isSuperset(of: [.applied, .appliedBefore, .stale, .refused("apply-running")]), "\(seen)")
    }

    @Test("the same seed gives the same race") func sameSeed() async throws {
        for seed in 200..<205 as Range<UInt64> {
            let first = try await Race(seed: seed)
            let second = try await Race(seed: seed)
            #expect(try await first.run(longestWait: 0) == second.run(longestWait: 0))
            #expect(await first.remote.events == second.remote.events)
        }
    }
}

/// Lets one of several runners take a step at a time, in an order that a seed fixes.
actor Schedule {
    private var generator: SplitMix64
    /// The runners that are between two steps.
    private var busy: Int
    private var waiting: [(runner: Int, continuation: CheckedContinuation<Void, Never>)] = []

    init(runners: Int, seed: UInt64) {
        busy = runners
        generator = SplitMix64(seed: seed)
    }

    /// Waits until it is this runner's turn.
    func step(_ runner: Int) async {
        await withCheckedContinuation { continuation in
            waiting.append((runner, continuation))
            busy -= 1
            go()
        }
    }

    /// Says that a runner takes no more steps.
    func end() {
        busy -= 1
        go()
    }

    private func go() {
        guard busy == 0, !waiting.isEmpty else { return }
        waiting.sort { $0.runner < $1.runner }
        busy = 1
        waiting.remove(at: Int.random(in: waiting.indices, using: &generator)).continuation.resume()
    }
}

/// What several clones share: a branch that moves by compare-and-swap.
actor RemoteDouble {
    private(set) var files: [String: [UInt8]] = [:]
    private(set) var events: [[LedgerFile]] = []

    /// Adds an event if the branch still is at a version.
    func push(_ event: [LedgerFile], at version: Int) -> Bool {
        guard version == events.count else { return false }
        for file in event { files[file.path] = file.octets }
        events.append(event)
        return true
    }
}

/// A clone's view of the remote, as old as its last fetch. Every look at the remote is a step.
actor ClonedLedger: Ledger {
    private let remote: RemoteDouble
    private let schedule: Schedule
    private let runner: Int
    private var files: [String: [UInt8]] = [:]
    private var events = 0

    init(_ remote: RemoteDouble, _ schedule: Schedule, _ runner: Int) {
        self.remote = remote
        self.schedule = schedule
        self.runner = runner
    }

    func refresh() async throws(LedgerError) -> Bool {
        await schedule.step(runner)
        files = await remote.files
        events = await remote.events.count
        return true
    }

    func append(_ added: [LedgerFile], message: String) async throws(LedgerError) {
        while try await !append(added, message: message, at: version()) {}
    }

    /// Nobody plants anything in it.
    func requireRoom(in folders: [String]) async throws(LedgerError) {}

    func version() async throws(LedgerError) -> LedgerVersion { LedgerVersion("\(events)") }

    func append(
        _ added: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool {
        guard version.text == "\(events)" else { return false }
        for file in added {
            if let octets = files[file.path], octets != file.octets { throw LedgerError("\(file.path) is another") }
        }
        await schedule.step(runner)
        let isAccepted = await remote.push(added, at: events)
        // As a clone does: it keeps what was accepted, and fetches after it was overtaken.
        files = await remote.files
        events = await remote.events.count
        return isAccepted
    }

    func paths(below folder: String) async throws(LedgerError) -> [String] {
        files.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
    }

    func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
        var positions: [String: Int] = [:]
        for (number, event) in await remote.events.prefix(events).enumerated() {
            for file in event where positions[file.path] == nil { positions[file.path] = number + 1 }
        }
        return positions.filter { $0.key.hasPrefix(folder + "/") }
    }

    func root() async throws(LedgerError) -> String? { nil }

    func read(_ path: String) async throws(LedgerError) -> [UInt8]? { files[path] }
}

/// A provider, every call of which is a step of a run.
struct SteppingProvider: ZoneProvider {
    private let provider: MemoryProvider
    private let schedule: Schedule
    private let runner: Int

    init(_ provider: MemoryProvider, _ schedule: Schedule, _ runner: Int) {
        self.provider = provider
        self.schedule = schedule
        self.runner = runner
    }

    var capabilities: ProviderCapabilities { provider.capabilities }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        await schedule.step(runner)
        return try await provider.liveZone(apex)
    }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        await schedule.step(runner)
        return try await provider.apply(batch)
    }
}

extension RunIdentity {
    /// A run in a clone of its own.
    static func test(_ name: String, clone: String? = nil) -> RunIdentity {
        RunIdentity(name: name, by: "Ada", host: "host", process: 1, url: nil, clone: clone ?? "clone of \(name)")
    }
}
