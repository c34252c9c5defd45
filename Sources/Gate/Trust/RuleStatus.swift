internal import DNSModel
package import ZoneFiles
package import ZonePlanning

// Decision 0004: settings and signers come from the protected branch, and count once they were accepted.

/// Who may approve: the review settings and the signers, either those of the protected branch or those accepted last.
package struct ReviewBasis: Sendable {
    package var review: ReviewSettings
    /// The octets of the signers file; `nil` where there is none.
    package var signers: [UInt8]?
    /// The commit with which they were accepted; `nil` for those of the protected branch.
    package var acceptedAt: String?

    package init(review: ReviewSettings, signers: [UInt8]?, acceptedAt: String? = nil) {
        self.review = review
        self.signers = signers
        self.acceptedAt = acceptedAt
    }
}

/// How the protected branch's rule of who must approve stands to the one that was accepted last.
package enum RuleStatus: Sendable {
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
    package struct Before: Sendable {
        package var review: ReviewSettings
        /// All of what was accepted with it.
        package var accepted: AcceptedSettings

        package var basis: ReviewBasis {
            ReviewBasis(review: review, signers: accepted.signers, acceptedAt: accepted.commit)
        }
    }

    /// Holds the protected branch's rule against the one that was accepted last.
    ///
    /// - Parameters:
    ///   - trusted: the protected branch, with its settings.
    ///   - settings: its settings.
    ///   - ledger: where it is kept what was accepted.
    ///   - setsAside: whether the one before is not to count any more.
    /// - Throws: ``GateError``: refused where the one before can't be read.
    package init(
        of trusted: TrustedBranch, _ settings: Settings, in ledger: any Ledger, setsAside: Bool
    ) async throws(GateError) {
        if let error = trusted.signersError { throw GateError(error) }
        let (last, next): (AcceptedSettings?, Int)
        do throws(LedgerError) {
            last = try await AcceptedSettings.last(1, in: ledger).first
            next = try await AcceptedSettings.nextNumber(in: ledger)
        } catch {
            throw GateError(approvalsUnreadable: error.message)
        }
        self = try Self.status(of: trusted, settings.review, last: last, next: next, setsAside: setsAside)
    }

    private static func status(
        of trusted: TrustedBranch, _ review: ReviewSettings, last: AcceptedSettings?, next: Int, setsAside: Bool
    ) throws(GateError) -> RuleStatus {
        var now = AcceptedSettings(
            number: next, commit: trusted.branch.commit.hex, settings: trusted.octets,
            signers: trusted.signers)
        now.acceptance = SettingsAcceptance(.first, previous: last?.digest, accepted: now.digest)
        let canBeMet = review.canBeMet(signers: trusted.signers)
        guard let last else { return canBeMet ? .first(now) : .asBefore }
        if last.settings == now.settings, last.signers == now.signers { return .asBefore }
        if setsAside {
            now.acceptance?.word = .newRule
            return .setAside(now, before: last.commit)
        }
        let path = "ledger:\(LedgerLayout.folder(ofSettings: last.number, commit: last.commit))/settings.yaml"
        guard let before = SettingsReader.read(last.settings, path: path, trusted.kinds).settings?.review else {
            throw GateError(
                refused:
                    "this version of gate53 can't read the review rule that was accepted at "
                    + "\(last.commit.prefix(12)), from \(path); use the version that wrote it. If that is "
                    + "impossible, somebody who may apply by hand runs apply with '--new-rule'",
                id: "rule-unreadable")
        }
        // Nobody could ever approve by it, so nobody's say is passed over.
        if !before.canBeMet(signers: last.signers) { return canBeMet ? .first(now) : .asBefore }
        now.acceptance?.word = .approval
        if before == review, last.signers == now.signers { return .otherSettings(now, last: last) }
        return .changed(now, before: Before(review: before, accepted: last))
    }

    /// The settings that were accepted last and those of the protected branch, where they are not the same.
    package var unaccepted: (last: AcceptedSettings, now: AcceptedSettings)? {
        switch self {
        case .asBefore, .first, .setAside: nil
        case .otherSettings(let now, let last): (last, now)
        case .changed(let now, let before): (before.accepted, now)
        }
    }

    /// Whether a plan shows how the protected branch's settings differ from those accepted last.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - signersPath: the path of the protected branch's signers file.
    /// - Returns: whether it does; true where they do not differ.
    package func isShown(by plan: Plan, signersPath: String?) -> Bool {
        guard let (last, now) = unaccepted else { return true }
        return plan.settingsStatus
            == SettingsStatus(of: now.settings, now.signers, signersPath, to: last)
    }

    /// The rule that was accepted last, where it counts beside the protected branch's.
    package var alsoCounts: Before? {
        if case .changed(_, let before) = self { return before }
        return nil
    }
}

extension SettingsStatus {
    /// How settings and signers stand to accepted ones.
    ///
    /// - Parameters:
    ///   - settings: the octets of the settings file.
    ///   - signers: those of the signers file.
    ///   - signersPath: its path.
    ///   - accepted: what was accepted.
    package init(
        of settings: [UInt8], _ signers: [UInt8]?, _ signersPath: String?, to accepted: AcceptedSettings
    ) {
        if accepted.settings == settings, accepted.signers == signers {
            self = .accepted
            return
        }
        self = .unaccepted(
            SettingsProposal(
                accepted: accepted.digest, proposed: SettingsProposal.digest(settings: settings, signers: signers),
                changes: accepted.changes(to: settings, signers, signersPath)))
    }
}

extension AcceptedSettings {
    /// How settings and signers differ from these.
    package func changes(
        to settings: [UInt8], _ signers: [UInt8]?, _ signersPath: String?
    ) -> [SettingsChange] {
        SettingsComparison.changes(from: self.settings, to: settings)
            + SettingsComparison.signerChanges(
                from: self.signers, to: signers, path: signersPath ?? "the signers file")
    }
}
