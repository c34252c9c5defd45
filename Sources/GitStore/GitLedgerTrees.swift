internal import CGit2
internal import DNSModel
internal import Gate
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
    /// To which commits first parents lead.
    private var roots: [CommitID: CommitID] = [:]
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

    /// To which commit first parents lead.
    func root(of commit: CommitID, _ find: () throws(GitError) -> CommitID) throws(GitError) -> CommitID {
        if let known = roots[commit] { return known }
        let found = try find()
        // A commit or two for each move of the reference.
        if roots.count >= 1000 { roots = [:] }
        roots[commit] = found
        return found
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

    /// What is at the places that a name of a path has, the first one first; see ``LedgerShelf``.
    func entries(
        named components: some Collection<String>, in root: ObjectID
    ) throws(GitError) -> [(path: String, entry: TreeEntry)] {
        var found = [(path: "", entry: TreeEntry(id: root, mode: GIT_FILEMODE_TREE.rawValue))]
        for name in components {
            var next: [(path: String, entry: TreeEntry)] = []
            for folder in found where folder.entry.isFolder {
                let byName = try trees.folder(folder.entry.id, repository).byName
                for number in 0..<LedgerShelf.most where next.count < LedgerShelf.most {
                    let variant = LedgerShelf.variant(number, of: name)
                    if let entry = byName[Array(variant.utf8)] {
                        next.append((TreePath.joined(folder.path, variant), entry))
                    } else if number > 0 {
                        break
                    }
                }
            }
            found = next
        }
        return found
    }

    /// The folders at the places that a name of a path has, the first one first.
    func folders(named components: some Collection<String>, in root: ObjectID) throws(GitError) -> [String] {
        var found: [(path: String, id: ObjectID)] = [("", root)]
        for name in components {
            var next: [(path: String, id: ObjectID)] = []
            for folder in found {
                let byName = try trees.folder(folder.id, repository).byName
                for number in 0..<LedgerShelf.most where next.count < LedgerShelf.most {
                    let variant = LedgerShelf.variant(number, of: name)
                    if let entry = byName[Array(variant.utf8)] {
                        if entry.isFolder { next.append((TreePath.joined(folder.path, variant), entry.id)) }
                    } else if number > 0 {
                        break
                    }
                }
            }
            found = next
        }
        return found.map(\.path)
    }

    /// Adds the names of the paths of all files below a path.
    func collect(_ components: [String], in root: ObjectID, _ paths: inout Set<String>) throws(GitError) {
        var visited = 0
        for (_, entry) in try entries(named: components, in: root) where entry.isFolder {
            try collect(entry.id, components.joined(separator: "/"), depth: components.count, &paths, &visited)
        }
    }

    /// Adds the paths of a folder's files. A tree in another order than git's, or with a name twice, was not made by
    /// git and is refused.
    private func collect(
        _ id: ObjectID, _ path: String, depth: Int, _ paths: inout Set<String>, _ visited: inout Int
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
            let inner = TreePath.joined(path, LedgerShelf.name(of: String(decoding: name, as: UTF8.self)))
            // Folders of one name are one, and the same tree may be in each of them.
            visited += 1
            guard visited <= TreePath.maximumFiles else { throw TreePath.unbounded(path) }
            if entry.isFolder {
                try collect(entry.id, inner, depth: depth + 1, &paths, &visited)
            } else {
                paths.insert(inner)
            }
        }
    }

    /// Refuses a branch that holds something else than a ledger, as the one with the zone files does: an event would
    /// become part of what it holds.
    ///
    /// One that began as a ledger goes on to be one, whatever somebody who may write it puts beside its folders.
    func checkIsLedger(_ commit: CommitID) throws(GitError) {
        guard let stray = try strays(in: try repository.tree(of: commit)).first else { return }
        let began = try repository.tree(of: try root(of: commit))
        if try !trees.folder(began, repository).entries.isEmpty, try strays(in: began).isEmpty { return }
        throw GitError(
            .notALedger,
            "the branch '\(branch)' is not a ledger, because it has '\(stray)'; name another branch under "
                + "'ledger: {branch: NAME}', or remove that line to use 'gate53-ledger'")
    }

    /// What is in a root tree that is no folder of a ledger.
    private func strays(in root: ObjectID) throws(GitError) -> [String] {
        try trees.folder(root, repository).entries.compactMap { name, entry in
            let text = String(decoding: name, as: UTF8.self)
            return entry.isFolder && Self.folders.contains(LedgerShelf.name(of: text)) ? nil : text
        }
    }

    /// The folders in which there are files alone, and in which there are folders alone; of the others somebody else
    /// tells what is no file of ours.
    private static let (filesAlone, foldersAlone) = (["plans"], ["approvals", "receipts", "propagations", "intents"])

    /// What is in no place where a ledger has anything.
    func misplaced(in root: ObjectID) throws(GitError) -> [String] {
        var found = try strays(in: root)
        for name in Self.filesAlone + Self.foldersAlone {
            for (_, folder) in try entries(named: [name], in: root) where folder.isFolder {
                for (inner, entry) in try trees.folder(folder.id, repository).entries
                where entry.isFolder == Self.filesAlone.contains(name) {
                    found.append("\(name)/\(String(decoding: inner, as: UTF8.self))")
                }
            }
        }
        return found
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
