internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

/// What a provider has, in memory, and what it fails at.
actor MemoryDirectory: ZoneDirectory {
    private let listed: [ListedZone]
    private let live: [String: LiveZone]
    private let listFailure: ProviderError?
    private let failures: [String: ProviderError]
    /// What it says of its change, one after the other; the last one again and again.
    private var answers: [Result<Bool, ProviderError>]
    private var readsNow = 0
    private(set) var mostReadsAtOnce = 0
    private(set) var reads: [String] = []
    private(set) var asked = 0

    init(
        _ zones: [(listed: ListedZone, sets: [String])] = [], listFailure: ProviderError? = nil,
        failures: [String: ProviderError] = [:], change answers: [Result<Bool, ProviderError>] = []
    ) {
        listed = zones.map(\.listed)
        live = Dictionary(
            uniqueKeysWithValues: zones.map { ($0.listed.id, LiveZone(zone($0.sets, in: $0.listed.apex))) })
        self.listFailure = listFailure
        self.failures = failures
        self.answers = answers
    }

    func zones() async throws(ProviderError) -> [ListedZone] {
        if let listFailure { throw listFailure }
        return listed
    }

    func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone {
        readsNow += 1
        mostReadsAtOnce = max(mostReadsAtOnce, readsNow)
        for _ in 0..<10 { await Task.yield() }
        readsNow -= 1
        reads.append(listed.id)
        if let failure = failures[listed.id] { throw failure }
        guard let zone = live[listed.id] else { throw ProviderError(.unreadable, "no zone \(listed.id)") }
        return zone
    }

    func change(_ id: String) async throws(ProviderError) -> ChangeStatus {
        asked += 1
        guard let answer = answers.first else { throw ProviderError(.invalid, "there is no change \(id)") }
        if answers.count > 1 { answers.removeFirst() }
        return ChangeStatus(id: id, isServedEverywhere: try answer.get(), submitted: "2026-11-23T10:15:30Z")
    }
}
