internal import DNSModel
internal import Foundation
internal import Glibc
internal import Testing
internal import ZonePlanning

/// The master files that apply writes are served by name servers that others wrote.
@Suite struct NameServerTests {
    /// The example zones, and zones with every record type and every oddity in them.
    static let sites = ["zones", "Tests/Gate53Tests/Fixtures/Valid/all-types/zones"]

    @Test("a real name server serves every record set as the zone files say", arguments: sites)
    func aRealNameServerServesEveryRecordSetAsTheZoneFilesSay(folder: String) throws {
        let scratch = try Scratch()
        let wanted = try Self.apply(folder, in: scratch)
        let files = scratch.files(in: "live").keys.filter { $0.hasSuffix(".zone") }.sorted()
        try #require(files.count == wanted.count)

        let checker = try Scratch.tool("named-checkzone")
        for file in files {
            let check = try scratch.run([checker, String(file.dropLast(5)), "live/" + file])
            #expect(check.exitCode == 0, "\(file): \(check.text)\(check.errorText)")
        }

        let server = try NameServer(scratch, zones: wanted.keys.map(\.description).sorted())
        defer { server.stop() }
        let client = DNSClient(port: server.port)
        for (apex, sets) in wanted {
            for set in sets {
                let answer = try client.ask(set.key)
                let found = answer.sets.first { $0.key == set.key }
                #expect(found != nil, "\(set.key.name) \(set.key.type) is not served")
                #expect(found?.ttl == set.ttl, "\(set.key.name) \(set.key.type)")
                #expect(
                    found.map { Set($0.data.map(\.wire)) } == Set(set.data.map(\.wire)),
                    "\(set.key.name) \(set.key.type): \(found?.data.map(\.text) ?? []) for \(set.data.map(\.text))")
            }
            let soa = try client.ask(RecordSet.Key(name: apex, type: .soa))
            #expect(soa.isAuthoritative && soa.sets.contains { $0.type == .soa })
        }
        if folder != "zones" {
            #expect(client.askedOverTCP > 0, "no answer was too long for UDP; the zones should have a long one")
        }
    }

    /// Applies the zones of a folder of the package to a new folder of master files.
    ///
    /// - Returns: the record sets of the plan by zone.
    private static func apply(_ folder: String, in scratch: Scratch) throws -> [DomainName: [RecordSet]] {
        try scratch.must(
            """
            cp -r "$ROOT/\(folder)" zones
            printf '/live/\\n/*.json*\\n' >.gitignore
            sed -i '/^review:/,/^[a-z]/{/^review:/d;/^  /d}' zones/gate53.yaml
            echo 'review: {required: 0}' >>zones/gate53.yaml
            git init --quiet && commit 'The zones'
            gate53 plan --out plan.json >/dev/null && gate53 apply plan.json >/dev/null
            """)
        let octets = try #require(scratch.octets(of: "plan.json"))
        var wanted: [DomainName: [RecordSet]] = [:]
        for zone in try PlanDocument(octets: octets).plan.zones {
            let sets = zone.changes.compactMap(\.change.after)
            try #require(sets.count == zone.changes.count && !sets.isEmpty)
            wanted[zone.apex] = sets
        }
        return wanted
    }
}

/// A Knot DNS on loopback, with its files in a scratch folder.
private final class NameServer {
    let port: UInt16
    private let process: ChildProcess

    /// Starts it and waits until it serves all zones.
    init(_ scratch: Scratch, zones: [String]) throws {
        let program = try Scratch.tool("knotd")
        let port = try Self.freePort()
        let log = scratch.path + "/out/knotd.log"
        try scratch.write(
            scratch.path + "/knot.conf",
            """
            server:
                listen: 127.0.0.1@\(port)
                rundir: "\(scratch.path)/tmp"
            log:
              - target: stderr
                any: warning
            database:
                storage: "\(scratch.path)/tmp"
            template:
              - id: default
                storage: "\(scratch.repository)/live"
                semantic-checks: on
                zonefile-sync: -1
                journal-content: none
            zone:

            """ + zones.map { "  - domain: \"\($0)\"\n    file: \"\($0.dropLast()).zone\"\n" }.joined())
        let process = try scratch.start([program, "-c", scratch.path + "/knot.conf"], output: log, errors: log)
        self.port = port
        self.process = process
        let end = ContinuousClock.now + .seconds(20)
        let client = DNSClient(port: port)
        for zone in zones {
            let key = RecordSet.Key(name: try DomainName(parsing: zone, origin: .root), type: .soa)
            while (try? client.ask(key))?.isAuthoritative != true {
                let said = String(decoding: scratch.octets(of: log) ?? [], as: UTF8.self)
                if process.end() != nil { throw ChildProcess.Failure(message: "knotd ended: \(said)") }
                if ContinuousClock.now > end {
                    stop()
                    throw ChildProcess.Failure(message: "knotd does not serve \(zone) after 20 seconds: \(said)")
                }
                poll(nil, 0, 20)
            }
        }
    }

    func stop() {
        process.kill()
        _ = process.wait()
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) == 0 ? getsockname(socket, $0, &size) : -1
            }
        }
        guard result == 0 else { throw ChildProcess.Failure(message: "no free port") }
        return address.sin_port.bigEndian
    }
}
