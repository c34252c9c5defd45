internal import DNSModel
package import ZonePlanning

extension RestoredBase {
    /// A base.
    package static let fixture = RestoredBase(
        plan: Digest(of: [1]), commit: String(repeating: "c", count: 40), time: "2026-11-23T10:15:30.25Z", number: 1)
}

extension Plan {
    /// A plan that restores two zones, one of them for the second time.
    package static func restoring() -> Plan {
        func one(_ apex: DomainName, _ number: Int) -> ZonePlan {
            var plan = ZonePlanner.fixture().plan(
                from: zone(["www 300 A 192.0.2.9", "shop 60 A 192.0.2.7"], in: apex),
                to: zone(["www 300 A 192.0.2.1", "gone 300 TXT text"], in: apex))
            var base = RestoredBase.fixture
            base.number = number
            plan.restores = base
            for index in plan.changes.indices where plan.changes[index].change.key.type == .txt {
                plan.changes[index].location = nil
            }
            return plan
        }
        return .fixture([one("example.com.", 1), one("example.net.", 2)])
    }
}
