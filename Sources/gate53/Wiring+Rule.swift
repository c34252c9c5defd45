internal import ArgumentParser
internal import DNSModel
internal import GitStore
internal import Reconciliation
internal import ZoneFiles
internal import ZonePlanning

// Decision 0004: settings and signers come from the protected branch, and count once they were accepted.

/// How the protected branch's rule of who must approve stands to the one that was accepted last.
enum RuleStanding: Sendable {
    /// They are the same, or nobody could approve by the branch's: there is nothing to accept.
    case asBefore
    /// They are the same, but the settings are not.
    case otherSettings(AcceptedSettings, last: AcceptedSettings)
    /// None was accepted so far; this one is to be, with the settings that have it.
    case first(AcceptedSettings)
    /// Both count until the new one is accepted.
    case changed(AcceptedSettings, before: Before)
    /// Only the new one counts, because whoever runs apply said so; and the commit of the one before.
    case setAside(AcceptedSettings, before: String)

    /// The rule that was accepted last.
    struct Before: Sendable {
        var review: ReviewSettings
        /// All of what was accepted with it.
        var accepted: AcceptedSettings

        var signers: [UInt8]? { accepted.signers }
        var commit: String { accepted.commit }
    }
}

extension ProtectedProject {
    /// The same, with whom another rule asks.
    func asking(_ rule: RuleStanding.Before) -> ProtectedProject {
        var project = self
        project.review = rule.review
        project.signers = rule.signers
        project.isAccepted = true
        return project
    }
}

// Who must approve, and who may say so.
extension Wiring {
    /// Holds the protected branch's rule against the one that was accepted last.
    ///
    /// - Parameters:
    ///   - protected: the protected branch.
    ///   - setsAside: whether the one before is not to count any more.
    /// - Returns: how they stand.
    /// - Throws: ``CommandFailure``: refused where the one before can't be read.
    func ruleStanding(
        of protected: ProtectedProject, setsAside: Bool
    ) async throws(CommandFailure) -> RuleStanding {
        let ledger = try ledger(protected)
        let last: AcceptedSettings?
        do throws(LedgerError) {
            last = try await AcceptedSettings.last(1, in: ledger).first
        } catch {
            throw unreadable(error.message)
        }
        let now = AcceptedSettings(
            number: (last?.number ?? 0) + 1, commit: protected.commit, settings: protected.settings,
            signers: protected.signers)
        let canBeMet = protected.review.canBeMet(signers: protected.signers)
        guard let last else { return canBeMet ? .first(now) : .asBefore }
        if last.settings == now.settings, last.signers == now.signers { return .asBefore }
        if setsAside { return .setAside(now, before: last.commit) }
        let path =
            "ledger:\(LedgerLayout.folder(ofSettings: last.number, commit: last.commit))/settings.yaml"
        guard let review = SettingsReader.read(last.settings, path: path).settings?.review else {
            throw CommandFailure(
                refused:
                    "the rule that was accepted at \(last.commit.prefix(12)) can't be read from \(path) by this version "
                    + "of gate53; to go on without it, let whoever may apply by hand use --new-rule",
                id: "rule-unreadable")
        }
        // Nobody could ever approve by it, so nobody's say is passed over.
        if !review.canBeMet(signers: last.signers) { return canBeMet ? .first(now) : .asBefore }
        if review == protected.review, last.signers == now.signers { return .otherSettings(now, last: last) }
        return .changed(
            now, before: RuleStanding.Before(review: review, accepted: last))
    }

    /// Who wrote the commits that changed the rule since it was accepted.
    func ruleAuthors(
        since before: RuleStanding.Before, _ protected: ProtectedProject
    ) throws(CommandFailure) -> [CommitAuthor] {
        try gitFailure { () throws(GitError) in
            guard let tip = CommitID(hex: protected.commit) else { return [] }
            var known = CommitID(hex: before.commit)
            if let commit = known, (try? repository.isAncestor(commit, of: tip)) != true { known = nil }
            let paths = Set(
                DesiredStateReader.defaultSettingsPaths
                    + [settingsPath, before.review.signers, protected.review.signers]
                    .compactMap { $0 })
            let authors = try repository.authors(
                ofCommitsTouching: paths.sorted(), from: tip, excluding: known, withCommitters: true)
            var kept: [CommitID: Bool] = [:]
            return authors.filter { author in
                if let isKept = kept[author.commit] { return isKept }
                let isKept = changesRule(author.commit)
                kept[author.commit] = isKept
                return isKept
            }
        }
    }

    /// Whether a commit has another rule than its first parent, for all we can tell.
    private func changesRule(_ commit: CommitID) -> Bool {
        func rule(_ revision: String) -> (ReviewSettings, [UInt8]?)? {
            guard let commit = try? repository.resolve(revision: revision),
                let tree = try? repository.snapshot(of: commit),
                let review = try? DesiredStateReader(settingsPath: settingsPath).settings(in: tree)
                    .settings?.review
            else { return nil }
            guard let path = review.signers else { return (review, nil) }
            guard let file = try? tree.file(at: path),
                let octets = try? tree.octets(of: file, limit: 16 << 20)
            else {
                return nil
            }
            return (review, octets)
        }
        guard let after = rule(commit.hex), let before = rule("\(commit.hex)^1") else { return true }
        return after != before
    }

    /// The settings to be accepted with a plan without changes: such a plan needs no approval, other settings do.
    ///
    /// - Returns: the settings; nothing where they stay as they were, or where those who may decide have not approved the plan.
    /// - Throws: ``CommandFailure``.
    func acceptance(
        of review: PlanReview, _ protected: ProtectedProject
    ) async throws(CommandFailure) -> AcceptedSettings? {
        switch try await ruleStanding(of: protected, setsAside: review.setsRuleAside) {
        case .asBefore: return nil
        case .first(let settings), .setAside(let settings, _): return settings
        case .changed, .otherSettings:
            let held: HeldReview
            do {
                held = try await hold(review, protected)
            } catch {
                for line in error.lines where !verbosity.quiet {
                    Terminal.standardError.write("note: the changed settings were not accepted: \(line)")
                }
                return nil
            }
            if held.accepts == nil, !held.showsSettings, !verbosity.quiet {
                Terminal.standardError.write(
                    "note: the changed settings were not accepted: the plan does not show how they differ from those accepted; "
                        + "plan again, and have that plan approved [settings-not-shown]")
            }
            _ = tell(held)
            return held.accepts
        }
    }

    /// Says what becomes of a rule that the protected branch changed.
    ///
    /// - Returns: what the receipts are to say of it.
    func tell(_ held: HeldReview) -> [String] {
        switch held.standing {
        case .asBefore, .otherSettings, .first: return []
        case .setAside(let rule, let before):
            return [
                "the rule that was accepted at \(before.prefix(12)) was set aside by --new-rule; that of "
                    + "\(rule.commit.prefix(12)) counts"
            ]
        case .changed(let rule, let before):
            let (old, new) = (before.commit.prefix(12), rule.commit.prefix(12))
            if held.accepts != nil {
                return ["the rule of \(new) was accepted; until now that of \(old) counted too"]
            }
            if !verbosity.quiet {
                Terminal.standardError.write(
                    "note: the protected branch has another rule of who must approve than the one that was accepted at "
                        + "\(Printable.text(old)); both count until those who may approve for every zone have approved a plan "
                        + "[rule-changed]")
            }
            return []
        }
    }

    // MARK: - What a plan comment says of the settings

    /// How the settings and signers of a pull request's head differ from those that were accepted.
    ///
    /// - Parameters:
    ///   - head: the head's commit.
    ///   - settings: those of the protected branch, which say where the ledger is.
    /// - Returns: the differences from those accepted last; where these are the head's own, the differences from the ones
    ///   before are as good. At least one.
    /// - Throws: ``CommandFailure``.
    func acceptedSettingsChanges(
        ofHead head: String, _ settings: Settings
    ) async throws(CommandFailure) -> [[SettingsChange]] {
        let accepted: [AcceptedSettings]
        let ledger = try ledger(of: settings)
        do throws(LedgerError) {
            accepted = try await AcceptedSettings.last(2, in: ledger)
        } catch {
            throw unreadable(error.message)
        }
        guard let last = accepted.first else { return [[]] }
        return try gitFailure { () throws(any Error) in
            let tree = try repository.snapshot(of: try repository.resolve(revision: head))
            let (read, file, _) = try DesiredStateReader(settingsPath: settingsPath).settings(in: tree)
            let new = try tree.smallFile(at: file.path) ?? []
            let signers = try tree.smallFile(at: read?.review.signers)
            func changes(from old: AcceptedSettings) -> [SettingsChange] {
                SettingsComparison.changes(from: old.settings, to: new)
                    + SettingsComparison.signerChanges(
                        from: old.signers, to: signers, path: read?.review.signers ?? "the signers file")
            }
            let isOwn = last.settings == new && last.signers == signers
            return [changes(from: last)] + (isOwn ? accepted.dropFirst().map(changes) : [])
        }
    }

    /// What a plan comment says of the settings of a head; where they can't be compared nothing, and apply denies then.
    static func settingsChanges(
        ofHead head: String, _ target: CommentTarget, _ verbosity: VerbosityOptions
    ) async -> [SettingsChange] {
        do {
            let wiring = try Wiring(
                folder: target.clone, settings: target.settings, branch: target.branch, verbosity)
            let settings = try wiring.trustedSettings()
            try await wiring.fetchedLedger(of: settings)
            return try await wiring.acceptedSettingsChanges(ofHead: head, settings).first ?? []
        } catch {
            let reason =
                switch error {
                case let error as GitError: error.message
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
