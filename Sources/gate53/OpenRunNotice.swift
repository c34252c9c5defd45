internal import DNSModel
internal import Gate
internal import Reports
internal import ZoneFiles
internal import ZonePlanning

/// Says which runs began and did not end.
enum OpenRunNotice {
    /// What there is to say of the runs that did not end, a few lines each; none where the ledger can't be read.
    ///
    /// - Parameters:
    ///   - zones: only runs of one of these; `nil` for all.
    ///   - ledger: where they are.
    ///   - settings: those that name it.
    /// - Returns: the lines.
    static func lines(of zones: Set<DomainName>?, in ledger: any Ledger, _ settings: Settings) async -> [[String]] {
        guard let open = try? await OpenRuns.read(of: zones, in: ledger) else { return [] }
        let now = Instant(parsing: Clock.timestamp())
        return open.map { intent in
            // A process of this host that is gone says for sure that its run is.
            let isHere = intent.run.host == RunningProcess.host
            let isGone = isHere && !RunningProcess.isRunning(intent.run.process)
            let mayLive = !isGone && now.map { !intent.isOfAnotherTime(than: $0) } ?? true
            return OpenRunReport.lines(of: intent, mayLive: mayLive, ledgerBranch: settings.ledger.branch)
        }
    }

    /// Says on stderr which runs of some zones did not end.
    static func report(
        of zones: Set<DomainName>?, in ledger: any Ledger, _ settings: Settings, _ verbosity: VerbosityOptions
    ) async {
        guard !verbosity.quiet else { return }
        for lines in await lines(of: zones, in: ledger, settings) {
            for (index, line) in lines.enumerated() {
                Terminal.standardError.write(index == 0 ? "note: \(line)" : line)
            }
        }
    }
}
