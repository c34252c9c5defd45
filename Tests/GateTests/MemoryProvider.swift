internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

/// A provider in memory that applies a batch as a compare-and-swap, whole or not at all, and breaks on request.
actor MemoryProvider: ZoneProvider {
    nonisolated let capabilities: ProviderCapabilities

    /// What happens to one batch.
    enum Fault: Sendable {
        /// Nothing is changed.
        case before(ProviderError.Code)
        /// The batch is applied, and then the answer is lost.
        case after(ProviderError.Code)
        /// A part of the batch is applied, against the contract, and the answer is lost.
        case half(ProviderError.Code)
        /// Somebody else writes a set first.
        case foreign(RecordSet)
        /// The batch is applied, somebody else writes sets, and the answer is lost.
        case afterAndForeign([RecordSet])
        /// The record sets of a zone that is to be deleted are deleted, then somebody else writes sets, and the answer
        /// of the zone's deletion is lost, which did not happen.
        case recordsOnly([RecordSet])
        /// The zone is created without the batch's record sets, and the answer is lost.
        case zoneOnly
    }

    private var live: [DomainName: LiveZone] = [:]
    /// The batches that were applied, in order.
    private(set) var applied: [ChangeBatch] = []
    /// How many batches were handed in, whatever became of them.
    private(set) var asked = 0
    private(set) var reads = 0
    private(set) var mostReadsAtOnce = 0
    private var readsNow = 0
    /// What happens to the batch with a number, from 0, of all that are handed in.
    private var faults: [Int: Fault] = [:]
    /// What happens to the read with a number, from 0.
    private var readFaults: [Int: ProviderError] = [:]
    /// From which operation on nothing works any more: the program or the network is gone.
    private var endsAfter: Int?
    private var operations = 0
    /// The id that zones get which are created.
    private var createdID: String?

    init(_ zones: [LiveZone] = [], limits: BatchLimits = BatchLimits(), createdID: String? = nil) {
        capabilities = ProviderCapabilities(
            kind: "memory", scope: .message(limits), precondition: .exactSet, zones: [.list, .create, .delete],
            followsChanges: true)
        for zone in zones { live[zone.zone.apex] = zone }
        self.createdID = createdID
    }

    /// Waited for before each batch.
    private var gate: (@Sendable () async -> Void)?

    /// What waiting until all have it does.
    private var waiting: (@Sendable () async -> Void)?
    func set(waiting: @escaping @Sendable () async -> Void) { self.waiting = waiting }

    func awaitPropagation(
        of changeIDs: [String], progress: @escaping @Sendable (_ done: Int) -> Void
    ) async throws(ProviderError) {
        await waiting?()
        progress(changeIDs.count)
    }

    /// In which zones are created.
    private var ownAccount: String?
    func set(account: String) { ownAccount = account }
    func account() async throws(ProviderError) -> String? { ownAccount }

    /// As whom it is asked.
    private var ownCaller: String?
    func set(caller: String) { ownCaller = caller }
    func caller() async throws(ProviderError) -> String? { ownCaller }

    /// A zone that somebody else makes.
    func make(_ zone: LiveZone) { live[zone.zone.apex] = zone }

    func set(faults: [Int: Fault]) { self.faults = faults }
    func set(gate: @escaping @Sendable () async -> Void) { self.gate = gate }
    func set(readFaults: [Int: ProviderError]) { self.readFaults = readFaults }
    func ends(after batches: Int?) {
        endsAfter = batches
        operations = 0
    }

    func zone(_ apex: DomainName) -> Zone { live[apex]?.zone ?? Zone(empty: apex) }
    /// Deletes a zone as somebody else would.
    func remove(_ apex: DomainName) { live[apex] = nil }
    func exists(_ apex: DomainName) -> Bool { live[apex] != nil }

    /// Writes a set as somebody else would; nothing for its data deletes it.
    func write(_ key: RecordSet.Key, _ set: RecordSet?, in apex: DomainName) {
        let others = zone(apex).sets.filter { $0.key != key }
        guard let zone = try? Zone(apex: apex, sets: others + (set.map { [$0] } ?? [])) else { return }
        live[apex] = LiveZone(id: live[apex]?.id ?? apex.description, exists: true, zone: zone)
    }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        readsNow += 1
        mostReadsAtOnce = max(mostReadsAtOnce, readsNow)
        for _ in 0..<10 { await Task.yield() }
        readsNow -= 1
        defer { reads += 1 }
        if let error = readFaults[reads] { throw error }
        if let endsAfter, operations >= endsAfter { throw ProviderError(.unavailable, "the provider is gone") }
        return live[apex] ?? LiveZone(id: apex.description, exists: false, zone: Zone(empty: apex))
    }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        await gate?()
        if let endsAfter, operations >= endsAfter { throw ProviderError(.unavailable, "the provider is gone") }
        operations += 1
        defer { asked += 1 }
        switch faults[asked] {
        case nil: return try commit(batch)
        case .before(let code): throw ProviderError(code, "broken before the change")
        case .after(let code):
            _ = try commit(batch)
            throw ProviderError(code, "the answer was lost")
        case .half(let code):
            var half = batch
            half.changes = Array(batch.changes.prefix(batch.changes.count / 2))
            _ = try commit(half)
            throw ProviderError(code, "the answer was lost")
        case .foreign(let set):
            write(set.key, set, in: batch.apex)
            return try commit(batch)
        case .afterAndForeign(let sets):
            _ = try commit(batch)
            for set in sets { write(set.key, set, in: batch.apex) }
            throw ProviderError(.unknownOutcome, "the answer was lost")
        case .zoneOnly:
            var zone = batch
            zone.changes = []
            _ = try commit(zone)
            throw ProviderError(.unknownOutcome, "the answer was lost")
        case .recordsOnly(let sets):
            var records = batch
            records.deletesZone = false
            _ = try commit(records)
            for set in sets { write(set.key, set, in: batch.apex) }
            throw ProviderError(.unknownOutcome, "the answer was lost")
        }
    }

    private func commit(_ batch: ChangeBatch) throws(ProviderError) -> AppliedBatch {
        guard batch.createsZone == (live[batch.apex] == nil) else {
            throw ProviderError(.invalid, batch.createsZone ? "the zone exists" : "there is no such zone")
        }
        let zone =
            live[batch.apex]
            ?? LiveZone(id: createdID ?? batch.apex.description, exists: true, zone: Zone(empty: batch.apex))
        guard batch.createsZone || zone.id == batch.zoneID else {
            throw ProviderError(.invalid, "there is no zone \(batch.zoneID)")
        }
        if case .message(let limits) = capabilities.scope, let limit = limits.both.records {
            let records = batch.changes.reduce(0) { $0 + Batcher.size(of: $1).records }
            guard records <= limit else { throw ProviderError(.invalid, "\(records) records in a batch") }
        }
        var after = zone
        do {
            after.zone = try zone.zone.applying(batch.changes)
        } catch {
            let key = error.change.key
            throw ProviderError(
                .conflict, "\(key.name) \(key.type) is live in another state",
                conflicts: [Conflict(key: key, expected: error.change.before, live: error.live)])
        }
        live[batch.apex] = batch.deletesZone ? nil : after
        applied.append(batch)
        var answer = AppliedBatch(changeID: "change \(applied.count)")
        answer.zoneID = batch.createsZone ? after.id : nil
        return answer
    }
}
