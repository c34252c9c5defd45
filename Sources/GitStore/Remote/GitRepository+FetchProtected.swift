internal import CGit2
internal import Platform
package import ZoneFiles

extension GitRepository {
    /// Fetches the protected branch, so that ``protectedBranch(configured:)`` gives it as its remote has it now.
    ///
    /// Only the reference that shows this one branch is moved, and only to a commit that has the one before it in its
    /// history, whatever the remote's settings say of force: where the branch was rewritten, somebody has to look
    /// first. Where the protected branch is one of this repository, nothing is fetched.
    ///
    /// - Parameters:
    ///   - configured: the branch, as in ``protectedBranch(configured:)``.
    ///   - access: how the remote is reached.
    /// - Throws: ``GitError``, with code `rewritten` where the branch lost what it had, or is gone.
    package func fetchProtectedBranch(configured: String? = nil, access: RemoteAccess) async throws(GitError) {
        let found = try lock.locked { () throws(GitError) -> (remote: String, branch: String, reference: String)? in
            guard let place = try protectedLocation(configured),
                let reference = try trackingReference(place.branch, place.remote)
            else { return nil }
            return (place.remote, place.branch, reference)
        }
        guard let found else { return }
        let remote = RemoteBranch(
            folder: folder, remote: found.remote, reference: "refs/heads/\(found.branch)", access: access)
        let tip = try await remote.fetch()
        try lock.locked { () throws(GitError) in
            let place = "the protected branch '\(found.branch)' of the remote '\(found.remote)'"
            let known = try commit(of: found.reference)
            guard let tip else {
                guard let known else {
                    throw GitError(
                        .noProtectedBranch,
                        "the remote '\(found.remote)' has no branch '\(found.branch)'; if its default branch was "
                            + "renamed, run 'git remote set-head \(found.remote) --auto'. Otherwise name a branch "
                            + "that is there: 'git ls-remote --heads \(found.remote)' lists them")
                }
                throw GitError(
                    .rewritten,
                    "\(place) is gone. It was at \(known); if the default branch was renamed, run 'git remote "
                        + "set-head \(found.remote) --auto', and write the new name where settings or a pipeline "
                        + "have the old one ('review: {branch: NAME}', '--branch'). Otherwise push the branch again")
            }
            guard tip != known else { return }
            if let known, try !isAncestor(known, of: tip) {
                throw GitError(
                    .rewritten,
                    "\(place) was rewritten: it was at \(known), and is now at \(tip), which does not contain that; "
                        + "see what is new with 'git log \(known)..\(tip)', and find out who pushed it. Only if it "
                        + "is right, take it over: 'git fetch \(found.remote) "
                        + "+refs/heads/\(found.branch):\(found.reference)'")
            }
            let writer = try LedgerWriterLock(patiently: folder + "gate53-ledger.writer")
            defer { writer.release() }
            try healing([found.reference]) { () throws(GitError) in
                try move(found.reference, from: known, to: tip, remote: found.remote)
            }
        }
    }

    /// Moves the reference that shows a remote's branch, unless somebody else has. Called with the lock held.
    private func move(
        _ reference: String, from known: CommitID?, to tip: CommitID, remote: String
    ) throws(GitError) {
        var (moved, oid): (OpaquePointer?, git_oid) = (nil, tip.object.oid)
        defer { git_reference_free(moved) }
        let line = "gate53: fetched from \(remote)"
        let result: Int32
        if let known {
            var before = known.object.oid
            result = git_reference_create_matching(&moved, handle, reference, &oid, 1, &before, line)
        } else {
            result = git_reference_create(&moved, handle, reference, &oid, 0, line)
        }
        if result == GIT_EMODIFIED.rawValue || result == GIT_EEXISTS.rawValue {
            throw GitError(.failed, "another process moved '\(reference)' at the same time; try again")
        }
        try check(result, "cannot move '\(reference)'")
    }
}
