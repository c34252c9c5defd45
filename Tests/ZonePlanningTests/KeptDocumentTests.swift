internal import DNSModel
internal import FoundationEssentials
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Documents that earlier gate53s wrote, as they are in ledgers. They are never written anew.
@Suite("Documents of earlier formats") struct KeptDocumentTests {
    private static func octets(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: #filePath.replacing("KeptDocumentTests.swift", with: "Kept/\(name)"))))
    }

    @Test("A receipt of every format is read", arguments: 1...ReceiptDocument.version)
    func receipts(version: Int) throws {
        let octets = try Self.octets("receipt-\(version).json")
        #expect(String(decoding: octets, as: UTF8.self).contains("\"gate53-receipt/\(version)\""))
        let receipt = try ReceiptDocument.decode(octets)
        #expect(!receipt.batches.isEmpty && receipt.commit == String(repeating: "c", count: 40))
        #expect((receipt.restores != nil) == (version == 3))
        #expect(receipt.batches.contains { $0.state == .recordsGone } == (version == 4))
        // Read from what is written now it is the same.
        #expect(try ReceiptDocument.decode(ReceiptDocument.encode(receipt)) == receipt)
    }

    @Test("A plan of a format before is refused by its number, and the remedy is to plan again", arguments: 2...5)
    func plans(version: Int) throws {
        let octets = try Self.octets("plan-\(version).json")
        let error = #expect(throws: DocumentError.self) { try PlanDocument(octets: octets) }
        #expect(error?.code == .olderFormat)
        #expect(
            error?.message
                == "its format is gate53-plan/\(version), of an earlier gate53; this one reads gate53-plan/"
                + "\(PlanDocument.version); plan again")
        #expect(PlanDocument.isPlan(octets))
    }

    // A run that was cut off before gate53 was replaced left its plan in the ledger.
    @Test("What a plan of any format changes can be looked up", arguments: 2...5)
    func recorded(version: Int) throws {
        let plan = try RecordedPlan(octets: Self.octets("plan-\(version).json"))
        let changes = try #require(plan.changes(of: "example.net."))
        #expect(
            !changes.isEmpty && changes.allSatisfy { $0.batch >= 1 && $0.change.key.name.isAtOrBelow("example.net.") })
        #expect(plan.changes(of: "absent.example.") == nil)
    }

    @Test("A plan of now is looked up alike, and what is no plan, or a newer one, is refused", arguments: 0..<20)
    func recordedNow(seed: UInt64) throws {
        let document = try PlanDocument(PlanDocumentTests.plan(seed: seed))
        let recorded = try RecordedPlan(octets: document.octets)
        for zone in document.plan.zones {
            #expect(recorded.changes(of: zone.apex)?.map(\.change) == zone.changes.map(\.change))
            #expect(recorded.changes(of: zone.apex)?.map(\.batch) == zone.changes.map(\.batch))
        }
        let text = String(decoding: document.octets, as: UTF8.self)
        for (format, code) in [("gate53-plan/7", DocumentError.Code.newerFormat), ("gate53-receipt/5", .unreadable)] {
            let octets = Array(text.replacing("gate53-plan/6", with: format).utf8)
            #expect(throws: DocumentError.self) { try RecordedPlan(octets: octets) }
            do { _ = try RecordedPlan(octets: octets) } catch { #expect(error.code == code) }
        }
    }
}
