internal import CGit2
package import Gate
internal import Platform
package import ZoneFiles
internal import ZonePlanning

// Decision 0003: whose work is under review.

extension GitRepository {
    /// Who wrote the commits that changed some paths.
    ///
    /// Every commit that is reachable from `tip` and not from `base` is looked at, on all branches that were merged. It
    /// counts when one of the paths differs from its parent's. A merge counts unless the paths are what an automatic
    /// merge of its parents gives: pressing the merge button makes nobody an author, but resolving a conflict, or a
    /// merge that takes back what one side changed (`git merge --strategy=ours`), does. `.mailmap` is not used, since
    /// it comes from the tree under review.
    ///
    /// Content that is moved to one of the paths, by `git mv`, a copy, or a move with an edit, is by those who wrote it
    /// where it was, however long ago: there nobody reviewed it. Where its old place is reviewed too, they are those
    /// who wrote it since `base`.
    ///
    /// When `tip` is in the history of `base` there is no commit to look at and nobody is returned.
    ///
    /// - Parameters:
    ///   - paths: files and folders from the root of the tree.
    ///   - tip: the commit under review.
    ///   - base: a commit that was reviewed before; `nil` means that all history is looked at.
    ///   - withCommitters: whether those are told too who committed what another wrote.
    ///   - isReviewed: whether a path is one whose content is reviewed where it stands.
    /// - Returns: authors in the order of the walk, newest first; one author once a commit and role.
    /// - Throws: ``GitError``; with code `shallowClone` where history is cut off. The caller must then refuse.
    package func authors(
        ofCommitsTouching paths: [String], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool = false,
        isReviewed: (String) -> Bool = { _ in false }
    ) throws(GitError) -> [CommitAuthor] {
        if base == tip { return [] }
        var wanted: [[String]] = []
        for path in paths { wanted.append(try TreePath.components(of: path)) }
        return try lock.locked { () throws(GitError) in
            var moves = ContentMoves(repository: self)
            return try authors(wanted, from: tip, excluding: base, withCommitters: withCommitters, &moves, isReviewed)
        }
    }

    /// Whether a commit is what git makes of its two parents without anybody's help.
    package func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool {
        try lock.locked { () throws(GitError) in
            var finder = AuthorFinder(repository: self, paths: [[]], withCommitters: false)
            return try finder.isAutomaticMerge(commit)
        }
    }

    /// The same with the lock held.
    private func authors(
        _ wanted: [[String]], from tip: CommitID, excluding base: CommitID?, withCommitters: Bool,
        _ moves: inout ContentMoves, _ isReviewed: (String) -> Bool
    ) throws(GitError) -> [CommitAuthor] {
        // libgit2 1.5 does not know where a shallow clone ends, and newer ones end the walk there without a word.
        if isShallow { throw cutOff("who wrote the commits under review") }
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, handle), "cannot walk the history")
        defer { git_revwalk_free(walk) }
        var start = tip.object.oid
        guard git_revwalk_push(walk, &start) == 0 else { throw missing("the commit \(tip)") }
        if var end = base?.object.oid {
            guard git_revwalk_hide(walk, &end) == 0 else { throw missing("the commit \(ObjectID(end).hex)") }
        }
        var finder = AuthorFinder(repository: self, paths: wanted, withCommitters: withCommitters)
        while true {
            var oid = git_oid()
            let result = git_revwalk_next(&oid, walk)
            if result == GIT_ITEROVER.rawValue { break }
            guard result == 0 else { throw missing("the history of \(tip)") }
            try finder.inspect(at: ObjectID(oid), &moves)
        }
        var found = finder.authors
        for origin in finder.origins {
            let isKnown = isReviewed(origin.path.joined(separator: "/"))
            // Where nothing was applied yet, no time is known since when it was not reviewed.
            if isKnown, base == nil { continue }
            let theirs = try authors(
                [origin.path], from: origin.commit, excluding: isKnown ? base : nil, withCommitters: withCommitters,
                &moves, isReviewed)
            for var author in theirs {
                author.isElsewhere = true
                if !found.contains(author) { found.append(author) }
            }
        }
        return found
    }
}

/// Collects the authors of commits that touch paths.
private struct AuthorFinder {
    let repository: GitRepository
    let paths: [[String]]
    let withCommitters: Bool
    var authors: [CommitAuthor] = []
    /// Where content was that was moved to the paths.
    private(set) var origins: [ContentMoves.Origin] = []
    /// What a root tree has at the paths: a commit's tree is looked at again as its child's parent.
    private var seen: [ObjectID: [TreeEntry?]] = [:]

    init(repository: GitRepository, paths: [[String]], withCommitters: Bool) {
        self.repository = repository
        self.paths = paths
        self.withCommitters = withCommitters
    }

    mutating func inspect(at id: ObjectID, _ moves: inout ContentMoves) throws(GitError) {
        var oid = id.oid
        var commit: OpaquePointer?
        guard git_commit_lookup(&commit, repository.handle, &oid) == 0, let commit else {
            throw repository.missing("the commit \(id.hex)")
        }
        defer { git_commit_free(commit) }
        let parents = Self.parents(of: commit)
        guard try touches(CommitID(id), parents) else { return }
        add(commit, CommitID(id))
        origins += try moves.origins(of: paths, in: CommitID(id), parents.map(CommitID.init))
    }

    /// Whether a commit of two parents brings nothing that these do not.
    mutating func isAutomaticMerge(_ commit: CommitID) throws(GitError) -> Bool {
        let parents = try repository.parents(of: commit).map(\.object)
        guard parents.count == 2 else { return false }
        return try !touches(commit, parents)
    }

    static func parents(of commit: OpaquePointer) -> [ObjectID] {
        (0..<git_commit_parentcount(commit)).compactMap { index in
            git_commit_parent_id(commit, index).map { ObjectID($0.pointee) }
        }
    }

    private mutating func touches(_ commit: CommitID, _ parents: [ObjectID]) throws(GitError) -> Bool {
        let mine = try entries(of: commit)
        if parents.isEmpty { return mine.contains { $0 != nil } }
        var theirs: [[TreeEntry?]] = []
        for parent in parents { theirs.append(try entries(of: CommitID(parent))) }
        if theirs.allSatisfy({ $0 == mine }) { return false }
        guard parents.count == 2, let base = try mergeBase(parents[0], parents[1]) else { return true }
        let before = try entries(of: CommitID(base))
        let merge = AutomaticMerge(repository: repository)
        for index in paths.indices {
            let gives = try merge.gives(
                mine[index], from: before[index], and: theirs[0][index], theirs[1][index], depth: 0)
            if !gives { return true }
        }
        return false
    }

    /// The one best common ancestor; `nil` where there is none or more than one, and the merge is not automatic then.
    private func mergeBase(_ one: ObjectID, _ two: ObjectID) throws(GitError) -> ObjectID? {
        var (first, second, bases) = (one.oid, two.oid, git_oidarray())
        let result = git_merge_bases(&bases, repository.handle, &first, &second)
        defer { git_oidarray_dispose(&bases) }
        if result == GIT_ENOTFOUND.rawValue { return nil }
        guard result == 0 else { throw repository.missing("the history of a merge") }
        return bases.count == 1 ? bases.ids.map { ObjectID($0.pointee) } : nil
    }

    private mutating func entries(of commit: CommitID) throws(GitError) -> [TreeEntry?] {
        let root = try repository.tree(of: commit)
        if let known = seen[root] { return known }
        var found: [TreeEntry?] = []
        for path in paths { found.append(try repository.entry(at: path, in: root)) }
        seen[root] = found
        return found
    }

    private mutating func add(_ commit: OpaquePointer, _ id: CommitID) {
        var found: [CommitAuthor] = []
        if let author = git_commit_author(commit) {
            let name = author.pointee.name.map { String(cString: $0) } ?? ""
            let email = author.pointee.email.map { String(cString: $0) } ?? ""
            found.append(CommitAuthor(name: name, email: email, commit: id, role: .author))
        }
        if withCommitters, let committer = git_commit_committer(commit), let email = committer.pointee.email {
            let email = String(cString: email)
            if email.lowercased() != found.first?.email.lowercased() {
                let name = committer.pointee.name.map { String(cString: $0) } ?? ""
                found.append(CommitAuthor(name: name, email: email, commit: id, role: .committer))
            }
        }
        if let message = git_commit_message(commit) {
            for person in CoAuthorTrailers.people(in: String(cString: message)) {
                found.append(CommitAuthor(name: person.name, email: person.email, commit: id, role: .coAuthor))
            }
        }
        for author in found where !authors.suffix(found.count).contains(author) { authors.append(author) }
    }
}
