import Testing

@testable import DNSProviders

@Suite struct XMLReaderTests {
    private func read(_ text: String, limits: XMLReader.Limits = XMLReader.Limits()) throws(XMLError) -> XMLElement {
        try XMLReader.document(Array(text.utf8), limits: limits)
    }

    private func code(_ text: String, limits: XMLReader.Limits = XMLReader.Limits()) -> XMLError.Code? {
        do throws(XMLError) {
            _ = try read(text, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }

    /// The shape of a page of ListResourceRecordSets as Amazon's documentation shows it.
    private let page = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ResourceRecordSets>
        <ResourceRecordSet><Name>\\052.example.com.</Name><Type>TXT</Type><TTL>0</TTL><ResourceRecords><ResourceRecord>\
        <Value>"a &lt;&amp;&gt; &quot;b&#34; é"</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>
        <ResourceRecordSet><Name>w.example.com.</Name><Type>A</Type><SetIdentifier>blue</SetIdentifier><Weight>0</Weight>
        </ResourceRecordSet></ResourceRecordSets><IsTruncated>true</IsTruncated><NextRecordName/>\
        </ListResourceRecordSetsResponse>
        """

    @Test("Elements, texts, entities; absent and empty are told apart")
    func document() throws {
        let root = try read(page)
        #expect(root.name == "ListResourceRecordSetsResponse")
        let sets = try #require(root["ResourceRecordSets"]).all("ResourceRecordSet")
        #expect(sets.map { $0.text(of: "Name") } == ["\\052.example.com.", "w.example.com."])
        #expect(sets[0]["ResourceRecords"]?["ResourceRecord"]?.text(of: "Value") == #""a <&> "b" é""#)
        #expect(sets[0]["Weight"] == nil && sets[1].text(of: "Weight") == "0")
        #expect(root.text(of: "NextRecordName")?.isEmpty == true)
        #expect(root["NextRecordType"] == nil)
    }

    @Test(
        "Chosen elements are handed over in order and forgotten, however the octets are cut",
        arguments: [1, 2, 3, 7, 64, 10_000])
    func streaming(_ size: Int) throws {
        var names: [String?] = []
        var reader = try XMLReader(streamed: ["ResourceRecordSet"]) { names.append($0.text(of: "Name")) }
        let octets = Array(page.utf8)
        for start in stride(from: 0, to: octets.count, by: size) {
            try reader.read(Array(octets[start..<min(octets.count, start + size)]))
        }
        let root = try reader.finish()
        #expect(names == ["\\052.example.com.", "w.example.com."])
        #expect(root["ResourceRecordSets"]?.children.isEmpty == true)
        #expect(root.text(of: "IsTruncated") == "true")
    }

    @Test("Streamed elements do not count against the number that is kept")
    func streamedCount() throws {
        var limits = XMLReader.Limits()
        limits.elements = 4
        var count = 0
        var reader = try XMLReader(limits: limits, streamed: ["e"]) { _ in count += 1 }
        try reader.read(Array(("<r>" + String(repeating: "<e><f/></e>", count: 1_000) + "</r>").utf8))
        #expect(try reader.finish().children.isEmpty)
        #expect(count == 1_000)
        #expect(code("<r>" + String(repeating: "<e/>", count: 5) + "</r>", limits: limits) == .tooLarge)
    }

    @Test("Prefixes do not matter, attributes are passed over, CDATA is text")
    func variants() throws {
        let root = try read("<a:r xmlns:a='urn:x'><a:b c='d'><![CDATA[<&>]]> e</a:b><!-- f --></a:r>")
        #expect(root == XMLElement("r", children: [XMLElement("b", text: "<&> e")]))
    }

    @Test(
        "A document type is refused, and with it all entities of its own",
        arguments: [
            "<!DOCTYPE r><r/>",
            "<!DOCTYPE r [<!ENTITY a 'b'>]><r>&a;</r>",
            "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
            "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><r>&a;</r>",
        ])
    func documentType(_ text: String) {
        #expect(code(text) == .documentType)
    }

    @Test(
        "What is not well-formed is refused",
        arguments: [
            "", " ", "x", "<r>", "<r></s>", "<r/><r/>", "<r>&a;</r>", "<r>&#0;</r>", "<r", "<r a='1' a='2'/>",
            "<html><br></html>",
            "\u{FEFF}", "<r>\u{1}</r>", "<?xml version='1.0' encoding='x-unknown'?><r/>",
        ])
    func malformed(_ text: String) {
        #expect(code(text) == .malformed)
    }

    @Test("Octets that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: XMLError.self) {
            try XMLReader.document([0x3C, 0x72, 0x3E, 0xFF, 0xFE, 0x3C, 0x2F, 0x72, 0x3E])
        }
    }

    @Test("Depth and size are bounded")
    func bounds() {
        let deep = String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40)
        #expect(code(deep) == .tooLarge)
        #expect(code(String(repeating: "<a>", count: 100_000)) == .tooLarge)
        var limits = XMLReader.Limits()
        limits.octets = 10
        #expect(code("<r>aaaa</r>", limits: limits) == .tooLarge)
    }

    @Test("Truncated anywhere it is refused")
    func truncated() {
        let octets = Array(page.utf8)
        for end in 0..<(octets.count - 1) {
            #expect(throws: XMLError.self) { try XMLReader.document(Array(octets[..<end])) }
        }
    }
}
