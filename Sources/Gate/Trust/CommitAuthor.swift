package import ZoneFiles

/// Somebody who wrote a commit.
package struct CommitAuthor: Hashable, Sendable {
    /// How the commit names them.
    package enum Role: String, Hashable, Sendable {
        /// As its author.
        case author
        /// In a `Co-authored-by:` line of its message.
        case coAuthor
        /// As who made the commit, where that is somebody else than its author: who may write anybody there.
        case committer
    }

    package var name: String
    package var email: String
    package var commit: CommitID
    package var role: Role
    /// Whether the commit wrote at another path what was moved to the one that is asked for.
    package var isElsewhere: Bool

    package init(name: String, email: String, commit: CommitID, role: Role, isElsewhere: Bool = false) {
        self.name = name
        self.email = email
        self.commit = commit
        self.role = role
        self.isElsewhere = isElsewhere
    }
}
