internal import CGit2
internal import Platform
package import ZoneFiles

/// A git repository: normal, bare, a linked worktree or a shallow clone.
///
/// Safe to use from any thread or task. Calls block while they read the disk.
package final class GitRepository: @unchecked Sendable {
    // Unchecked: `handle` is only used inside `lock`; `database` is only used for reads, which libgit2 allows from
    // several threads at once (libgit2, docs/threading.md); `known` is only used inside `lock`.
    let handle: OpaquePointer
    let database: OpaquePointer
    let objects: LooseObjects
    let lock = Lock()
    /// What git is run with.
    let environment: [String: String]
    /// Where trees have files. Only used inside `lock`.
    let blobPaths = BlobPaths()
    /// How many trees were read to find out where they have a file.
    package var treesSearched: Int { lock.locked { blobPaths.reads } }
    /// What git said of its configuration, and how the repository's file was then. Only used inside `lock`.
    private var known: (file: FileState?, configuration: GitConfiguration)?

    /// Opens the repository that a path belongs to.
    ///
    /// - Parameters:
    ///   - path: a file or folder in the working tree, or the repository itself; folders above are tried too.
    ///   - environment: the user's, which may say which configuration of git counts.
    ///   - isTrusted: whether it was opened before, so that it is known whose it may be.
    /// - Throws: ``GitError`` with code `notARepository`, `sha256Repository`, `foreignOwner`, `unsupportedExtension`,
    ///   `partialClone` or `failed`.
    package init(
        at path: String, environment: [String: String] = [:], isTrusted: Bool = false
    ) throws(GitError) {
        try GitLibrary.start()
        self.environment = environment
        let handle = try GitLibrary.opening.locked { () throws(GitError) -> OpaquePointer in
            try openRepository(path, environment, isTrusted: isTrusted)
        }
        var database: OpaquePointer?
        guard git_repository_odb(&database, handle) == 0, let database else {
            let message = GitLibrary.lastMessage
            git_repository_free(handle)
            throw GitError(.failed, "cannot open the object database of '\(path)': \(message)")
        }
        do throws(GitError) {
            try RepositoryFiles.check(handle)
            objects = try LooseObjects.guarding(database, of: handle)
        } catch {
            git_odb_free(database)
            git_repository_free(handle)
            throw error
        }
        self.handle = handle
        self.database = database
    }

    deinit {
        git_odb_free(database)
        git_repository_free(handle)
    }

    /// Whether the repository has no working tree.
    package var isBare: Bool { git_repository_is_bare(handle) == 1 }

    /// Whether history was cut off when the repository was cloned.
    package var isShallow: Bool { git_repository_is_shallow(handle) == 1 }

    /// The working tree's folder with a final `/`, or `nil` in a bare repository.
    package var workingFolder: String? { git_repository_workdir(handle).map { String(cString: $0) } }

    /// The folder of the repository itself, with a final `/`; for a linked worktree, that of the repository it belongs
    /// to.
    package var folder: String { String(cString: git_repository_commondir(handle)) }

    /// The value of a key of the git configuration, all levels considered, or `nil` where it is not set.
    ///
    /// - Parameter key: as in `user.signingkey`.
    /// - Returns: the value as written.
    /// - Throws: ``GitError`` when the configuration cannot be read.
    package func configured(_ key: String) throws(GitError) -> String? {
        try lock.locked { () throws(GitError) in
            if let found = try gitsConfiguration() {
                return found.entries.last { $0.key == key.lowercased() }?.value
            }
            var configuration: OpaquePointer?
            try check(
                git_repository_config_snapshot(&configuration, handle), "cannot read the git configuration")
            defer { git_config_free(configuration) }
            var value: UnsafePointer<CChar>?
            let result = git_config_get_string(&value, configuration, key)
            if result == GIT_ENOTFOUND.rawValue { return nil }
            try check(result, "cannot read '\(key)' of the git configuration")
            return value.map { String(cString: $0) }
        }
    }

    /// The configuration as git has it, where the environment says which that is; else `nil`, for libgit2 then reads
    /// the same files. Called with the lock held.
    ///
    /// - Throws: ``GitError`` where there is no git to read it.
    func gitsConfiguration() throws(GitError) -> GitConfiguration? {
        guard GitEnvironment.namesConfiguration(environment) else { return nil }
        let own = git_repository_path(handle).map { String(cString: $0) } ?? folder
        let file = FileState(folder + "config")
        if let known, known.file == file { return known.configuration }
        let configuration = try GitConfiguration(of: own, environment)
        known = (file, configuration)
        return configuration
    }

    /// Whether every change of one commit is in another.
    ///
    /// - Parameters:
    ///   - ancestor: the commit that may come before.
    ///   - commit: the commit that may come after; itself counts.
    /// - Returns: whether it does.
    /// - Throws: ``GitError``; with code `shallowClone` when the history that would tell is cut off.
    package func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        if ancestor == commit { return true }
        return try lock.locked { () throws(GitError) in
            var ancestor = ancestor.object.oid
            var commit = commit.object.oid
            let result = git_graph_descendant_of(handle, &commit, &ancestor)
            if result == 1 { return true }
            if isShallow { throw cutOff("whether \(ObjectID(ancestor).hex) is in the history") }
            if result < 0 { throw missing("a commit of the history") }
            return false
        }
    }

    /// The error for history that a shallow clone does not have.
    func cutOff(_ what: String) -> GitError {
        GitError(
            .shallowClone,
            "this clone is shallow, so it is not known \(what); run 'git fetch --unshallow' (GitHub Actions: "
                + "'fetch-depth: 0'; GitLab: 'GIT_DEPTH: 0')")
    }

    /// Whether a remote has promised objects that are not here (`remote.<name>.promisor`).
    var isPartialClone: Bool {
        var configuration: OpaquePointer?
        guard git_repository_config_snapshot(&configuration, handle) == 0 else { return false }
        defer { git_config_free(configuration) }
        var iterator: OpaquePointer?
        let pattern = "^(extensions\\.partialclone|remote\\..*\\.(promisor|partialclonefilter))$"
        guard git_config_iterator_glob_new(&iterator, configuration, pattern) == 0 else { return false }
        defer { git_config_iterator_free(iterator) }
        var entry: UnsafeMutablePointer<git_config_entry>?
        return git_config_next(&entry, iterator) == 0
    }
}
