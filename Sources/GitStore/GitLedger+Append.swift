internal import CGit2
package import Gate
internal import Platform
internal import ZoneFiles

// Decision 0014: the ledger is shared by compare-and-swap.

extension GitLedger {
    package func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
        _ = try await append(files, message, at: nil)
    }

    package func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool {
        try await append(files, message, at: version)
    }

    /// Adds files as one event.
    ///
    /// - Returns: false when the ledger is at another version than the one given, and nothing was added.
    private func append(
        _ files: [LedgerFile], _ message: String, at version: LedgerVersion?
    ) async throws(LedgerError) -> Bool {
        let additions: [Addition]
        do { additions = try stored(files) } catch {
            throw LedgerError("cannot write the ledger: \(error.message)")
        }
        var trouble = ""
        var left = WatchedLock(repository.folder + reference + ".lock")
        for attempt in 0..<attempts {
            do {
                switch try repository.lock.locked({ () throws(GitError) in
                    try tryAppendLocally(additions, message, version, &left)
                }) {
                case .added: return true
                case .elsewhere: return false
                case .overtaken: break
                }
            } catch {
                guard error.code == .locked else { throw LedgerError("cannot write the ledger: \(error.message)") }
                trouble = error.message
            }
            // Writers that collided must not meet again at once.
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...min(attempt + 1, 80))))
        }
        throw LedgerError(
            "cannot write the ledger, since other writers were faster \(attempts) times; try again"
                + (trouble.isEmpty
                    ? ""
                    : " (\(trouble); if no git process is running, remove '\(repository.folder)\(reference).lock')"))
    }

    /// A file whose octets are in the object database.
    struct Addition {
        var path: String
        var blob: ObjectID
    }

    /// How an attempt ended.
    private enum Attempt {
        case added
        /// Another writer was faster, and nothing has happened.
        case overtaken
        /// The ledger is at another version than the one that was asked for.
        case elsewhere
    }

    /// Checks files and writes their octets to the object database, where nothing refers to them yet.
    ///
    /// - Throws: ``GitError``, also where the branch is no ledger or is checked out.
    func stored(_ files: [LedgerFile]) throws(GitError) -> [Addition] {
        Leftovers.tidyOnce(in: repository.folder)
        return try repository.lock.locked { () throws(GitError) in
            // Before anything is written: a branch that is no ledger must stay as it is.
            try checkIsNotCheckedOut()
            _ = try tips()
            return try store(files)
        }
    }

    /// Checks the paths and writes the octets to the object database, where nothing refers to them yet.
    private func store(_ files: [LedgerFile]) throws(GitError) -> [Addition] {
        var additions: [Addition] = []
        var paths: Set<String> = []
        for file in files.sorted(by: { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }) {
            try checkLedgerPath(file.path)
            let limit = LedgerShelf.limit(of: file.path)
            guard file.octets.count <= limit else {
                throw GitError(
                    .tooLarge,
                    "'\(file.path)' has \(file.octets.count) octets, and nobody reads more than \(limit) of such a file of "
                        + "the ledger; split what it is about, as into plans of fewer zones")
            }
            guard paths.insert(file.path).inserted else {
                throw GitError(.invalidPath, "'\(file.path)' is there twice in one event")
            }
            var oid = git_oid()
            let result = file.octets.withUnsafeBytes { octets in
                git_blob_create_from_buffer(&oid, repository.handle, octets.baseAddress, octets.count)
            }
            try check(result, "cannot write '\(file.path)'")
            additions.append(Addition(path: file.path, blob: ObjectID(oid)))
        }
        for path in paths {
            var folder = Substring(path)
            while let slash = folder.lastIndex(of: "/") {
                folder = folder[..<slash]
                if paths.contains(String(folder)) {
                    throw GitError(.invalidPath, "'\(folder)' is both a file and a folder in one event")
                }
            }
        }
        return additions
    }

    /// As ``tryAppend(_:_:_:)``, while no other writer of ours is at it.
    private func tryAppendLocally(
        _ additions: [Addition], _ message: String, _ version: LedgerVersion?, _ left: inout WatchedLock
    ) throws(GitError) -> Attempt {
        let writer = try LedgerWriterLock(repository.folder + "gate53-ledger.writer")
        defer { writer.release() }
        do throws(GitError) {
            return try tryAppend(additions, message, version)
        } catch {
            if error.code == .locked { left.removeIfLeft(in: repository) }
            throw error
        }
    }

    /// Makes the commit and moves the branch to it.
    private func tryAppend(
        _ additions: [Addition], _ message: String, _ version: LedgerVersion?
    ) throws(GitError) -> Attempt {
        let old = try repository.commit(of: reference)
        let tips = try tips()
        if let version, Self.version(of: tips) != version { return .elsewhere }
        // Everything is there; what a remote has alone is joined by the next event.
        guard let commit = try event(additions, message, on: tips) else { return .added }
        return try move(from: old, to: commit, message) ? .added : .overtaken
    }

    /// Makes the commit of an event, to which no reference leads yet.
    ///
    /// Called with the lock held.
    ///
    /// - Parameters:
    ///   - additions: the event's files.
    ///   - message: its message.
    ///   - tips: what it comes after; all of it is joined.
    ///   - joins: whether a commit is made also where the tips must be joined and nothing else is to be done.
    /// - Returns: the commit, or `nil` where everything is there.
    /// - Throws: ``GitError``.
    func event(
        _ additions: [Addition], _ message: String, on tips: [LedgerTrees.Tip], joins: Bool = false
    ) throws(GitError) -> CommitID? {
        var event = LedgerEvent(on: tips.first?.root, of: self)
        // What the remote has stays where it is; what this clone has alone is joined to it.
        for tip in tips.dropFirst() {
            for file in try repository.snapshot(of: tip.commit).files(below: "") {
                guard file.kind == .regular, let blob = ObjectID(hex: file.blob) else { continue }
                try event.add(LedgerShelf.name(of: file.path), blob, .evade)
            }
        }
        for addition in additions {
            try event.add(addition.path, addition.blob, LedgerShelf.policy(of: addition.path))
        }
        if event.wanted.isEmpty, tips.first != nil, !joins || tips.count < 2 { return nil }
        let tree = try tree(event.wanted, on: tips.first?.commit)
        return try commit(tree, parents: tips.map(\.commit), message)
    }

    /// The tree of a commit with files added.
    private func tree(_ additions: [Addition], on commit: CommitID?) throws(GitError) -> ObjectID {
        var root = git_oid()
        if let commit {
            root = try repository.tree(of: commit).oid
        } else {
            var builder: OpaquePointer?
            try check(git_treebuilder_new(&builder, repository.handle, nil), "cannot make a tree")
            defer { git_treebuilder_free(builder) }
            try check(git_treebuilder_write(&root, builder), "cannot write a tree")
        }
        var base: OpaquePointer?
        guard git_tree_lookup(&base, repository.handle, &root) == 0 else {
            throw repository.missing("the ledger's tree")
        }
        defer { git_tree_free(base) }
        var result = git_oid()
        let outcome = withCStrings(additions.map(\.path)) { paths, count in
            let updates = (0..<count).map { index in
                git_tree_update(
                    action: GIT_TREE_UPDATE_UPSERT, id: additions[index].blob.oid, filemode: GIT_FILEMODE_BLOB,
                    path: UnsafePointer(paths[index]))
            }
            return git_tree_create_updated(&result, repository.handle, base, updates.count, updates)
        }
        try check(outcome, "cannot write the ledger's tree")
        return ObjectID(result)
    }

    /// Makes a commit that no reference leads to yet.
    private func commit(_ tree: ObjectID, parents: [CommitID], _ message: String) throws(GitError) -> CommitID {
        var treeID = tree.oid
        var treeHandle: OpaquePointer?
        try check(git_tree_lookup(&treeHandle, repository.handle, &treeID), "cannot read the ledger's tree")
        defer { git_tree_free(treeHandle) }
        var handles: [OpaquePointer?] = []
        defer { handles.forEach { git_commit_free($0) } }
        for parent in parents {
            var oid = parent.object.oid
            var handle: OpaquePointer?
            guard git_commit_lookup(&handle, repository.handle, &oid) == 0 else {
                throw repository.missing("the commit \(parent)")
            }
            handles.append(handle)
        }
        let signature = try signature()
        defer { git_signature_free(signature) }
        let text = message.hasSuffix("\n") ? message : message + "\n"
        if let signing {
            var buffer = git_buf()
            defer { git_buf_dispose(&buffer) }
            try check(
                git_commit_create_buffer(
                    &buffer, repository.handle, signature, signature, nil, text, treeHandle, handles.count, &handles),
                "cannot make the ledger's commit")
            let octets = Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
            return CommitID(ObjectID(try sign(octets, signing)))
        }
        var result = git_oid()
        try check(
            git_commit_create(
                &result, repository.handle, nil, signature, signature, nil, text, treeHandle, handles.count, &handles),
            "cannot write the ledger's commit")
        return CommitID(ObjectID(result))
    }

    private func signature() throws(GitError) -> UnsafeMutablePointer<git_signature>? {
        let identity = identity()
        var signature: UnsafeMutablePointer<git_signature>?
        guard git_signature_new(&signature, identity.name, identity.email, identity.seconds, identity.offset) == 0
        else {
            throw GitError(
                .failed,
                "'\(identity.name) <\(identity.email)>' cannot make a commit; set user.name and user.email with 'git"
                    + " config'")
        }
        return signature
    }

    /// Moves the branch if it is still where it was; git's lock on the reference is held over the comparison, also
    /// where there is no branch yet, which git_reference_create does not do.
    private func move(from old: CommitID?, to new: CommitID, _ message: String) throws(GitError) -> Bool {
        try move(reference, from: old, to: new, message)
    }

    /// As ``move(from:to:_:)``, for any reference.
    func move(
        _ reference: String, from old: CommitID?, to new: CommitID, _ message: String
    ) throws(GitError) -> Bool {
        var transaction: OpaquePointer?
        try check(git_transaction_new(&transaction, repository.handle), "cannot lock '\(reference)'")
        defer { git_transaction_free(transaction) }
        try check(git_transaction_lock_ref(transaction, reference), "cannot lock '\(reference)'")
        guard try repository.commit(of: reference) == old else { return false }
        let signature = try signature()
        defer { git_signature_free(signature) }
        var oid = new.object.oid
        let line = "gate53: " + (message.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
        try check(
            git_transaction_set_target(transaction, reference, &oid, signature, line), "cannot move '\(reference)'")
        try check(git_transaction_commit(transaction), "cannot move '\(reference)'")
        return true
    }
}

/// Checks that a path can be a file of the ledger on any system that checks it out.
///
/// - Parameter path: a path with `/` between folders.
/// - Throws: ``GitError`` with code `invalidPath`.
private func checkLedgerPath(_ path: String) throws(GitError) {
    let components = path.split(separator: "/", omittingEmptySubsequences: false)
    let isFine = components.allSatisfy { name in
        !name.isEmpty && name != "." && name != ".." && name.lowercased() != ".git" && name.utf8.count <= 255
            && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0 != "\\" }
    }
    let isInFolder = components.count > 1 && GitLedger.folders.contains { $0 == components[0] }
    guard isFine, isInFolder, components.count <= TreePath.maximumDepth else {
        throw GitError(
            .invalidPath,
            "'\(path)' cannot be a file of the ledger; write a relative path of plain names in one of its folders")
    }
}
