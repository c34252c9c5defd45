import DNSModel
import DNSQueries
import Foundation
import Gate
import TestSupport
import Testing

/// The client beside a name server that others wrote.
@Suite struct KnotTests {
    private static let zone = """
        $TTL 300
        @ SOA ns1 hostmaster 7 3600 600 86400 60
        @ NS ns1
        @ NS ns2
        ns1 A 127.0.0.1
        ns2 A 127.0.0.1
        www CNAME host
        host A 192.0.2.1
        host AAAA 2001:db8::1
        @ MX 10 host
        _sip._tcp SRV 1 2 3 host
        child NS ns1.child
        ns1.child A 192.0.2.9
        * TXT "any"

        """ + (0..<40).map { "big TXT \"\($0) \(String(repeating: "x", count: 200))\"\n" }.joined()

    /// Starts a Knot and hands it over.
    private func withServer(_ body: (DNSClient, NameServerEndpoint, KnotServer) async throws -> Void) async throws {
        let server = try KnotServer(texts: ["example.com.": Self.zone])
        let limits = DNSQueryLimits(waits: [.seconds(900)], streamWaits: [.seconds(900)])
        let endpoint = NameServerEndpoint(.v4(IPv4Address(bits: 0x7F00_0001)), port: server.port)
        try await body(DNSClient(limits: limits), endpoint, server)
        server.stop()
    }

    @Test("answers of every kind are read") func answersOfEveryKindAreRead() async throws {
        try await withServer { client, endpoint, _ in
            func ask(_ name: DomainName, _ type: RecordType) async throws -> DNSMessage {
                try await client.ask(DNSQuestion(name, type), at: endpoint)
            }
            let alias = try await ask("www.example.com.", .a)
            #expect(alias.isAuthoritative && alias.responseCode == .noError && alias.edns != nil)
            #expect(
                alias.answer.map { "\($0.name) \($0.ttl) \($0.type) \($0.data.text)" } == [
                    "www.example.com. 300 CNAME host.example.com.", "host.example.com. 300 A 192.0.2.1",
                ])
            let soa = try await ask("example.com.", .soa)
            #expect(soa.answer.map(\.data.text) == ["ns1.example.com. hostmaster.example.com. 7 3600 600 86400 60"])
            #expect(
                try await Set(ask("example.com.", .ns).answer.map(\.data.text)) == [
                    "ns1.example.com.", "ns2.example.com.",
                ])
            #expect(try await ask("example.com.", .mx).answer.map(\.data.text) == ["10 host.example.com."])
            #expect(
                try await ask("_sip._tcp.example.com.", .srv).answer.map(\.data.text) == ["1 2 3 host.example.com."])
            #expect(try await ask("x.y.example.com.", .txt).answer.map(\.name) == ["x.y.example.com."])

            let delegation = try await ask("a.child.example.com.", .a)
            #expect(!delegation.isAuthoritative && delegation.answer.isEmpty)
            #expect(delegation.authority.map(\.data.text) == ["ns1.child.example.com."])
            #expect(delegation.additional.map(\.data.text) == ["192.0.2.9"])

            let nothing = try await ask("host.example.com.", .txt)
            #expect(nothing.responseCode == .noError && nothing.answer.isEmpty)
            #expect(nothing.authority.map(\.type) == [.soa])
            #expect(try await ask("a.host.example.com.", .a).responseCode == .nameError)
            #expect(try await ask("example.net.", .a).responseCode == .refused)
        }
    }

    @Test("an answer that has no room by UDP comes by TCP") func aBigAnswerComesByTCP() async throws {
        try await withServer { client, endpoint, _ in
            let answer = try await client.ask(DNSQuestion("big.example.com.", .txt), at: endpoint)
            #expect(answer.answer.count == 40 && !answer.isTruncated)
        }
    }

    @Test("it is asked by IPv6 too") func itIsAskedByIPv6Too() async throws {
        try await withServer { client, endpoint, server in
            guard server.hasIPv6 else { return }
            let local = NameServerEndpoint(.v6(IPv6Address(high: 0, low: 1)), port: server.port)
            for name: DomainName in ["host.example.com.", "big.example.com."] {
                let question = DNSQuestion(name, name == "big.example.com." ? .txt : .aaaa)
                var other = try await client.ask(question, at: endpoint)
                let answer = try await client.ask(question, at: local)
                other.id = answer.id
                #expect(Set(answer.answer) == Set(other.answer) && !answer.answer.isEmpty)
            }
        }
    }

    @Test("thousands of questions are answered, each once") func thousandsOfQuestionsAreAnswered() async throws {
        try await withServer { _, endpoint, _ in
            let client = DNSClient(limits: DNSQueryLimits(rate: 1_000_000, waits: [.seconds(900)]))
            let count = 3_000
            let right = try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<count {
                    let question = DNSQuestion(try DomainName(parsing: "n\(index).example.com."), .txt)
                    group.addTask {
                        let answer = try await client.ask(question, at: endpoint)
                        return answer.answer.map(\.name) == [question.name]
                            && answer.answer.map(\.data.text) == ["\"any\""]
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(right == count)
        }
    }
}
