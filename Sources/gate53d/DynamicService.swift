internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import Logging
internal import Platform
internal import ServiceLifecycle
internal import ZonePlanning

/// The service without HTTP: follows the protected branch, and has a writer for each zone with dynamic names.
///
/// Told to stop, it brings the batches that are under way to their end. What waits besides is in the database.
final class DynamicService: Service {
    let updates: UpdateService
    let hosts: HostService
    private let store: any HostStore
    private let logger: Logger
    private let pacings: Pacings
    private let read: @Sendable (Pacings) async throws(GateError) -> DynamicDeclarations
    private let interval: Duration
    private let state = LockedValue(State())

    private struct State: Sendable {
        var rules: DynamicRules?
        var branch = ""
        /// Why the branch can't be read now.
        var problem: String?
        var writers: [DomainName: ZoneWriter] = [:]
    }

    /// - Parameters:
    ///   - store: where it keeps everything.
    ///   - logger: takes notes.
    ///   - interval: how often the branch is looked at.
    ///   - limits: how much is asked of a provider to begin with.
    ///   - read: reads the branch.
    init(
        _ store: any HostStore, _ logger: Logger, every interval: Duration,
        limits: ChangeBudget.Limits = ChangeBudget.Limits(),
        read: @escaping @Sendable (Pacings) async throws(GateError) -> DynamicDeclarations
    ) {
        self.store = store
        self.logger = logger
        self.interval = interval
        pacings = Pacings(limits)
        self.read = read
        let (clock, limiter) = (Clock(), UpdateLimiter())
        updates = UpdateService(store: store, clock: clock, limiter: limiter)
        hosts = HostService(store: store, clock: clock, random: SystemRandomness(), limiter: limiter)
    }

    /// The rules in force; `nil` before the branch was read.
    var rules: DynamicRules? { state.value.rules }

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            while !Task.isShuttingDownGracefully, !Task.isCancelled {
                await look(in: &group)
                _ = try? await cancelWhenGracefulShutdown { [interval] in try await Task.sleep(for: interval) }
            }
            await stopWriters(in: &group)
        }
    }

    /// Reads the branch, and has writers by what it says. What can't be read leaves in force what was.
    private func look(in group: inout TaskGroup<Void>) async {
        let declarations: DynamicDeclarations
        do throws(GateError) { declarations = try await read(pacings) } catch {
            let problem = ServiceFailure(error).sentence
            if state.value.problem != problem {
                logger.error(
                    "the protected branch can't be read; what was in force stays so", metadata: ["reason": "\(problem)"]
                )
            }
            state.locked { $0.problem = problem }
            return
        }
        let isNew = state.locked { state in
            state.problem = nil
            return state.rules?.commit != declarations.commit
        }
        guard isNew else { return }
        await stopWriters(in: &group)
        let rules = DynamicRules(
            suffixes: declarations.suffixes, declared: declarations.declared, commit: declarations.commit)
        var writers: [DomainName: ZoneWriter] = [:]
        for (apex, zone) in declarations.zones {
            let writer = ZoneWriter(
                zone: apex, provider: zone.provider, store: store, pacing: pacings.pacing(zone.providerName),
                clock: Clock(), holder: Self.holder)
            writers[apex] = writer
            group.addTask { await writer.run(rules: { rules }) }
        }
        state.locked { state in
            state.rules = rules
            state.branch = declarations.branch
            state.writers = writers
        }
        logger.info(
            "a commit is in force",
            metadata: [
                "commit": "\(declarations.commit)", "branch": "\(Printable.text(declarations.branch))",
                "zones": "\(writers.keys.sorted().map(\.description).joined(separator: " "))",
            ])
    }

    private func stopWriters(in group: inout TaskGroup<Void>) async {
        for writer in state.value.writers.values { await writer.stop() }
        await group.waitForAll()
        state.locked { $0.writers = [:] }
    }

    /// Which process this is, among all that there may be.
    private static let holder = AccountID.random

    // MARK: - How it goes

    /// Why it can't serve as it should, one sentence each.
    func problems() async -> [String] {
        let state = state.value
        var problems = state.problem.map { ["the protected branch can't be read: \($0)"] } ?? []
        for (apex, writer) in state.writers.sorted(by: { $0.key < $1.key }) {
            if let problem = await writer.status.problem { problems.append("\(apex): \(Printable.text(problem))") }
        }
        do throws(HostStoreError) { _ = try await store.hosts([]) } catch { problems.append(error.message) }
        return problems
    }

    /// A number for those who watch.
    struct Number: Sendable {
        var name: String
        var help: String
        var labels: [(name: String, value: String)]
        var value: Double
    }

    /// The numbers of the moment.
    func numbers() async -> [Number] {
        let state = state.value
        var numbers: [Number] = []
        let now = Clock().now
        for (apex, writer) in state.writers.sorted(by: { $0.key < $1.key }) {
            let labels = [(name: "zone", value: "\(apex)")]
            func add(_ name: String, _ help: String, _ value: Double) {
                numbers.append(Number(name: name, help: help, labels: labels, value: value))
            }
            if let queue = try? await store.queue(zone: apex) {
                add("queue_hosts", "Hosts that wait to be written.", Double(queue.count))
                let age = queue.oldest.map { now.seconds(since: $0) } ?? 0
                add("queue_age_seconds", "For how long the first of them waits.", Double(age))
            }
            let status = await writer.status
            add("writes_zone", "Whether this process writes the zone.", status.isWriting ? 1 : 0)
            add("batches", "Batches that were applied since the start.", Double(status.batches))
            add("changes", "Changes that were applied since the start.", Double(status.changes))
            add("conflicts", "Batches that were lost to somebody else since the start.", Double(status.conflicts))
        }
        // One family of numbers after the other, as the format wants it.
        numbers.sort { ($0.name, $0.labels.first?.value ?? "") < ($1.name, $1.labels.first?.value ?? "") }
        for (name, pacing) in pacings.all {
            numbers.append(
                Number(
                    name: "provider_changes_per_second",
                    help: "How many changes a second a provider allows, as learnt.",
                    labels: [(name: "provider", value: name)], value: await pacing.learntRate))
        }
        numbers.append(
            Number(
                name: "rules_info", help: "Which commit is in force.",
                labels: [(name: "commit", value: state.rules?.commit ?? "")], value: 1))
        return numbers
    }
}

extension AccountID {
    /// Random hexadecimal digits.
    fileprivate static var random: String {
        (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
    }
}
