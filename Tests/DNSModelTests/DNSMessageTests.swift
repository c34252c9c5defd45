import TestSupport
import Testing

@testable import DNSModel

/// Messages of name servers: what others wrote is read, what we write is read again, and no octets are a trap.
@Suite struct DNSMessageTests {
    @Test("a query is written as dnspython writes it") func aQueryIsWrittenAsDnspythonWritesIt() {
        let query = DNSMessage(
            id: 0x1234, question: DNSQuestion("www.example.com.", .a), edns: EDNS(payloadSize: 1232))
        #expect(query.wire == DNSMessageVectors.query)
    }

    @Test("a compressed answer of dnspython is read, of class IN only") func aCompressedAnswerOfDnspythonIsRead() throws
    {
        let message = try DNSMessage(wire: DNSMessageVectors.answer)
        #expect(message.id == 0x1234)
        #expect(message.isResponse && message.isAuthoritative && !message.isTruncated)
        #expect(!message.wantsRecursion && !message.offersRecursion)
        #expect(message.responseCode == .noError)
        #expect(message.question == DNSQuestion("www.example.com.", .a))
        #expect(message.edns == EDNS(payloadSize: 1232))
        #expect(
            try message.answer == [
                record("www.example.com.", 300, .cname, "host.example.com."),
                record("host.example.com.", 60, .a, "192.0.2.1"),
                record("host.example.com.", 60, .aaaa, "2001:db8::1"),
            ])
        #expect(
            try message.authority == [
                record("example.com.", 3600, .soa, "ns1.example.com. hostmaster.example.com. 7 2 3 4 5"),
                record("example.com.", 3600, .ns, "ns1.example.com."),
                record("example.com.", 3600, .ns, "ns2.example.net."),
            ])
        #expect(
            try message.additional == [
                record("_sip._tcp.example.com.", 3600, .srv, "1 2 3 host.example.com."),
                record("example.com.", 3600, .mx, "10 mail.example.com."),
                record("example.com.", 3600, .txt, "\"v=1\" \"two\""),
                record("4.3.2.1.example.com.", 3600, .naptr, "100 10 \"u\" \"E2U+sip\" \"\" example.com."),
                record("x.example.com.", 3600, RecordType(rawValue: 65280), "\\# 3 010203"),
            ])
        #expect(try DNSMessage(wire: message.wire) == message)
    }

    @Test("the extension of a response code is read") func theExtensionOfAResponseCodeIsRead() throws {
        let message = try DNSMessage(wire: DNSMessageVectors.badVersion)
        #expect(message.responseCode == .badVersion)
        #expect(try DNSMessage(wire: message.wire) == message)
    }

    @Test("a TTL with the highest bit is 0") func aTTLWithTheHighestBitIsZero() throws {
        var wire = DNSMessage(
            id: 1, question: nil, isResponse: true, answer: [try record("a.", 1, .a, "192.0.2.1")]
        ).wire
        // Header, name of three octets, type and class are before it.
        wire[19] = 0x80
        #expect(try DNSMessage(wire: wire).answer.first?.ttl == TTL(seconds: 0))
    }

    @Test("names that RFC 3597 lets servers compress are made whole in types that are not modelled")
    func earlyNamesAreMadeWhole() throws {
        // Header and question example.com. at 12; then MINFO of mail.example.com. and the root at that name.
        var wire: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0, 1, 0, 0, 0, 0]
        wire += [7] + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0, 14, 0, 1]
        wire += [0xC0, 12, 0, 14, 0, 1, 0, 0, 0, 9, 0, 8, 4] + Array("Mail".utf8) + [0xC0, 12, 0]
        let data = [4] + Array("Mail".utf8) + [7] + Array("example".utf8) + [3] + Array("com".utf8) + [0, 0]
        #expect(try DNSMessage(wire: wire).answer.map(\.data) == [.unknown(RecordType(rawValue: 14), data)])
        // RP is modelled, and as old.
        (wire[26], wire[32]) = (17, 17)
        let rp = try RecordData(type: RecordType(.rp), parsing: "mail.example.com. .")
        #expect(try DNSMessage(wire: wire).answer.map(\.data) == [rp])
    }

    // One such record made the whole answer unreadable, with the records that were asked for.
    @Test(
        "data that are not their type's are unknown data of that record alone",
        arguments: [
            (48, [1, 1, 3]), (48, []), (13, [1, 0x61]), (42, [0, 3, 8, 0]), (59, [0, 1, 8, 2, 0xAB]),
            (60, [1, 1, 3, 0, 7]),
            (37, [0, 1]), (53, [3, 1, 1, 0]), (62, [0, 0, 0, 0, 1]), (63, [0, 0, 0, 1, 1, 1, 0]), (108, [0, 0, 0x5E]),
            (109, []), (17, [0xC0, 0xFF, 0]), (17, [1, 97]),
        ] as [(UInt16, [UInt8])])
    func oddData(type: UInt16, octets: [UInt8]) throws {
        let plain = try record("www.example.com.", 60, .a, "192.0.2.1")
        let odd = ResourceRecord(
            name: "odd.example.com.", ttl: .zero, data: .unknown(RecordType(rawValue: type), octets))
        let message = DNSMessage(
            id: 1, question: nil, isResponse: true, answer: [plain, odd, plain], authority: [odd],
            additional: [odd, plain])
        #expect(try DNSMessage(wire: message.wire) == message)
    }

    @Test("data of the first types that are not theirs are an error of the message")
    func oddFirstTypes() throws {
        for (type, octets): (UInt16, [UInt8]) in [(1, [192, 0, 2]), (28, [0]), (2, [1, 97]), (15, [0]), (6, [0, 0])] {
            let odd = ResourceRecord(name: "a.", ttl: .zero, data: .unknown(RecordType(rawValue: type), octets))
            let wire = DNSMessage(id: 1, question: nil, isResponse: true, answer: [odd]).wire
            #expect(throws: DNSParseError.self) { try DNSMessage(wire: wire) }
        }
    }

    @Test("pointers go back, and not for ever") func pointersGoBack() {
        let header: [UInt8] = [0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        let end: [UInt8] = [0, 1, 0, 1]
        for name: [UInt8] in [
            [0xC0, 12],  // itself
            [0xC0, 14],  // ahead
            [1, 97, 0xC0, 12],  // its own beginning
            [0xC0, 0xFF], [0xC0], [1, 97], [0x40, 97], [0x80, 97],
        ] {
            #expect(throws: DNSParseError.self) { try DNSMessage(wire: header + name + end) }
        }
        #expect(throws: DNSParseError.self) { try DNSMessage(wire: header + [0xC0, 11]) }
    }

    @Test("a message of pointers to pointers is refused before it costs much") func pointersToPointers() throws {
        // An unknown record full of pointers, each to the one before, and then records named by the last one.
        let count = 8_000
        var wire: [UInt8] = [0, 1, 0x80, 0, 0, 0]
        wire += [0x13, 0x88, 0, 0, 0, 0]
        let data = 12 + 11
        var pointers: [UInt8] = [0]
        var last = data
        for index in 0..<count {
            let place = data + 1 + 2 * index
            guard place < 0x4000 else { break }
            pointers += [0xC0 | UInt8(last >> 8), UInt8(last & 0xFF)]
            last = place
        }
        wire += [0, 0xFF, 0, 0, 1, 0, 0, 0, 0, UInt8(pointers.count >> 8), UInt8(pointers.count & 0xFF)] + pointers
        while wire.count < 65_500 {
            wire += [0xC0 | UInt8(last >> 8 & 0x3F), UInt8(last & 0xFF), 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 0]
        }
        let error = #expect(throws: DNSParseError.self) { try DNSMessage(wire: wire) }
        #expect(error?.code == .badData)
    }

    @Test("what is written is read again", arguments: 0..<4) func whatIsWrittenIsReadAgain(_ part: Int) throws {
        var generator = Generator(seed: UInt64(500 + part))
        for _ in 0..<500 {
            let message = generator.message()
            #expect(try DNSMessage(wire: message.wire) == message)
        }
    }

    @Test("what is compressed says the same", arguments: 0..<4) func whatIsCompressedSaysTheSame(_ part: Int) throws {
        var generator = Generator(seed: UInt64(600 + part))
        var saved = 0
        for _ in 0..<500 {
            let message = generator.message()
            let wire = CompressedMessage(message).octets
            saved += message.wire.count - wire.count
            #expect(try DNSMessage(wire: wire) == message)
        }
        #expect(saved > 10_000)
    }

    @Test("whatever the octets, there is a message or an error", arguments: 0..<4) func whateverTheOctets(_ part: Int)
        throws
    {
        var generator = Generator(seed: UInt64(700 + part))
        var accepted = 0
        for _ in 0..<10_000 {
            var wire = generator.seed()
            for _ in 0..<generator.number(0...3) where !wire.isEmpty {
                let place = generator.number(0...(wire.count - 1))
                switch generator.number(0...4) {
                case 0: wire.removeLast(wire.count - place)
                case 1: wire.remove(at: place)
                case 2: wire[place] = 0xC0 | generator.number(0...3)
                case 3: wire.insert(generator.number(0...255), at: place)
                default: wire[place] = generator.number(0...255)
                }
            }
            guard let message = try? DNSMessage(wire: wire) else { continue }
            accepted += 1
            // Odd data with a name, as of RP, may point to another place of the message that is written.
            let read = try DNSMessage(wire: message.wire)
            if read != message, !message.hasOddName { Issue.record("\(wire)") }
        }
        #expect(accepted > 500)
    }

    @Test("every message that is cut short is refused, and its start can still be read")
    func everyMessageThatIsCutShortIsRefused() throws {
        let wire = DNSMessageVectors.answer
        for count in 0..<wire.count {
            let cut = Array(wire[..<count])
            #expect(throws: DNSParseError.self) { try DNSMessage(wire: cut) }
            let start = cut.withUnsafeBufferPointer { try? DNSMessageStart(wire: $0) }
            #expect((start?.question == DNSQuestion("www.example.com.", .a)) == (count >= 33))
        }
    }

    private func record(_ name: DomainName, _ ttl: Int, _ type: RecordType, _ text: String) throws -> ResourceRecord {
        ResourceRecord(
            name: name, ttl: try #require(TTL(seconds: ttl)),
            data: try RecordData(type: type, parsing: text, origin: .root))
    }
}

extension DNSMessage {
    /// Whether a record has unknown data of a type that is nothing but fields, and one of these is a name.
    fileprivate var hasOddName: Bool {
        (answer + authority + additional).contains { record in
            guard case .unknown(let type, _) = record.data, let modelled = ModelledType(type) else { return false }
            return modelled.row.fields.contains(where: \.isName)
        }
    }
}

extension Generator {
    fileprivate mutating func message() -> DNSMessage {
        let apex: DomainName = "example.com."
        let edns = once(in: 2) ? EDNS(payloadSize: edgy(UInt16.self), version: edgy(UInt8.self)) : nil
        func flag() -> Bool { once(in: 2) }
        func records() -> [ResourceRecord] {
            (0..<number(0...4)).map { _ in
                ResourceRecord(name: name(below: apex), ttl: ttl(), data: recordData(one(of: Generator.types)))
            }
        }
        return DNSMessage(
            id: edgy(UInt16.self),
            question: once(in: 10) ? nil : DNSQuestion(name(below: apex), one(of: Generator.types)),
            isResponse: flag(), isAuthoritative: flag(), isTruncated: flag(), wantsRecursion: flag(),
            offersRecursion: flag(), responseCode: ResponseCode(rawValue: number(0...(edns == nil ? 15 : 4095))),
            answer: records(), authority: records(), additional: records(), edns: edns)
    }

    /// The octets of some message.
    fileprivate mutating func seed() -> [UInt8] {
        switch number(0...9) {
        case 0: octets(0...60)
        case 1: DNSMessageVectors.answer
        case 2: DNSMessageVectors.badVersion
        case 3: message().wire
        default: CompressedMessage(message()).octets
        }
    }
}
