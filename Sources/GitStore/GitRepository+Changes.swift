internal import CGit2
internal import Platform
package import ZoneFiles

extension GitRepository {
    /// The paths that differ from HEAD in the index or the working tree, untracked files included, ignored ones not.
    ///
    /// - Parameter paths: files and folders to look at; none means all.
    /// - Returns: paths in the order of their octets; none in a bare repository.
    /// - Throws: ``GitError``.
    package func uncommitted(below paths: [String] = []) throws(GitError) -> [String] {
        guard !isBare else { return [] }
        let wanted = try normal(paths)
        return try lock.locked { () throws(GitError) in
            var options = git_status_options()
            try check(git_status_options_init(&options, UInt32(GIT_STATUS_OPTIONS_VERSION)), "cannot read the status")
            options.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR
            options.flags =
                GIT_STATUS_OPT_INCLUDE_UNTRACKED.rawValue | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS.rawValue
                | GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH.rawValue
            var list: OpaquePointer?
            defer { git_status_list_free(list) }
            let result = withCStrings(wanted) { pointers, count in
                options.pathspec = git_strarray(strings: pointers, count: count)
                return git_status_list_new(&list, handle, &options)
            }
            try check(result, "cannot compare the working tree with HEAD")
            var found: Set<String> = []
            var index: OpaquePointer?
            defer { git_index_free(index) }
            try check(git_repository_index(&index, handle), "cannot read the index")
            for number in 0..<git_status_list_entrycount(list) {
                guard let entry = git_status_byindex(list, number) else { continue }
                // In a sparse checkout a file that is not on the disk is none that was taken away.
                if entry.pointee.status == GIT_STATUS_WT_DELETED,
                    let path = entry.pointee.index_to_workdir?.pointee.old_file.path,
                    let known = git_index_get_bypath(index, path, 0),
                    UInt32(known.pointee.flags_extended) & GIT_INDEX_ENTRY_SKIP_WORKTREE.rawValue != 0
                {
                    continue
                }
                for delta in [entry.pointee.head_to_index, entry.pointee.index_to_workdir] {
                    for path in [delta?.pointee.old_file.path, delta?.pointee.new_file.path] {
                        if let path { found.insert(String(cString: path)) }
                    }
                }
            }
            return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The paths whose files differ between a commit and where it branched off from a revision.
    ///
    /// - Parameters:
    ///   - revision: as in gitrevisions(7).
    ///   - commit: the commit to compare.
    ///   - paths: files and folders to look at; none means all.
    /// - Returns: paths in the order of their octets, of files added, changed and removed.
    /// - Throws: ``GitError``; with code `shallowClone` where the common ancestor was cut off, and `unrelatedHistory`
    ///   where there is none.
    package func changedPaths(
        since revision: String, in commit: CommitID, below paths: [String] = []
    ) throws(GitError) -> [String] {
        let other = try resolve(revision: revision)
        let base = try mergeBase(other, commit, name: revision)
        return try changedPaths(from: base, to: commit, below: paths)
    }

    /// The paths whose files differ between two commits.
    ///
    /// - Parameters:
    ///   - old: the commit before.
    ///   - new: the commit after.
    ///   - paths: files and folders to look at; none means all.
    /// - Returns: paths in the order of their octets, of files added, changed and removed.
    /// - Throws: ``GitError``.
    package func changedPaths(
        from old: CommitID, to new: CommitID, below paths: [String] = []
    ) throws(GitError) -> [String] {
        let wanted = try normal(paths).map { Array($0.split(separator: "/").map(String.init)) }
        return try lock.locked { () throws(GitError) in
            let (before, after) = (try tree(of: old), try tree(of: new))
            var found: Set<String> = []
            for components in wanted.isEmpty ? [[]] : wanted {
                try compare(
                    try entry(at: components, in: before), try entry(at: components, in: after),
                    path: components.joined(separator: "/"), depth: components.count, &found)
            }
            return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
    }

    /// The best common ancestor of two commits.
    func mergeBase(_ one: CommitID, _ two: CommitID, name: String) throws(GitError) -> CommitID {
        try lock.locked { () throws(GitError) in
            var (first, second, base) = (one.object.oid, two.object.oid, git_oid())
            let result = git_merge_base(&base, handle, &first, &second)
            if result == 0 { return CommitID(ObjectID(base)) }
            if isShallow { throw cutOff("where the commit branched off from '\(name)'") }
            if result == GIT_ENOTFOUND.rawValue {
                throw GitError(
                    .unrelatedHistory, "'\(name)' has no commit in common with \(two); name a branch of this history")
            }
            throw missing("the history since '\(name)'")
        }
    }

    /// Adds the paths of all files that differ; trees with the same name are not looked into.
    private func compare(
        _ old: TreeEntry?, _ new: TreeEntry?, path: String, depth: Int, _ found: inout Set<String>
    ) throws(GitError) {
        guard old != new else { return }
        guard depth <= TreePath.maximumDepth, found.count <= TreePath.maximumFiles else {
            throw TreePath.unbounded(path)
        }
        if let old, !old.isFolder { found.insert(path) }
        if let new, !new.isFolder { found.insert(path) }
        let before = try children(of: old)
        let after = try children(of: new)
        for name in Set(before.keys).union(after.keys) {
            let path = TreePath.joined(path, String(decoding: name, as: UTF8.self))
            try compare(before[name], after[name], path: path, depth: depth + 1, &found)
        }
    }

    /// The entries of a folder by name; none of anything else.
    func children(of entry: TreeEntry?) throws(GitError) -> [[UInt8]: TreeEntry] {
        guard let entry, entry.isFolder else { return [:] }
        return Dictionary(try entries(of: entry.id).map { ($0.name, $0.entry) }) { first, _ in first }
    }

    /// Paths without `.` and empty components; none when one of them is the whole tree.
    private func normal(_ paths: [String]) throws(GitError) -> [String] {
        var result: [String] = []
        for path in paths {
            let components = try TreePath.components(of: path)
            if components.isEmpty { return [] }
            result.append(components.joined(separator: "/"))
        }
        return result
    }
}
