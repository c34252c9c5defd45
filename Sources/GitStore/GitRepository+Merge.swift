internal import CGit2
internal import Platform
package import ZoneFiles

// Decision 0085: a plan shows what the merge will do.

extension GitRepository {
    /// The files that a branch has once a commit is merged into it, as git's merge puts them together, renames
    /// included.
    ///
    /// Nothing is written: what the merge makes is kept in memory. No merge driver but git's own is run.
    ///
    /// - Parameters:
    ///   - commit: the commit that is to be merged.
    ///   - branch: where to.
    /// - Returns: the files, marked as a merge, with `commit` as the commit that they are known by; those of one of the
    ///   two where the other is in its history.
    /// - Throws: ``GitError``; with code `mergeConflict` where the two can't be merged, `shallowClone` where history is
    ///   cut off, and `unrelatedHistory` where they have none in common.
    package func mergedFiles(of commit: CommitID, into branch: CommitID) throws(GitError) -> any FileTree {
        if try isAncestor(branch, of: commit) { return try snapshot(of: commit) }
        if try isAncestor(commit, of: branch) {
            return try lock.locked { () throws(GitError) in
                GitSnapshot(repository: self, id: commit, root: try tree(of: branch), isMerge: true)
            }
        }
        _ = try mergeBase(branch, commit, name: "the protected branch")
        let scratch = try GitRepository(at: String(cString: git_repository_path(handle)))
        return try scratch.lock.locked { () throws(GitError) in
            try scratch.keepNewObjectsInMemory()
            return GitSnapshot(
                repository: scratch, id: commit, root: try scratch.mergedTree(commit, into: branch), isMerge: true)
        }
    }

    /// Has what is written to the object database stay in memory (git2/sys/mempack.h). For a handle of its own only.
    private func keepNewObjectsInMemory() throws(GitError) {
        var memory: UnsafeMutablePointer<git_odb_backend>?
        try check(git_mempack_new(&memory), "cannot keep objects in memory")
        let result = git_odb_add_backend(database, memory, 2_000)
        if result < 0 { memory?.pointee.free(memory) }
        try check(result, "cannot keep objects in memory")
    }

    private func mergedTree(_ commit: CommitID, into branch: CommitID) throws(GitError) -> ObjectID {
        var (ours, theirs): (OpaquePointer?, OpaquePointer?)
        defer {
            git_commit_free(ours)
            git_commit_free(theirs)
        }
        var (first, second) = (branch.object.oid, commit.object.oid)
        try check(git_commit_lookup(&ours, handle, &first), "cannot read the commit \(branch.hex)")
        try check(git_commit_lookup(&theirs, handle, &second), "cannot read the commit \(commit.hex)")
        var options = git_merge_options()
        try check(git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)), "cannot merge")
        var index: OpaquePointer?
        defer { git_index_free(index) }
        try check(git_merge_commits(&index, handle, ours, theirs, &options), "cannot merge \(commit.hex)")
        if git_index_has_conflicts(index) == 1 { throw try conflict(in: index) }
        var tree = git_oid()
        try check(git_index_write_tree_to(&tree, index, handle), "cannot merge \(commit.hex)")
        return ObjectID(tree)
    }

    /// Says what can't be merged: the files, and the lines where both sides changed one.
    private func conflict(in index: OpaquePointer?) throws(GitError) -> GitError {
        var iterator: OpaquePointer?
        try check(git_index_conflict_iterator_new(&iterator, index), "cannot read what can't be merged")
        defer { git_index_conflict_iterator_free(iterator) }
        var places: [String] = []
        while true {
            var (base, ours, theirs):
                (
                    UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?, UnsafePointer<git_index_entry>?
                )
            guard git_index_conflict_next(&base, &ours, &theirs, iterator) == 0 else { break }
            guard let path = (ours ?? theirs ?? base)?.pointee.path.map({ String(cString: $0) }) else { continue }
            if ours == nil || theirs == nil {
                places.append("'\(path)' (\(ours == nil ? "gone there, changed here" : "changed there, gone here"))")
            } else if let line = conflictLine(base, ours, theirs) {
                places.append("\(path):\(line)")
            } else {
                places.append("'\(path)'")
            }
        }
        let shown = places.prefix(5).joined(separator: ", ")
        let more = places.count > 5 ? " and \(places.count - 5) more" : ""
        return GitError(
            .mergeConflict,
            "this commit can't be merged into the protected branch, which changed the same places: \(shown)\(more); "
                + "merge the protected branch into this one, or rebase onto it, and plan again. '--no-merge' plans "
                + "the commit as it is")
    }

    /// The line of our side at which both sides changed a file, from 1; `nil` where it can't be told.
    private func conflictLine(
        _ base: UnsafePointer<git_index_entry>?, _ ours: UnsafePointer<git_index_entry>?,
        _ theirs: UnsafePointer<git_index_entry>?
    ) -> Int? {
        var result = git_merge_file_result()
        defer { git_merge_file_result_free(&result) }
        guard git_merge_file_from_index(&result, handle, base, theirs, ours, nil) == 0, let text = result.ptr else {
            return nil
        }
        // What stands before the first mark is as long in the branch's own file as in the text, but for lines that only
        // the other side has: near enough to find the place.
        var line = 1
        let octets = UnsafeRawBufferPointer(start: text, count: result.len)
        for content in octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if content.starts(with: Array("<<<<<<<".utf8)) { return line }
            line += 1
        }
        return nil
    }
}
