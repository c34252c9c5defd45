import DNSModel
import TestSupport
import Testing

@testable import DNSProviders

@Suite("An answer that is not the document asked for is an error")
struct AnswerTests {
    private static func reading(_ text: String) -> XMLReading { XMLReading(octets: Array(text.utf8)) }

    private static func zones(_ text: String) throws -> [HostedZone] {
        try HostedZone.page(of: reading(text).document("ListHostedZonesResponse"))
    }

    private static let zone = "<HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name></HostedZone>"

    @Test("A list as the service writes it is read")
    func good() throws {
        let text = "<ListHostedZonesResponse>\n <HostedZones>\(Self.zone)</HostedZones>\n</ListHostedZonesResponse>"
        #expect(try Self.zones(text).map(\.id) == ["Z1"])
        #expect(try Self.zones("<ListHostedZonesResponse><HostedZones/></ListHostedZonesResponse>").isEmpty)
    }

    @Test(
        "A list that is another document, is not there, or has what no list has",
        arguments: [
            "<html><body>sign in</body></html>",
            "<ListResourceRecordSetsResponse><HostedZones/></ListResourceRecordSetsResponse>",
            "<ListHostedZonesResponse/>", "<ListHostedZonesResponse><Other/></ListHostedZonesResponse>",
            "<ListHostedZonesResponse>and<HostedZones/></ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones/><HostedZones/></ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones><HostedZone/></HostedZones></ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>Z1</Id></HostedZone></HostedZones></ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>Z1</Id><Name>a.</Name><Config><PrivateZone>yes</PrivateZone>"
                + "</Config></HostedZone></HostedZones></ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>Z1</Id><Id>Z2</Id><Name>a.</Name></HostedZone></HostedZones>"
                + "</ListHostedZonesResponse>",
            "<ListHostedZonesResponse><HostedZones><HostedZone><Id>Z1</Id><Name>a.<b/></Name></HostedZone></HostedZones>"
                + "</ListHostedZonesResponse>",
        ])
    func bad(text: String) { #expect(throws: XMLError.self) { try Self.zones(text) } }

    @Test(
        "IsTruncated says true or false",
        arguments: [
            "", "<IsTruncated/>", "<IsTruncated>TRUE</IsTruncated>",
            "<IsTruncated>1</IsTruncated>", "<IsTruncated>tru</IsTruncated>", "<IsTruncated> true</IsTruncated>",
            "<IsTruncated><true/></IsTruncated>",
        ])
    func truncation(text: String) throws {
        let root = try Self.reading("<A>\(text)</A>").document("A")
        #expect(throws: XMLError.self) { try root.flag("IsTruncated") }
        #expect(try Self.reading("<A><IsTruncated>true</IsTruncated></A>").document("A").flag("IsTruncated"))
        #expect(try !Self.reading("<A><IsTruncated>false</IsTruncated></A>").document("A").flag("IsTruncated"))
    }

    private static func set(_ content: String) throws -> XMLElement {
        try reading("<ResourceRecordSet><Name>a.example.com.</Name><Type>A</Type>\(content)</ResourceRecordSet>")
            .document("ResourceRecordSet")
    }

    private static let values =
        "<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>"

    private static func alias(_ health: String) -> String {
        "<AliasTarget><HostedZoneId>Z2</HostedZoneId><DNSName>b.example.net.</DNSName>\(health)</AliasTarget>"
    }

    @Test(
        "A set whose numbers and words are odd is not one of the model",
        arguments: [
            "<TTL>+300</TTL>\(values)", "<TTL>-1</TTL>\(values)", "<TTL>3e2</TTL>\(values)", "<TTL> 300</TTL>\(values)",
            "<TTL><b/></TTL>\(values)", "\(values)",
            "<SetIdentifier>s</SetIdentifier><Weight>+1</Weight><TTL>300</TTL>\(values)",
            "<SetIdentifier>s</SetIdentifier><MultiValueAnswer>yes</MultiValueAnswer><TTL>300</TTL>\(values)",
            alias(""), alias("<EvaluateTargetHealth>FALSE</EvaluateTargetHealth>"),
            alias("<EvaluateTargetHealth>valse</EvaluateTargetHealth>"),
            alias("<EvaluateTargetHealth>*</EvaluateTargetHealth>"),
            alias("<EvaluateTargetHealth>192.0.2.1</EvaluateTargetHealth>"),
        ])
    func oddSets(content: String) throws {
        let element = try Self.set(content)
        #expect(throws: RecordSetElement.Unmodelled.self) {
            try RecordSetElement.recordSet(element, name: "a.example.com.", zoneID: "Z1")
        }
    }

    @Test(
        "A set is read whose words are those of the API",
        arguments: [
            "<TTL>300</TTL>\(values)", alias("<EvaluateTargetHealth>true</EvaluateTargetHealth>"),
            alias("<EvaluateTargetHealth>false</EvaluateTargetHealth>"),
        ])
    func goodSets(content: String) throws {
        _ = try RecordSetElement.recordSet(Self.set(content), name: "a.example.com.", zoneID: "Z1")
    }

    @Test(
        "A set with an element twice, or with text beside elements, spoils the answer",
        arguments: [
            "<TTL>300</TTL><TTL>60</TTL>\(values)", "and<TTL>300</TTL>\(values)", "<TTL>300<b/></TTL>\(values)",
            "<TTL>300</TTL>\(values)\(values)",
        ])
    func shapes(content: String) { #expect(throws: XMLError.self) { try Self.set(content) } }
}
