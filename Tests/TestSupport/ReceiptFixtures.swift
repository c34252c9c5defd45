internal import DNSModel
package import ZonePlanning

extension Receipt {
    /// A receipt with random sets.
    package static func fixture(_ outcome: Receipt.Outcome = .applied, seed: UInt64 = 0) -> Receipt {
        var generator = Generator(seed: seed)
        let plain = generator.zone(count: 5)
        let before = generator.routed(plain)
        let states: [Receipt.Batch.State] = [.applied, .wasLive, .undone, .notApplied, .unknown]
        return Receipt(
            plan: Digest(of: [UInt8(truncatingIfNeeded: seed)]), apex: before.apex,
            provider: ZonePlan.ProviderIdentity(name: "live", type: "memory", zoneID: "Z1"), outcome: outcome,
            branch: "main", commit: String(repeating: "c", count: 40),
            files: [ZoneFileIdentity(path: "zones/example.com.yaml", blob: String(repeating: "b", count: 40))],
            approvals: [Receipt.Approver(reviewer: "a@example.com", fingerprint: "SHA256:x")],
            started: "2026-11-23T10:15:30Z", finished: "2026-11-23T10:15:31Z",
            batches: states.enumerated().map { index, state in
                Receipt.Batch(number: index + 1, changes: index, state: state, changeID: index == 0 ? "C1" : nil)
            }, residual: diff(from: before, to: generator.routed(generator.edited(plain))),
            protected: before.sets.prefix(2).map(\.key), allowed: [.ttl, .expired], remarks: ["a remark"])
    }
}
