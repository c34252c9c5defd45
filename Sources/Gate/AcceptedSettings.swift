package import ZonePlanning

/// What the protected branch said of whom and what to trust, at the commit with which that was accepted.
///
/// Whoever may merge could change who must approve and profit from that with the same merge. So the ledger keeps the
/// settings and the signers, and a rule that the protected branch has since counts beside the kept one until it is
/// accepted too.
package struct AcceptedSettings: Hashable, Sendable {
    /// Counts the settings of a ledger, from 1.
    package var number: Int
    /// The commit of the protected branch.
    package var commit: String
    /// The octets of its settings file.
    package var settings: [UInt8]
    /// The octets of its signers file, where there is one.
    package var signers: [UInt8]?
    /// How they came to be accepted; `nil` in ledgers of earlier versions.
    package var acceptance: SettingsAcceptance?

    package init(
        number: Int, commit: String, settings: [UInt8], signers: [UInt8]?, acceptance: SettingsAcceptance? = nil
    ) {
        self.acceptance = acceptance
        self.number = number
        self.commit = commit
        self.settings = settings
        self.signers = signers
    }

    /// The digest of settings and signers.
    package var digest: Digest { SettingsProposal.digest(settings: settings, signers: signers) }

    static let (settingsName, signersName) = ("settings.yaml", "signers")
    static let acceptanceName = "acceptance.json"

    /// The same, accepted with a plan.
    package func approved(with plan: Digest) -> AcceptedSettings {
        var accepted = self
        if accepted.acceptance?.word == .approval { accepted.acceptance?.plan = plan }
        return accepted
    }

    /// Where they are, without what they say.
    var name: AcceptedSettings { AcceptedSettings(number: number, commit: commit, settings: [], signers: nil) }

    /// The folder in which the ledger keeps them.
    package var folder: String { LedgerLayout.folder(ofSettings: number, commit: commit) }

    /// The settings that were accepted last, the newest first.
    ///
    /// What can't be read is passed over: the rule before counts.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - ledger: where they are kept.
    /// - Returns: the settings.
    /// - Throws: ``LedgerError``, also where nothing else was accepted and what can't be read may say what was.
    package static func last(
        _ count: Int, in ledger: any Ledger
    ) async throws(LedgerError) -> [AcceptedSettings] {
        let shelf = try await AcceptedSettingsShelf(of: ledger)
        var found: [AcceptedSettings] = []
        for folder in shelf.folders.reversed() where found.count < count {
            if let accepted = try await shelf.known(folder, in: ledger) { found.append(accepted) }
        }
        if found.isEmpty, count > 0 { try await shelf.requireNothingDamaged(in: ledger) }
        return found
    }

    /// The number of what is accepted next: one more than any that the ledger has, whether or not it counts.
    ///
    /// - Throws: ``LedgerError``.
    package static func nextNumber(in ledger: any Ledger) async throws(LedgerError) -> Int {
        try await AcceptedSettingsShelf(of: ledger).nextNumber
    }

    /// The paths below the settings' folder that say nothing of settings: whoever may write the ledger may put anything
    /// there.
    ///
    /// - Throws: ``LedgerError``.
    package static func strays(in ledger: any Ledger) async throws(LedgerError) -> [String] {
        try await AcceptedSettingsShelf(of: ledger).strays
    }

    /// What is in the place of settings that were accepted and can't be read, and why.
    ///
    /// - Throws: ``LedgerError``.
    package static func unreadable(
        in ledger: any Ledger
    ) async throws(LedgerError) -> [(path: String, why: String)] {
        let shelf = try await AcceptedSettingsShelf(of: ledger)
        var found: [(path: String, why: String)] = []
        for folder in shelf.folders {
            if case .failure(let damage) = try await shelf.read(folder, in: ledger) {
                found.append((damage.path, damage.why))
            }
        }
        return found
    }

    /// What the ledger keeps of it.
    package var files: [LedgerFile] {
        var files = [LedgerFile(path: "\(folder)/\(Self.settingsName)", octets: settings)]
        if let signers { files.append(LedgerFile(path: "\(folder)/\(Self.signersName)", octets: signers)) }
        if let octets = acceptance.flatMap({ try? SettingsAcceptanceDocument.encode($0) }) {
            files.append(LedgerFile(path: "\(folder)/\(Self.acceptanceName)", octets: octets))
        }
        return files
    }
}
