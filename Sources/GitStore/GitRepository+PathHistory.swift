internal import CGit2
internal import Platform
package import ZoneFiles

extension GitRepository {
    /// The commits with which some paths got content that they had not had before, parents first.
    ///
    /// All branches that were merged are looked at, and no commit is left out because another has the same content on
    /// its way: what a file ever said is said by one of those returned.
    ///
    /// - Parameters:
    ///   - paths: files from the root of the tree.
    ///   - tip: where the history ends.
    /// - Returns: the commits; no commit comes before one of its ancestors.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off.
    package func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID] {
        var wanted: [[String]] = []
        for path in paths { wanted.append(try TreePath.components(of: path)) }
        return try lock.locked { () throws(GitError) in
            if isShallow { throw cutOff("what the settings said before") }
            var walk: OpaquePointer?
            try check(git_revwalk_new(&walk, handle), "cannot walk the history")
            defer { git_revwalk_free(walk) }
            git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_REVERSE.rawValue)
            var start = tip.object.oid
            guard git_revwalk_push(walk, &start) == 0 else { throw missing("the commit \(tip)") }
            var (roots, contents): (Set<ObjectID>, Set<[TreeEntry?]>) = ([], [])
            var found: [CommitID] = []
            while true {
                var oid = git_oid()
                let result = git_revwalk_next(&oid, walk)
                if result == GIT_ITEROVER.rawValue { return found }
                guard result == 0 else { throw missing("the history of \(tip)") }
                let commit = CommitID(ObjectID(oid))
                let root = try tree(of: commit)
                guard roots.insert(root).inserted else { continue }
                var entries: [TreeEntry?] = []
                for path in wanted { entries.append(try entry(at: path, in: root)) }
                if entries.contains(where: { $0 != nil }), contents.insert(entries).inserted { found.append(commit) }
            }
        }
    }
}
