internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Receipts") struct ReceiptTests {
    static func receipt(_ outcome: Receipt.Outcome = .applied, seed: UInt64 = 0) -> Receipt {
        var generator = Generator(seed: seed)
        let plain = generator.zone(count: 5)
        let before = generator.routed(plain)
        let states: [Receipt.Batch.State] = [.applied, .wasLive, .undone, .notApplied, .unknown]
        return Receipt(
            plan: Digest(of: [UInt8(truncatingIfNeeded: seed)]), apex: before.apex,
            provider: ZonePlan.ProviderIdentity(name: "live", type: "memory", zoneID: "Z1"), outcome: outcome,
            branch: "main", commit: String(repeating: "c", count: 40),
            files: [ZoneFileIdentity(path: "zones/example.com.yaml", blob: String(repeating: "b", count: 40))],
            approvals: [Receipt.Approver(reviewer: "a@example.com", fingerprint: "SHA256:x")],
            started: "2026-11-23T10:15:30Z", finished: "2026-11-23T10:15:31Z",
            batches: states.enumerated().map { index, state in
                Receipt.Batch(number: index + 1, changes: index, state: state, changeID: index == 0 ? "C1" : nil)
            }, residual: diff(from: before, to: generator.routed(generator.edited(plain))),
            protected: before.sets.prefix(2).map(\.key), allowed: [.ttl, .expired], remarks: ["a remark"])
    }

    @Test("Reading what was written gives the same receipt", arguments: 0..<30)
    func roundTrip(seed: UInt64) throws {
        var receipt = Self.receipt(seed: seed)
        if seed % 2 == 1 { receipt.nameServers = ["ns-1.example.net.", "ns-2.example.org."] }
        #expect(try ReceiptDocument.decode(ReceiptDocument.encode(receipt)) == receipt)
    }

    @Test("What is no receipt is refused without a trap, a newer one with an error of its own") func refused() throws {
        let octets = try ReceiptDocument.encode(Self.receipt())
        let older = String(decoding: octets, as: UTF8.self).replacing("gate53-receipt/2", with: "gate53-receipt/1")
        #expect(try ReceiptDocument.decode(Array(older.utf8)) == Self.receipt())
        let newer = String(decoding: octets, as: UTF8.self).replacing("gate53-receipt/2", with: "gate53-receipt/5")
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
            guard let receipt = try? ReceiptDocument.decode(mutated) else { continue }
            _ = ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt)
        }
    }

    @Test("A receipt of numbers that don't fit is shown all the same") func hugeNumbers() {
        var receipt = Self.receipt()
        receipt.batches = [
            Receipt.Batch(number: .max, changes: .max, state: .applied),
            Receipt.Batch(number: .min, changes: .max, state: .applied),
        ]
        #expect(!ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt).isEmpty)
    }

    @Test("What a ledger has can't steer a terminal") func hostile() {
        var receipt = Self.receipt()
        let hostile = "\u{1B}[2J\u{202E}\r\n"
        receipt.finished += hostile
        receipt.branch += hostile
        receipt.commit = hostile + receipt.commit
        receipt.approvals[0].reviewer += hostile
        receipt.batches[0].changeID = hostile
        receipt.remarks.append(hostile)
        for line in ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt) {
            #expect(line.unicodeScalars.allSatisfy { 0x20...0x7E ~= $0.value }, "\(line)")
        }
    }

    @Test("Every outcome and every state has words") func golden() throws {
        let outcomes: [Receipt.Outcome] = [.applied, .inStep, .residual, .undone, .partial, .failed]
        var lines: [String] = []
        for outcome in outcomes {
            var receipt = Self.receipt(outcome)
            if outcome == .applied || outcome == .inStep { receipt.residual = [] }
            if outcome == .inStep { (receipt.batches, receipt.approvals, receipt.allowed) = ([], [], []) }
            lines += ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt) + [""]
        }
        try expectGolden(lines.joined(separator: "\n"), "receipts.txt")
    }
}
