internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

// Decision 0104: what neither git nor the service knows is drift, and only the service can tell.

@Suite("Names that neither git nor the service knows") struct UnknownNamesTests {
    private static func rules(_ declared: DomainName...) -> DynamicRules {
        DynamicRules(suffixes: [Service.suffix(types: [.a, .txt])], declared: declared, commit: "c")
    }

    @Test(
        "A live set stands for the host that it is of",
        arguments: [
            ("a.dyn 60 A 192.0.2.1", ["a.dyn.example."]), ("a.dyn 60 TXT x", ["a.dyn.example."]),
            ("_acme-challenge.a.dyn 60 TXT x", ["a.dyn.example."]), ("a.dyn 60 MX 10 m", []),
            ("x.a.dyn 60 A 192.0.2.1", []), ("dyn 60 A 192.0.2.1", []), ("*.dyn 60 A 192.0.2.1", []),
            ("_x.dyn 60 TXT x", []), ("a 60 A 192.0.2.1", []), ("_acme-challenge.dyn 60 TXT x", []),
            ("git.dyn 60 A 192.0.2.1", []), ("_acme-challenge.git.dyn 60 TXT x", []),
            ("_acme-challenge.b.dyn 60 TXT x", []), ("above.dyn 60 A 192.0.2.1", ["above.dyn.example."]),
        ] as [(String, [DomainName])])
    func hosts(_ line: String, _ expected: [DomainName]) {
        let rules = Self.rules("git.dyn.example.", "_acme-challenge.b.dyn.example.", "x.above.dyn.example.")
        #expect(UnknownNames.hosts(in: zone([line], in: Service.apex), by: rules) == Set(expected))
    }

    @Test("What is live and no host is unknown, in canonical order") func unknown() {
        let live: Set<DomainName> = ["c.dyn.example.", "a.dyn.example.", "b.dyn.example."]
        #expect(
            UnknownNames.unknownNames(live: live, hosts: ["b.dyn.example.", "d.dyn.example."]) == [
                "a.dyn.example.", "c.dyn.example.",
            ])
        #expect(UnknownNames.unknownNames(live: live, hosts: live) == [])
    }

    @Test("A writer finds them, and none of its own") func writer() async throws {
        let service = Service()
        let secret = try await service.begin(hosts: ["home"])
        let zone = SimulatedZone(apex: Service.apex, clock: service.clock)
        let writer = service.writer(zone)
        let request = UpdateRequest(
            path: "/nic/update",
            parameters: try #require(FormText.parameters(of: "hostname=home.dyn.example&myip=192.0.2.1")),
            authorization: basic("x", secret), userAgent: "test", sender: IPAddress(parsing: "203.0.113.9"))
        _ = await service.updates.dynDNS2(request, rules: service.rules)
        await service.drain(writer)
        #expect(await writer.unknownNames(rules: service.rules) == [])
        await zone.write(foreign: recordSet("stray.dyn 60 A 192.0.2.9", in: Service.apex))
        #expect(await writer.unknownNames(rules: service.rules) == ["stray.dyn.example."])
    }
}
