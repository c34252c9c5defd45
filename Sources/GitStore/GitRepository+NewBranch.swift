internal import CGit2
internal import DNSModel
package import Gate
internal import Platform
package import ZoneFiles

extension GitRepository {
    /// Commits files on top of a commit, on a new branch, straight into the object database: neither the working tree
    /// nor the index nor any branch there is changes.
    ///
    /// - Parameters:
    ///   - files: what differs from the parent's tree; a file that is there keeps its mode.
    ///   - parent: the commit to build on.
    ///   - branch: the new branch, as in `gate53/adopt-2026-11-25-1a2b3c4`.
    ///   - message: the commit's message.
    ///   - identity: author and committer.
    /// - Returns: whether the branch was made; not where it is there already with the very same tree on the same
    ///   parent.
    /// - Throws: ``GitError``; with code `invalidPath` for a name that no branch can have, and `failed` where there is
    ///   such a branch with something else.
    package func commit(
        _ files: [EditedZoneFile], on parent: CommitID, toNewBranch branch: String, message: String,
        by identity: CommitIdentity
    ) throws(GitError) -> Bool {
        Leftovers.tidyOnce(in: folder)
        return try lock.locked { () throws(GitError) in
            let reference = "refs/heads/" + branch
            var isValid: Int32 = 0
            guard git_reference_name_is_valid(&isValid, reference) == 0, isValid == 1, branch != "HEAD" else {
                throw GitError(.invalidPath, "'\(branch)' can't be the name of a branch; write another")
            }
            let tree = try tree(of: parent, with: files)
            if let known = try commit(of: reference) {
                if try self.tree(of: known) == tree, try parents(of: known) == [parent] {
                    // Made by a run that was killed before it gave git's lock back, maybe.
                    let writer = try LedgerWriterLock(patiently: folder + "gate53-ledger.writer")
                    defer { writer.release() }
                    awaitLocks(of: [reference])
                    return false
                }
                throw GitError(.failed, "there is a branch '\(branch)' already; name another, or delete it first")
            }
            let made = try commit(tree, on: parent, message, identity)
            var oid = made.oid
            var created: OpaquePointer?
            defer { git_reference_free(created) }
            let writer = try LedgerWriterLock(patiently: folder + "gate53-ledger.writer")
            defer { writer.release() }
            try healing([reference]) { () throws(GitError) in
                let result = git_reference_create(&created, handle, reference, &oid, 0, "gate53: \(branch)")
                if result == GIT_EEXISTS.rawValue {
                    throw GitError(.failed, "somebody else has just made a branch '\(branch)'; try again")
                }
                try check(result, "cannot make the branch '\(branch)'")
            }
            return true
        }
    }

    /// A commit's tree with some files changed.
    private func tree(of parent: CommitID, with files: [EditedZoneFile]) throws(GitError) -> ObjectID {
        let root = try tree(of: parent)
        var blobs: [git_oid] = []
        var modes: [git_filemode_t] = []
        for file in files {
            let components = try TreePath.components(of: file.path)
            let entry = try entry(at: components, in: root)
            guard entry.map({ $0.kind == .regular }) ?? true else {
                throw GitError(.noSuchFile, "'\(file.path)' is not a regular file; put one there")
            }
            modes.append(entry.map { git_filemode_t($0.mode) } ?? GIT_FILEMODE_BLOB)
            var oid = git_oid()
            if let octets = file.octets {
                let result = octets.withUnsafeBytes { octets in
                    git_blob_create_from_buffer(&oid, handle, octets.baseAddress, octets.count)
                }
                try check(result, "cannot write '\(file.path)'")
            }
            blobs.append(oid)
        }
        var rootID = root.oid
        var base: OpaquePointer?
        guard git_tree_lookup(&base, handle, &rootID) == 0 else { throw missing("the tree of \(parent)") }
        defer { git_tree_free(base) }
        var made = git_oid()
        let outcome = withCStrings(files.map(\.path)) { paths, count in
            let updates = (0..<count).map { index in
                git_tree_update(
                    action: files[index].octets == nil ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT,
                    id: blobs[index], filemode: modes[index], path: UnsafePointer(paths[index]))
            }
            return git_tree_create_updated(&made, handle, base, updates.count, updates)
        }
        try check(outcome, "cannot write a tree")
        return ObjectID(made)
    }

    private func commit(
        _ tree: ObjectID, on parent: CommitID, _ message: String, _ identity: CommitIdentity
    ) throws(GitError) -> ObjectID {
        var (treeID, parentID) = (tree.oid, parent.object.oid)
        var treeHandle: OpaquePointer?
        try check(git_tree_lookup(&treeHandle, handle, &treeID), "cannot read a tree")
        defer { git_tree_free(treeHandle) }
        var parentHandle: OpaquePointer?
        guard git_commit_lookup(&parentHandle, handle, &parentID) == 0 else { throw missing("the commit \(parent)") }
        defer { git_commit_free(parentHandle) }
        var signature: UnsafeMutablePointer<git_signature>?
        guard git_signature_new(&signature, identity.name, identity.email, identity.seconds, identity.offset) == 0
        else {
            throw GitError(
                .failed,
                "'\(identity.name) <\(identity.email)>' cannot make a commit; set user.name and user.email with 'git"
                    + " config'")
        }
        defer { git_signature_free(signature) }
        var parents: [OpaquePointer?] = [parentHandle]
        var result = git_oid()
        let text = message.hasSuffix("\n") ? message : message + "\n"
        try check(
            git_commit_create(
                &result, handle, nil, signature, signature, nil, text, treeHandle, parents.count, &parents),
            "cannot write the commit")
        return ObjectID(result)
    }
}
