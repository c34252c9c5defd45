package import DNSModel
package import ZonePlanning

/// Every kind of finding.
package enum Findings {
    /// A set.
    package static let key = RecordSet.Key(name: "www.example.com.", type: .a)

    /// Of every policy, with every fact.
    package static let all: [Finding] = [
        Finding(.deletesShare(Finding.Share(count: 4, total: 11, limit: 0.3))),
        Finding(.updatesShare(Finding.Share(count: 12, total: 12, limit: 0.125)), isAllowed: true),
        Finding(.emptiesZone(count: 7)), Finding(.protected(key, .changed)), Finding(.protected(key, .deleted)),
        Finding(.protected(key, .unprotected), severity: .warning), Finding(.changesNameServers),
        Finding(.timeToLive(key, .zero, bound: .minimum, limit: TTL(seconds: 30) ?? .zero)),
        Finding(.timeToLive(key, .maximum, bound: .maximum, limit: TTL(seconds: 604_800) ?? .zero)),
        Finding(.expired(key, on: .earliest, owner: "web\u{1B}]0;x"), severity: .warning),
        Finding(.expired(key, on: .earliest, owner: nil)), Finding(.deletesZone(count: 1)),
    ]

    /// A plan with findings.
    package static func plan(_ findings: [Finding]) -> Plan {
        var plan = ZonePlanner.fixture().plan(from: zone(["a 300 A 192.0.2.1"]), to: zone(["a 300 A 192.0.2.2"]))
        plan.findings = findings
        return .fixture([plan])
    }
}
