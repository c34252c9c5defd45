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

    package init(number: Int, commit: String, settings: [UInt8], signers: [UInt8]?) {
        self.number = number
        self.commit = commit
        self.settings = settings
        self.signers = signers
    }

    /// The digest of settings and signers.
    package var digest: Digest { SettingsProposal.digest(settings: settings, signers: signers) }

    private static let (settingsName, signersName) = ("settings.yaml", "signers")

    /// The settings that were accepted last, the newest first.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - ledger: where they are kept.
    /// - Returns: the settings.
    /// - Throws: ``LedgerError``, also when they can't be read.
    package static func last(
        _ count: Int, in ledger: any Ledger
    ) async throws(LedgerError) -> [AcceptedSettings] {
        // By number, since a longer one sorts before a shorter one; what is no name of ours says nothing of settings.
        var folders: [(path: String, number: Int, commit: String)] = []
        for path in try await ledger.paths(below: LedgerLayout.settingsFolder) {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            guard folders.last?.path != folder, let (number, commit) = LedgerLayout.settings(ofFolder: folder) else {
                continue
            }
            folders.append((folder, number, commit))
        }
        folders.sort { $0.number < $1.number || ($0.number == $1.number && $0.path < $1.path) }
        var found: [AcceptedSettings] = []
        for (folder, number, commit) in folders.suffix(count).reversed() {
            guard let settings = try await ledger.read("\(folder)/\(settingsName)") else {
                throw LedgerError("the ledger's \(folder) has no settings")
            }
            found.append(
                AcceptedSettings(
                    number: number, commit: commit, settings: settings,
                    signers: try await ledger.read("\(folder)/\(signersName)")))
        }
        return found
    }

    /// What the ledger keeps of it.
    package var files: [LedgerFile] {
        let folder = LedgerLayout.folder(ofSettings: number, commit: commit)
        return [LedgerFile(path: "\(folder)/\(Self.settingsName)", octets: settings)]
            + (signers.map { [LedgerFile(path: "\(folder)/\(Self.signersName)", octets: $0)] } ?? [])
    }
}
