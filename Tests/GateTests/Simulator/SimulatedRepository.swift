internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

/// A repository in memory: commits with whole trees, and branches as a remote called `origin` has them.
struct SimulatedRepository: Repository {
    struct Commit: Sendable {
        var id: CommitID
        var parents: [CommitID]
        var files: [String: [UInt8]]
        var author: String
        var committer: String
        var coAuthors: [String]
        /// The key that it is signed with.
        var key: String?
        /// The names of the files' contents, by path.
        fileprivate(set) var blobs: [String: String] = [:]
        /// The paths that are not as in the first parent.
        fileprivate(set) var changed: Set<String> = []
        /// Of a merge, the paths that git would not have merged so by itself.
        fileprivate(set) var byHand: Set<String> = []
        /// How long the longest way to a first commit is.
        fileprivate(set) var depth = 0
    }

    private(set) var commits: [CommitID: Commit] = [:]
    /// The commits in the order in which they were made.
    private var order: [CommitID] = []
    /// Each commit with all that are in its history.
    private var ancestors: [CommitID: Set<CommitID>] = [:]
    /// The branches of the remote.
    private(set) var branches: [String: CommitID] = [:]
    /// The remote's default branch; `nil` where this clone does not know it.
    var defaultBranch: String? = "main"
    private(set) var tip: CommitID?
    /// Whether history is cut off.
    var isShallow = false

    /// Commits changes to a branch, which begins where another one is.
    ///
    /// - Parameters:
    ///   - changes: paths with their new text, `nil` for a file that goes.
    ///   - branch: the branch.
    ///   - start: where it begins, if it is new.
    ///   - author: the address of who wrote it.
    ///   - committer: the address of who committed it; the author where it is not said.
    ///   - coAuthors: the addresses of its `Co-authored-by` lines.
    ///   - key: the key that it is signed with.
    /// - Returns: the commit.
    @discardableResult
    mutating func commit(
        _ changes: [String: String?], to branch: String = "main", from start: String? = nil,
        by author: String = "ann@example.com", committer: String? = nil, coAuthors: [String] = [],
        signed key: String? = nil
    ) -> CommitID {
        let parent = branches[branch] ?? start.flatMap { branches[$0] }
        var files = parent.flatMap { commits[$0]?.files } ?? [:]
        for (path, text) in changes { files[path] = text.map { Array($0.utf8) } }
        return add(
            Commit(
                id: nextID, parents: parent.map { [$0] } ?? [], files: files, author: author,
                committer: committer ?? author, coAuthors: coAuthors, key: key), to: branch)
    }

    /// Merges a branch into another, as a forge's button does.
    ///
    /// - Parameters:
    ///   - other: what is merged.
    ///   - branch: where to.
    ///   - author: who merges.
    ///   - keepsOurs: whether the result is what the branch had, as by git's strategy `ours`.
    /// - Returns: the merge.
    @discardableResult
    mutating func merge(
        _ other: String, into branch: String = "main", by author: String = "forge@example.com", keepsOurs: Bool = false
    ) -> CommitID {
        let parents = [branches[branch], branches[other]].compactMap { $0 }
        let tips = (branches[branch], branches[other])
        let files =
            if keepsOurs {
                tips.0.flatMap { commits[$0]?.files } ?? [:]
            } else if let ours = tips.0, let theirs = tips.1, let merged = try? mergedFiles(theirs, into: ours) {
                merged
            } else {
                branches[other].flatMap { commits[$0]?.files } ?? [:]
            }
        return add(
            Commit(
                id: nextID, parents: parents, files: files, author: author, committer: author,
                coAuthors: []), to: branch)
    }

    /// Adds a commit to a branch.
    @discardableResult
    mutating func add(_ added: Commit, to branch: String) -> CommitID {
        var commit = added
        let first = commit.parents.first.flatMap { commits[$0] }?.files ?? [:]
        commit.changed = SimulatedMerge.differences(first, commit.files)
        commit.blobs = commit.parents.first.flatMap { commits[$0] }?.blobs ?? [:]
        for path in commit.changed { commit.blobs[path] = commit.files[path].map(SimulatedTree.blob(of:)) }
        if commit.parents.count == 2 {
            commit.byHand = byHand(commit)
        }
        commit.depth = 1 + (commit.parents.compactMap { commits[$0]?.depth }.max() ?? 0)
        ancestors[commit.id] = commit.parents.reduce(into: [commit.id]) { $0.formUnion(ancestors[$1] ?? []) }
        order.append(commit.id)
        commits[commit.id] = commit
        branches[branch] = commit.id
        tip = commit.id
        return commit.id
    }

    /// Lets a branch be at another commit, as after a forced push or in an old clone.
    mutating func move(_ branch: String, to commit: CommitID) { branches[branch] = commit }

    // MARK: - As the gate asks

    func protectedBranch(configured: String?) throws(GitError) -> ProtectedBranch {
        guard let name = configured ?? defaultBranch, let commit = branches[name] else {
            throw GitError(.noProtectedBranch, "the protected branch is not known here")
        }
        return ProtectedBranch(name: name, reference: "refs/remotes/origin/\(name)", commit: commit)
    }

    func files(of commit: CommitID) throws(GitError) -> any FileTree {
        guard let known = commits[commit] else { throw GitError(.missingObject, "there is no commit \(commit)") }
        return SimulatedTree(commit: commit, contents: known.files, blobs: known.blobs)
    }

    func mergedFiles(of commit: CommitID, into branch: CommitID) throws(GitError) -> any FileTree {
        if try isAncestor(branch, of: commit) { return try files(of: commit) }
        return SimulatedTree(commit: commit, contents: try mergedFiles(commit, into: branch), isMerge: true)
    }

    /// The files of a branch with a commit merged into it.
    func mergedFiles(_ commit: CommitID, into branch: CommitID) throws(GitError) -> [String: [UInt8]] {
        guard let base = mergeBase(commit, branch).flatMap({ commits[$0] }), let ours = commits[branch],
            let theirs = commits[commit]
        else { throw GitError(.unrelatedHistory, "the commits have no ancestor in common") }
        return try SimulatedMerge(base.files, ours.files, theirs.files).files()
    }

    /// The paths of a merge that git would not have merged so by itself.
    private func byHand(_ merge: Commit) -> Set<String> {
        guard let base = mergeBase(merge.parents[0], merge.parents[1]).flatMap({ commits[$0] }),
            let ours = commits[merge.parents[0]], let theirs = commits[merge.parents[1]]
        else { return merge.changed }
        let git = SimulatedMerge(base.files, ours.files, theirs.files)
        return git.paths.union(merge.files.keys).filter { path in
            guard let gives = try? git.file(path) else { return true }
            return gives != merge.files[path]
        }
    }

    /// The best common ancestor.
    private func mergeBase(_ one: CommitID, _ other: CommitID) -> CommitID? {
        (ancestors[one] ?? []).intersection(ancestors[other] ?? []).max {
            (commits[$0]?.depth ?? 0, $0.hex) < (commits[$1]?.depth ?? 0, $1.hex)
        }
    }

    func workingFiles() throws(GitError) -> any FileTree {
        throw GitError(.noWorkingTree, "the repository has no working folder")
    }

    func resolve(revision: String) throws(GitError) -> CommitID {
        let parent = revision.hasSuffix("^1") ? 0 : revision.hasSuffix("^2") ? 1 : nil
        let name = parent == nil ? revision : String(revision.dropLast(2))
        let found = name == "HEAD" ? tip : branches[name] ?? CommitID(hex: name)
        guard var commit = found, commits[commit] != nil else {
            throw GitError(.unknownRevision, "there is no revision '\(revision)'")
        }
        if let parent {
            guard let parents = commits[commit]?.parents, parents.count > parent else {
                throw GitError(.unknownRevision, "'\(name)' has no such parent")
            }
            commit = parents[parent]
        }
        return commit
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        ancestors[commit]?.contains(ancestor) ?? false
    }

    func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID] {
        if isShallow { throw GitError(.shallowClone, "the history is cut off; fetch all of it") }
        return history(of: tip).reversed().filter { id in commits[id].map { touches($0, paths) } ?? false }
    }

    func uncommitted(below paths: [String]) throws(GitError) -> [String] { [] }

    func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        guard let base = mergeBase(try resolve(revision: revision), commit) else {
            throw GitError(.unrelatedHistory, "the commits have no ancestor in common")
        }
        return base
    }

    func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        let base = try mergeBase(of: revision, and: commit)
        guard let before = commits[base]?.files, let after = commits[commit]?.files else {
            throw GitError(.missingObject, "a commit is not here")
        }
        return SimulatedMerge.differences(before, after).sorted()
    }

    func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String] {
        guard let before = commits[old]?.files, let after = commits[new]?.files else {
            throw GitError(.missingObject, "a commit is not here")
        }
        return SimulatedMerge.differences(before, after).sorted()
    }

    func commits(to tip: CommitID, after start: CommitID) throws(GitError) -> [HistoryCommit] {
        if isShallow { throw GitError(.shallowClone, "the history is cut off; fetch all of it") }
        let known = ancestors[start] ?? []
        // Each before its parents: a commit is made after those.
        return history(of: tip).filter { !known.contains($0) }
            .map { HistoryCommit(id: $0, parents: commits[$0]?.parents ?? []) }
    }

    func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor] {
        if isShallow { throw GitError(.shallowClone, "the history is cut off; fetch all of it") }
        let known = base.flatMap { ancestors[$0] } ?? []
        var authors: [CommitAuthor] = []
        for id in history(of: tip) where !known.contains(id) {
            guard let commit = commits[id], touches(commit, paths) else { continue }
            authors.append(author(commit.author, .author, of: id))
            authors += commit.coAuthors.map { author($0, .coAuthor, of: id) }
            if withCommitters, commit.committer != commit.author {
                authors.append(author(commit.committer, .committer, of: id))
            }
        }
        return authors
    }

    func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool {
        commits[commit].map { $0.parents.count == 2 && $0.byHand.isEmpty } ?? false
    }

    func signature(of commit: CommitID) throws(GitError) -> CommitSignature? {
        commits[commit]?.key.map { CommitSignature(octets: Array(commit.hex.utf8), signature: Array($0.utf8)) }
    }

    func octets(ofBlob id: String) throws(GitError) -> [UInt8]? {
        for commit in commits.values {
            for (path, blob) in commit.blobs where blob == id { return commit.files[path] }
        }
        return nil
    }

    private func author(_ email: String, _ role: CommitAuthor.Role, of commit: CommitID) -> CommitAuthor {
        CommitAuthor(name: "Somebody", email: email, commit: commit, role: role)
    }

    /// Whether somebody wrote one of some paths with a commit: pressing the merge button makes nobody an author.
    private func touches(_ commit: Commit, _ paths: [String]) -> Bool {
        let written = commit.parents.count == 2 ? commit.byHand : commit.changed
        return written.contains { path in paths.contains { path == $0 || path.hasPrefix($0 + "/") } }
    }

    /// A commit and its ancestors, newest first.
    func history(of commit: CommitID) -> [CommitID] {
        let known = ancestors[commit] ?? []
        return order.reversed().filter(known.contains)
    }

    /// The name of the next commit.
    var nextID: CommitID { id("commit \(commits.count)") }

    private func id(_ text: String) -> CommitID {
        CommitID(hex: String(Digest(of: Array(text.utf8)).hexadecimal.prefix(40)))
            ?? CommitID(octets: (0, 0, 0))
    }
}

/// The files of a commit in memory. It counts how often each is read.
struct SimulatedTree: FileTree {
    let commit: CommitID?
    let contents: [String: [UInt8]]
    var counts: ReadCounts?
    var isMerge = false
    /// The names of contents that are known; of the others they are made.
    var blobs: [String: String] = [:]

    static func blob(of octets: [UInt8]) -> String { String(Digest(of: octets).hexadecimal.prefix(40)) }

    func file(at path: String) throws(GitError) -> TreeFile? {
        contents[path].map { TreeFile(path: path, blob: blobs[path] ?? Self.blob(of: $0), kind: .regular) }
    }

    func files(below folder: String) throws(GitError) -> [TreeFile] {
        contents.keys.filter { folder.isEmpty || $0 == folder || $0.hasPrefix(folder + "/") }.sorted().map { path in
            TreeFile(path: path, blob: blobs[path] ?? Self.blob(of: contents[path] ?? []), kind: .regular)
        }
    }

    func withOctets<Result>(of file: TreeFile, limit: Int, _ body: (Octets) -> Result) throws(GitError) -> Result {
        guard let octets = contents[file.path] else {
            throw GitError(.noSuchFile, "there is no file '\(file.path)'")
        }
        guard octets.count <= limit else {
            throw GitError(.tooLarge, "'\(file.path)' has \(octets.count) octets, the limit is \(limit)")
        }
        counts?.read(file.path)
        return octets.withUnsafeBufferPointer(body)
    }
}
