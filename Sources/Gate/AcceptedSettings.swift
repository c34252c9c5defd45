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

    private static let (settingsName, signersName) = ("settings.yaml", "signers")
    private static let acceptanceName = "acceptance.json"

    /// The same, accepted with a plan.
    package func approved(with plan: Digest) -> AcceptedSettings {
        var accepted = self
        if accepted.acceptance?.word == .approval { accepted.acceptance?.plan = plan }
        return accepted
    }

    /// The folder in which the ledger keeps them.
    package var folder: String { LedgerLayout.folder(ofSettings: number, commit: commit) }

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
        let folders = try await folders(in: ledger).counted
        var found: [AcceptedSettings] = []
        for folder in folders.suffix(count).reversed() {
            guard let settings = try await ledger.read("\(folder.path)/\(settingsName)") else {
                throw LedgerError("the ledger's \(folder.path) has no settings")
            }
            var accepted = AcceptedSettings(
                number: folder.number, commit: folder.commit, settings: settings,
                signers: try await ledger.read("\(folder.path)/\(signersName)"))
            if let octets = try await ledger.read("\(folder.path)/\(acceptanceName)") {
                do { accepted.acceptance = try SettingsAcceptanceDocument.decode(octets) } catch {
                    throw LedgerError("the ledger's \(folder.path)/\(acceptanceName): \(error.message)")
                }
            }
            found.append(accepted)
        }
        return found
    }

    /// The paths below the settings' folder that say nothing of settings: whoever may write the ledger may put anything
    /// there.
    ///
    /// - Throws: ``LedgerError``.
    package static func strays(in ledger: any Ledger) async throws(LedgerError) -> [String] {
        try await folders(in: ledger).strays
    }

    private struct Folder {
        var path: String
        var number: Int
        var commit: String
    }

    /// How far a number may be from the one before. Each is one more; some may be lost where ledgers were joined.
    private static let longestGap = 1_000_000

    /// The folders of accepted settings, ascending, and what is in their place and none.
    ///
    /// By number, since a longer one sorts before a shorter one. A number that nobody came to by counting is no number
    /// of ours: it would stand above all that come after it for ever.
    private static func folders(
        in ledger: any Ledger
    ) async throws(LedgerError) -> (counted: [Folder], strays: [String]) {
        var folders: [Folder] = []
        var strays: [String] = []
        for path in try await ledger.paths(below: LedgerLayout.settingsFolder) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            let folder = parts.dropLast().joined(separator: "/")
            // One that is spelled otherwise than we spell it would be hidden, or count, in the place of another.
            guard let (number, commit) = LedgerLayout.settings(ofFolder: folder),
                folder == LedgerLayout.folder(ofSettings: number, commit: commit), !path.contains("\u{FFFD}"),
                [settingsName, signersName, acceptanceName].contains(parts.last.map(String.init))
            else {
                strays.append(path)
                continue
            }
            if folders.last?.path != folder { folders.append(Folder(path: folder, number: number, commit: commit)) }
        }
        folders.sort { $0.number < $1.number || ($0.number == $1.number && $0.path < $1.path) }
        var last = 0
        var counted: [Folder] = []
        for folder in folders {
            if folder.number - last > longestGap {
                strays.append(folder.path)
            } else {
                counted.append(folder)
                last = folder.number
            }
        }
        return (counted, strays)
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
