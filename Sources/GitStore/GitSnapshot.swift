internal import CGit2
package import DNSModel
internal import Platform
package import ZoneFiles

/// The files of a commit, read straight from the object database.
package struct GitSnapshot: FileTree {
    private let repository: GitRepository
    private let id: CommitID
    private let root: ObjectID

    package var commit: CommitID? { id }
    package let isMerge: Bool

    init(repository: GitRepository, id: CommitID, root: ObjectID, isMerge: Bool = false) {
        self.isMerge = isMerge
        self.repository = repository
        self.id = id
        self.root = root
    }

    package func file(at path: String) throws(GitError) -> TreeFile? {
        let components = try TreePath.components(of: path)
        return try repository.lock.locked { () throws(GitError) in
            guard let entry = try repository.entry(at: components, in: root), let kind = entry.kind else { return nil }
            return TreeFile(path: components.joined(separator: "/"), blob: entry.id.hex, kind: kind)
        }
    }

    package func files(below folder: String) throws(GitError) -> [TreeFile] {
        let components = try TreePath.components(of: folder)
        let path = components.joined(separator: "/")
        return try repository.lock.locked { () throws(GitError) in
            guard let entry = try repository.entry(at: components, in: root) else { return [] }
            if let kind = entry.kind { return [TreeFile(path: path, blob: entry.id.hex, kind: kind)] }
            var files: [TreeFile] = []
            var visited = 0
            try collect(entry.id, path, depth: components.count, &files, &visited)
            return files
        }
    }

    package func withOctets<Result>(
        of file: TreeFile, limit: Int, _ body: (Octets) -> Result
    ) throws(GitError) -> Result {
        guard file.kind == .regular, let id = ObjectID(hex: file.blob) else {
            throw GitError(
                .noSuchFile,
                "'\(file.path)' is a \(file.kind.rawValue), which is not followed; put a regular file there")
        }
        return try repository.withBlob(id, name: file.path, limit: limit, body)
    }

    /// Adds the files of a tree. Git's order of entries is that of the whole paths' octets; a tree in another order, or
    /// with a name twice, was not made by git and is refused.
    private func collect(
        _ id: ObjectID, _ folder: String, depth: Int, _ files: inout [TreeFile], _ visited: inout Int
    ) throws(GitError) {
        guard depth <= TreePath.maximumDepth else { throw TreePath.unbounded(folder) }
        let entries = try repository.entries(of: id)
        visited += entries.count
        guard visited <= TreePath.maximumFiles else { throw TreePath.unbounded(folder) }
        var last: [UInt8] = []
        for (name, entry) in entries {
            let key = entry.isFolder ? name + [0x2F] : name
            guard last.isEmpty || octetsCompare(last, key) < 0 else {
                throw GitError(.failed, "the tree of '\(folder)' is not sorted; run 'git fsck'")
            }
            last = key
            guard let text = String(validating: name, as: UTF8.self) else {
                let shown = TreePath.joined(folder, String(decoding: name, as: UTF8.self))
                throw GitError(.invalidPath, "the file name '\(shown)' is not UTF-8; rename the file")
            }
            let path = TreePath.joined(folder, text)
            if let kind = entry.kind {
                files.append(TreeFile(path: path, blob: entry.id.hex, kind: kind))
            } else {
                try collect(entry.id, path, depth: depth + 1, &files, &visited)
            }
        }
    }
}

extension GitRepository {
    /// The files of a commit.
    ///
    /// - Parameter commit: the commit.
    /// - Returns: its tree.
    /// - Throws: ``GitError`` when the commit is not there.
    package func snapshot(of commit: CommitID) throws(GitError) -> GitSnapshot {
        try lock.locked { () throws(GitError) in
            GitSnapshot(repository: self, id: commit, root: try tree(of: commit))
        }
    }
}
