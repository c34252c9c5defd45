internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import Reports
internal import ZonePlanning

// `gate53 drift --revert`.
extension DriftCommand {
    /// Makes a plan that takes drift back, and shows it.
    func makePlan(_ composition: Composition) async throws {
        let scope = try await DeclaredFiles(composition).driftScope(
            composition.ports, zones: zones, fetches: !ledger.noFetch)
        let (drift, live) = await DriftCheck(composition.ports, of: scope).run(keepsLive: true)
        Terminal.standardError.report(drift.failures.map(\.problem), verbosity)
        let patterns = names.map { RecordPattern(name: $0) }
        let restorations = drift.zones.map { Restoration($0, named: patterns) }
        try refuse(restorations)
        if !verbosity.quiet { say(restorations, drift) }
        if restorations.allSatisfy(\.sets.isEmpty) {
            let line = Restoration.nothing(restorations, isNamed: !names.isEmpty)
            // Where a document is expected, a line is none.
            if !verbosity.quiet { (format == .json ? Terminal.standardError : .standardOutput).write(line) }
        } else {
            let document = try await Reverting(composition.ports, of: scope)
                .plan(restorations, drift, live, allowed: Set(allowed))
            if let out { try OutputFile.write(document.octets, to: out) }
            show(document, restorations)
            if !document.plan.blockingFindings.isEmpty { throw ExitCode.refused }
        }
        if !drift.failures.isEmpty { throw ExitCode.failure }
    }

    private func show(_ document: PlanDocument, _ restorations: [Restoration]) {
        let terminal = Terminal.standardOutput
        let remarks = Dictionary(
            restorations.map { ($0.apex, $0.remarks) }, uniquingKeysWith: { first, _ in first })
        switch format {
        case .json: terminal.write(octets: document.octets)
        case .markdown:
            var report = MarkdownReport()
            report.remarks = remarks
            terminal.write(octets: Array(report.text(of: document).utf8))
        case .text where verbosity.quiet: document.plan.reportBlockingFindings()
        case .text, .html, .junit, .sarif, .prometheus:
            var report = TextReport(style: terminal.style, width: terminal.width)
            report.remarks = remarks
            terminal.write(octets: Array(report.text(of: document, planPath: out).utf8))
        }
    }

    /// Refuses what no plan of single sets can take back, and conflicts that nobody named.
    private func refuse(_ restorations: [Restoration]) throws(CommandFailure) {
        var lines: [String] = []
        for restoration in restorations {
            guard let existence = restoration.obstacle else { continue }
            let what =
                !existence.live
                ? "does not exist; make a plan that creates it again with all that git declares ('gate53 plan'), and "
                    + "have it approved"
                : !existence.head && existence.base == false
                    ? "was created at the provider, although git says that it shall not exist; delete it there by "
                        + "hand, or remove 'absent' from the settings. To let a plan delete it, write 'drift: "
                        + "revert' for the zone, and have that plan approved"
                    : !existence.head
                        ? "exists, although git says that it shall not; make a plan that deletes it ('gate53 plan "
                            + "--allow zone-delete'), and have it approved"
                        : "did not exist when it was last applied; make it what git declares, with 'gate53 plan'"
            lines.append("refused: the zone \(restoration.apex) itself \(what) [zone-itself]")
        }
        let whole = restorations.filter { $0.obstacle == nil }
        for set in whole.flatMap(\.disputed) {
            lines.append(
                "refused: \(Printable.text("\(set.key)")) was changed in git too: it was \(words(set.base)), git has "
                    + "\(words(set.head)), live is \(words(set.live)) [conflict]")
        }
        for set in whole.flatMap(\.baseless) {
            lines.append(
                "refused: \(Printable.text("\(set.key)")) has no base to go back to; make it what git declares, with "
                    + "'gate53 plan', or take it into git with 'gate53 adopt --name NAME' [no-base]")
        }
        guard !lines.isEmpty else { return }
        let isDisputed = whole.contains { !$0.disputed.isEmpty }
        lines.append(
            isDisputed
                ? "No plan was made. Name what shall go back to what was last applied, as in '--name www'; --name "
                    + "'**' names everything."
                : "No plan was made.")
        throw CommandFailure(.refused, lines)
    }

    private func words(_ set: RecordSet?) -> String { Printable.text(Conflict.words(for: set)) }

    /// Says what is no part of the plan, and what should be known of the base.
    private func say(_ restorations: [Restoration], _ drift: Drift) {
        let terminal = Terminal.standardError
        for set in restorations.flatMap(\.opaque) {
            terminal.write(
                "warning: \(Printable.text("\(set.key)")) is not taken back, because gate53 can't model what is "
                    + "live: \(Printable.text(set.unmodelled ?? "")) [not-modelled]")
        }
        for (zone, restoration) in zip(drift.zones, restorations) where !restoration.sets.isEmpty {
            for note in zone.notes { terminal.write("note: \(zone.apex): \(Printable.text(note))") }
            if restoration.pending > 0 {
                let isOne = restoration.pending == 1
                terminal.write(
                    "note: \(zone.apex): \(counted(restoration.pending, "record set")) \(isOne ? "waits" : "wait") to be "
                        + "applied, and \(isOne ? "is" : "are") no part of this plan")
            }
            if restoration.accepted > 0 {
                let isOne = restoration.accepted == 1
                terminal.write(
                    "note: \(zone.apex): \(counted(restoration.accepted, "difference")) that the settings accept "
                        + "\(isOne ? "is" : "are") no part of this plan")
            }
        }
        if let reason = drift.whoUnknown, restorations.contains(where: { $0.sets.contains { $0.who == nil } }) {
            terminal.write("note: who did it is not known: \(Printable.text(reason))")
        }
    }
}
