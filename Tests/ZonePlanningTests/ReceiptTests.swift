internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Receipts") struct ReceiptTests {
    @Test("Reading what was written gives the same receipt", arguments: 0..<30)
    func roundTrip(seed: UInt64) throws {
        var receipt = Receipt.fixture(seed: seed)
        if seed % 2 == 1 { receipt.nameServers = ["ns-1.example.net.", "ns-2.example.org."] }
        #expect(try ReceiptDocument.decode(ReceiptDocument.encode(receipt)) == receipt)
    }

    @Test("What is no receipt is refused without a trap, a newer one with an error of its own") func refused() throws {
        let octets = try ReceiptDocument.encode(Receipt.fixture())
        let older = String(decoding: octets, as: UTF8.self).replacing("gate53-receipt/2", with: "gate53-receipt/1")
        #expect(try ReceiptDocument.decode(Array(older.utf8)) == Receipt.fixture())
        let newer = String(decoding: octets, as: UTF8.self).replacing("gate53-receipt/2", with: "gate53-receipt/6")
        let error = #expect(throws: DocumentError.self) { try ReceiptDocument.decode(Array(newer.utf8)) }
        #expect(error?.code == .newerFormat)
        for text in ["", "{}", "null", "{\"format\": \"gate53-plan/1\"}", "{\"format\": \"gate53-receipt/1\"}"] {
            let error = #expect(throws: DocumentError.self) { try ReceiptDocument.decode(Array(text.utf8)) }
            #expect(error?.code == .unreadable)
        }
        var generator = Generator(seed: 8)
        for _ in 0..<2_000 {
            var mutated = octets
            let start = generator.number(0...octets.count - 1)
            let end = min(octets.count, start + generator.number(0...20))
            let piece = generator.one(of: ["-9223372036854775808", "9223372036854775807", "null", "\"", "[", "*"])
            mutated.replaceSubrange(start..<end, with: piece.utf8)
            _ = try? ReceiptDocument.decode(mutated)
        }
    }
}
