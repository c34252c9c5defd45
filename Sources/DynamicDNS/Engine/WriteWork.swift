internal import DNSModel
internal import ZonePlanning

/// What has to be written for one host: from what is live, as far as it is known, to what is wanted.
struct WriteWork: Sendable {
    let host: Host
    /// What is live at its names once all is done.
    let write: HostWrite
    /// What is live there now, in canonical order.
    let before: [RecordSet]
    /// In canonical order.
    let changes: [Change]
    /// What is live there and neither was written for the host nor is wanted: somebody else's, now read.
    let foreign: [RecordSet]
    /// Whether live was read for it.
    let wasRead: Bool

    /// Until when a batch of which this is not one may still come to be applied.
    let unsureUntil: Instant?

    /// Whether it is known what is live at a host without reading it.
    static func isKnown(_ host: Host, at now: Instant) -> Bool {
        host.submitted == nil && host.written != nil && (host.unsureUntil.map { $0 > now } ?? true)
    }

    /// - Parameters:
    ///   - host: a dirty host.
    ///   - live: the zone as it is live; `nil` where it was not read.
    ///   - now: the time.
    init?(_ host: Host, live: Zone?, at now: Instant) {
        let wanted = host.effective
        let before: [RecordSet]
        if Self.isKnown(host, at: now), let written = host.written {
            before = written.sets
            wasRead = false
            foreign = []
        } else if let live {
            // Whatever is there, but for what makes another zone of the name.
            let delegating: Set<RecordType> = [.ns, .ds, .soa]
            before = Self.names(of: host).flatMap { live.sets[live.indices(of: $0)] }
                .filter { !delegating.contains($0.type) }
            wasRead = true
            let ours = Set((host.written?.sets ?? []) + (host.submitted?.sets ?? []) + wanted)
            foreign = before.filter { !ours.contains($0) }
        } else {
            return nil
        }
        self.host = host
        self.before = before.sorted { $0.key < $1.key }
        unsureUntil = host.unsureUntil.flatMap { $0 > now ? $0 : nil }
        write = HostWrite(generation: host.generation, sets: wanted)
        let old = Dictionary(before.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        let new = Dictionary(wanted.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
        changes = Set(old.keys).union(new.keys).sorted().compactMap { Change(from: old[$0], to: new[$0]) }
    }

    /// The names that are a host's.
    static func names(of host: Host) -> [DomainName] { [host.name] + (host.name.challengeName.map { [$0] } ?? []) }

    /// How many elements a change batch of Route 53 has for changes: what is deleted and what is created is one each.
    static func elements(of changes: [Change]) -> Int {
        changes.reduce(0) { $0 + ($1.before == nil ? 0 : 1) + ($1.after == nil ? 0 : 1) }
    }
}

/// Work divided into change batches, which go out one after the other.
struct DividedWork: Sendable {
    /// The hosts whose changes no batch can hold, and why.
    var tooLarge: [DomainName: String] = [:]
    var batches: [[Change]] = []
    /// For each batch the hosts that have changes in it.
    var hosts: [Set<DomainName>] = []
    /// The number of the last batch that has changes of a host.
    var last: [DomainName: Int] = [:]

    init(_ works: [WriteWork], _ batcher: Batcher) {
        var owners: [DomainName: DomainName] = [:]
        for work in works { for name in WriteWork.names(of: work.host) { owners[name] = work.host.name } }
        var changes = works.flatMap(\.changes).sorted { $0.key < $1.key }
        for (indices, size) in batcher.groupsOverLimits(in: changes) {
            for index in indices {
                guard let host = owners[changes[index].key.name] else { continue }
                tooLarge[host] =
                    "the provider takes no change of this size: \(batcher.words(for: size).joined(separator: ", "))"
            }
        }
        if !tooLarge.isEmpty { changes.removeAll { owners[$0.key.name].map { tooLarge[$0] != nil } ?? false } }
        let numbers = batcher.divide(changes).numbers
        batches = Array(repeating: [], count: numbers.max() ?? 0)
        hosts = Array(repeating: [], count: batches.count)
        for (change, number) in zip(changes, numbers) {
            batches[number - 1].append(change)
            guard let host = owners[change.key.name] else { continue }
            hosts[number - 1].insert(host)
            last[host] = max(last[host] ?? 0, number - 1)
        }
    }
}
