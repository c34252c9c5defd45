internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Record patterns") struct RecordPatternTests {
    /// A pattern, names in example.com. it means, names it does not mean.
    static let table: [(pattern: String, means: [String], meansNot: [String])] = [
        ("www", ["www", "WWW"], ["ww", "wwww", "a.www", "www.a", "@"]),
        ("WWW", ["www"], ["w"]),
        ("@", ["@"], ["a", "a.b", "*"]),
        ("*", ["@", "a", "abc", "*", "_dmarc"], ["a.b", "*.a"]),
        ("**", ["@", "a", "a.b", "a.b.c", "*", "*.a"], []),
        ("*.a", ["x.a", "*.a"], ["a", "x.y.a", "x.b"]),
        ("**.a", ["x.a", "x.y.a"], ["a", "xa"]),
        ("**a", ["a", "x.a", "xa"], ["ab"]),
        ("_acme-challenge**", ["_acme-challenge", "_acme-challenge.www", "_acme-challenge.a.b"], ["acme", "@"]),
        (
            "_acme-challenge.**", ["_acme-challenge.www", "_acme-challenge.a.b"],
            ["_acme-challenge", "x._acme-challenge"]
        ),
        ("a*c", ["ac", "abc", "abbc"], ["a.c", "abcd", "acb"]),
        ("a**c", ["ac", "a.c", "a.b.c"], ["ab"]),
        ("?", ["a", "*", "@"], ["ab", "a.b"]),
        ("h??t", ["host", "hrst"], ["hst", "ho.t", "hoost"]),
        ("\\*", ["*"], ["a", "@", "*.a"]),
        ("\\*.**", ["*.a", "*.a.b"], ["*", "a.b"]),
        ("a\\?", [], ["ab", "a"]),
        ("\\097\\098", ["ab"], ["a", "b"]),
        ("***", ["@", "a", "a.b"], []),
        ("", [], ["@", "a"]),
        ("\\", [], ["@", "a"]),
    ]

    @Test("The table of patterns", arguments: table)
    func meaning(pattern: String, means: [String], meansNot: [String]) {
        let pattern = RecordPattern(name: pattern)
        for name in means { #expect(pattern.matches(Self.key(name), apex: "example.com."), "\(name)") }
        for name in meansNot { #expect(!pattern.matches(Self.key(name), apex: "example.com."), "\(name)") }
    }

    private static func key(_ name: String, _ type: RecordType = .a) -> RecordSet.Key {
        guard name != "@" else { return RecordSet.Key(name: "example.com.", type: type) }
        guard let name = try? DomainName(parsing: name, origin: "example.com.") else {
            preconditionFailure("\(name) is not a name")
        }
        return RecordSet.Key(name: name, type: type)
    }

    @Test("Types limit a pattern, and without a name they mean every name")
    func types() {
        let both = RecordPattern(name: "a", types: [.txt, .aaaa])
        #expect(both.matches(Self.key("a", .txt), apex: "example.com."))
        #expect(!both.matches(Self.key("a", .a), apex: "example.com."))
        let any = RecordPattern(types: [.txt])
        #expect(any.matches(Self.key("a.b", .txt), apex: "example.com."))
        #expect(!any.matches(Self.key("a.b", .mx), apex: "example.com."))
        #expect(RecordPattern().matches(Self.key("@", .ns), apex: "example.com."))
    }

    @Test("A dot within a label is no dot between labels")
    func dotInLabel() throws {
        let name = try DomainName(labels: [Array("a.b".utf8)] + ("example.com." as DomainName).labels)
        let key = RecordSet.Key(name: name, type: .a)
        #expect(RecordPattern(name: "*").matches(key, apex: "example.com."))
        #expect(RecordPattern(name: "a\\.b").matches(key, apex: "example.com."))
        #expect(RecordPattern(name: "a?b").matches(key, apex: "example.com."))
        #expect(!RecordPattern(name: "a.b").matches(key, apex: "example.com."))
    }

    @Test("In the root zone names are held against patterns as well")
    func root() {
        #expect(RecordPattern(name: "com").matches(RecordSet.Key(name: "com.", type: .ns), apex: .root))
        #expect(RecordPattern(name: "@").matches(RecordSet.Key(name: .root, type: .ns), apex: .root))
    }

    // A matcher that goes back at every run would need more steps here than it can ever take.
    @Test("Patterns of many runs take no more than one pass over the name", arguments: ["*a", "**a", "**a*", "*?"])
    func runs(element: String) throws {
        let pattern = RecordPattern(name: String(repeating: element, count: 60) + "b")
        let label = [UInt8](repeating: UInt8(ascii: "a"), count: 60)
        let name = try DomainName(labels: [label, label, label, label])
        for _ in 0..<100 {
            #expect(!pattern.matches(RecordSet.Key(name: name, type: .a), apex: .root))
        }
    }

    @Test("A name as a pattern means itself, whatever octets it has")
    func everyName() {
        var generator = Generator(seed: 7)
        for _ in 0..<500 {
            let name = generator.name(below: "example.com.")
            let text = name.text(relativeTo: "example.com.").replacing("*", with: "\\*")
            guard !text.contains("\\\\*"), name != "example.com." else { continue }
            let key = RecordSet.Key(name: name, type: .a)
            #expect(RecordPattern(name: text.replacing("?", with: "\\?")).matches(key, apex: "example.com."), "\(text)")
        }
    }
}
