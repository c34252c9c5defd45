internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Receipts, reported") struct ReceiptReportTests {
    @Test("A receipt of numbers that don't fit is shown all the same") func hugeNumbers() {
        var receipt = Receipt.fixture()
        receipt.batches = [
            Receipt.Batch(number: .max, changes: .max, state: .applied),
            Receipt.Batch(number: .min, changes: .max, state: .applied),
        ]
        #expect(!ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt).isEmpty)
    }

    @Test("What a ledger has can't steer a terminal") func hostile() {
        var receipt = Receipt.fixture()
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
        let outcomes: [Receipt.Outcome] = [.applied, .inSync, .residual, .undone, .partial, .failed]
        var lines: [String] = []
        for outcome in outcomes {
            var receipt = Receipt.fixture(outcome)
            if outcome == .applied || outcome == .inSync { receipt.residual = [] }
            if outcome == .inSync { (receipt.batches, receipt.approvals, receipt.allowed) = ([], [], []) }
            lines += ReceiptReport(style: TextStyle(isColoured: false)).lines(of: receipt) + [""]
        }
        try expectGolden(lines.joined(separator: "\n"), "receipts.txt")
    }
}
