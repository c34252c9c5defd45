internal import DNSModel
package import ZonePlanning

/// Receipts for people at a terminal.
package struct ReceiptReport: Sendable {
    package var style: TextStyle

    package init(style: TextStyle) { self.style = style }

    /// A few lines about one receipt, and about how what it tells of came to be served, where that was looked at.
    package func lines(of receipt: Receipt, _ propagation: Propagation? = nil) -> [String] {
        let more = propagation.map { PropagationReport(style: style).lines(of: $0) } ?? []
        return own(receipt) + more
    }

    private func own(_ receipt: Receipt) -> [String] {
        let role: TextStyle.Role =
            switch receipt.outcome {
            case .applied, .restored, .inSync: .created
            case .undone, .failed: .error
            case .residual, .partial: .warning
            }
        var lines = [
            "\(Self.toTheSecond(receipt.finished))  \(style.paint("\(receipt.apex)", .strong)) "
                + style.paint(Self.words(for: receipt.outcome), role) + ", \(Self.changes(of: receipt))",
            "  plan \(receipt.plan.short), commit \(Printable.text(String(receipt.commit.prefix(12)))) "
                + "on \(Printable.text(receipt.branch))",
        ]
        if let restores = receipt.restores { lines.append("  back to \(restores.phrase)") }
        // Who approved several plans is one person.
        var reviewers: [String] = []
        for name in receipt.approvals.map({ Printable.text($0.reviewer) }) where !reviewers.contains(name) {
            reviewers.append(name)
        }
        if receipt.outcome != .inSync {
            lines.append(
                "  approved by \(reviewers.isEmpty ? "nobody (no review required)" : reviewers.joined(separator: ", "))"
            )
        }
        if !receipt.allowed.isEmpty {
            lines.append("  allowed by name: \(receipt.allowed.map(\.rawValue).joined(separator: ", "))")
        }
        for batch in receipt.batches {
            var id = batch.changeID.map { " (\(Printable.text($0)))" } ?? ""
            if let undoID = batch.undoID { id += " by \(Printable.text(undoID))" }
            lines.append(
                "  batch \(batch.number): \(counted(batch.changes, "change")) \(Self.words(for: batch.state))\(id)")
        }
        if !receipt.residual.isEmpty {
            let most = 10
            var names = receipt.residual.prefix(most).map { "\($0.key)" }
            if receipt.residual.count > most { names.append("and \(receipt.residual.count - most) more") }
            let what = receipt.outcome == .inSync ? "changed at the provider, and left so" : "still different"
            lines.append(style.paint("  \(what): \(names.joined(separator: ", "))", .warning))
        }
        return lines + receipt.remarks.map { "  \(Printable.text($0))" }
    }

    /// A time without its fraction of a second.
    private static func toTheSecond(_ time: String) -> String {
        Printable.text(time.firstIndex(of: ".").map { time[..<$0] + "Z" } ?? time)
    }

    /// How many of the changes are live.
    private static func changes(of receipt: Receipt) -> String {
        if receipt.outcome == .inSync { return "nothing to change" }
        // Sums that can't overflow, whatever numbers stand in a ledger.
        var (all, live) = (0, 0)
        for batch in receipt.batches {
            all = all.addingReportingOverflow(batch.changes).partialValue
            if batch.state.isLive { live = live.addingReportingOverflow(batch.changes).partialValue }
        }
        let isWhole = live == all && receipt.outcome != .partial
        return isWhole ? counted(all, "change") : "\(live) of \(counted(all, "change")) live"
    }

    private static func words(for outcome: Receipt.Outcome) -> String {
        switch outcome {
        case .applied: "applied"
        case .restored: "restored"
        case .inSync: "in sync"
        case .residual: "applied, but live differs"
        case .undone: "failed and undone"
        case .partial: "applied in part"
        case .failed: "failed"
        }
    }

    private static func words(for state: Receipt.Batch.State) -> String {
        switch state {
        case .applied: "applied"
        case .wasLive: "live already"
        case .undone: "undone"
        case .notApplied: "not applied"
        case .recordsGone: "applied but for the zone itself, which is still there"
        case .unknown: "may be applied or not"
        }
    }
}
