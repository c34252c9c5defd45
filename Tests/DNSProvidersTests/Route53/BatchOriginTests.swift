import DNSModel
import TestSupport
import Testing
import ZonePlanning

@testable import DNSProviders

/// Plan and commit are members of a batch. The service is told of them in words, which nobody reads back.
@Suite("Route 53: what a batch is of") struct BatchOriginTests {
    private static func batch(_ plan: UInt8, commit: String, isUndo: Bool = false) -> ChangeBatch {
        var origin = BatchOrigin(plan: Digest(of: [plan]), commit: commit)
        origin.isUndo = isUndo
        return ChangeBatch(apex: "example.com.", zoneID: "Z1", createsZone: true, changes: [], origin: origin)
    }

    @Test("A zone is created under one reference in every run of a plan, whatever the comment says")
    func reference() {
        let first = Self.batch(1, commit: "a")
        let others = [Self.batch(1, commit: "b"), Self.batch(1, commit: "a", isUndo: true)]
        for other in others {
            #expect(Route53Provider.comment(of: other) != Route53Provider.comment(of: first))
            #expect(Route53Provider.reference(of: other) == Route53Provider.reference(of: first))
        }
        #expect(Route53Provider.reference(of: Self.batch(2, commit: "a")) != Route53Provider.reference(of: first))
        var elsewhere = first
        elsewhere.apex = "example.net."
        #expect(Route53Provider.reference(of: elsewhere) != Route53Provider.reference(of: first))
    }
}
