import DNSModel
import Gate
import TestSupport
import Testing
import ZonePlanning

/// A resolver that says what it is told, to every question of a type.
private struct ScriptedResolver: NameServerQueries {
    var answers: [RecordType: DNSMessage]

    func ask(_ question: DNSQuestion, at endpoint: NameServerEndpoint) async throws(DNSQueryError) -> DNSMessage {
        throw DNSQueryError(.unreachable, "is not asked")
    }

    func resolve(_ question: DNSQuestion) async throws(DNSQueryError) -> DNSMessage {
        answers[question.type] ?? DNSMessage(id: 1, question: question, isResponse: true)
    }
}

@Suite("Where name servers are asked: only what answers the question counts") struct NameServerLookupTests {
    private static let server: DomainName = "ns1.example.net."
    private static let address = RecordData.a(IPv4Address(bits: 0xC000_0201))

    private static func record(_ name: DomainName, _ data: RecordData) -> ResourceRecord {
        ResourceRecord(name: name, ttl: .zero, data: data)
    }

    private func endpoints(
        _ answer: [ResourceRecord], _ code: ResponseCode = .noError
    ) async throws(DNSQueryError) -> [NameServerEndpoint] {
        let message = DNSMessage(
            id: 1, question: DNSQuestion(Self.server, .a), isResponse: true, responseCode: code, answer: answer)
        return try await NameServerLookup(ScriptedResolver(answers: [.a: message])).endpoints(of: Self.server)
    }

    @Test("Addresses of the name, and those at the end of its aliases in any order") func found() async throws {
        let expected = [NameServerEndpoint(.v4(IPv4Address(bits: 0xC000_0201)))]
        #expect(try await endpoints([Self.record(Self.server, Self.address)]) == expected)
        let chain = [
            Self.record("b.example.org.", Self.address), Self.record("a.example.org.", .cname("b.example.org.")),
            Self.record(Self.server, .cname("a.example.org.")),
            Self.record("c.example.org.", .a(IPv4Address(bits: 7))),
        ]
        #expect(try await endpoints(chain) == expected)
    }

    @Test(
        "Addresses of another name, aliases that lead elsewhere or in a circle, and failures",
        arguments: [
            [record("ns2.example.net.", address)],
            [record(server, .cname("a.example.org.")), record(server, address)],
            [record("a.example.org.", .cname("b.example.org.")), record("b.example.org.", address)],
            [record(server, .cname(server)), record("x.example.net.", address)],
            [
                record(server, .cname("a.example.org.")), record("a.example.org.", .cname(server)),
                record("b.example.org.", address),
            ], [],
        ])
    func notFound(_ answer: [ResourceRecord]) async throws {
        await #expect(throws: DNSQueryError.self) { try await endpoints(answer) }
        await #expect(throws: DNSQueryError.self) { try await endpoints(answer, .serverFailure) }
    }

    @Test("Name servers of another zone, and those of a failure, are none of the zone") func names() async throws {
        for (name, code) in [
            ("example.org.", ResponseCode.noError), ("com.", .noError), ("example.com.", .serverFailure),
            ("example.com.", .refused), ("example.com.", .formatError), ("example.com.", .nameError),
        ] {
            let owner = try DomainName(parsing: name)
            let message = DNSMessage(
                id: 1, question: DNSQuestion("example.com.", .ns), isResponse: true, responseCode: code,
                answer: [Self.record(owner, .ns(Self.server))])
            let lookup = NameServerLookup(ScriptedResolver(answers: [.ns: message]))
            await #expect(throws: DNSQueryError.self) { try await lookup.names(of: "example.com.") }
        }
    }
}
