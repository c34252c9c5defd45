import TestSupport
import Testing

@testable import DNSModel

@Suite struct RecordDataLawTests {
    @Test("text and wire form round trip", arguments: Generator.types) func textAndWireFormRoundTrip(_ type: RecordType)
        throws
    {
        var generator = Generator(seed: UInt64(type.rawValue))
        for _ in 0..<500 {
            let data = generator.recordData(type)
            #expect(data.type == type)
            let text = data.text
            #expect(text.utf8.allSatisfy { 0x20...0x7E ~= $0 })
            #expect(try RecordData(type: type, parsing: text) == data, "\(text)")
            #expect(try RecordData(type: type, parsing: text).text == text)
            let wire = data.wire
            #expect(try RecordData(type: type, wire: wire) == data, "\(text)")
            #expect(try RecordData(type: type, wire: wire).wire == wire)
            let generic = "\\# \(wire.count) \(hexadecimal(wire))"
            #expect(try RecordData(type: type, parsing: generic) == data, "\(text)")
        }
    }

    @Test("data are equal when their wire forms are", arguments: Generator.types)
    func dataAreEqualWhenTheirWireFormsAre(_ type: RecordType) {
        var generator = Generator(seed: 1 + UInt64(type.rawValue))
        let data = (0..<60).map { _ in generator.recordData(type) }
        for left in data {
            for right in data {
                let order = octetsCompare(left.wire, right.wire)
                #expect((left == right) == (order == 0))
                #expect(left.order(to: right).signum() == order.signum())
            }
        }
    }

    // Texts around the chunk length, and names whose first labels begin alike.
    @Test("the order without wire form is that of the wire form") func theOrderWithoutWireFormIsThatOfTheWireForm()
        throws
    {
        let lengths = [0, 1, 254, 255, 256, 509, 510, 511, 512]
        let cuts: [[[UInt8]]] = [
            [[97], [97]], [[97], []], [[], []], [[], [97]], [[97], [97], []], [Array(repeating: 97, count: 255), []],
            [Array(repeating: 97, count: 255), [97]], [[97], Array(repeating: 97, count: 300)], [[97, 97]],
        ]
        var texts: [[UInt8]] = lengths.map { Array(repeating: 97, count: $0) }
        texts += lengths.map { Array(repeating: 97, count: $0) + [0] }
        texts += lengths.dropFirst().map { Array(repeating: 97, count: $0 - 1) + [98] }
        var data = (texts.map { TXT($0) } + cuts.map { TXT(strings: $0) }).map { RecordData.txt($0) }
        let names: [DomainName] = [
            ".", "a.", "b.", "aa.", "a.b.", "b.a.", "aa.b.", "a.bb.", "\\000.", "\\001.", "\\002.", "\\000\\000.",
            "a\\000.b.",
            "a\\001.", "ab.", "\\000.a.", "\\001.a.",
        ]
        data += names.map { .ns($0) }
        data += names.map { .mx(MX(preference: 1, exchange: $0)) }
        for left in data {
            for right in data where left.type == right.type {
                let order = octetsCompare(left.wire, right.wire)
                #expect(left.order(to: right).signum() == order.signum(), "\(left) \(right)")
            }
        }
    }

    @Test("a record set does not know order and repetition", arguments: Generator.types)
    func aRecordSetDoesNotKnowOrderAndRepetition(_ type: RecordType) {
        var generator = Generator(seed: 2 + UInt64(type.rawValue))
        for count in [1, 2, 3, 4, 8, 9, 20] {
            let data = (0..<count).map { _ in generator.recordData(type) }
            let set = RecordSet(name: "a.", type: type, ttl: .maximum, data: data)
            #expect(Set(set.data) == Set(data))
            #expect(set.data.count == Set(data).count)
            #expect(zip(set.data, set.data.dropFirst()).allSatisfy { octetsCompare($0.wire, $1.wire) < 0 })
            let other = (data + data).shuffled(using: &generator.random)
            #expect(RecordSet(name: "a.", type: type, ttl: .maximum, data: other) == set)
        }
    }

    @Test("zones are in canonical order, whatever order the sets come in")
    func zonesAreInCanonicalOrderWhateverOrderTheSetsComeIn() throws {
        var generator = Generator(seed: 3)
        for _ in 0..<60 {
            let zone = generator.zone(count: 30)
            #expect(zip(zone.sets, zone.sets.dropFirst()).allSatisfy { $0.key < $1.key })
            #expect(try Zone(apex: zone.apex, sets: zone.sets.shuffled(using: &generator.random)) == zone)
            for set in zone.sets { #expect(zone[set.key] == set) }
            let edited = generator.edited(zone)
            for set in edited.sets where set.type == .cname {
                #expect(edited.sets.count { $0.name == set.name } == 1)
            }
        }
        #expect(throws: DuplicateRecordSet.self) {
            let set = RecordSet(name: "a.", type: .a, ttl: .maximum, data: [.a(IPv4Address(bits: 1))])
            return try Zone(apex: "a.", sets: [set, set])
        }
    }
}
