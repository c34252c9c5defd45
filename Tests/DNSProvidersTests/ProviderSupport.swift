import DNSModel
import DNSProviders
import Gate
import Glibc
import TestSupport
import Testing
import ZonePlanning

/// A folder of its own for one test, removed at its end.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/gate53-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(number: errno) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    struct Failure: Error {
        var number: Int32
    }

    deinit { Self.removeAll(path) }

    private static func removeAll(_ path: String) {
        chmod(path, 0o700)
        if let names = try? MasterFileSystem.machine.names(path) {
            for name in names where name != "." && name != ".." {
                let child = "\(path)/\(name)"
                if (try? MasterFileSystem.machine.kind(child)) == .folder { removeAll(child) } else { unlink(child) }
            }
        }
        rmdir(path)
    }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    func write(_ octets: [UInt8], to name: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        guard file >= 0 else { throw Failure(number: errno) }
        defer { close(file) }
        try MasterFileSystem.machine.write(file, octets[...], name)
    }

    func read(_ name: String) throws -> String? {
        try octets(name).map { String(decoding: $0, as: UTF8.self) }
    }

    func octets(_ name: String) throws -> [UInt8]? {
        try MasterFileSystem.machine.read(path, [name], 1 << 30)?.octets
    }

    /// The names in the folder but `.`, `..` and the lock file.
    func names() throws -> [String] {
        try MasterFileSystem.machine.names(path).filter { ![".", "..", ".gate53.lock"].contains($0) }
    }

    /// A provider on the folder; the day is 2026-11-23.
    func provider(
        nameservers: [DomainName] = ["ns1.example.net.", "ns2.example.net."],
        serial: MasterFileConfiguration.SerialPolicy = .date, reload: [String] = [], fileName: String = "<zone>.zone",
        below: String = "", system: MasterFileSystem = .machine
    ) -> MasterFileProvider {
        let configuration = MasterFileConfiguration(
            directory: path + below, nameservers: nameservers, serial: serial, reload: reload, reloadTimeLimit: 5,
            fileName: fileName)
        return MasterFileProvider(configuration: configuration, today: { day }, system: system)
    }
}

private let day = CalendarDate(parsing: "2026-11-23") ?? { preconditionFailure("no day") }()

/// A zone of a master file's text.
func zone(_ text: String, apex: DomainName = "example.com.") throws -> Zone {
    try MasterFileParser.parse(Array(text.utf8), path: "text", apex: apex).zone
}

/// A record set of `example.com` in one or more lines of a master file.
func set(_ text: String) throws -> RecordSet { try #require(try zone(text).sets.first) }

func batch(_ changes: [Change], apex: DomainName = "example.com.", createsZone: Bool = false) -> ChangeBatch {
    ChangeBatch(
        apex: apex, zoneID: apex.description, createsZone: createsZone, changes: changes)
}

/// The error of an apply that must fail.
func failure(
    of provider: MasterFileProvider, _ batch: ChangeBatch, sourceLocation: Testing.SourceLocation = #_sourceLocation
) async -> ProviderError? {
    do {
        let applied = try await provider.apply(batch)
        Issue.record("was applied: \(applied)", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error
    }
}

let plainFile = """
    $TTL 300
    @ 3600 SOA ns1 hostmaster 2026010101 10800 3600 1209600 3600
    @ NS ns1
    @ NS ns2.example.net.
    ns1 A 192.0.2.1
    www A 192.0.2.2

    """
