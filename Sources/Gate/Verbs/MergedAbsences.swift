internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Finds what the last merges left out: which zones had files before one or several of the last commits of a branch,
/// and have none after. It is what the plan of such a pull request says.
struct MergedAbsences: Sendable {
    private let clone: Clone

    init(in clone: Clone) { self.clone = clone }

    /// The lists of zones that one of the last commits leaves out, or several in a row.
    ///
    /// - Parameters:
    ///   - tip: the branch's last commit.
    ///   - most: how many commits are looked at, along first parents.
    /// - Returns: the lists, each once, without empty ones.
    /// - Throws: ``GateError``.
    func lists(before tip: CommitID, most: Int) throws(GateError) -> [[AbsentZone]] {
        try GateError.ofGit { () throws(GitError) in
            let trees = try self.trees(before: tip, most: most)
            var lists: [[AbsentZone]] = []
            // Commit by commit first: where none leaves out anything, none in a row does.
            let steps = try trees.indices.dropLast().map { index throws(GitError) in
                try !clone.absentZones(from: trees[index + 1], to: trees[index]).isEmpty
            }
            for start in steps.indices {
                for end in start..<steps.count where steps[start...end].contains(true) {
                    let list = try clone.absentZones(from: trees[end + 1], to: trees[start])
                    if !list.isEmpty, !lists.contains(list) { lists.append(list) }
                }
            }
            return lists
        }
    }

    /// The trees of the last commits, the tip's first, as far as this clone has them.
    private func trees(before tip: CommitID, most: Int) throws(GitError) -> [any FileTree] {
        var trees: [any FileTree] = [try clone.reading(of: tip).tree]
        var commit = tip
        while trees.count <= most {
            do throws(GitError) {
                commit = try clone.repository.resolve(revision: "\(commit.hex)^1")
                trees.append(try clone.reading(of: commit).tree)
            } catch {
                guard [.unknownRevision, .shallowClone, .missingObject, .partialClone].contains(error.code) else {
                    throw error
                }
                break
            }
        }
        return trees
    }
}
