internal import CGit2
internal import ZoneFiles

// Decision 0090: order is the ledger's, never a clock's.

// Decision 0102: a ledger has one root.

/// The commits of a ledger, from the first to the last.
///
/// Everything here is called with the repository's lock held.
struct LedgerHistory {
    private let repository: GitRepository
    private let tips: [CommitID]
    private let root: CommitID
    private let most: Int

    /// - Parameters:
    ///   - repository: where they are.
    ///   - tips: the commits that the ledger is at.
    ///   - root: the ledger's first commit. A line that has another one came to the ledger when it was joined.
    ///   - most: how many files all commits may add, and how many entries of trees are looked at for one commit and
    ///     each of its parents.
    init(
        of repository: GitRepository, _ tips: [CommitID], from root: CommitID, most: Int = TreePath.maximumFiles
    ) {
        self.most = most
        self.repository = repository
        self.tips = tips
        self.root = root
    }

    /// What is known of a commit.
    private struct Event {
        /// How many commits are in the longest way to it from a first one, itself included.
        var length: Int
        /// The latest time that it or a commit before it says, in seconds since 1970.
        var time: Int64
        /// The folder that is asked for; `nil` where the commit has none.
        var folder: ObjectID?
    }

    /// How a file came to the ledger.
    struct Arrival: Hashable {
        /// How long the way through the history is to the commit that added it.
        var position: Int
        /// The latest time that this commit, or one before it, says.
        var time: Int64
        /// The same as ``position`` of the last one of ``commits``: where lines were joined, several may have added it.
        var last: Int
        /// The commits that added it, none of which comes after another.
        var commits: [CommitID]
    }

    /// How each file below a folder came to the ledger: by the commit to which the way through the history is shortest.
    ///
    /// A commit's way is longer than that of each of its parents, so what knew of something else comes after it. It is
    /// the same in every clone, and neither a commit's time nor the time of now has a say in it.
    ///
    /// - Parameter folder: the folder.
    /// - Returns: them, by path.
    /// - Throws: ``GitError`` where the history can't be read, or has more files than a ledger may have: the same tree
    ///   may be at any number of places.
    func arrivals(below folder: String) throws(GitError) -> [String: Arrival] {
        let components = try TreePath.components(of: folder)
        var events: [CommitID: Event] = [:]
        var arrivals: [String: Arrival] = [:]
        var added = 0
        for commit in try commits() {
            let known = try repository.parents(of: commit).compactMap { events[$0] }
            // One that does not come from the root is of a line that is joined later, or never.
            if known.isEmpty, commit != root { continue }
            let entry = try repository.entry(at: components, in: try repository.tree(of: commit))
            let own = try time(of: commit)
            let event = Event(
                length: (known.map(\.length).max() ?? 0) + 1,
                time: (known.map(\.time) + [own]).max() ?? own,
                folder: entry.flatMap { $0.isFolder ? $0.id : nil })
            events[commit] = event
            guard let tree = event.folder, !known.contains(where: { $0.folder == tree }) else { continue }
            let before = known.compactMap(\.folder)
            var left = most * (before.count + 1)
            try collect(tree, besides: before, folder, depth: 0, &left) { path throws(GitError) in
                added += 1
                guard added <= most else { throw TreePath.unbounded(folder) }
                arrivals[path] = try arrival(arrivals[path], commit, event)
            }
        }
        // A line of this clone alone that began elsewhere comes with the event that joins it.
        let last = events.values.map(\.length).max() ?? 0
        for tip in tips where events[tip] == nil {
            let entry = try repository.entry(at: components, in: try repository.tree(of: tip))
            guard let entry, entry.isFolder else { continue }
            let event = Event(length: last + 1, time: try time(of: tip), folder: entry.id)
            var left = most
            try collect(entry.id, besides: [], folder, depth: 0, &left) { path throws(GitError) in
                if arrivals[path] == nil { arrivals[path] = try arrival(nil, tip, event) }
            }
        }
        return arrivals
    }

    /// The time that a commit says. One that is still to come is none that is left out: it would count once it has
    /// come, and what was accepted would change by that alone.
    private func time(of commit: CommitID) throws(GitError) -> Int64 {
        min(max(try repository.time(of: commit), 0), Self.lastSecond)
    }

    /// How a file came to the ledger that a commit adds, and perhaps others before.
    private func arrival(
        _ known: Arrival?, _ commit: CommitID, _ event: Event
    ) throws(GitError) -> Arrival {
        guard var arrival = known else {
            return Arrival(position: event.length, time: event.time, last: event.length, commits: [commit])
        }
        if event.length < arrival.position { (arrival.position, arrival.time) = (event.length, event.time) }
        // What was taken out and added again came when it was there first.
        for earlier in arrival.commits where try isPart(earlier, of: commit) { return arrival }
        arrival.last = max(arrival.last, event.length)
        arrival.commits.append(commit)
        return arrival
    }

    /// Whether a commit comes before another.
    private func isPart(_ commit: CommitID, of other: CommitID) throws(GitError) -> Bool {
        var (ancestor, descendant) = (commit.object.oid, other.object.oid)
        let result = git_graph_descendant_of(repository.handle, &descendant, &ancestor)
        guard result >= 0 else { throw repository.missing("the ledger's history") }
        return result == 1
    }

    /// The last second of the year 9999: a time after it is none that a tool could be asked about.
    private static let lastSecond: Int64 = 253_402_300_799

    /// Calls the body with the path of each file of a folder that none of some others has at that place.
    private func collect(
        _ tree: ObjectID, besides others: [ObjectID], _ path: String, depth: Int, _ left: inout Int,
        _ found: (String) throws(GitError) -> Void
    ) throws(GitError) {
        // Nothing of ours is so deep, nor has a name that is no text.
        guard depth <= TreePath.maximumDepth else { return }
        var before: [[[UInt8]: TreeEntry]] = []
        for other in others {
            let entries = try repository.entries(of: other)
            left -= entries.count
            guard left >= 0 else { throw TreePath.unbounded(path) }
            before.append(Dictionary(entries.map { ($0.name, $0.entry) }) { first, _ in first })
        }
        for (name, entry) in try repository.entries(of: tree) {
            left -= 1
            guard left >= 0 else { throw TreePath.unbounded(path) }
            let twins = before.compactMap { $0[name] }
            guard !twins.contains(entry), let text = String(validating: name, as: UTF8.self) else { continue }
            let inner = TreePath.joined(path, text)
            if entry.isFolder {
                try collect(
                    entry.id, besides: twins.filter(\.isFolder).map(\.id), inner, depth: depth + 1, &left, found)
            } else if twins.allSatisfy(\.isFolder) {
                try found(inner)
            }
        }
    }

    /// All commits, each after its parents.
    private func commits() throws(GitError) -> [CommitID] {
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, repository.handle), "cannot walk the ledger's history")
        defer { git_revwalk_free(walk) }
        git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_REVERSE.rawValue)
        for tip in tips {
            var start = tip.object.oid
            guard git_revwalk_push(walk, &start) == 0 else { throw repository.missing("the commit \(tip)") }
        }
        var found: [CommitID] = []
        while true {
            var oid = git_oid()
            let result = git_revwalk_next(&oid, walk)
            if result == GIT_ITEROVER.rawValue { return found }
            guard result == 0 else { throw repository.missing("the ledger's history") }
            found.append(CommitID(ObjectID(oid)))
        }
    }
}
