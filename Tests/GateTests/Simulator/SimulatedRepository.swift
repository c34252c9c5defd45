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
    }

    private(set) var commits: [CommitID: Commit] = [:]
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
    /// - Returns: the commit.
    @discardableResult
    mutating func commit(
        _ changes: [String: String?], to branch: String = "main", from start: String? = nil,
        by author: String = "ann@example.com", committer: String? = nil, coAuthors: [String] = []
    ) -> CommitID {
        let parent = branches[branch] ?? start.flatMap { branches[$0] }
        var files = parent.flatMap { commits[$0]?.files } ?? [:]
        for (path, text) in changes { files[path] = text.map { Array($0.utf8) } }
        return add(
            Commit(
                id: id("commit \(commits.count)"), parents: parent.map { [$0] } ?? [], files: files, author: author,
                committer: committer ?? author, coAuthors: coAuthors), to: branch)
    }

    /// Merges a branch into another, as a forge's button does: the merge is the tip of the one merged.
    @discardableResult
    mutating func merge(_ other: String, into branch: String = "main", by author: String = "forge@example.com")
        -> CommitID
    {
        let parents = [branches[branch], branches[other]].compactMap { $0 }
        let files = branches[other].flatMap { commits[$0]?.files } ?? [:]
        return add(
            Commit(
                id: id("commit \(commits.count)"), parents: parents, files: files, author: author, committer: author,
                coAuthors: []), to: branch)
    }

    private mutating func add(_ commit: Commit, to branch: String) -> CommitID {
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
        return SimulatedTree(commit: commit, contents: known.files)
    }

    func workingFiles() throws(GitError) -> any FileTree {
        throw GitError(.noWorkingTree, "the repository has no working folder")
    }

    func resolve(revision: String) throws(GitError) -> CommitID {
        let name = revision.hasSuffix("^1") ? String(revision.dropLast(2)) : revision
        let found = name == "HEAD" ? tip : branches[name] ?? CommitID(hex: name)
        guard var commit = found, commits[commit] != nil else {
            throw GitError(.unknownRevision, "there is no revision '\(revision)'")
        }
        if name != revision {
            guard let parent = commits[commit]?.parents.first else {
                throw GitError(.unknownRevision, "'\(name)' has no parent")
            }
            commit = parent
        }
        return commit
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws(GitError) -> Bool {
        history(of: commit).contains(ancestor)
    }

    func commits(bringing paths: [String], to tip: CommitID) throws(GitError) -> [CommitID] {
        if isShallow { throw GitError(.shallowClone, "the history is cut off; fetch all of it") }
        return history(of: tip).reversed().filter { id in commits[id].map { touches($0, paths) } ?? false }
    }

    func uncommitted(below paths: [String]) throws(GitError) -> [String] { [] }

    func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        let known = Set(history(of: try resolve(revision: revision)))
        guard let base = history(of: commit).first(where: known.contains) else {
            throw GitError(.unrelatedHistory, "the commits have no ancestor in common")
        }
        return base
    }

    func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        let base = try mergeBase(of: revision, and: commit)
        guard let before = commits[base]?.files, let after = commits[commit]?.files else {
            throw GitError(.missingObject, "a commit is not here")
        }
        return Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    }

    func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor] {
        if isShallow { throw GitError(.shallowClone, "the history is cut off; fetch all of it") }
        let known = base.map { Set(history(of: $0)) } ?? []
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
        guard let merge = commits[commit], merge.parents.count == 2,
            let (ours, theirs) = commits[merge.parents[0]].flatMap({ one in commits[merge.parents[1]].map { (one, $0) }
            })
        else { return false }
        let base = commits[try mergeBase(of: ours.id.hex, and: theirs.id)]?.files ?? [:]
        return Set(merge.files.keys).union(ours.files.keys).union(theirs.files.keys).allSatisfy { path in
            let (mine, other) = (ours.files[path], theirs.files[path])
            if mine == other || other == base[path] { return merge.files[path] == mine }
            return mine == base[path] && merge.files[path] == other
        }
    }

    func octets(ofBlob id: String) throws(GitError) -> [UInt8]? {
        for commit in commits.values {
            for octets in commit.files.values where SimulatedTree.blob(of: octets) == id { return octets }
        }
        return nil
    }

    private func author(_ email: String, _ role: CommitAuthor.Role, of commit: CommitID) -> CommitAuthor {
        CommitAuthor(name: "Somebody", email: email, commit: commit, role: role)
    }

    /// Whether a commit's paths are not those of one of its parents.
    private func touches(_ commit: Commit, _ paths: [String]) -> Bool {
        func part(_ files: [String: [UInt8]]) -> [String: [UInt8]] {
            files.filter { file in paths.contains { file.key == $0 || file.key.hasPrefix($0 + "/") } }
        }
        let own = part(commit.files)
        if commit.parents.isEmpty { return !own.isEmpty }
        return commit.parents.allSatisfy { commits[$0].map { part($0.files) != own } ?? true }
    }

    /// A commit and its ancestors, newest first.
    private func history(of commit: CommitID) -> [CommitID] {
        var (found, seen): ([CommitID], Set<CommitID>) = ([], [])
        var next = [commit]
        while let id = next.first {
            next.removeFirst()
            guard seen.insert(id).inserted else { continue }
            found.append(id)
            next += commits[id]?.parents ?? []
        }
        return found
    }

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

    static func blob(of octets: [UInt8]) -> String { String(Digest(of: octets).hexadecimal.prefix(40)) }

    func file(at path: String) throws(GitError) -> TreeFile? {
        contents[path].map { TreeFile(path: path, blob: Self.blob(of: $0), kind: .regular) }
    }

    func files(below folder: String) throws(GitError) -> [TreeFile] {
        contents.keys.filter { folder.isEmpty || $0 == folder || $0.hasPrefix(folder + "/") }.sorted().map { path in
            TreeFile(path: path, blob: Self.blob(of: contents[path] ?? []), kind: .regular)
        }
    }

    func withOctets<Result>(of file: TreeFile, limit: Int, _ body: (Octets) -> Result) throws(GitError) -> Result {
        guard let octets = contents[file.path] else {
            throw GitError(.noSuchFile, "there is no file '\(file.path)'")
        }
        counts?.read(file.path)
        return octets.withUnsafeBufferPointer(body)
    }
}
