internal import Gate
internal import ZoneFiles

// Decision 0092: the ledger is verified where it is read.

/// The files of one event, each in a place that is free.
///
/// Everything here is called with the repository's lock held.
struct LedgerEvent {
    private let ledger: GitLedger
    private let root: ObjectID?
    /// The files that are added, where they will be.
    private(set) var wanted: [GitLedger.Addition] = []
    private var blobs: [String: ObjectID] = [:]
    private var folders: Set<String> = []

    /// - Parameters:
    ///   - root: the tree that it adds to; `nil` where there is none.
    ///   - ledger: the ledger.
    init(on root: ObjectID?, of ledger: GitLedger) {
        self.ledger = ledger
        self.root = root
    }

    /// Adds a file, unless it is there.
    ///
    /// - Parameters:
    ///   - name: the name of its path.
    ///   - blob: its content.
    ///   - policy: what is done about other content there.
    /// - Throws: ``GitError`` where something else is there, and it can't be beside it.
    mutating func add(_ name: String, _ blob: ObjectID, _ policy: LedgerShelf.Policy) throws(GitError) {
        let before = self
        let place = try LedgerShelf.place(for: name, policy) { path throws(GitError) in
            try before.found(path, for: blob)
        }
        switch place {
        case .there: return
        case .taken(let path): throw Self.occupied(path)
        case .free(let path):
            wanted.append(GitLedger.Addition(path: path, blob: blob))
            self.blobs[path] = blob
            var folder = Substring(path)
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                self.folders.insert(String(folder))
            }
        }
    }

    /// Refuses a folder in which no file could be put.
    ///
    /// - Throws: ``GitError``.
    func requireRoom(in folder: String) throws(GitError) {
        let hasRoom = try LedgerShelf.hasRoom(in: folder) { path throws(GitError) in try found(path, for: nil) }
        if !hasRoom { throw Self.occupied(folder) }
    }

    /// What is at a path, for a file with some content.
    private func found(_ path: String, for blob: ObjectID?) throws(GitError) -> LedgerShelf.Found {
        if let known = blobs[path] { return .file(isSame: known == blob) }
        if folders.contains(path) { return .folder }
        guard let root, let entry = try ledger.entry(at: try TreePath.components(of: path), in: root) else {
            return .nothing
        }
        if entry.isFolder { return .folder }
        return entry.kind == .regular ? .file(isSame: entry.id == blob) : .other
    }

    private static func occupied(_ path: String) -> GitError {
        GitError(
            .failed,
            "'\(path)' is in the ledger with other content, and what was recorded is never changed; "
                + LedgerRemedy.without(path))
    }
}
