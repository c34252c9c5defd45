internal import CGit2
package import Gate
internal import Platform
package import ZoneFiles

// What is asked of a ledger that others may follow, or that is signed.
extension GitLedger {
    /// The commits that the ledger is at; none where there is no ledger.
    ///
    /// - Throws: `LedgerError`.
    package func commits() throws(LedgerError) -> [CommitID] {
        try inspecting { () throws(GitError) in try tips().map(\.commit) }
    }

    /// Whether a ledger has everything of another: each of that one's commits is in its history.
    ///
    /// - Parameters:
    ///   - commits: where the other ledger is.
    ///   - own: where this one is.
    /// - Returns: whether it has.
    /// - Throws: `LedgerError` where that can't be told.
    package func isContinued(_ commits: [CommitID], by own: [CommitID]) throws(LedgerError) -> Bool {
        try inspecting { () throws(GitError) in
            for commit in commits {
                var isThere = false
                for tip in own where !isThere { isThere = try isPart(commit, of: tip) }
                if !isThere { return false }
            }
            return true
        }
    }

    /// Checks that the commits that added a file are signed by somebody who may, where this ledger asks for that.
    ///
    /// - Parameter path: a file of the ledger.
    /// - Throws: `LedgerError` of kind `unsigned` where one is not.
    package func checkIsSigned(adding path: String) throws(LedgerError) {
        do throws(GitError) {
            try repository.lock.locked { () throws(GitError) in
                let components = try TreePath.components(of: path)
                for tip in try tips() {
                    for (place, entry) in try entries(named: components, in: tip.root) where !entry.isFolder {
                        let place = try TreePath.components(of: place)
                        for commit in try commits(adding: place) { try checkIsSigned(commit) }
                    }
                }
            }
        } catch {
            throw LedgerError(error.message, kind: error.code == .unsigned ? .unsigned : .failed)
        }
    }

    /// The commits that have a file which none of their parents has. Called with the lock held.
    private func commits(adding path: [String]) throws(GitError) -> [CommitID] {
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, repository.handle), "cannot walk the ledger's history")
        defer { git_revwalk_free(walk) }
        for tip in try tips() {
            var start = tip.commit.object.oid
            guard git_revwalk_push(walk, &start) == 0 else { throw repository.missing("the commit \(tip.commit)") }
        }
        var found: [CommitID] = []
        while true {
            var oid = git_oid()
            let result = git_revwalk_next(&oid, walk)
            if result == GIT_ITEROVER.rawValue { return found }
            guard result == 0 else { throw repository.missing("the ledger's history") }
            let commit = CommitID(ObjectID(oid))
            guard try repository.entry(at: path, in: try repository.tree(of: commit)) != nil else { continue }
            var isNew = true
            for parent in try repository.parents(of: commit) where isNew {
                isNew = try repository.entry(at: path, in: try repository.tree(of: parent)) == nil
            }
            if isNew { found.append(commit) }
        }
    }

    private func inspecting<Result>(_ body: () throws(GitError) -> Result) throws(LedgerError) -> Result {
        do { return try repository.lock.locked(body) } catch {
            throw LedgerError("cannot read the ledger: \(error.message)")
        }
    }
}
