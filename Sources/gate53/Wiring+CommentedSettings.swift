internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

// What a plan comment says of settings.

extension Wiring {
    /// What a plan comment says of the settings of a head; where they can't be compared nothing, and apply denies then.
    static func settingsChanges(
        ofHead head: String, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async -> [SettingsChange] {
        do {
            let wiring = try Wiring(
                folder: target.clone, settings: target.settings, branch: target.branch, verbosity)
            let settings = try wiring.trustedSettings()
            let ledger = try await wiring.fetchedLedger(of: settings)
            return try await PullRequestHeads.settingsChanges(of: head, in: ledger, of: wiring.clone).first ?? []
        } catch {
            let reason =
                switch error {
                case let error as GateError: error.sentence
                case let failure as CommandFailure: failure.sentence
                default: "\(error)"
                }
            if !verbosity.quiet {
                Terminal.standardError.write(
                    "note: the comment does not say whether settings change: \(Printable.text(reason)) "
                        + "[settings-not-compared]")
            }
            return []
        }
    }
}
