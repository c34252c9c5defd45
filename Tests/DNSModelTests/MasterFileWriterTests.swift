import DNSModel
import TestSupport
import Testing

@Suite("Written master files")
struct MasterFileWriterTests {
    static func unmodelled(_ generator: inout Generator, apex: DomainName) -> [WrittenRecord] {
        (0..<generator.number(0...4)).map { _ in
            let origin = generator.once(in: 2) ? apex : generator.name(below: apex, depth: 1)
            let name = generator.name(below: apex)
            // A signature at the zone's own name makes the keys there the signer's; see MasterFileParserTests.
            let types = ["ISDN", "NSEC3", "LUA"] + (name == apex ? [] : ["RRSIG"])
            return WrittenRecord(
                name: name, ttl: generator.ttl(), type: generator.one(of: types),
                data: Array(generator.one(of: ["A 8 2 x", "\"a; b\" \"\\\"(\"", "rel @ x\\;y", "\"\""]).utf8),
                origin: origin)
        }
    }

    @Test("What is written is read back, and written again it is the same octets", arguments: 0..<400)
    func roundTrip(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        let apex: DomainName = generator.one(of: ["example.com.", ".", "a\\.b\\032\\000.example."])
        let zone = generator.zone(apex, count: generator.number(0...30), hasAuthority: generator.once(in: 2))
        let records = Self.unmodelled(&generator, apex: apex)
        let octets = MasterFileWriter.octets(of: zone, unmodelled: records)
        let read = try MasterFileParser.parse(octets, path: "zone", apex: apex)
        #expect(read.zone == zone)
        #expect(Set(read.unmodelled) == Set(records))
        #expect(read.unmodelled.count == records.count)
        #expect(read.isOurs)
        #expect(read.notes.isEmpty)
        #expect(MasterFileWriter.octets(of: read.zone, unmodelled: read.unmodelled) == octets)
        #expect(MasterFileWriter.octets(of: zone, unmodelled: records.reversed()) == octets)
        // ASCII, and no control characters but line feeds.
        #expect(octets.allSatisfy { $0 == 0x0A || 0x20...0x7E ~= $0 })
    }

    @Test("The file is sorted, aligned and says who writes it")
    func layout() throws {
        let text = """
            $TTL 1h
            www 300 A 192.0.2.1
            www 300 A 192.0.2.2
            @ MX 10 mail
            @ NS ns1
            @ NS ns2
            *.dyn TXT "x\\"y;z"
            a.b CNAME www
            @ SOA ns1 hostmaster 2026112301 10800 3600 1209600 5400
            www 300 RRSIG A 8 3 300 x
            """
        let octets = MasterFileWriter.octets(of: try parse(text).zone, unmodelled: try parse(text).unmodelled)
        #expect(
            String(decoding: octets, as: UTF8.self) == """
                ; Written by gate53 from the zone files in git.
                ; An edit here is drift: the next apply rewrites this file, without its comments.
                $ORIGIN example.com.
                $TTL 3600
                @         IN SOA   ns1.example.com. hostmaster.example.com. (
                                   2026112301 ; serial
                                   10800      ; refresh: 3 h
                                   3600       ; retry: 1 h
                                   1209600    ; expire: 14 d
                                   5400       ; TTL of negative answers: 1 h 30 min
                                   )
                @         IN NS    ns1.example.com.
                @         IN NS    ns2.example.com.
                @         IN MX    10 mail.example.com.
                a.b       IN CNAME www.example.com.
                *.dyn     IN TXT   "x\\"y;z"
                www   300 IN A     192.0.2.1
                www   300 IN A     192.0.2.2
                ; Records that gate53 does not model, kept as they were.
                www   300 IN RRSIG A 8 3 300 x

                """)
    }

    @Test("Long text is cut into strings of 255 octets (RFC 1035 section 3.3)")
    func longText() throws {
        let set = RecordSet(
            name: "example.com.", type: .txt, ttl: .maximum, data: [.txt(TXT([UInt8](repeating: 0x61, count: 600)))])
        let zone = try Zone(apex: "example.com.", sets: [set])
        let lines = MasterFileWriter.octets(of: zone).split(separator: 0x0A)
        #expect(lines.last?.split(separator: 0x22).map(\.count).filter { $0 > 1 }.suffix(3) == [255, 255, 90])
    }

    // Knot 3.2 loads no zone with 'dohpath', with an 'alpn' that begins with one octet, or with punctuation in a target.
    @Test("Service bindings are written so that every server reads them, and are as modelled where they are read again")
    func bindings() throws {
        let text = """
            $TTL 1h
            a HTTPS 1 . mandatory=alpn,dohpath alpn=h2 dohpath=/dns-query{?dns}
            b SVCB 1 x alpn=a,h2
            c SVCB 0 a!b
            """
        let octets = MasterFileWriter.octets(of: try parse(text).zone)
        let lines = String(decoding: octets, as: UTF8.self).split(separator: "\n").suffix(3)
        #expect(
            Array(lines) == [
                "a IN HTTPS 1 . mandatory=alpn,key7 alpn=h2 key7=/dns-query{?dns}",
                #"b IN SVCB  1 x.example.com. key1="\001a\002h2""#, #"c IN SVCB  0 a\!b.example.com."#,
            ])
        let read = try MasterFileParser.parse(octets, path: "zone", apex: "example.com.")
        #expect(try read.zone == parse(text).zone && read.written.isEmpty)
    }
}
