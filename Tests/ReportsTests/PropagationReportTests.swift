internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Propagation, reported") struct PropagationReportTests {
    let apex: DomainName = "example.com."

    private func propagation(_ servers: [Propagation.Server], ttl: UInt32? = 300) -> Propagation {
        Propagation(
            plan: Digest(of: []), apex: apex, started: "2026-11-23T10:15:30.250Z", finished: "2026-11-23T10:16:30Z",
            servers: servers, sets: 2, longestTTL: ttl)
    }

    @Test("The lines of a receipt say who lags, and when caches are right") func lines() {
        var lagging = propagation([
            Propagation.Server(name: "ns1.example.com.", address: "192.0.2.1", served: "2026-11-23T10:15:31.5Z"),
            Propagation.Server(
                name: "ns2.example.com.", address: "192.0.2.2", behind: ["www.example.com. A"], behindCount: 3),
            Propagation.Server(name: "ns3.example.com.", problem: "has no address"),
        ])
        lagging.unchecked.aliases = 1
        lagging.delegation = .differs(onlyParent: ["ns9.example.net."], onlyZone: ["ns2.example.com."])
        let report = PropagationReport(style: TextStyle(isColoured: false))
        #expect(
            report.lines(of: lagging) == [
                "  served by 1 of 3 name servers at 2026-11-23T10:16:30Z",
                "  ns2.example.com. (192.0.2.2) does not serve yet: www.example.com. A, and 2 more",
                "  ns3.example.com. has no address",
                "  unchecked by DNS: 1 alias",
                "  the parent zone and example.com. have other name servers: only the parent has ns9.example.net.; "
                    + "only the zone has ns2.example.com.",
            ])
        var served = propagation([Propagation.Server(name: "ns1.example.com.", served: "2026-11-23T10:15:31.5Z")])
        served.delegation = .agrees
        #expect(
            report.lines(of: served) == [
                "  served by its name server at 2026-11-23T10:15:31Z",
                "  caches have it by 2026-11-23T10:20:32Z: the longest old TTL is 300",
                "  the parent zone has the same name servers",
            ])
    }
}
