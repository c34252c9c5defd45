internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// What a plan comment says of settings.
struct HeadSettings: Sendable {
    private let folder: String
    private let settings: String?
    private let branch: String?
    private let verbosity: VerbosityOptions

    /// - Parameters:
    ///   - folder: where the repository is.
    ///   - settings: the path of the settings, where it is named.
    ///   - branch: the protected branch, where it is named.
    ///   - verbosity: how much is said.
    init(folder: String, settings: String?, branch: String?, _ verbosity: VerbosityOptions) {
        self.folder = folder
        self.settings = settings
        self.branch = branch
        self.verbosity = verbosity
    }

    /// What a plan comment says of the settings of a head; where they can't be compared nothing, and apply denies then.
    ///
    /// - Parameter head: the head's commit, in hexadecimal.
    /// - Returns: the differences from the settings that were accepted last.
    func changes(at head: String) async -> [SettingsChange] {
        do {
            let ports = try Composition(folder: folder, settings: settings, branch: branch, verbosity).ports
            let trusted = try TrustedBranch.find(in: ports.clone)
            let ledger = try await ports.ledger(namedBy: trusted.settings ?? Settings(path: "")).ledger
            return try await PullRequestHeads.settingsChanges(of: head, in: ledger, of: ports.clone).first ?? []
        } catch {
            let reason = (error as? GateError)?.sentence ?? CommandFailure(error).sentence
            Console(verbosity: verbosity).show(
                .note(
                    "the comment does not say whether settings change: \(Printable.text(reason)) "
                        + "[settings-not-compared]"))
            return []
        }
    }
}
