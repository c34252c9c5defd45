internal import CGit2
internal import DNSModel
internal import Glibc
internal import ZoneFiles

/// What a tree holds under a name.
struct TreeEntry: Hashable, Sendable {
    var id: ObjectID
    /// The file mode without permissions, as git has it: one of `git_filemode_t`.
    var mode: UInt32

    var isFolder: Bool { mode == GIT_FILEMODE_TREE.rawValue }

    /// What the entry is as a file; `nil` for a folder.
    var kind: TreeFile.Kind? {
        switch mode {
        case GIT_FILEMODE_TREE.rawValue: nil
        case GIT_FILEMODE_LINK.rawValue: .symlink
        case GIT_FILEMODE_COMMIT.rawValue: .submodule
        default: .regular
        }
    }
}

// Everything here is called with the lock held, except `withBlob`.
extension GitRepository {
    /// The root tree of a commit.
    func tree(of commit: CommitID) throws(GitError) -> ObjectID {
        var oid = commit.object.oid
        var object: OpaquePointer?
        guard git_commit_lookup(&object, handle, &oid) == 0, let id = git_commit_tree_id(object) else {
            throw missing("the commit \(commit)")
        }
        defer { git_commit_free(object) }
        return ObjectID(id.pointee)
    }

    /// The parents of a commit. Called with the lock held.
    func parents(of commit: CommitID) throws(GitError) -> [CommitID] {
        var (oid, object): (git_oid, OpaquePointer?) = (commit.object.oid, nil)
        guard git_commit_lookup(&object, handle, &oid) == 0, let object else {
            throw missing("the commit \(commit)")
        }
        defer { git_commit_free(object) }
        return (0..<git_commit_parentcount(object)).compactMap { index in
            git_commit_parent_id(object, index).map { CommitID(ObjectID($0.pointee)) }
        }
    }

    /// The time at which a commit says that it was made, in seconds since 1970. Called with the lock held.
    func time(of commit: CommitID) throws(GitError) -> Int64 {
        var (oid, object): (git_oid, OpaquePointer?) = (commit.object.oid, nil)
        guard git_commit_lookup(&object, handle, &oid) == 0, let object else {
            throw missing("the commit \(commit)")
        }
        defer { git_commit_free(object) }
        return git_commit_time(object)
    }

    /// All entries of a tree as they are stored.
    func entries(of tree: ObjectID) throws(GitError) -> [(name: [UInt8], entry: TreeEntry)] {
        try withTree(tree) { tree in
            (0..<git_tree_entrycount(tree)).compactMap { index in
                guard let entry = git_tree_entry_byindex(tree, index) else { return nil }
                let name = git_tree_entry_name(entry).map { UnsafeRawBufferPointer(start: $0, count: strlen($0)) }
                return (name.map(Array.init) ?? [], TreeEntry(entry))
            }
        }
    }

    /// What is at a path in a tree; the tree itself for no components.
    func entry(at components: some Collection<String>, in root: ObjectID) throws(GitError) -> TreeEntry? {
        var found = TreeEntry(id: root, mode: GIT_FILEMODE_TREE.rawValue)
        for name in components {
            guard found.isFolder else { return nil }
            let next = try withTree(found.id) { tree in git_tree_entry_byname(tree, name).map(TreeEntry.init) }
            guard let next else { return nil }
            found = next
        }
        return found
    }

    private func withTree<Result>(_ id: ObjectID, _ body: (OpaquePointer) -> Result) throws(GitError) -> Result {
        var oid = id.oid
        var tree: OpaquePointer?
        guard git_tree_lookup(&tree, handle, &oid) == 0, let tree else { throw missing("the tree \(id.hex)") }
        defer { git_tree_free(tree) }
        return body(tree)
    }

    /// Calls the body with the octets of a blob; several threads may do so at once.
    func withBlob<Result>(
        _ id: ObjectID, name: String, limit: Int, _ body: (Octets) -> Result
    ) throws(GitError) -> Result {
        var oid = id.oid
        var size = 0
        var type = GIT_OBJECT_INVALID
        guard git_odb_read_header(&size, &type, database, &oid) == 0 else { throw missing("'\(name)' (\(id.hex))") }
        guard type == GIT_OBJECT_BLOB else { throw GitError(.noSuchFile, "'\(name)' is not a file") }
        guard size <= limit else {
            throw GitError(.tooLarge, "'\(name)' has \(size) octets, the limit is \(limit); split the file")
        }
        var object: OpaquePointer?
        guard git_odb_read(&object, database, &oid) == 0, let object else { throw missing("'\(name)' (\(id.hex))") }
        defer { git_odb_object_free(object) }
        let start = git_odb_object_data(object)?.assumingMemoryBound(to: UInt8.self)
        return body(Octets(start: start, count: git_odb_object_size(object)))
    }
}

extension TreeEntry {
    /// The entry that libgit2 shows.
    init(_ entry: OpaquePointer) {
        mode = git_tree_entry_filemode(entry).rawValue
        id = git_tree_entry_id(entry).map { ObjectID($0.pointee) } ?? ObjectID(git_oid())
    }
}
