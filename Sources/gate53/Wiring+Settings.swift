internal import ArgumentParser
internal import Gate
internal import GitStore
internal import ZoneFiles
internal import ZonePlanning

// How settings stand to those that were accepted last, for plans, and for who approves them.
extension Wiring {
    /// How a project's settings and signers stand to those that were accepted last, in the ledger that was fetched.
    func settingsStanding(of project: Project) throws(CommandFailure) -> SettingsStanding {
        guard let ledger = trust.now, ledger.isCertain else { return .unknown }
        guard let accepted = ledger.accepted else { return .accepted }
        let (settings, signers) = try ownSettings(of: project)
        return SettingsStanding(of: settings, signers, project.settings.review.signers, to: accepted)
    }

    /// The same, and where they are those accepted last, how they stood to the ones before: by such a plan they may
    /// have been accepted, and it is made again to be finished.
    func settingsStandings(of project: Project) async throws(CommandFailure) -> [SettingsStanding] {
        let now = try settingsStanding(of: project)
        guard case .accepted = now, trust.now?.accepted != nil else { return [now] }
        let before: AcceptedSettings?
        do throws(LedgerError) {
            before = try await AcceptedSettings.last(2, in: try readableLedger(of: project.settings)).dropFirst().first
        } catch {
            throw CommandFailure(error)
        }
        guard let before else { return [now] }
        let (settings, signers) = try ownSettings(of: project)
        return [now, SettingsStanding(of: settings, signers, project.settings.review.signers, to: before)]
    }

    private func readableLedger(of settings: Settings) throws(LedgerError) -> any Ledger {
        do { return try ledger(of: settings) } catch { throw LedgerError(error.lines.joined(separator: " ")) }
    }

    private func ownSettings(of project: Project) throws(CommandFailure) -> (settings: [UInt8], signers: [UInt8]?) {
        let settings = try gitFailure { () throws(GitError) in
            try clone.settings(in: try tree(of: project)).octets
        }
        return (settings, try signers(of: project))
    }

    /// The files of a project.
    func tree(of project: Project) throws(GitError) -> any FileTree {
        try clone.files(ofCommit: project.commit)
    }

    // MARK: - For who looks at a plan

    /// What is shown of a plan's settings, and why it should not be approved unseen.
    struct ShownSettings {
        var changes: [SettingsChange]
        /// Why it is not known how the settings differ from those accepted; nothing where it is.
        var unseen: String?
    }

    /// What to show of a plan's settings.
    ///
    /// The plan itself says how they differ from those accepted last, and apply checks that. Where it says that they do
    /// not, or nothing was accepted, this clone is asked too.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - folder: where the repository is; there need not be one.
    ///   - branch: the protected branch, where it is named.
    ///   - verbosity: how much is said.
    /// - Returns: what to show, and why it may not be all.
    static func shownSettings(
        of document: PlanDocument, repository folder: String, branch: String? = nil, _ verbosity: VerbosityOptions
    ) async -> ShownSettings {
        switch document.plan.settingsStanding {
        case .unaccepted(let proposal): return ShownSettings(changes: proposal.changes)
        case .unknown:
            return ShownSettings(
                changes: trustComparison(of: document, repository: folder, branch: branch, verbosity).changes,
                unseen:
                    "the plan was made where it could not be found out whether its settings are those that were accepted"
            )
        // What takes drift back accepts nothing, whatever settings there are by now.
        case .accepted where document.plan.isRestoring: return ShownSettings(changes: [])
        case .accepted: break
        }
        guard let wiring = try? Wiring(folder: folder, branch: branch, verbosity),
            (try? await wiring.fetchedLedger(of: wiring.settingsAtHead(), fetches: false)) != nil,
            let accepted = wiring.trust.now?.accepted
        else {
            return ShownSettings(
                changes: trustComparison(of: document, repository: folder, branch: branch, verbosity).changes)
        }
        let own = try? wiring.repository.octets(ofBlob: document.plan.settings.blob)
        if own == accepted.settings { return ShownSettings(changes: []) }
        let place = accepted.commit.prefix(12)
        guard let own else {
            return ShownSettings(
                changes: [],
                unseen:
                    "the plan does not show how its settings differ from those accepted at \(place), and this clone does "
                    + "not have them; fetch the branch that it was made from")
        }
        return ShownSettings(
            changes: SettingsComparison.changes(from: accepted.settings, to: own),
            unseen: "the plan does not show how its settings differ from those accepted at \(place)")
    }
}
