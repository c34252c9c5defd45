import DNSModel
import Gate
import Platform
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

/// Random plans against a service on which everything goes wrong: answers are lost, somebody else writes to the batch whose
/// answer is lost, zones are created and deleted, reads fail between batches. After each, receipt, ending and what is said of
/// each zone are held against what is live, and nothing that somebody else wrote is overwritten.
@Suite("Route 53: soak") struct Route53SoakTests {
    private static let parts = 10
    private static let plansPerPart = 100

    @Test("Random plans with faults", arguments: 0..<parts) func soak(part: Int) async throws {
        var endings: [Receipt.Outcome: Int] = [:]
        var (foreign, lost, created, deleted, kept) = (0, 0, 0, 0, 0)
        var (seed, plans) = (UInt64(part) * 10_000, 0)
        while plans < Self.plansPerPart {
            seed += 1
            // Not every random change can be planned: some are none, some are too large for a batch.
            guard let scene = try await SoakScene(seed: seed), let receipt = try await scene.check() else { continue }
            endings[receipt.outcome, default: 0] += 1
            foreign += scene.foreign?.happened.value == true ? 1 : 0
            lost += scene.foreign?.isAfterLoss == true && scene.foreign?.happened.value == true ? 1 : 0
            created += scene.kind == .creation ? 1 : 0
            deleted += scene.kind == .deletion ? 1 : 0
            kept += scene.keepsPartial && receipt.outcome == .partial ? 1 : 0
            plans += 1
        }
        // All of it happens: a soak in which nothing fails proves nothing.
        #expect(endings[.applied, default: 0] > 20, "\(endings)")
        #expect(endings[.failed, default: 0] + endings[.undone, default: 0] > 0, "\(endings)")
        #expect(endings[.partial, default: 0] > 0 && endings[.residual, default: 0] > 0, "\(endings)")
        #expect(foreign > 10)
        #expect(lost > 0)
        #expect(created > 0)
        #expect(deleted > 0)
        #expect(kept > 0)
    }
}
