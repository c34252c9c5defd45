import DNSModel
import TestSupport
import Testing

@Suite("$INCLUDE and $GENERATE")
struct MasterFileIncludeTests {
    @Test(
        "An included file has its own origin and owner; those of the including file go on after it (RFC 1035 section 5.1)"
    )
    func origins() throws {
        let file = try parse(
            """
            $TTL 300
            a A 10.0.0.1
            $INCLUDE "one file" sub
             A 10.0.0.2
            b A 10.0.0.3
            $INCLUDE two
            """,
            files: ["one file": "x A 10.0.1.1\n$ORIGIN deep\ny A 10.0.1.2", "two": "z A 10.0.2.1"])
        #expect(
            lines(file.zone) == [
                "a.example.com. 300 A 10.0.0.1, 10.0.0.2", "b.example.com. 300 A 10.0.0.3",
                "y.deep.sub.example.com. 300 A 10.0.1.2", "x.sub.example.com. 300 A 10.0.1.1",
                "z.example.com. 300 A 10.0.2.1",
            ])
        #expect(file.usesInclude)
    }

    @Test("The first record of an included file needs an owner")
    func firstOwner() {
        let errors = #expect(throws: MasterFileErrors.self) {
            _ = try parse("a 60 A 10.0.0.1\n$INCLUDE f", files: ["f": "\n 60 A 10.0.0.2"])
        }
        #expect(errors?.problems.first?.location == MasterFileLocation(file: "f", line: 2, column: 2))
    }

    @Test("A file that includes itself, directly or by another, is an error")
    func cycles() {
        for files in [["f": "$INCLUDE f"], ["f": "$INCLUDE g", "g": "\n$INCLUDE f"], ["f": "$INCLUDE zone"]] {
            let errors = #expect(throws: MasterFileErrors.self) {
                _ = try MasterFileParser.parse(Array("$INCLUDE f".utf8), path: "zone", apex: "example.com.") {
                    path throws(MasterFileRefusal) in
                    MasterFileSource(path: path, octets: Array((files[path] ?? "$INCLUDE f").utf8))
                }
            }
            #expect(errors?.problems.count == 1)
            #expect(errors?.problems.first?.message.contains("includes itself") == true)
        }
    }

    @Test("Depth, number and size of what is included are bounded")
    func bounds() {
        // Every file includes two others: without bounds this is 2^n files.
        let endless: (String) throws(MasterFileRefusal) -> MasterFileSource = { path throws(MasterFileRefusal) in
            MasterFileSource(path: path, octets: Array("$INCLUDE \(path)a\n$INCLUDE \(path)b\n".utf8))
        }
        let deep = #expect(throws: MasterFileErrors.self) {
            _ = try MasterFileParser.parse(
                Array("$INCLUDE f".utf8), path: "zone", apex: "example.com.", include: endless)
        }
        #expect((deep?.problems.count ?? 0) <= MasterFileLimits().errors)
        var limits = MasterFileLimits()
        limits.octets = 30
        let large = #expect(throws: MasterFileErrors.self) {
            _ = try parse("$INCLUDE f\n$INCLUDE f\n", limits: limits, files: ["f": "a 1 A 10.0.0.1"])
        }
        #expect(large?.problems.first?.message.contains("over 30 octets") == true)
    }

    @Test(
        "$GENERATE makes these records",
        arguments: [
            // BIND 9 Administrator Reference Manual, "The $GENERATE Directive": the first example, shortened.
            (
                "$ORIGIN 0.0.192.example.com.\n$GENERATE 1-2 @ NS SERVER$.EXAMPLE.\n$GENERATE 1-2 $ CNAME $.0",
                [
                    "0.0.192.example.com. 1 NS server1.example., server2.example.",
                    "1.0.0.192.example.com. 1 CNAME 1.0.0.0.192.example.com.",
                    "2.0.0.192.example.com. 1 CNAME 2.0.0.0.192.example.com.",
                ]
            ),
            // The second example there: data with a space in quotes.
            (
                "$GENERATE 1-2 HOST-$ A 1.2.3.$\n$GENERATE 1-2 HOST-$ MX \"0 .\"",
                [
                    "host-1.example.com. 1 A 1.2.3.1", "host-1.example.com. 1 MX 0 .",
                    "host-2.example.com. 1 A 1.2.3.2", "host-2.example.com. 1 MX 0 .",
                ]
            ),
            (
                "$GENERATE 0-4/2 a$ IN A 10.0.0.$",
                [
                    "a0.example.com. 1 A 10.0.0.0", "a2.example.com. 1 A 10.0.0.2", "a4.example.com. 1 A 10.0.0.4",
                ]
            ),
            ("$GENERATE 1-1 a${10} 60 A 10.0.0.${-1}", ["a11.example.com. 60 A 10.0.0.0"]),
            ("$GENERATE 7-7 a${0,3} A 10.0.0.1", ["a007.example.com. 1 A 10.0.0.1"]),
            ("$GENERATE 8-8 a${0,3,o} A 10.0.0.1", ["a010.example.com. 1 A 10.0.0.1"]),
            ("$GENERATE 255-255 a${0,4,x} AAAA ::${0,0,X}", ["a00ff.example.com. 1 AAAA ::ff"]),
            ("$GENERATE 74565-74565 ${0,0,n} PTR a", ["5.4.3.2.1.example.com. 1 PTR a.example.com."]),
            ("$GENERATE 10-10 ${0,7,N} PTR a", ["a.0.0.0.example.com. 1 PTR a.example.com."]),
            ("$GENERATE 1-1 a\\$$ TXT \"\\\"$ $$ \\$\\\"\"", ["a\\$1.example.com. 1 TXT \"1 $ $\""]),
            ("$GENERATE 1-1 a$$$ TXT x", ["a\\$1.example.com. 1 TXT \"x\""]),
            ("$GENERATE 1-1 a$ 60 IN MX 10 mail$", ["a1.example.com. 60 MX 10 mail1.example.com."]),
        ] as [(String, [String])])
    func generate(text: String, expected: [String]) throws {
        let file = try parse("$TTL 1\n" + text)
        #expect(lines(file.zone) == expected)
        #expect(file.usesGenerate)
    }

    @Test(
        "A malformed $GENERATE line is an error",
        arguments: [
            "$GENERATE 1 a A 10.0.0.1", "$GENERATE -1-1 a A 10.0.0.1", "$GENERATE 1-2/ a A 10.0.0.1",
            "$GENERATE 1-99999999999999999999 a A 10.0.0.1", "$GENERATE 1-2 a${ A 10.0.0.1",
            "$GENERATE 1-2 a${0,256} A 10.0.0.1", "$GENERATE 1-2 a${0,0,q} A 10.0.0.1",
            "$GENERATE 1-2 a${1,2,d,4} A 10.0.0.1", "$GENERATE 1-2 a${x} A 10.0.0.1",
            "$GENERATE 1-2 a${-9,0,x} A 10.0.0.1", "$GENERATE 1-2 a$.example.org. A 10.0.0.1",
            "$GENERATE 1-2 \"a$\" A 10.0.0.1", "$GENERATE 1-2 a$ CH A 10.0.0.1",
            "$GENERATE 0-2147483647 a$ A 10.0.0.1",
        ])
    func malformed(text: String) {
        #expect(throws: MasterFileErrors.self) { _ = try parse("$TTL 1\n" + text) }
    }

    @Test("All $GENERATE lines together are bounded")
    func generatedBound() {
        var limits = MasterFileLimits()
        limits.generated = 100
        #expect(throws: Never.self) { _ = try parse("$TTL 1\n$GENERATE 1-100 a$ A 10.0.0.1", limits: limits) }
        let text = "$TTL 1\n$GENERATE 1-60 a$ A 10.0.0.1\n$GENERATE 1-60 b$ A 10.0.0.1"
        #expect(throws: MasterFileErrors.self) { _ = try parse(text, limits: limits) }
        limits.generated = 1_000
        limits.octets = 200
        #expect(throws: MasterFileErrors.self) {
            _ = try parse("$TTL 1\n$GENERATE 1-100 a${0,60} A 10.0.0.1", limits: limits)
        }
    }
}
