import TestSupport
import Testing

@testable import DNSModel

/// Whatever the octets: a value or an error, never a trap, and a value is one that holds the laws.
@Suite struct HostileInputTests {
    private static let seeds = (Vector.all + Vector.ofFields).map { ($0.type, Array($0.text.utf8)) }

    private static func mutated(_ text: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var text = text
        let nasty = Array("\"\\#;()@.,= \t\n-+9N:m".utf8) + [0, 0x80, 0xC3, 0xBC, 0xE3, 0xFF]
        for _ in 0..<generator.number(1...4) {
            let place = generator.number(0...text.count)
            switch generator.number(0...4) {
            case 0 where place < text.count: text.remove(at: place)
            case 1 where place < text.count: text[place] = generator.one(of: nasty)
            case 2: text.insert(generator.number(0...255), at: place)
            case 3: text.insert(contentsOf: text.suffix(generator.number(0...20)), at: place)
            default: text.insert(generator.one(of: nasty), at: place)
            }
        }
        return text
    }

    @Test("record data in text", arguments: 0..<4) func recordDataInText(_ part: Int) throws {
        var generator = Generator(seed: UInt64(100 + part))
        var accepted = 0
        for _ in 0..<25_000 {
            let (mnemonic, seed) = generator.one(of: Self.seeds)
            var type = try recordType(mnemonic)
            var text = Self.mutated(seed, &generator)
            if generator.once(in: 4) {
                type = generator.one(of: Generator.types)
                text = Self.mutated(Array(generator.recordData(type).text.utf8), &generator)
            }
            let origin: DomainName? = generator.once(in: 2) ? "example.com." : nil
            let data = text.withUnsafeBufferPointer { try? RecordData(type: type, parsing: $0, origin: origin) }
            guard let data else { continue }
            accepted += 1
            let again = try RecordData(type: type, parsing: data.text)
            if again != data { Issue.record("\(data.text)") }
            if try RecordData(type: type, wire: data.wire) != data { Issue.record("\(data.text)") }
        }
        #expect(accepted > 1000)
    }

    @Test("record data in wire form", arguments: 0..<4) func recordDataInWireForm(_ part: Int) throws {
        var generator = Generator(seed: UInt64(200 + part))
        var accepted = 0
        for _ in 0..<25_000 {
            let type = generator.one(of: Generator.types)
            var wire = generator.once(in: 10) ? generator.octets(0...40) : generator.recordData(type).wire
            for _ in 0..<generator.number(0...2) where !wire.isEmpty {
                let place = generator.number(0...(wire.count - 1))
                if generator.once(in: 3) { wire.remove(at: place) } else { wire[place] = generator.number(0...255) }
            }
            guard let data = try? RecordData(type: type, wire: wire) else { continue }
            accepted += 1
            if try RecordData(type: type, parsing: data.text) != data { Issue.record("\(data.text)") }
            if try RecordData(type: type, wire: data.wire) != data { Issue.record("\(data.text)") }
        }
        #expect(accepted > 1000)
    }

    @Test("names, times to live, types and free text") func namesTimesToLiveTypesAndFreeText() throws {
        var generator = Generator(seed: 300)
        let seeds = [
            "www.example.com.", "a\\.b\\000.c", "müller。例え.de.", "xn--mller-kva.", "1w2d3h", "TYPE65280", "\"a\" \"b\"",
        ]
        for _ in 0..<100_000 {
            let text = Self.mutated(Array(generator.one(of: seeds).utf8), &generator)
            try text.withUnsafeBufferPointer { octets in
                if let name = try? DomainName(parsing: octets, origin: "o.") {
                    if try DomainName(parsing: name.description) != name { Issue.record("\(name)") }
                    _ = name.displayText
                    #expect(name.wireLength <= 255)
                }
                _ = try? TTL(parsing: octets)
                _ = RecordType(parsing: octets)
                _ = try? CharacterStrings.freeText(octets)
                _ = DNSParseError.shown(octets)
            }
            _ = Punycode.decode(text)
        }
    }

    @Test("addresses") func addresses() throws {
        var generator = Generator(seed: 400)
        let letters = Array("0123456789abcdefF::::..".utf8)
        for _ in 0..<100_000 {
            let text = (0..<generator.number(0...24)).map { _ in generator.one(of: letters) }
            guard let data = try? RecordData(type: .aaaa, parsing: String(decoding: text, as: UTF8.self)) else {
                continue
            }
            if try RecordData(type: .aaaa, parsing: data.text) != data { Issue.record("\(data.text)") }
        }
    }
}
