import DNSModel
import TestSupport
import Testing

@Suite("Hostile master files")
struct MasterFileFuzzTests {
    private static let seeds = [
        """
        $ORIGIN example.com.
        $TTL 1h
        @ IN SOA ns1 hostmaster ( 1 2h 3 ; c
          4 5 )
         NS ns1
        a 300 A 10.0.0.1
          AAAA 2001:db8::1
        b TXT "x;(y" z\\"\\032\\; ( "a" ) "b""c" ; end
        c SVCB 1 . alpn="h2,h3" port=53 key9="x y"
        $INCLUDE f sub
        $GENERATE 1-5/2 h-${1,3,x} 60 IN A 10.0.0.$
        d RRSIG A 8 3 300 ( x y ) z
        e TYPE65280 \\# 3 ab cd ef
        *.f 1w2d CAA 0 issue "x"
        """,
        "a 1 MX 10 b\r\n\t2 IN CNAME c.\\\n\"\nx ( 1 A \n) 10.0.0.1\n$TTL 5\n$GENERATE 0-3 ${0,7,n} PTR $.x",
    ]

    private static func mutated(_ generator: inout Generator, _ text: [UInt8]) -> [UInt8] {
        var text = text
        let pieces = [
            "(", ")", "\"", "\\", "\n", ";", "$", "\r", " ", "\0", "${", "$GENERATE 1-9 ", "\\#", "@ ", "\t", "é",
        ]
        for _ in 0..<generator.number(1...6) {
            let place = text.isEmpty ? 0 : generator.number(0...(text.count - 1))
            switch generator.number(0...4) {
            case 0: text.insert(contentsOf: Array(generator.one(of: pieces).utf8), at: place)
            case 1 where !text.isEmpty: text[place] = generator.number(0...255)
            case 2 where !text.isEmpty: text.removeSubrange(place..<min(text.count, place + generator.number(1...12)))
            case 3 where !text.isEmpty:
                let end = min(text.count, place + generator.number(1...30))
                text.insert(contentsOf: Array(text[place..<end]), at: generator.number(0...(text.count - 1)))
            default: text = Array(text.prefix(place + 1))
            }
        }
        return text
    }

    private static func read(_ text: [UInt8], short: Bool) -> Result<MasterFile, MasterFileErrors> {
        var limits = MasterFileLimits()
        limits.generated = 50
        return Result { () throws(MasterFileErrors) in
            try MasterFileParser.parse(
                text, path: "zone", apex: "example.com.", limits: limits, usesShortWay: short
            ) { path throws(MasterFileRefusal) in
                MasterFileSource(path: path, octets: Array("x 1 A 10.0.0.9\n y TXT (\n".utf8.dropLast(path.count % 4)))
            }
        }
    }

    @Test("100,000 mutated files are read or refused, by the short and the long way alike", arguments: 0..<10)
    func mutants(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed) &+ 7_000)
        var accepted = 0
        for _ in 0..<10_000 {
            let text = Self.mutated(&generator, Array(generator.one(of: Self.seeds).utf8))
            let short = Self.read(text, short: true)
            let long = Self.read(text, short: false)
            try #require(short == long, "\(String(decoding: text, as: UTF8.self))")
            guard case .success(let file) = short else { continue }
            accepted += 1
            let octets = MasterFileWriter.octets(of: file.zone, unmodelled: file.unmodelled)
            let again = try MasterFileParser.parse(octets, path: "zone", apex: "example.com.")
            try #require(again.zone == file.zone, "\(String(decoding: text, as: UTF8.self))")
            try #require(
                MasterFileWriter.octets(of: again.zone, unmodelled: again.unmodelled) == octets,
                "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(accepted > 100)
    }

    @Test("Generated lines of one record are read alike by the short and the long way", arguments: 0..<20)
    func oneLine(seed: Int) throws {
        var generator = Generator(seed: UInt64(seed) &+ 9_000)
        let words = [
            "a", "@", "IN", "300", "1h", "A", "TXT", "CNAME", "10.0.0.1", "\"x y\"", "\"", "\\", ";", "(", ")", "\t",
            "\r",
            "\\#", "1", "00", "b.", "SVCB", "alpn=\"h2\"", "key9=a\"b\"", ".", "\\ ",
        ]
        for _ in 0..<5_000 {
            var text = ""
            for _ in 0..<generator.number(1...10) {
                text += generator.one(of: words) + (generator.once(in: 8) ? "" : " ")
            }
            let octets = Array(text.utf8)
            try #require(Self.read(octets, short: true) == Self.read(octets, short: false), "\(text)")
        }
    }
}
