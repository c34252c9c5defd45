internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

extension Service {
    /// What `/nic/update` answers to a query.
    func update(_ secret: String, _ query: String) async throws -> String {
        let request = UpdateRequest(
            path: "/nic/update", parameters: try #require(FormText.parameters(of: query)),
            authorization: basic("x", secret), userAgent: "test", sender: IPAddress(parsing: "203.0.113.9"))
        return await updates.dynDNS2(request, rules: rules).body
    }

    func host(_ name: DomainName = "home.dyn.example.") async throws -> Host? { try await store.host(name) }

    /// A set of one address below 10.0.0.0.
    static func address(_ name: DomainName, _ number: UInt32) -> RecordSet {
        RecordSet(
            name: name, type: .a, ttl: TTL(seconds: 60) ?? .zero,
            data: [.a(IPv4Address(bits: 0x0A00_0000 + number))])
    }

    /// A host that wants one address and waits.
    func waiting(_ label: String, _ number: UInt32) throws -> Host {
        let name = try DomainName(parsing: "\(label).dyn.example.")
        var host = Host(
            name: name, suffix: Self.suffix, apex: Self.apex, owner: account.id, created: clock.now)
        host.wanted = [Self.address(name, number)]
        host.generation = 1
        host.status = .pending
        return host
    }

    /// Hosts that wait, `h0` and so on, with one address each.
    func seed(_ count: Int) async {
        await store.seed((0..<count).compactMap { try? waiting("h\($0)", UInt32($0)) })
    }
}

extension SimulatedZone {
    /// What is live, one record a line.
    var text: String { HostRecords.text(of: sets.values.sorted { $0.key < $1.key }) }
}
