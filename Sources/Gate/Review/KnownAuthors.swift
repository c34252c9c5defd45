internal import Synchronization
internal import ZoneFiles

/// Who wrote commits, as far as it was found out in a run: the plan of what waits, each plan that reviewers saw, and
/// the plan that is applied ask for the same zones. Commits never change.
final class KnownAuthors: Sendable {
    /// What is asked.
    struct Question: Hashable, Sendable {
        var paths: [String]
        var tip: CommitID
        var base: CommitID?
        /// By which settings it is said what is reviewed where it stands: their blob.
        var settings: String?
    }

    /// A run asks once for each zone; one that goes on for months must not keep all.
    private static let most = 20_000

    private let known = Mutex<[Question: [CommitAuthor]]>([:])

    /// Who wrote them.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - find: finds out.
    /// - Returns: the authors.
    /// - Throws: what `find` throws; nothing is kept then.
    func authors(
        _ question: Question, _ find: () throws(GitError) -> [CommitAuthor]
    ) throws(GitError) -> [CommitAuthor] {
        if let authors = known.withLock({ $0[question] }) { return authors }
        let authors = try find()
        known.withLock { known in
            if known.count >= Self.most { known.removeAll() }
            known[question] = authors
        }
        return authors
    }
}
