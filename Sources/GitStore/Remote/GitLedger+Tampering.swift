internal import CGit2
internal import ZoneFiles

// Everything here is called with the repository's lock held.
extension GitLedger {
    /// Whether git allows a reference of that name.
    static func isReferenceName(_ name: String) -> Bool {
        var isValid: Int32 = 0
        return git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1
    }

    /// Whether a commit of the ledger is in the history of another.
    ///
    /// A shallow clone has the whole ledger all the same, since it is fetched without a limit.
    ///
    /// - Throws: ``GitError`` where that can't be told.
    func isPart(_ commit: CommitID, of other: CommitID) throws(GitError) -> Bool {
        if commit == other { return true }
        var (ancestor, descendant) = (commit.object.oid, other.object.oid)
        let result = git_graph_descendant_of(repository.handle, &descendant, &ancestor)
        guard result >= 0 else { throw repository.missing("the ledger's history") }
        return result == 1
    }

    /// Checks that a remote's ledger is what it was, and more.
    ///
    /// - Parameters:
    ///   - known: where it was when it was last found in order.
    ///   - tip: where it is now; `nil` where it is gone.
    ///   - remote: the remote's name.
    /// - Throws: ``GitError`` with code `rewritten` where it is not.
    func checkIsContinued(_ known: CommitID, by tip: CommitID?, at remote: String) throws(GitError) {
        let place = "the ledger '\(branch)' of the remote '\(remote)'"
        let advice =
            ". Nothing was taken over from there; find out who pushed what: 'git log \(known)' shows the ledger as "
            + "it was. Somebody who may force a push then puts it back: 'git push --force \(remote) "
            + "\(known):\(reference)'. Only if the new one is right, make this clone forget the old one: 'git "
            + "update-ref -d \(seen ?? "")'"
        guard let tip else {
            throw GitError(.rewritten, "\(place) is gone. It was at \(known)" + advice)
        }
        guard try isPart(known, of: tip) else {
            throw GitError(
                .rewritten,
                "\(place) was rewritten: it was at \(known), and is now at \(tip), which does not contain that ('git "
                    + "log \(known)..\(tip)' shows what is new)" + advice)
        }
        let (old, new) = (try repository.tree(of: known), try repository.tree(of: tip))
        if let path = try firstLoss(old, new, path: "", depth: 0) {
            throw GitError(
                .rewritten,
                "\(place) lost or changed '\(path)' between \(known) and \(tip) ('git log \(known)..\(tip) -- "
                    + "\(path)' shows how). Files of a ledger are only ever added" + advice)
        }
    }

    /// The first path of a tree that another has not, or has with other content.
    private func firstLoss(
        _ old: ObjectID, _ new: ObjectID, path: String, depth: Int
    ) throws(GitError) -> String? {
        guard old != new else { return nil }
        guard depth <= TreePath.maximumDepth else { throw TreePath.unbounded(path) }
        let after = try trees.folder(new, repository).byName
        for (name, entry) in try trees.folder(old, repository).entries {
            let inner = TreePath.joined(path, String(decoding: name, as: UTF8.self))
            guard let other = after[name] else { return inner }
            if entry == other { continue }
            guard entry.isFolder, other.isFolder else { return inner }
            if let loss = try firstLoss(entry.id, other.id, path: inner, depth: depth + 1) { return loss }
        }
        return nil
    }

    /// Moves the branch to a commit that the remote has, where that comes after it and nobody has it checked out.
    ///
    /// Where it can't be, nothing is lost: both are read, and the next event joins them.
    func advance(to tip: CommitID) throws(GitError) {
        let old = try repository.commit(of: reference)
        if let old {
            if old == tip { return }
            if try !isPart(old, of: tip) { return }
        }
        do throws(GitError) {
            try checkIsNotCheckedOut()
            let writer = try LedgerWriterLock(repository.folder + "gate53-ledger.writer")
            defer { writer.release() }
            _ = try repository.healing([reference]) { () throws(GitError) in
                try move(reference, from: old, to: tip, "fetched")
            }
        } catch {}
    }
}
