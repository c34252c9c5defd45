import DNSModel
import DNSProviders
import Gate
import Glibc
import TestSupport
import Testing
import ZonePlanning

@Suite("The zones of a folder of master files")
struct MasterFileDirectoryTests {
    private static let empty = "@ 3600 SOA ns1 h 1 2 3 4 5\n@ 3600 NS ns1\n"

    @Test("A folder that is not there has no zones") func missing() async throws {
        let folder = try TemporaryFolder()
        #expect(try await folder.provider(below: "/none").zones().isEmpty)
        #expect(try await folder.provider().zones().isEmpty)
    }

    @Test("Zones are listed by any of the names that are in use, with their counts, in order") func names() async throws
    {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        try folder.write(Self.empty, to: "db.example.net")
        try folder.write(Self.empty + "a 60 WKS 192.0.2.1 6 25\na 60 WKS 192.0.2.1 6 26\n", to: "example.org.db")
        try folder.write(Self.empty, to: "example.edu")
        let zones = try await folder.provider().zones()
        let counted = try zone(plainFile).sets.count
        #expect(
            zones == [
                ListedZone(id: "example.com.", apex: "example.com.", setCount: counted),
                ListedZone(id: "example.edu.", apex: "example.edu.", setCount: 2),
                ListedZone(id: "example.net.", apex: "example.net.", setCount: 2),
                ListedZone(id: "example.org.", apex: "example.org.", setCount: 3),
            ])
        #expect(zones.map(\.isEmpty) == [false, true, true, false])
        for listed in zones {
            let live = try await folder.provider().liveZone(listed)
            #expect(live.exists && live.id == listed.id && live.zone.apex == listed.apex)
        }
    }

    @Test("Every name that a zone's file can have leads back to the zone", arguments: 0..<4)
    func everyName(seed: UInt64) async throws {
        let folder = try TemporaryFolder()
        let apexes: Set<DomainName> = [
            ".", "0/25.2.0.192.in-addr.arpa.", "a%b.example.", "*.example.", "a\\.b.example.", "\\000\\255.example.",
            "xn--bcher-kva.example.", "com.", "_x.example.", "db.example.", "example.zone.", "%root.", "example.db.",
        ]
        let pattern = ["<zone>.zone", "db.<zone>", "zone-<zone>-file", "<zone>"][Int(seed)]
        for apex in apexes {
            try folder.write(
                "$ORIGIN \(apex)\n" + Self.empty, to: MasterFileName.name(of: apex, pattern: pattern))
        }
        let zones = try await folder.provider(fileName: pattern).zones()
        let found = Set(zones.map(\.apex))
        if pattern == "<zone>" {
            #expect(found == apexes)
        } else {
            #expect(found.isSuperset(of: apexes) && zones.count == found.count)
        }
        for listed in zones where apexes.contains(listed.apex) {
            #expect(try await folder.provider(fileName: pattern).liveZone(listed).exists, "\(listed.apex)")
        }
    }

    @Test("Other files of the folder are no zones") func others() async throws {
        let folder = try TemporaryFolder()
        try folder.write("zone \"x\" { type primary; };\n", to: "named.conf")
        try folder.write("x 60 A 192.0.2.1\n", to: "part")
        try folder.write("SOA\n", to: "README")
        try folder.write(Self.empty, to: ".hidden.zone")
        try folder.write(Self.empty, to: ".gate53.lock")
        try folder.write(Self.empty, to: "UPPER.example.zone")
        try folder.write(Self.empty, to: "%2f.example.zone")
        try folder.write(Self.empty, to: "%zz.zone")
        try folder.write(Self.empty, to: "..zone")
        try folder.write("", to: ".zone")
        #expect(mkdir("\(folder.path)/sub.db", 0o755) == 0)
        #expect(mkfifo("\(folder.path)/pipe", 0o644) == 0)
        #expect(try await folder.provider().zones().isEmpty)
    }

    // A list that stops at one bad file hides all zones behind it; one that leaves it out says that it is not there.
    @Test("A zone whose file can't be read is listed as read-only, with nothing said of its records")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        try folder.write(plainFile, to: "example.com.zone")
        try folder.write("broken\n", to: "broken.example.zone")
        try folder.write("; an soa, but\n@ A x\n", to: "bare.example")
        try folder.write(Self.empty, to: "db.two.example")
        try folder.write(Self.empty, to: "two.example.db")
        #expect(symlink("example.com.zone", "\(folder.path)/link.example.zone") == 0)
        #expect(mkdir("\(folder.path)/folder.example.zone", 0o755) == 0)
        let zones = try await folder.provider().zones()
        #expect(
            zones.map(\.apex) == [
                "example.com.", "bare.example.", "broken.example.", "folder.example.", "link.example.", "two.example.",
            ])
        for listed in zones.dropFirst() {
            #expect(listed.readOnly == "its file cannot be read" && listed.setCount == nil && listed.isEmpty == nil)
            await #expect(throws: ProviderError.self) { try await folder.provider().liveZone(listed) }
        }
    }

    @Test("A folder that can't be listed is an error that says what to do") func unlistable() async throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "file")
        let error = await #expect(throws: ProviderError.self) { try await folder.provider(below: "/file").zones() }
        #expect(error?.message.contains("cannot list") == true, "\(error?.message ?? "")")
    }

    // Two records at the apex are not always an SOA and an NS.
    @Test("Empty is what has nothing but SOA and NS") func empty() async throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "none.example.zone")
        try folder.write("@ 60 A 192.0.2.1\n@ 60 NS ns1.example.net.\n", to: "some.example.zone")
        try folder.write(Self.empty + "sub 60 NS ns1\n", to: "sub.example.zone")
        let zones = try await folder.provider().zones()
        #expect(zones.map(\.apex) == ["none.example.", "some.example.", "sub.example."])
        #expect(zones.map(\.isEmpty) == [true, false, false])
    }

    @Test("A change can't be looked up, and what to do is said") func change() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: ProviderError.self) { try await folder.provider().change("2026112301") }
        #expect(error?.code == .invalid && error?.message.contains("gate53 log") == true)
    }
}
