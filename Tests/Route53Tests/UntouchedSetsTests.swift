import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet

@testable import DNSProviders

@Suite("Route 53: what a plan leaves alone") struct Route53UntouchedSetsTests {
    @Test("The stored text of every other set stays, whatever its cut and letters", arguments: 0..<20)
    func law(seed: Int) async throws {
        var generator = Generator(seed: UInt64(seed) &+ 9_000)
        let service = try Service()
        var sets = generator.zone(count: 15, types: [.a, .txt, .mx, .spf], hasAuthority: false).sets
        sets.append(recordSet(#"_http._tcp 60 TXT "txtvers=1" "path=/x""#))
        try service.write(sets)
        try service.strict.create([.init("Case.example.com", "MX", "10 MAIL.Example.com")], in: service.zoneID)
        let before = service.strict.recordSets(of: service.zoneID)
        // Git knows the texts without their cuts.
        let live = try service.live()
        let declared = try Zone(
            apex: live.apex,
            sets: live.sets.filter { $0.type != .soa && $0.type != .ns }.map { set in
                guard set.type == .txt || set.type == .spf else { return set }
                let whole = set.data.compactMap(\.txt).map { TXT($0.octets) }
                return RecordSet(
                    name: set.name, type: set.type, ttl: set.ttl ?? .maximum,
                    data: whole.map { set.type == .txt ? .txt($0) : .spf($0) })
            } + [recordSet("brandnew 60 A 192.0.2.9")])
        let run = Run(service, declares: declared)
        let document = try await run.plan()
        #expect(document.plan.zones.first?.changes.count == 1)
        let outcome = try await run.apply(document)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        let after = service.strict.recordSets(of: service.zoneID)
        #expect(after.filter { $0.name != "brandnew.example.com." } == before)
    }

    @Test("A new TTL keeps the live cut that git did not write; a cut that git writes is a change of its own")
    func cuts() async throws {
        let service = try Service()
        try service.strict.create(
            [.init("_http._tcp.example.com", "TXT", #""txtvers=1" "path=/x""#)], in: service.zoneID)
        let whole = Run(service, declares: zone(["_http._tcp 61 TXT \"txtvers=1path=/x\""]))
        _ = try await whole.apply(whole.plan())
        let stored = service.strict.recordSets(of: service.zoneID).first { $0.type == "TXT" }
        #expect(stored?.values == [#""txtvers=1" "path=/x""#] && stored?.ttl == 61)
        let cut = Run(service, declares: zone(["_http._tcp 61 TXT \"txtvers=1path\" \"=/x\""]))
        let outcome = try await cut.apply(cut.plan())
        #expect(outcome.receipts.map(\.outcome) == [.applied])
        #expect(
            service.strict.recordSets(of: service.zoneID).first { $0.type == "TXT" }?.values
                == [#""txtvers=1path" "=/x""#])
    }

    @Test("A set that can't be read is one that is not modelled, and the zone is read all the same")
    func odd() {
        func element(_ name: String, _ type: String, _ value: String) -> XMLElement {
            XMLElement(
                "ResourceRecordSet",
                children: [
                    XMLElement("Name", text: name), XMLElement("Type", text: type), XMLElement("TTL", text: "60"),
                    XMLElement(
                        "ResourceRecords",
                        children: [XMLElement("ResourceRecord", children: [XMLElement("Value", text: value)])]),
                ])
        }
        let listing = ZoneListing(
            [
                element("www.example.com.", "A", "192.0.2.1"), element("www.example.net.", "A", "192.0.2.1"),
                element("b\u{E4}d.example.com.", "A", "192.0.2.1"), element("two.example.com.", "A", "192.0.2.1"),
                element("two.example.com.", "A", "192.0.2.2"), element("t.example.com.", "TLSA", "3 1 1 ABCD"),
            ], apex: "example.com.", zoneID: "Z1")
        #expect(listing.zone.sets.map(\.name) == ["www.example.com."])
        #expect(
            listing.unmodelled.map { "\($0.name) \($0.type)" } == [
                "example.com. A at 'www.example.net.'", "example.com. A at 'bäd.example.com.'",
                "t.example.com. TLSA", "two.example.com. A",
            ])
    }
}
