internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// The master files that apply writes are served by name servers that others wrote.
@Suite struct NameServerTests {
    /// The example zones, and zones with every record type and every oddity in them.
    static let sites = ["zones/master-file", "Tests/Gate53Tests/Fixtures/Valid/all-types/zones"]

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

        let live = scratch.repository + "/live/"
        let server = try KnotServer(
            files: Dictionary(uniqueKeysWithValues: wanted.keys.map { ($0, live + $0.description + "zone") }))
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
        if !folder.hasPrefix("zones/") {
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
