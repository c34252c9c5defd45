internal import Synchronization
package import ZoneFiles

/// Who wrote commits, as far as it was found out in a run: the plan of what waits, each plan that reviewers saw, and
/// the plan that is applied ask for the same zones. Commits never change.
package final class KnownAuthors: Sendable {
    /// What is asked.
    package struct Question: Hashable, Sendable {
        var paths: [String]
        var tip: CommitID
        var base: CommitID?
        /// By which settings it is said what is reviewed where it stands: their blob.
        var settings: String?

        package init(paths: [String], tip: CommitID, base: CommitID?, settings: String?) {
            self.paths = paths
            self.tip = tip
            self.base = base
            self.settings = settings
        }
    }

    /// A run asks once for each zone; one that goes on for months must not keep all.
    private let known: Mutex<BoundedMemory<Question, [CommitAuthor]>>

    /// - Parameter most: how many answers are kept.
    package init(most: Int = 20_000) { known = Mutex(BoundedMemory(most: most)) }

    /// Who wrote them.
    ///
    /// - Parameters:
    ///   - question: what is asked.
    ///   - find: finds out.
    /// - Returns: the authors.
    /// - Throws: what `find` throws; nothing is kept then.
    package func authors(
        _ question: Question, _ find: () throws(GitError) -> [CommitAuthor]
    ) throws(GitError) -> [CommitAuthor] {
        if let authors = known.withLock({ $0[question] }) { return authors }
        let authors = try find()
        known.withLock { $0.keep(authors, for: question) }
        return authors
    }
}
