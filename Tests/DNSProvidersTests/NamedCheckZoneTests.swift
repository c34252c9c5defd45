import DNSModel
import DNSProviders
import Glibc
import TestSupport
import Testing

@Suite("named-checkzone")
struct NamedCheckZoneTests {
    /// Runs `named-checkzone` of Debian's bind9-utils; its output where it refuses the file.
    ///
    /// What is declared is not its business here: no look-ups, no opinions on names.
    private static func check(_ apex: DomainName, path: String) throws -> String? {
        let arguments = [
            "named-checkzone", "-i", "none", "-k", "ignore", "-m", "ignore", "-M", "ignore", "-n", "ignore", "-S",
            "ignore", "-r", "ignore", "-T", "ignore", "-W", "ignore", apex.description, path,
        ]
        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = [strdup("LC_ALL=C"), nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 1, path + ".out", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var process: pid_t = 0
        var number = posix_spawn(&process, "/usr/bin/named-checkzone", &actions, nil, &argv, &envp)
        if number == ENOENT {
            number = posix_spawn(&process, "/usr/sbin/named-checkzone", &actions, nil, &argv, &envp)
        }
        if number != 0 { return "named-checkzone cannot be run (Debian package bind9-utils): error \(number)" }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 && errno == EINTR {}
        if status == 0 { return nil }
        let parts = path.split(separator: "/").map(String.init)
        let output = try MasterFileSystem.machine.read(
            "/" + parts.dropLast().joined(separator: "/"), [(parts.last ?? "") + ".out"], 1 << 20)
        return String(decoding: output?.octets ?? [], as: UTF8.self)
    }

    /// A generated zone without what BIND refuses for its meaning: NS below a wildcard, DS at the apex, name servers
    /// without addresses, and NAPTR whose random text is no regular expression.
    private static func loadable(_ zone: Zone) throws -> Zone {
        let sets = zone.sets.compactMap { set -> RecordSet? in
            let isApex = set.name == zone.apex
            switch set.type {
            case .ns where isApex:
                return RecordSet(name: set.name, type: .ns, ttl: set.ttl ?? .maximum, data: [.ns("ns1.example.net.")])
            case .ns where set.name.isWildcard, .ds where isApex, .naptr: return nil
            default: return set
            }
        }
        return try Zone(apex: zone.apex, sets: sets)
    }

    @Test("Written files of generated zones are loaded by BIND", arguments: 0..<60)
    func generatedZones(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed) &+ 3_000)
        let zone = try Self.loadable(generator.zone(count: generator.number(0...25)))
        let records = [
            WrittenRecord(
                name: "host.example.com.", ttl: zone.sets[0].ttl ?? .maximum, type: "HINFO",
                data: Array("\"a\" \"b\"".utf8),
                origin: "sub.example.com.")
        ]
        let folder = try TemporaryFolder()
        try folder.write(MasterFileWriter.octets(of: zone, unmodelled: seed % 2 == 0 ? records : []), to: "zone")
        if let output = try Self.check("example.com.", path: folder.path + "/zone") {
            Issue.record("\(output)\n\(try folder.read("zone") ?? "")")
        }
    }

    @Test("A file that BIND must refuse is refused, so that the test above can fail")
    func refused() throws {
        let folder = try TemporaryFolder()
        try folder.write("$TTL 1\n@ SOA a b 1 2 3 4 5\n", to: "zone")
        #expect(try Self.check("example.com.", path: folder.path + "/zone")?.contains("has no NS records") == true)
    }
}
