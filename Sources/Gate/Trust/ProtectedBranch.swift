package import ZoneFiles

/// The branch whose settings and reviewers count.
package struct ProtectedBranch: Hashable, Sendable {
    /// The branch's name, as in `main`.
    package var name: String
    /// The reference that it was read from, as in `refs/remotes/origin/main`.
    package var reference: String
    /// Where the branch is.
    package var commit: CommitID

    package init(name: String, reference: String, commit: CommitID) {
        self.name = name
        self.reference = reference
        self.commit = commit
    }
}
