internal import DNSModel
internal import Gate
internal import Glibc
internal import ZonePlanning

/// A zone at a provider that is a file: each batch that was applied is a line or more at its end, `name address`, and
/// one that takes a record away is `name -`. A batch is applied whole, and compared with what is there, under a lock.
struct LogZone: ZoneProvider {
    let path: String
    /// How long a batch is on its way, in milliseconds.
    let delay: Int

    let capabilities = ProviderCapabilities(kind: "log", scope: .wholeBatch, precondition: .exactSet)

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone {
        try locked { (sets, _) throws(ProviderError) -> LiveZone in
            guard let zone = try? Zone(apex: apex, sets: Array(sets.values)) else {
                throw ProviderError(.unreadable, "the log can't be read")
            }
            return LiveZone(id: "Z", exists: true, zone: zone)
        }
    }

    func summary(_ apex: DomainName) async throws(ProviderError) -> ZoneSummary? {
        ZoneSummary(zoneID: "Z", exists: true)
    }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        try? await Task.sleep(for: .milliseconds(delay))
        return try locked { (sets, file) throws(ProviderError) -> AppliedBatch in
            let moved = batch.changes.filter { sets[$0.key] != $0.before }
            if !moved.isEmpty {
                throw ProviderError(
                    .conflict, "moved",
                    conflicts: moved.map { Conflict(key: $0.key, expected: $0.before, live: sets[$0.key]) })
            }
            let lines = batch.changes.map { change in
                "\(change.key.name) \(change.after?.data.first?.text ?? "-")\n"
            }
            // In one go: a process that is killed has written all of it or nothing.
            let octets = Array(lines.joined().utf8)
            guard write(file, octets, octets.count) == octets.count else {
                throw ProviderError(.unknownOutcome, "the log can't be written")
            }
            return AppliedBatch(changeID: "C")
        }
    }

    /// What is live, by the lines of the log; the last of a name counts.
    private func locked<Value>(
        _ body: (_ sets: [RecordSet.Key: RecordSet], _ file: Int32) throws(ProviderError) -> Value
    ) throws(ProviderError) -> Value {
        let file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw ProviderError(.unavailable, "the log can't be opened") }
        defer { close(file) }
        guard flock(file, LOCK_EX) == 0 else { throw ProviderError(.unavailable, "the log can't be locked") }
        var octets: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(file, &part, part.count)
            if count <= 0 { break }
            octets += part[..<count]
        }
        var sets: [RecordSet.Key: RecordSet] = [:]
        for line in String(decoding: octets, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let name = try? DomainName(parsing: words[0]) else { continue }
            let set = Work.set(name, String(words[1]))
            sets[RecordSet.Key(name: name, type: .a)] = set
        }
        return try body(sets, file)
    }
}
