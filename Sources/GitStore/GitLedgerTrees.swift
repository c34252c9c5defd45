internal import CGit2
internal import DNSModel
internal import ZoneFiles

/// The folders of the ledger that were read, kept as long as no reference moves.
///
/// A ledger has a folder a zone, and each is asked for alone. Without this every question would read the folder above,
/// with an entry a zone, again; libgit2 keeps no tree of more than 4 KB.
final class LedgerTrees: @unchecked Sendable {
    // Unchecked: all of it is only used inside the repository's lock.

    /// Where the references were when the rest was read.
    struct References: Hashable {
        var local: CommitID?
        var remote: CommitID?
    }

    /// One folder.
    struct Folder {
        /// As git sorts them: a folder as if its name ended in `/`.
        var entries: [(name: [UInt8], entry: TreeEntry)]
        /// The same by name.
        var byName: [[UInt8]: TreeEntry]
    }

    /// Most entries that are kept.
    private static let limit = 500_000

    private var references: References?
    private var tips: [Tip] = []
    private var folders: [ObjectID: Folder] = [:]
    private var arrivals: [String: [String: LedgerHistory.Arrival]] = [:]
    private var size = 0
    private var tracking: String??
    /// The commits whose signature was found in order.
    private var verified: Set<CommitID> = []

    /// A commit of the ledger, and its root tree.
    struct Tip: Hashable {
        var commit: CommitID
        var root: ObjectID
    }

    /// The reference that shows the remote's branch, as it was configured when first asked for.
    func tracking(_ find: () throws(GitError) -> String?) throws(GitError) -> String? {
        if let tracking { return tracking }
        let found = try find()
        tracking = .some(found)
        return found
    }

    /// The commits of the ledger, found anew when a reference has moved; all that was kept is then dropped.
    func tips(
        at references: References, _ find: () throws(GitError) -> [Tip]
    ) throws(GitError) -> [Tip] {
        if self.references == references { return tips }
        self.references = nil
        folders = [:]
        arrivals = [:]
        size = 0
        tips = try find()
        self.references = references
        return tips
    }

    /// How the files below a folder came to the ledger, found anew when a reference has moved.
    func arrivals(
        below folder: String, _ find: () throws(GitError) -> [String: LedgerHistory.Arrival]
    ) throws(GitError) -> [String: LedgerHistory.Arrival] {
        if let known = arrivals[folder] { return known }
        let found = try find()
        arrivals[folder] = found
        return found
    }

    /// Does a check of a commit that has not passed it yet.
    func verify(_ commit: CommitID, _ check: () throws(GitError) -> Void) throws(GitError) {
        if verified.contains(commit) { return }
        try check()
        verified.insert(commit)
    }

    /// What is in a folder.
    func folder(_ id: ObjectID, _ repository: GitRepository) throws(GitError) -> Folder {
        if let folder = folders[id] { return folder }
        let entries = try repository.entries(of: id)
        let byName = Dictionary(entries.map { ($0.name, $0.entry) }) { first, _ in first }
        let folder = Folder(entries: entries, byName: byName)
        if size + entries.count > Self.limit {
            folders = [:]
            size = 0
        }
        size += entries.count
        folders[id] = folder
        return folder
    }
}

// Called with the lock held.
extension GitLedger {
    /// What is at a path; the folder itself for no components.
    func entry(at components: some Collection<String>, in root: ObjectID) throws(GitError) -> TreeEntry? {
        var found = TreeEntry(id: root, mode: GIT_FILEMODE_TREE.rawValue)
        for name in components {
            guard found.isFolder, let next = try trees.folder(found.id, repository).byName[Array(name.utf8)] else {
                return nil
            }
            found = next
        }
        return found
    }

    /// Adds the paths of all files at a path or below it.
    func collect(_ components: [String], in root: ObjectID, _ paths: inout Set<String>) throws(GitError) {
        guard let entry = try entry(at: components, in: root) else { return }
        let path = components.joined(separator: "/")
        if entry.isFolder {
            try collect(entry.id, path, depth: components.count, &paths)
        } else {
            paths.insert(path)
        }
    }

    /// Adds the paths of a folder's files. A tree in another order than git's, or with a name twice, was not made by
    /// git and is refused.
    private func collect(
        _ id: ObjectID, _ path: String, depth: Int, _ paths: inout Set<String>
    ) throws(GitError) {
        // Nothing of ours is so deep.
        guard depth <= TreePath.maximumDepth else { return }
        var last: [UInt8] = []
        for (name, entry) in try trees.folder(id, repository).entries {
            let key = entry.isFolder ? name + [0x2F] : name
            guard last.isEmpty || octetsCompare(last, key) < 0 else {
                throw GitError(.failed, "the tree of '\(path)' is not sorted; run 'git fsck'")
            }
            last = key
            // A name that is no text is told of with a replacement in it, under which there is nothing to read.
            let inner = TreePath.joined(path, String(decoding: name, as: UTF8.self))
            if entry.isFolder {
                try collect(entry.id, inner, depth: depth + 1, &paths)
            } else {
                paths.insert(inner)
                guard paths.count <= TreePath.maximumFiles else { throw TreePath.unbounded(path) }
            }
        }
    }

    /// Refuses a branch that holds something else than a ledger, as the one with the zone files does: an event would
    /// become part of what it holds.
    func checkIsLedger(_ root: ObjectID) throws(GitError) {
        for (name, entry) in try trees.folder(root, repository).entries {
            let text = String(decoding: name, as: UTF8.self)
            guard entry.isFolder, Self.folders.contains(text) else {
                throw GitError(
                    .notALedger,
                    "the branch '\(branch)' is not a ledger, because it has '\(text)'; name another branch under "
                        + "'ledger: {branch: NAME}', or remove that line to use 'gate53-ledger'")
            }
        }
    }

    /// Refuses a branch that HEAD names here, or that any worktree has checked out: its files would seem deleted there.
    func checkIsNotCheckedOut() throws(GitError) {
        var head: OpaquePointer?
        defer { git_reference_free(head) }
        var isCheckedOut = false
        if git_reference_lookup(&head, repository.handle, "HEAD") == 0,
            let target = git_reference_symbolic_target(head)
        {
            isCheckedOut = String(cString: target) == reference
        }
        var found: OpaquePointer?
        defer { git_reference_free(found) }
        if !isCheckedOut, git_reference_lookup(&found, repository.handle, reference) == 0 {
            isCheckedOut = git_branch_is_checked_out(found) == 1
        }
        guard !isCheckedOut else {
            throw GitError(
                .failed,
                "the branch '\(branch)' is checked out, and writing to the ledger would change its files; check out "
                    + "another branch, or name another branch for the ledger under 'ledger: {branch: NAME}'")
        }
    }
}
