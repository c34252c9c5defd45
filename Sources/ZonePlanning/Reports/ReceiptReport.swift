internal import DNSModel

/// Receipts for people at a terminal.
package struct ReceiptReport: Sendable {
    package var style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// A few lines about one receipt.
    package func lines(of receipt: Receipt) -> [String] {
        let role: TextStyle.Role =
            switch receipt.outcome {
            case .applied, .inStep: .created
            case .undone, .failed: .error
            case .residual, .partial: .warning
            }
        let changes = receipt.batches.reduce(0) { $0 + $1.changes }
        let said = receipt.outcome == .inStep ? "nothing to change" : counted(changes, "change")
        var lines = [
            "\(Self.toTheSecond(receipt.finished))  \(style.paint("\(receipt.apex)", .strong)) "
                + style.paint(Self.words(for: receipt.outcome), role) + ", \(said)",
            "  plan \(receipt.plan.short), commit \(Printable.text(String(receipt.commit.prefix(12)))) "
                + "on \(Printable.text(receipt.branch))",
        ]
        let reviewers = receipt.approvals.map { Printable.text($0.reviewer) }
        if receipt.outcome != .inStep {
            lines.append(
                "  approved by \(reviewers.isEmpty ? "nobody (no review required)" : reviewers.joined(separator: ", "))"
            )
        }
        if !receipt.allowed.isEmpty {
            lines.append("  allowed by name: \(receipt.allowed.map(\.rawValue).joined(separator: ", "))")
        }
        for batch in receipt.batches {
            let id = batch.changeID.map { " (\(Printable.text($0)))" } ?? ""
            lines.append(
                "  batch \(batch.number): \(counted(batch.changes, "change")) \(Self.words(for: batch.state))\(id)")
        }
        if !receipt.residual.isEmpty {
            let names = receipt.residual.map { "\($0.key.name) \($0.key.type)" }
            lines.append(style.paint("  still different: \(names.joined(separator: ", "))", .warning))
        }
        return lines + receipt.remarks.map { "  \(Printable.text($0))" }
    }

    /// A time without its fraction of a second.
    private static func toTheSecond(_ time: String) -> String {
        time.firstIndex(of: ".").map { time[..<$0] + "Z" } ?? Printable.text(time)
    }

    private static func words(for outcome: Receipt.Outcome) -> String {
        switch outcome {
        case .applied: "applied"
        case .inStep: "in step"
        case .residual: "applied, but live differs"
        case .undone: "failed and undone"
        case .partial: "applied in part"
        case .failed: "failed, nothing changed"
        }
    }

    private static func words(for state: Receipt.Batch.State) -> String {
        switch state {
        case .applied: "applied"
        case .wasLive: "live already"
        case .undone: "undone"
        case .notApplied: "not applied"
        }
    }
}
