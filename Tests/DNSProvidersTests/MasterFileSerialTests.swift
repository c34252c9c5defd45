import DNSModel
import DNSProviders
import Gate
import TestSupport
import Testing
import ZonePlanning

@Suite("Serials and file names")
struct MasterFileSerialTests {
    private static func serial(
        after old: UInt32, _ policy: MasterFileConfiguration.SerialPolicy, changes: [Change]? = nil,
        year: Int = 2026
    ) async throws -> UInt32? {
        let folder = try TemporaryFolder()
        try folder.write(plainFile.replacing("2026010101", with: String(old)), to: "example.com.zone")
        let day = try #require(CalendarDate(year: year, month: 11, day: 23))
        let provider = MasterFileProvider(
            configuration: MasterFileConfiguration(directory: folder.path, serial: policy), today: { day })
        let applied = try await provider.apply(batch(try changes ?? [.create(try set("new 60 A 192.0.2.9"))]))
        guard
            case .soa(let soa)? = try await provider.liveZone("example.com.").zone[
                RecordSet.Key(name: "example.com.", type: .soa)]?.data.first
        else { return nil }
        #expect(applied.changeID == String(soa.serial))
        // RFC 1982 section 3.2: the serial must have grown, or secondaries would not see the change.
        #expect(soa.serial &- old > 0 && soa.serial &- old < 0x8000_0000)
        return soa.serial
    }

    @Test(
        "The date form",
        arguments: [
            (2_026_010_101, 2_026_112_301), (2_026_112_300, 2_026_112_301), (2_026_112_301, 2_026_112_302),
            // Past 99 writes on one day, and a serial from the future: one more.
            (2_026_112_399, 2_026_112_400), (2_026_120_101, 2_026_120_102), (2_147_483_648, 2_147_483_649),
            (0, 2_026_112_301), (1, 2_026_112_301), (.max, 2_026_112_301), (4_294_967_290, 2_026_112_301),
            // Half the circle away, neither before nor after: one more.
            (2_026_112_301 &+ 0x8000_0000, 2_026_112_302 &+ 0x8000_0000),
            // More than half the circle ahead of the date, so the date comes after.
            (2_026_112_302 &+ 0x8000_0000, 2_026_112_301),
        ] as [(UInt32, UInt32)])
    func date(old: UInt32, new: UInt32) async throws {
        #expect(try await Self.serial(after: old, .date) == new)
    }

    @Test("A year whose date is no serial counts on", arguments: [4_295, 9_999])
    func farYear(year: Int) async throws {
        #expect(try await Self.serial(after: 7, .date, year: year) == 8)
    }

    @Test(
        "One more, and never 0",
        arguments: [(0, 1), (1, 2), (2_026_112_399, 2_026_112_400), (.max, 1)] as [(UInt32, UInt32)])
    func increment(old: UInt32, new: UInt32) async throws {
        #expect(try await Self.serial(after: old, .increment) == new)
    }

    @Test("A declared SOA keeps its serial where that is after the live one, else it gets the next one")
    func declared() async throws {
        let old = try set("@ 3600 SOA ns1 hostmaster 5 10800 3600 1209600 3600")
        for (serial, expected) in [(9, 9), (5, 6), (4, 6), (0, 6)] as [(UInt32, UInt32)] {
            let new = try set("@ 60 SOA ns1 hostmaster \(serial) 1 2 3 4")
            #expect(try await Self.serial(after: 5, .increment, changes: [.update(from: old, to: new)]) == expected)
        }
    }

    @Test(
        "A zone's file name leads nowhere else",
        arguments: [
            ("example.com.", "example.com.zone"), ("_x.EXAMPLE.com.", "_x.example.com.zone"), (".", "%root.zone"),
            ("0/25.2.0.192.in-addr.arpa.", "0%2F25.2.0.192.in-addr.arpa.zone"), ("a\\.b.c.", "a%2Eb.c.zone"),
            ("\\.\\.\\/etc.", "%2E%2E%2Fetc.zone"), ("a\\000b.", "a%00b.zone"), ("a%2fb.", "a%252fb.zone"),
            ("*.c.", "%2A.c.zone"), ("\\ .c.", "%20.c.zone"), ("\\195\\188.c.", "%C3%BC.c.zone"),
        ] as [(String, String)])
    func fileNames(apex: String, expected: String) throws {
        let apex = try DomainName(parsing: apex)
        #expect(MasterFileName.name(of: apex, pattern: "<zone>.zone") == expected)
    }

    @Test("Different zones have different file names, without '/' and of safe characters", arguments: 0..<20)
    func distinctNames(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        var names: [String: DomainName] = [:]
        for _ in 0..<300 {
            let apex = generator.target()
            let name = MasterFileName.name(of: apex, pattern: "<zone>")
            #expect(names[name] == nil || names[name] == apex)
            #expect(!name.hasPrefix(".") && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
            names[name] = apex
        }
    }

    @Test("A name too long for a file is refused")
    func longName() async throws {
        let folder = try TemporaryFolder()
        let label = String(repeating: "a", count: 61)
        let apex = try DomainName(parsing: "\(label).\(label).\(label).\(label).")
        #expect(try await !folder.provider().liveZone(apex).exists)
        let long = try DomainName(parsing: "aaa.\(label).\(label).\(label).\(label).")
        let refused = await #expect(throws: ProviderError.self) { try await folder.provider().liveZone(long) }
        #expect(refused?.code == .invalid)
    }

    @Test(
        "Patterns that name no file of the folder are refused",
        arguments: ["zone", "<zone>/x", "<zone>.<zone>", ".gate53-<zone>", "a\n<zone>", ""])
    func patterns(pattern: String) async throws {
        #expect(MasterFileName.mistake(in: pattern) != nil)
        let folder = try TemporaryFolder()
        let error = await #expect(throws: ProviderError.self) {
            try await folder.provider(fileName: pattern).liveZone("example.com.")
        }
        #expect(error?.code == .invalid)
        #expect(MasterFileName.mistake(in: "db.<zone>") == nil)
    }
}
