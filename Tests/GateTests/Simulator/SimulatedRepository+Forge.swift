internal import Gate
internal import ZoneFiles

/// What a forge does with branches, besides merging them.
extension SimulatedRepository {
    /// The commits of a branch that another one does not have, the oldest first, without merges.
    func ownCommits(of branch: String, besides target: String = "main") -> [Commit] {
        guard let tip = branches[branch], let other = branches[target] else { return [] }
        let known = Set(history(of: other))
        return history(of: tip).reversed().filter { !known.contains($0) }.compactMap { commits[$0] }
            .filter { $0.parents.count < 2 }
    }

    /// Merges a branch as one commit: by whoever wrote its first commit, with the others as co-authors.
    ///
    /// - Throws: ``GitError`` with code `mergeConflict`.
    @discardableResult
    mutating func squash(_ branch: String, into target: String = "main") throws(GitError) -> CommitID {
        guard let tip = branches[branch], let onto = branches[target] else {
            throw GitError(.unknownRevision, "there is no branch '\(branch)'")
        }
        let files = try mergedFiles(tip, into: onto)
        let own = ownCommits(of: branch, besides: target)
        let author = own.first?.author ?? "nobody@example.com"
        var others: [String] = []
        for person in own.flatMap({ [$0.author] + $0.coAuthors }) where person != author && !others.contains(person) {
            others.append(person)
        }
        return add(
            Commit(
                id: nextID, parents: [onto], files: files, author: author, committer: "noreply@github.com",
                coAuthors: others), to: target)
    }

    /// Puts the commits of a branch on top of another one, each as its author wrote it.
    ///
    /// - Parameters:
    ///   - branch: the branch.
    ///   - target: where its commits go.
    ///   - moved: the branch that is at the last of them then; the target, as a forge does it, or the branch itself, as
    ///     its author does.
    ///   - committer: who does it.
    /// - Returns: the new commits.
    /// - Throws: ``GitError`` with code `mergeConflict`; nothing is changed then.
    @discardableResult
    mutating func rebase(
        _ branch: String, onto target: String = "main", moving moved: String, by committer: String
    ) throws(GitError) -> [CommitID] {
        guard var tip = branches[target] else { throw GitError(.unknownRevision, "there is no branch '\(target)'") }
        var trial = self
        var made: [CommitID] = []
        for commit in ownCommits(of: branch, besides: target) {
            guard let before = commit.parents.first.flatMap({ trial.commits[$0] }), let onto = trial.commits[tip] else {
                continue
            }
            let files = try SimulatedMerge(before.files, onto.files, commit.files).files()
            // What is there already makes no commit.
            if files == onto.files { continue }
            tip = trial.add(
                Commit(
                    id: trial.nextID, parents: [tip], files: files, author: commit.author, committer: committer,
                    coAuthors: commit.coAuthors), to: moved)
            made.append(tip)
        }
        trial.move(moved, to: tip)
        self = trial
        return made
    }
}
