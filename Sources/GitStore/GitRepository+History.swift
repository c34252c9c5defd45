internal import CGit2
package import Gate
internal import Platform
package import ZoneFiles

extension GitRepository {
    /// The commits of a history that are not in another one, each before its parents.
    ///
    /// - Parameters:
    ///   - tip: the last commit.
    ///   - start: a commit whose history is left out, itself included.
    /// - Returns: the commits.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off.
    package func commits(to tip: CommitID, after start: CommitID) throws(GitError) -> [HistoryCommit] {
        try lock.locked { () throws(GitError) in
            if isShallow { throw cutOff("what the protected branch had since the plan was made") }
            var walk: OpaquePointer?
            try check(git_revwalk_new(&walk, handle), "cannot walk the history")
            defer { git_revwalk_free(walk) }
            git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue)
            var (last, end) = (tip.object.oid, start.object.oid)
            guard git_revwalk_push(walk, &last) == 0 else { throw missing("the commit \(tip)") }
            guard git_revwalk_hide(walk, &end) == 0 else { throw missing("the commit \(start)") }
            var found: [HistoryCommit] = []
            while true {
                var oid = git_oid()
                let result = git_revwalk_next(&oid, walk)
                if result == GIT_ITEROVER.rawValue { return found }
                guard result == 0 else { throw missing("the history of \(tip)") }
                let commit = CommitID(ObjectID(oid))
                found.append(HistoryCommit(id: commit, parents: try parents(of: commit)))
            }
        }
    }
}
