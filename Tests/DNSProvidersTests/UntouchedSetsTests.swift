import DNSModel
import TestSupport
import Testing
import ZonePlanning

@testable import DNSProviders

@Suite("Sets that a batch leaves alone stay as they are written")
struct UntouchedSetsTests {
    /// A zone's file as people write them: letters in any case, TTLs that differ in a set, texts in strings, relative
    /// names, other origins, records outside, data that are not modelled.
    private static func ugly(_ zone: Zone, _ generator: inout Generator, isLoadable: Bool) -> String {
        var lines = ["$TTL 1h"]
        for set in zone.sets where set.type != .soa && (!isLoadable || set.type != .ns) {
            for data in set.data {
                if generator.once(in: 6) {
                    lines.append("$ORIGIN \(generator.one(of: ["Example.COM.", "example.com.", "Sub.example.com."]))")
                }
                var text = data.text
                switch set.type {
                case .cname, .dname, .mx, .ns, .ptr, .srv: text = mixed(text, &generator)
                default: break
                }
                // Name servers take the TTL of a set's first record for all of them.
                let ttl = isLoadable ? "" : generator.one(of: ["", "60", "7m", "4000000000"])
                lines.append("\(mixed("\(set.name)", &generator)) \(ttl) IN \(set.type) \(text)")
            }
        }
        lines += [
            "Outside.example.net. 5 A 192.0.2.1", "$ORIGIN EXAMPLE.com.", "Raw\u{FC}\u{DF} 60 A 192.0.2.7",
            "_Printer._tcp ( ( TXT ) \"txtvers=1\" \"path=/x\" )", "two 60 TXT a b \"\"",
        ]
        if !isLoadable {
            lines += [
                "_1._tcp TLSA 3 1 1 ABCD", "_1._tcp TLSA 0 0 0 ABCD", "list APL", "Lua LUA A \"x\"", "two 90 TXT c",
            ]
        }
        return "@ 1h SOA Ns1.example.net. Host.EXAMPLE.net. 7 3600 600 86400 300\n"
            + lines.joined(separator: "\n") + "\n"
    }

    /// A text with letters in any case; escapes stay.
    private static func mixed(_ text: String, _ generator: inout Generator) -> String {
        String(text.map { generator.once(in: 3) ? Character($0.uppercased()) : $0 })
    }

    /// Every record but the SOA's and those of one name, one line each, as the file has it.
    private static func records(_ file: MasterFile, but name: DomainName) -> [String] {
        func line(_ record: WrittenRecord) -> String {
            let owner = String(decoding: record.owner, as: UTF8.self)
            let data = String(decoding: record.data + record.origin, as: UTF8.self)
            return "\(owner) \(record.ttl) \(record.type) \(data)"
        }
        let sets = file.zone.sets.filter { $0.name != name && $0.type != .soa }.flatMap { set in
            file.written[set.key]?.map(line)
                ?? set.data.map { "\(set.name) \(set.ttl ?? .maximum) \(set.type) \($0.text)" }
        }
        return (sets + (file.unmodelled + file.outside).map(line)).sorted()
    }

    private static func file(_ folder: TemporaryFolder) throws -> MasterFile {
        try MasterFileParser.parse(try #require(try folder.octets("example.com.zone")), path: "z", apex: "example.com.")
    }

    @Test("By any apply, over generated zones", arguments: 0..<60)
    func law(seed: Int) async throws {
        var generator = Generator(seed: UInt64(seed) &+ 7_000)
        let zone = generator.zone(count: generator.number(0...20))
        let folder = try TemporaryFolder()
        try folder.write(Self.ugly(zone, &generator, isLoadable: false), to: "example.com.zone")
        let before = try Self.file(folder)
        let provider = folder.provider()
        for change in [
            Change.create(try set("brandnew 60 A 192.0.2.9")),
            .update(from: try set("brandnew 60 A 192.0.2.9"), to: try set("brandnew 90 A 192.0.2.9")),
            .delete(try set("brandnew 90 A 192.0.2.9")),
        ] {
            _ = try await provider.apply(batch([change]))
            let after = try Self.file(folder)
            #expect(
                Self.records(after, but: "brandnew.example.com.") == Self.records(before, but: "brandnew.example.com."))
            let soa = after.written[RecordSet.Key(name: "example.com.", type: .soa)]?.first
            #expect(
                soa.map { String(decoding: $0.data, as: UTF8.self).hasPrefix("Ns1.example.net. Host.EXAMPLE.net. ") }
                    == true)
        }
    }

    @Test("BIND reads the same octets before and after", arguments: 0..<20)
    func asBINDReads(seed: Int) async throws {
        var generator = Generator(seed: UInt64(seed) &+ 8_000)
        let types: [RecordType] = [.a, .aaaa, .mx, .srv, .txt, .caa, .ptr, .cname]
        let zone = generator.zone(count: generator.number(0...20), types: types)
        let folder = try TemporaryFolder()
        try folder.write(
            Self.ugly(zone, &generator, isLoadable: true) + "@ NS ns1.example.net.\n", to: "example.com.zone")
        let before = try await Self.dump(folder)
        _ = try await folder.provider().apply(batch([.create(try set("brandnew 60 A 192.0.2.9"))]))
        let after = try await Self.dump(folder)
        #expect(after.filter { !$0.contains("brandnew") } == before)
        #expect(after.contains { $0.contains("brandnew") } && before.count > 3)
    }

    /// The lines of the zone as `named-checkzone` of Debian's bind9-utils writes them out, but for the SOA record's.
    private static func dump(_ folder: TemporaryFolder) async throws -> [String] {
        let off = ["-i", "-k", "-m", "-M", "-n", "-S", "-r", "-T", "-W"].flatMap {
            [$0, $0 == "-i" ? "none" : "ignore"]
        }
        let failure = await ReloadCommand(
            arguments: ["named-checkzone"] + off + [
                "-D", "-s", "full", "-o", folder.path + "/dump", "example.com.", folder.path + "/example.com.zone",
            ], environment: ["PATH": "/usr/sbin:/usr/bin:/bin"], timeLimit: .seconds(60)
        ).run()
        #expect(failure == nil)
        return (try folder.read("dump") ?? "").split(separator: "\n").map(String.init).filter { !$0.contains("SOA") }
            .sorted()
    }
}
