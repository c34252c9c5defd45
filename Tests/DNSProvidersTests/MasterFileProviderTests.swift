import DNSModel
import DNSProviders
import Gate
import Glibc
import TestSupport
import Testing
import ZonePlanning

@Suite("The master-file provider")
struct MasterFileProviderTests {
    // MARK: - Reading

    @Test("A folder or file that is not there holds no zone")
    func missing() async throws {
        let folder = try TemporaryFolder()
        for below in ["", "/none", "/none/deeper"] {
            let live = try await folder.provider(below: below).liveZone("example.com.")
            #expect(!live.exists && live.zone.sets.isEmpty && live.id == "example.com.")
        }
        #expect(try folder.names().isEmpty)
    }

    @Test(
        "The zone's file is found by the names that are in use",
        arguments: ["example.com.zone", "db.example.com", "example.com.db", "example.com"])
    func names(name: String) async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: name)
        let live = try await folder.provider().liveZone("example.com.")
        #expect(live.exists)
        #expect(live.zone == (try zone(plainFile)))
        _ = try await folder.provider().apply(batch([.create(try set("new 60 A 192.0.2.9"))]))
        #expect(try folder.names() == [name])
    }

    @Test("Two files that could be the zone's are refused, unless one has the name of the settings")
    func ambiguous() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "db.example.com")
        try folder.write(plainFile, to: "example.com.db")
        let error = await #expect(throws: ProviderError.self) { try await folder.provider().liveZone("example.com.") }
        #expect(error?.code == .unreadable)
        #expect(error?.message.contains("db.example.com' and '") == true)
        let live = try await folder.provider(fileName: "db.<zone>").liveZone("example.com.")
        #expect(live.exists && live.notes.contains { $0.contains("example.com.db' is not read") })
    }

    @Test("What the first rewrite of a file takes away is noted")
    func notes() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "; by hand\n" + plainFile + "$INCLUDE part\n$GENERATE 1-2 h$ A 10.0.0.$\n", to: "example.com.zone")
        try folder.write("p A 10.0.0.1\np 60 A 10.0.0.2\n", to: "part")
        let live = try await folder.provider().liveZone("example.com.")
        for word in ["$INCLUDE", "$GENERATE", "comments", "different TTLs"] {
            #expect(live.notes.contains { $0.contains(word) }, "\(word)")
        }
        _ = try await folder.provider().apply(batch([.create(try set("new 60 A 192.0.2.9"))]))
        let after = try await folder.provider().liveZone("example.com.")
        #expect(after.notes.allSatisfy { $0.contains("different TTLs") } && after.notes.count == 1)
        #expect(after.zone[RecordSet.Key(name: "h2.example.com.", type: .a)] != nil)
        #expect(after.zone[RecordSet.Key(name: "p.example.com.", type: .a)]?.data.count == 2)
        #expect(try folder.read("part") != nil)
    }

    @Test(
        "$INCLUDE does not leave the folder",
        arguments: [
            "/etc/hostname", "../outside", "sub/../../outside", "..", ".", "link", "sublink/file", "fifo", "sub",
        ])
    func includes(path: String) async throws {
        let folder = try TemporaryFolder()
        #expect(mkdir("\(folder.path)/zones", 0o755) == 0)
        #expect(mkdir("\(folder.path)/zones/sub", 0o755) == 0)
        try folder.write("x 1 A 10.0.0.1\n", to: "outside")
        #expect(symlink("../outside", "\(folder.path)/zones/link") == 0)
        #expect(symlink("..", "\(folder.path)/zones/sublink") == 0)
        try folder.write("x 1 A 10.0.0.1\n", to: "file")
        #expect(mkfifo("\(folder.path)/zones/fifo", 0o644) == 0)
        try folder.write(plainFile + "$INCLUDE \(path)\n", to: "zones/example.com.zone")
        let error = await #expect(throws: ProviderError.self) {
            try await folder.provider(below: "/zones").liveZone("example.com.")
        }
        #expect(error?.code == .unreadable)
        #expect(error?.message.contains("example.com.zone:7:10: ") == true, "\(error?.message ?? "")")
    }

    @Test("$INCLUDE reads files below the folder")
    func includeBelow() async throws {
        let folder = try TemporaryFolder()
        #expect(mkdir("\(folder.path)/sub", 0o755) == 0)
        try folder.write("x 1 A 10.0.0.1\n", to: "sub/part")
        try folder.write(plainFile + "$INCLUDE ./sub//part\n", to: "example.com.zone")
        let live = try await folder.provider().liveZone("example.com.")
        #expect(live.zone[RecordSet.Key(name: "x.example.com.", type: .a)] != nil)
    }

    @Test("A zone's file that is a symbolic link is refused, not replaced")
    func symbolicLink() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "elsewhere")
        #expect(symlink("elsewhere", "\(folder.path)/example.com.zone") == 0)
        let error = await failure(of: folder.provider(), batch([.create(try set("new 60 A 192.0.2.9"))]))
        #expect(error?.code == .unreadable && error?.message.contains("symbolic link") == true)
    }

    @Test("Mistakes in a file are told with their places")
    func mistakes() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile + "x A 1\ny A 2\n", to: "example.com.zone")
        let error = await #expect(throws: ProviderError.self) { try await folder.provider().liveZone("example.com.") }
        #expect(error?.code == .unreadable)
        #expect(error?.message.contains("example.com.zone:7:5: ") == true)
        #expect(error?.message.contains("example.com.zone:8:5: ") == true)
    }

    // MARK: - Applying

    @Test("A new zone gets a file with SOA and NS from the settings")
    func createZone() async throws {
        let folder = try TemporaryFolder()
        let provider = folder.provider(below: "/a/b/")
        let www = try set("www 300 A 192.0.2.2")
        let applied = try await provider.apply(batch([.create(www)], createsZone: true))
        #expect(applied == AppliedBatch(changeID: "2026112301"))
        let live = try await provider.liveZone("example.com.")
        #expect(
            live.zone
                == (try zone(
                    """
                    @ 3600 SOA ns1.example.net. hostmaster 2026112301 10800 3600 1209600 3600
                    @ 3600 NS ns1.example.net.
                    @ 3600 NS ns2.example.net.
                    www 300 A 192.0.2.2
                    """)))
        let file = try MasterFileSystem.machine.read(folder.path, ["a", "b", "example.com.zone"], 1 << 20)
        #expect(file?.mode == 0o644)
    }

    @Test("A new zone's declared NS are its NS, and the first one its primary")
    func declaredNameServers() async throws {
        let folder = try TemporaryFolder()
        let ns = try set("@ 60 NS b.example.org.")
        let provider = folder.provider(nameservers: [])
        _ = try await provider.apply(batch([.create(ns)], createsZone: true))
        let live = try await provider.liveZone("example.com.").zone
        #expect(live[ns.key] == ns)
        guard case .soa(let soa)? = live[RecordSet.Key(name: "example.com.", type: .soa)]?.data.first else {
            Issue.record("no SOA")
            return
        }
        #expect(soa.mname == "b.example.org.")
    }

    @Test("A file without an SOA record gets one, which is noted before")
    func noStartOfAuthority() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "example.com.zone")
        let live = try await folder.provider().liveZone("example.com.")
        #expect(live.exists && live.notes.contains { $0.contains("no SOA record") })
        _ = try await folder.provider().apply(batch([.create(try set("www 300 A 192.0.2.2"))]))
        let after = try await folder.provider().liveZone("example.com.")
        #expect(after.zone.sets.map(\.type) == [.ns, .soa, .a] && after.notes.isEmpty)
    }

    @Test("A zone without NS is not written")
    func noNameServers() async throws {
        let folder = try TemporaryFolder()
        let provider = folder.provider(nameservers: [])
        let create = batch([.create(try set("www 300 A 192.0.2.2"))], createsZone: true)
        #expect(await failure(of: provider, create)?.code == .invalid)
        try folder.write(plainFile, to: "example.com.zone")
        for line in [
            "@ 300 NS ns1\n@ 300 NS ns2.example.net.", "@ 3600 SOA ns1 hostmaster 2026010101 10800 3600 1209600 3600",
        ] {
            #expect(await failure(of: folder.provider(), batch([.delete(try set(line))]))?.code == .invalid)
        }
        #expect(try folder.read("example.com.zone") == plainFile)
        #expect(try folder.names() == ["example.com.zone"])
    }

    @Test("Creates, updates and deletes are made, all else stays")
    func changes() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        chmod("\(folder.path)/example.com.zone", 0o604)
        let provider = folder.provider()
        let applied = try await provider.apply(
            batch([
                .update(from: try set("www 300 A 192.0.2.2"), to: try set("www 60 A 192.0.2.3")),
                .delete(try set("ns1 300 A 192.0.2.1")), .create(try set("a 300 TXT \"x\"")),
            ]))
        #expect(applied.changeID == "2026112301" && applied.warnings.isEmpty)
        let expected = """
            @ 3600 SOA ns1 hostmaster 2026112301 10800 3600 1209600 3600
            @ 300 NS ns1
            @ 300 NS ns2.example.net.
            a 300 TXT "x"
            www 60 A 192.0.2.3
            """
        #expect(try await provider.liveZone("example.com.").zone == (try zone(expected)))
        #expect(try folder.names() == ["example.com.zone"])
        let file = try MasterFileSystem.machine.read(folder.path, ["example.com.zone"], 1 << 20)
        #expect(file?.mode == 0o604)
    }

    @Test("A batch whose sets are live in another state changes nothing and says which")
    func conflicts() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        let www = try set("www 300 A 192.0.2.2")
        let other = try set("www 300 A 192.0.2.7")
        let ttl = try set("www 60 A 192.0.2.2")
        let new = try set("new 300 A 192.0.2.2")
        for (change, live) in [
            (Change.create(www), www), (.create(other), www), (.update(from: other, to: ttl), www),
            (.update(from: ttl, to: other), www), (.delete(other), www), (.delete(new), nil),
        ] as [(Change, RecordSet?)] {
            let good = Change.create(try set("good 300 A 192.0.2.2"))
            let error = await failure(of: folder.provider(), batch([good, change]))
            #expect(error?.code == .conflict)
            #expect(error?.conflicts == [Conflict(key: change.key, expected: change.before, live: live)])
        }
        let creation = await failure(of: folder.provider(), batch([.create(new)], createsZone: true))
        #expect(creation?.code == .conflict)
        let gone = await failure(of: folder.provider(), batch([.delete(new)], apex: "example.org."))
        #expect(gone?.code == .conflict && gone?.conflicts.count == 1)
        #expect(try folder.read("example.com.zone") == plainFile)
    }

    @Test("A set is live as expected in any spelling")
    func canonicalComparison() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            plainFile + "t 300 TXT \"ab\" \"c\"\nV6 5m AAAA 2001:DB8:0::1\nM 300 MX 10 MAIL\n", to: "example.com.zone")
        _ = try await folder.provider().apply(
            batch([
                .delete(try set("t 300 TXT ab c")), .delete(try set("v6 300 AAAA 2001:db8::1")),
                .delete(try set("m 300 MX 10 mail.example.com.")),
            ]))
        #expect(try await folder.provider().liveZone("example.com.").zone.sets.count == 4)
    }

    @Test("Batches that no server would load are refused")
    func invalid() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile + "k ISDN a b\n", to: "example.com.zone")
        let before = try folder.read("example.com.zone")
        let outside = try #require(try zone("www 1 A 10.0.0.1", apex: "example.org.").sets.first)
        let new = Change.create(try set("new 1 A 10.0.0.1"))
        for changes in [
            [.create(try set("www 1 CNAME x"))], [.create(outside)], [new, new],
            [.create(try set("x 1 CNAME y")), .create(try set("x 1 A 10.0.0.1"))],
            [.create(try set("k 1 TYPE20 \\# 2 0161"))], [.create(try set("@ 1 CNAME x"))],
        ] {
            #expect(await failure(of: folder.provider(), batch(changes))?.code == .invalid, "\(changes)")
        }
        #expect(try folder.read("example.com.zone") == before)
    }

    @Test("Records of types that are not modelled are reported and written back as they were")
    func unmodelled() async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            plainFile + "$ORIGIN sub.example.com.\nk 60 ISDN ( \"a ;\" ; c\n b )\nk RRSIG A 8 3 300 rel x==\n",
            to: "example.com.zone")
        let provider = folder.provider()
        let live = try await provider.liveZone("example.com.")
        #expect(live.unmodelled.map(\.type) == ["ISDN", "RRSIG"])
        #expect(live.unmodelled.allSatisfy { $0.name == "k.sub.example.com." })
        #expect(live.unmodelled.first?.reason == "no presentation format known for ISDN")
        #expect(live.notes.contains { $0.contains("DNSSEC") })
        _ = try await provider.apply(batch([.create(try set("new 60 A 192.0.2.9"))]))
        let text = try #require(try folder.read("example.com.zone"))
        #expect(text.contains("ISDN \"a ;\" b\n") && text.contains("RRSIG A 8 3 300 rel x==\n"))
        #expect(text.contains("$ORIGIN sub.example.com.\n"))
        #expect(try await provider.liveZone("example.com.").unmodelled == live.unmodelled)
    }

    @Test("A batch without changes leaves the file as it is")
    func emptyBatch() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        #expect(try await folder.provider().apply(batch([])).changeID == "2026010101")
        #expect(try folder.read("example.com.zone") == plainFile)
    }

    @Test("A generated zone becomes another by the batch of their differences, and back", arguments: 0..<60)
    func generated(seed: Int) async throws {
        var generator = Generator(seed: UInt64(seed) &+ 100)
        let folder = try TemporaryFolder()
        let first = generator.zone(count: generator.number(0...20))
        let second = generator.edited(first)
        try folder.write(MasterFileWriter.octets(of: first), to: "example.com.zone")
        let provider = folder.provider(serial: .increment)
        let nsKey = RecordSet.Key(name: "example.com.", type: .ns)
        let changes = diff(from: first, to: second)
        guard second[nsKey] != nil else {
            #expect(await failure(of: provider, batch(changes))?.code == .invalid)
            return
        }
        func withoutSOA(_ zone: Zone) -> [RecordSet] { zone.sets.filter { $0.type != .soa } }
        _ = try await provider.apply(batch(changes))
        #expect(withoutSOA(try await provider.liveZone("example.com.").zone) == withoutSOA(second))
        if !changes.isEmpty { #expect(await failure(of: provider, batch(changes))?.code == .conflict) }
        _ = try await provider.apply(batch(changes.map(\.inverse)))
        #expect(withoutSOA(try await provider.liveZone("example.com.").zone) == withoutSOA(first))
    }
}
