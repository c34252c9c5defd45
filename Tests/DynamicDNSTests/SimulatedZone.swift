internal import DNSModel
internal import DynamicDNS
internal import Gate
internal import TestSupport
internal import ZonePlanning

/// A zone at a provider in memory: compare-and-swap, limits of a batch, and on request latency, throttling, records
/// that it refuses, lost answers and foreign writes.
actor SimulatedZone: ZoneProvider {
    nonisolated let capabilities: ProviderCapabilities
    let apex: DomainName
    private let clock: SimulatedClock

    private(set) var sets: [RecordSet.Key: RecordSet] = [:]
    private(set) var inFlight = 0
    private(set) var mostInFlight = 0
    private(set) var batches: [(at: Instant, elements: Int)] = []
    private(set) var reads = 0
    /// Foreign sets that were overwritten without having been read, which must never happen.
    private(set) var unreadOverwritten = 0
    private var foreign: [RecordSet.Key: RecordSet] = [:]
    private var readForeign: Set<RecordSet> = []

    /// How long an answer takes, in milliseconds.
    private var latency: Int64 = 0
    /// Text data that the provider refuses.
    private var poison: Set<RecordData> = []
    private var namesPoison = true
    /// What happens to the next batches: in order, one each.
    private var faults: [Fault] = []
    private var changesPerSecond: Double?
    private var window: (second: Int64, count: Int) = (0, 0)
    private(set) var throttledCount = 0
    private var onThrottle: (@Sendable () async -> Void)?
    private var isDown = false
    /// Changes of which nothing is known any more.
    private var forgotten: Set<String> = []
    private var sends = 0

    enum Fault: Sendable {
        case none
        /// Nothing is changed.
        case before(ProviderError.Code)
        /// It is changed, and the answer is lost.
        case lostAfter
        /// Nothing is changed, and the answer is lost.
        case lostBefore
        /// The answer is lost, and it is changed some seconds later, if it still can be.
        case late(Int64)
    }

    /// What happened, for whoever has to find out why.
    private(set) var trace: [String] = []

    private func note(_ line: String) {
        if trace.count >= 80 { trace.removeFirst(40) }
        trace.append(line)
    }

    private func tell(_ what: String, _ batch: ChangeBatch) {
        guard batch.changes.count < 20 else { return }
        let words = batch.changes.map { "\($0.key) \(text($0.before)) -> \(text($0.after))" }
        note("\(clock.now) \(what): \(words.joined(separator: "; "))")
    }

    private func text(_ set: RecordSet?) -> String {
        set.map { $0.data.map(\.text).joined(separator: ",") } ?? "none"
    }

    private var late: [(due: Instant, batch: ChangeBatch)] = []

    /// Applies what was under way.
    func arrive() async {
        let due = late.filter { $0.due <= clock.now }
        late.removeAll { $0.due <= clock.now }
        for entry in due {
            tell("arrives late", entry.batch)
            _ = try? await commit(entry.batch)
        }
    }

    init(
        apex: DomainName, clock: SimulatedClock, limits: BatchLimits? = nil, scope: AtomicScope? = nil,
        follows: Bool = true
    ) {
        self.apex = apex
        self.clock = clock
        let usual = BatchLimits(records: 1_000, characters: 32_000)
        capabilities = ProviderCapabilities(
            kind: "simulated", scope: scope ?? .message(limits ?? usual), precondition: .exactSet,
            followsChanges: follows)
    }

    func set(latency: Int64) { self.latency = latency }
    func set(poison: Set<RecordData>, isNamed: Bool) { (self.poison, namesPoison) = (poison, isNamed) }
    func set(faults: [Fault]) { self.faults = faults }
    func set(isDown: Bool) { self.isDown = isDown }
    func set(forgotten: Set<String>) { self.forgotten = forgotten }
    func set(changesPerSecond: Double, onThrottle: @escaping @Sendable () async -> Void) {
        self.changesPerSecond = changesPerSecond
        self.onThrottle = onThrottle
    }

    /// Somebody else writes.
    func write(foreign set: RecordSet) {
        sets[set.key] = set
        foreign[set.key] = set
        readForeign.remove(set)
    }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        await clock.pass(milliseconds: latency)
        if isDown { throw ProviderError(.unavailable, "down") }
        await arrive()
        reads += 1
        note("\(clock.now) is read")
        readForeign.formUnion(foreign.values)
        guard let zone = try? Zone(apex: apex, sets: Array(sets.values)) else {
            throw ProviderError(.unreadable, "a key stands twice")
        }
        return LiveZone(id: "Z1", exists: true, zone: zone)
    }

    func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        if isDown { throw ProviderError(.unavailable, "down") }
        return ZoneSummary(zoneID: "Z1", exists: true)
    }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        inFlight += 1
        mostInFlight = max(mostInFlight, inFlight)
        defer { inFlight -= 1 }
        await clock.pass(milliseconds: latency)
        if isDown { throw ProviderError(.unavailable, "down") }
        await arrive()
        let fault = faults.isEmpty ? .none : faults.removeFirst()
        tell("comes, \(fault)", batch)
        switch fault {
        case .none: return try await commit(batch)
        case .before(let code): throw ProviderError(code, "broken")
        case .lostBefore: throw ProviderError(.unknownOutcome, "the answer was lost")
        case .late(let seconds):
            late.append((clock.now.adding(seconds: seconds), batch))
            throw ProviderError(.unknownOutcome, "the answer was lost")
        case .lostAfter:
            _ = try await commit(batch)
            throw ProviderError(.unknownOutcome, "the answer was lost")
        }
    }

    private func commit(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        let elements = batch.changes.reduce(0) { $0 + ($1.before == nil ? 0 : 1) + ($1.after == nil ? 0 : 1) }
        try await throttle(elements)
        let bad = batch.changes.filter { change in change.after?.data.contains { poison.contains($0) } ?? false }
        if !bad.isEmpty {
            throw ProviderError(
                .invalid, "a value is not allowed",
                refusals: namesPoison ? bad.map { .init(key: $0.key, message: "\($0.key) is not allowed") } : [])
        }
        let records = batch.changes.reduce(0) { $0 + ($1.before?.data.count ?? 0) + ($1.after?.data.count ?? 0) }
        if case .message(let limits) = capabilities.scope, let most = limits.both.records, records > most {
            throw ProviderError(.invalid, "the batch is too large")
        }
        let moved = batch.changes.filter { sets[$0.key] != $0.before }
        if !moved.isEmpty {
            throw ProviderError(
                .conflict, "moved",
                conflicts: moved.map { Conflict(key: $0.key, expected: $0.before, live: sets[$0.key]) })
        }
        for change in batch.changes {
            if let stranger = foreign.removeValue(forKey: change.key), !readForeign.contains(stranger) {
                unreadOverwritten += 1
            }
            sets[change.key] = change.after
        }
        batches.append((clock.now, elements))
        return AppliedBatch(changeID: "C\(batches.count)")
    }

    private func throttle(_ elements: Int) async throws(ProviderError) {
        guard let changesPerSecond else { return }
        let second = clock.now.seconds
        if window.second != second { window = (second, 0) }
        if window.count > 0, Double(window.count + elements) > changesPerSecond {
            throttledCount += 1
            await onThrottle?()
            throw ProviderError(.unavailable, "Rate exceeded")
        }
        window.count += elements
    }

    func awaitPropagation(
        of changeIDs: [String], progress: @escaping @Sendable (_ done: Int) -> Void
    ) async throws(ProviderError) {
        if isDown { throw ProviderError(.unavailable, "down") }
        if !forgotten.isDisjoint(with: changeIDs) { throw ProviderError(.unreadable, "there is no such change") }
        progress(changeIDs.count)
    }
}
