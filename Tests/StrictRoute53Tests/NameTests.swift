internal import StrictRoute53
internal import Testing

@Suite("Names and lists")
struct NameTests {
    // MARK: F10 and F11

    @Test(arguments: [
        ("WWW.Example.COM", "www.example.com."), ("*.example.com", #"\052.example.com."#),
        (#"\052.example.com."#, #"\052.example.com."#), ("a@b.example.com", #"a\100b.example.com."#),
        ("a/b.example.com", #"a\057b.example.com."#), (#"a\056b.example.com"#, #"a\056b.example.com."#),
        (#"\344.example.com"#, #"\344.example.com."#), (#"\101.example.com"#, "a.example.com."),
        ("_dmarc.example.com", "_dmarc.example.com."), ("x.*.example.com", #"x.\052.example.com."#),
        (#"a\040b.example.com"#, #"a\040b.example.com."#), (#"a\b.example.com"#, #"a\134b.example.com."#),
        ("example.com", "example.com."),
    ])
    func `F10, F11: names are stored in lower case, escaped in octal, with a final dot`(
        _ sent: String, _ stored: String
    ) throws {
        let client = try Client()
        #expect(client.change(.create(a(sent, "192.0.2.1"))).status == 200)
        #expect(client.sets.map(\.name) == [stored])
        #expect(client.listed().keys.contains("\(stored) A"))
        // Both spellings are one key.
        #expect(
            client.change(.create(a(stored, "192.0.2.1"))).message.contains(
                "[name='\(stored)', type='A'] but it already exists"))
    }

    @Test(arguments: [
        ("badexample.com", "RRSet with DNS name badexample.com. is not permitted in zone example.com."),
        ("com", "RRSet with DNS name com. is not permitted in zone example.com."),
        (".a.example.com", "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '.a.example.com'"),
        ("a..example.com", "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'a..example.com'"),
        ("", "FATAL problem: DomainNameEmpty (Domain name is empty) encountered with ''"),
        (
            "a b.example.com",
            "FATAL problem: UnsupportedCharacter (Value contains unsupported characters) encountered with 'a b.example.com'"
        ),
    ])
    func `F10: names outside the zone, and names that are none`(_ name: String, _ message: String) throws {
        let answer = try Client().change(.create(a(name, "192.0.2.1")))
        #expect(answer.code == "InvalidChangeBatch")
        #expect(answer.message == "[\(message)]")
    }

    @Test func `F10: 63 octets a label, 255 a name, escapes counted as one`() throws {
        let client = try Client()
        let label = String(repeating: "x", count: 63)
        #expect(client.change(.create(a("\(label).example.com", "192.0.2.1"))).status == 200)
        #expect(client.change(.create(a("x\(label).example.com", "192.0.2.1"))).message.contains("DomainLabelTooLong"))
        let escapes = String(repeating: #"\052"#, count: 63)
        #expect(client.change(.create(a("\(escapes).example.com", "192.0.2.1"))).status == 200)
        // 1 + 12 octets of example.com., so 242 octets are left.
        let full = [label, label, label, String(repeating: "y", count: 49)].joined(separator: ".")
        #expect(client.change(.create(a("\(full).example.com", "192.0.2.1"))).status == 200)
        #expect(client.change(.create(a("\(full)y.example.com", "192.0.2.1"))).message.contains("DomainNameTooLong"))
    }

    // MARK: F12

    @Test func `F12: lists are in the order of the reversed escaped name, then type, then identifier`() throws {
        let client = try Client()
        let names = ["ab", "b.a", "a", "a-x", "_dmarc", "*", "1"]
        try client.service.create(names.map { a("\($0).example.com", "192.0.2.1") }, in: client.zone)
        try client.service.create(
            [RecordSet("a.example.com", "TXT", "\"t\""), RecordSet("a.example.com", "MX", "1 m.example.net")]
                + ["z", "b", "a"].map { weighted("w.example.com", $0) },
            in: client.zone)
        #expect(
            client.listed().keys == [
                "example.com. NS", "example.com. SOA", "1.example.com. A", #"\052.example.com. A"#,
                "_dmarc.example.com. A",
                "a-x.example.com. A", "a.example.com. A", "a.example.com. MX", "a.example.com. TXT",
                "b.a.example.com. A",
                "ab.example.com. A", "w.example.com. A a", "w.example.com. A b", "w.example.com. A z",
            ])
    }

    @Test(arguments: [1, 2, 3, 5, 300]) func `F12: every page size gives the same list, also inside a group`(
        _ size: Int
    ) throws {
        let client = try Client {
            $0.accountRate = nil
            $0.actionRate = nil
        }
        try client.service.create(
            (0..<7).map { weighted("w.example.com", "id \($0)/&+") }
                + (0..<5).map { a("*.n\($0).example.com", "192.0.2.1") },
            in: client.zone)
        let all = client.listed()
        #expect(all.keys.count == 14)
        #expect(Set(all.keys).count == 14)
        let paged = client.listed(pageSize: size)
        #expect(paged.keys == all.keys)
        #expect(paged.pages == (14 + size - 1) / size)
    }

    @Test func `F12: a page has at most 300 sets, 100 when nothing is said, and a cursor only when there is more`()
        throws
    {
        let client = try Client()
        try client.service.create((0..<320).map { a("n\($0).example.com", "192.0.2.1") }, in: client.zone)
        let page = client.get("/hostedzone/ZEXAMPLE/rrset?maxitems=1000")
        #expect(page.root?.all("ResourceRecordSet").count == 300)
        #expect(page["MaxItems"] == "300")
        #expect(page["IsTruncated"] == "true")
        #expect(client.get("/hostedzone/ZEXAMPLE/rrset").root?.all("ResourceRecordSet").count == 100)
        let last = client.get("/hostedzone/ZEXAMPLE/rrset?maxitems=300&name=n9.example.com.")
        #expect(last["IsTruncated"] == "false")
        #expect(last["NextRecordName"] == nil)
        client.service.settings.pageSize = 1
        #expect(client.get("/hostedzone/ZEXAMPLE/rrset?maxitems=300").root?.all("ResourceRecordSet").count == 1)
    }

    @Test(arguments: [
        ("type=A", "InvalidInput"), ("identifier=x", "InvalidInput"),
        ("name=a.example.com.&identifier=x", "InvalidInput"),
        ("name=a.example.com.&type=LOC", "InvalidInput"), ("name=..", "InvalidInput"), ("maxitems=x", "InvalidInput"),
        ("maxitems=0", "InvalidInput"),
    ])
    func `F12: parameters that cannot be are refused`(_ query: String, _ code: String) throws {
        #expect(try Client().get("/hostedzone/ZEXAMPLE/rrset?" + query).code == code)
    }

    @Test func `F12: a start name is taken as escaped, and the list goes on behind it`() throws {
        let client = try Client()
        try client.service.create([a("*.example.com", "192.0.2.1"), a("0.example.com", "192.0.2.1")], in: client.zone)
        func first(_ name: String) -> String? {
            client.get("/hostedzone/ZEXAMPLE/rrset?maxitems=1&name=" + percentEncoded(name))["Name"]
        }
        #expect(first(#"\052.example.com"#) == #"\052.example.com."#)
        #expect(first("*.example.com") == "0.example.com.")
        #expect(first("EXAMPLE.com") == "example.com.")
        #expect(first("a.example.com") == nil)
    }

    @Test func `values are echoed as they were stored, escaped for XML`() throws {
        let client = try Client()
        let value = #""<a & \"b\"> ; \344""#
        #expect(client.change(.create(RecordSet("t.example.com", "TXT", value))).status == 200)
        #expect(client.get("/hostedzone/ZEXAMPLE/rrset?name=t.example.com.")["Value"] == value)
    }

    @Test func `zero and false are not nothing`() throws {
        let client = try Client()
        #expect(client.change(.create(weighted("w.example.com", "s", 0, ttl: 0))).status == 200)
        let answer = client.get("/hostedzone/ZEXAMPLE/rrset?name=w.example.com.")
        #expect(answer["Weight"] == "0")
        #expect(answer["TTL"] == "0")
        #expect(answer["HealthCheckId"] == nil)
        #expect(answer["AliasTarget"] == nil)
    }
}
