internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

/// A provider in memory that can no more than its capabilities say: what they leave out it really does not do.
actor VaryingProvider: ZoneProvider, ZoneDirectory {
    nonisolated let capabilities: ProviderCapabilities

    private struct Content {
        var version = 1
        var sets: [RecordSet] = []
    }

    private var live: [DomainName: Content] = [:]
    /// The version that a zone had when it was read last.
    private var seen: [DomainName: Int] = [:]
    private var changes: Set<String> = []
    /// How many batches were handed in.
    private(set) var asked = 0

    init(_ capabilities: ProviderCapabilities, _ apexes: [DomainName] = ["example.com."]) {
        self.capabilities = capabilities
        for apex in apexes { live[apex] = Content() }
    }

    /// Writes sets as somebody else would.
    func write(_ sets: [RecordSet], in apex: DomainName = "example.com.") {
        live[apex, default: Content()].sets = sets
        live[apex, default: Content()].version += 1
    }

    // MARK: - Reading

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        guard let content = live[apex] else { return LiveZone(Zone(empty: apex), exists: false) }
        seen[apex] = content.version
        guard let zone = try? Zone(apex: apex, sets: content.sets) else {
            throw ProviderError(.unreadable, "a set is there twice")
        }
        return LiveZone(zone)
    }

    func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        guard let content = live[apex] else { return ZoneSummary(zoneID: apex.description, exists: false) }
        return ZoneSummary(
            zoneID: apex.description, exists: true,
            version: capabilities.version == nil ? nil : String(content.version))
    }

    func zones() async throws(ProviderError) -> [ListedZone] {
        guard capabilities.zones.contains(.list) else { throw ProviderError(.invalid, "zones can't be listed") }
        return live.keys.sorted().map { ListedZone(id: $0.description, apex: $0) }
    }

    func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone { try await liveZone(listed.apex) }

    func change(_ id: String) async throws(ProviderError) -> ChangeStatus {
        guard capabilities.followsChanges, changes.contains(id) else { throw ProviderError(.invalid, "no such change") }
        return ChangeStatus(id: id, isServedEverywhere: true, submitted: "")
    }

    // MARK: - Applying

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        asked += 1
        try checkShape(batch)
        if batch.createsZone { live[batch.apex] = Content() }
        guard let content = live[batch.apex] else { throw ProviderError(.conflict, "the zone is gone") }
        let conflicts = batch.changes.filter { change in
            let set = content.sets.first { $0.key == change.key }
            switch capabilities.precondition {
            case .exactSet: return set != change.before
            case .setWithoutTTL: return set?.data != change.before?.data
            case .zoneVersion, .detection: return false
            }
        }.map { change in
            Conflict(key: change.key, expected: change.before, live: content.sets.first { $0.key == change.key })
        }
        let isOld = capabilities.precondition == .zoneVersion && seen[batch.apex] ?? content.version != content.version
        guard conflicts.isEmpty, !isOld else {
            throw ProviderError(.conflict, "live is otherwise", conflicts: conflicts)
        }
        let version = write(batch.changes, to: content, in: batch.apex)
        if batch.deletesZone { live[batch.apex] = nil }
        let hasID = capabilities.followsChanges || capabilities.version != nil
        return AppliedBatch(changeID: hasID ? version : nil)
    }

    private func write(_ changes: [Change], to content: Content, in apex: DomainName) -> String {
        var content = content
        let gone = Set(changes.map(\.key))
        content.sets.removeAll { gone.contains($0.key) }
        for set in changes.compactMap(\.after) {
            // A server of RFC 2136 passes such a change over (section 3.4.2.2).
            let clashes = content.sets.contains { $0.name == set.name && ($0.type == .cname) != (set.type == .cname) }
            if clashes, capabilities.acceptance == .mayHideIgnoredChanges { continue }
            content.sets.append(set)
        }
        content.version += 1
        live[apex] = content
        seen[apex] = content.version
        self.changes.insert(String(content.version))
        return String(content.version)
    }

    private func checkShape(_ batch: ChangeBatch) throws(ProviderError) {
        if batch.createsZone, !capabilities.zones.contains(.create) { throw ProviderError(.invalid, "creates none") }
        if batch.deletesZone, !capabilities.zones.contains(.delete) { throw ProviderError(.invalid, "deletes none") }
        switch capabilities.scope {
        case .wholeBatch: break
        case .message(let limits):
            let size = batch.changes.reduce(0) { $0 + Batcher.size(of: $1).records }
            if size > limits.both.records ?? .max { throw ProviderError(.invalid, "too many records") }
        case .recordSet:
            if batch.changes.count > 1 { throw ProviderError(.invalid, "one set at a time") }
        }
    }
}
