internal import Synchronization
package import ZoneFiles

// Decision 0072: trust is decided in a library.

/// What a commit says of settings and signers.
package struct CommitReading: Sendable {
    package var tree: any FileTree
    /// What its settings file says; `nil` where it has none.
    package var settings: SettingsReading?
    /// The octets of the signers file that the settings name; `nil` where there is none. That it can't be read is an
    /// error only for who needs it.
    package var signers: Result<[UInt8]?, GitError> = .success(nil)
}

/// Keeps what commits say of settings and signers, so that each is read once in a run, whoever asks.
///
/// A commit never changes, so nothing that is kept goes out of date.
final class CommitReadings: Sendable {
    private struct Key: Hashable {
        var commit: CommitID
        var settingsPath: String?
    }

    /// A run looks at a few commits; one that goes on for months must not keep them all.
    private static let most = 200

    private let kept = Mutex<[Key: CommitReading]>([:])

    /// What a commit says.
    ///
    /// - Parameters:
    ///   - commit: the commit.
    ///   - settingsPath: the path of the settings; `nil` for the usual ones.
    ///   - read: reads it.
    /// - Returns: what it says.
    /// - Throws: what `read` throws; nothing is kept then.
    func reading(
        of commit: CommitID, _ settingsPath: String?, _ read: () throws(GitError) -> CommitReading
    ) throws(GitError) -> CommitReading {
        let key = Key(commit: commit, settingsPath: settingsPath)
        if let known = kept.withLock({ $0[key] }) { return known }
        let reading = try read()
        kept.withLock { kept in
            if kept.count >= Self.most { kept.removeAll() }
            kept[key] = reading
        }
        return reading
    }
}
