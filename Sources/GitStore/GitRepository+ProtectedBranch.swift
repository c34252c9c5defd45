internal import CGit2
package import Gate
internal import Platform
package import ZoneFiles

// Decision 0004: settings and signers come from the protected branch, and count once they were accepted.

// Which reference is taken. The branch decides who may approve, so nobody may choose it who cannot write to it.
// - Where a remote exists, only its remote-tracking references count: they say what the server, with its rules about
//   who may push, has said. A local branch of the same name is whatever was last checked out or committed here, perhaps
//   a pull request. When the remote-tracking reference is missing, as in a clone of a single branch, that is an error
//   and the local branch is not taken instead.
// - The remote is `origin`, or the only one.
// - The remote's default branch is what `refs/remotes/origin/HEAD` says: `git clone` writes it, `actions/checkout` does
//   not. It is not guessed from branches called main or master, since in a repository whose default branch is called
//   otherwise anybody who may push a branch could make one.
// - Without a remote, the local branches are all there is; likewise in a bare repository that fetches into no
//   remote-tracking references (the server itself, `git clone --bare` or `--mirror`), whose branches are written by
//   push and fetch only.
extension GitRepository {
    /// The branch whose settings and reviewers count.
    ///
    /// The settings that name it are read from the default branch: call with nothing first, read `review.branch` there,
    /// and call again with that.
    ///
    /// - Parameter configured: a branch of the remote, as in `main`, or with its remote, as in `upstream/main`, where
    ///   `upstream/HEAD` is that remote's default branch; nothing means the remote's default branch, or the current
    ///   branch where there is no remote.
    /// - Returns: the branch.
    /// - Throws: ``GitError`` with code `noProtectedBranch`.
    package func protectedBranch(configured: String? = nil) throws(GitError) -> ProtectedBranch {
        try lock.locked { () throws(GitError) in
            guard let place = try protectedLocation(configured) else { return try localBranch(configured) }
            return try remoteBranch(place.branch, place.remote, isNamed: configured != nil)
        }
    }

    /// The remote whose branch is the protected one; `nil` where a branch of this repository is. Called with the lock
    /// held.
    func protectedLocation(_ configured: String?) throws(GitError) -> (remote: String, branch: String)? {
        let remotes = try remoteNames()
        if let configured, let slash = configured.firstIndex(of: "/"),
            remotes.contains(String(configured[..<slash]))
        {
            let (remote, branch) = (String(configured[..<slash]), String(configured[configured.index(after: slash)...]))
            return (remote, branch == "HEAD" ? try defaultBranch(remote) : branch)
        }
        guard let remote = remotes.contains("origin") ? "origin" : remotes.first else { return nil }
        if remotes.count > 1, remote != "origin" {
            throw GitError(
                .noProtectedBranch,
                "there are several remotes and none is called origin; name the protected branch with its remote, as"
                    + " in '\(remote)/main'")
        }
        if isBare, try trackingReference("main", remote)?.hasPrefix("refs/heads/") != false { return nil }
        if let configured { return (remote, configured) }
        return (remote, try defaultBranch(remote))
    }

    private func remoteNames() throws(GitError) -> [String] { try RemoteConfiguration(of: self).names }

    /// The remote that the ledger is shared through.
    ///
    /// - Parameters:
    ///   - name: the remote's name, `none`, or `nil` for the remote of the protected branch.
    ///   - branch: the protected branch as configured.
    /// - Returns: the remote's name, or `nil` where the ledger is this repository's own.
    /// - Throws: ``GitError`` when there is no remote of the name.
    package func ledgerRemote(_ name: String?, protected branch: String?) throws(GitError) -> String? {
        try lock.locked { () throws(GitError) in
            if name == "none" { return nil }
            let remotes = try remoteNames()
            if let name {
                guard remotes.contains(name) else {
                    throw GitError(
                        .failed,
                        "there is no remote '\(name)' to share the ledger through; add it with 'git remote add', or write"
                            + " another in the settings under 'ledger: {remote: NAME}'")
                }
                return name
            }
            if let branch, let slash = branch.firstIndex(of: "/"), remotes.contains(String(branch[..<slash])) {
                return String(branch[..<slash])
            }
            guard let remote = remotes.contains("origin") ? "origin" : remotes.count == 1 ? remotes.first : nil else {
                return nil
            }
            // A bare repository whose own branches are what counts, as the server's.
            if isBare, try trackingReference("main", remote)?.hasPrefix("refs/heads/") != false { return nil }
            return remote
        }
    }

    /// The default branch of a remote, as the remote said when it was cloned.
    private func defaultBranch(_ remote: String) throws(GitError) -> String {
        let prefix = "refs/remotes/\(remote)/"
        var reference: OpaquePointer?
        defer { git_reference_free(reference) }
        if git_reference_lookup(&reference, handle, prefix + "HEAD") == 0,
            let target = git_reference_symbolic_target(reference).map({ String(cString: $0) }),
            target.hasPrefix(prefix)
        {
            return String(target.dropFirst(prefix.count))
        }
        throw GitError(
            .noProtectedBranch,
            "the default branch of the remote '\(remote)' is not known here; run 'git remote set-head \(remote) "
                + "--auto', or name the protected branch with '--branch' or 'review: {branch: NAME}'")
    }

    /// A branch as a remote had it at the last fetch.
    private func remoteBranch(
        _ name: String, _ remote: String, isNamed: Bool
    ) throws(GitError) -> ProtectedBranch {
        if let reference = try trackingReference(name, remote), let commit = try commit(of: reference) {
            return ProtectedBranch(name: name, reference: reference, commit: commit)
        }
        if let reference = try trackingReference(name, remote) { try checkNeverWas(reference) }
        throw GitError(
            .noProtectedBranch,
            "the protected branch '\(name)' of the remote '\(remote)' is not in this clone; run 'git fetch \(remote)"
                + " +refs/heads/\(name):refs/remotes/\(remote)/\(name)'"
                + (isNamed
                    ? ""
                    : "; or, where the remote's default branch was renamed, 'git remote set-head \(remote) --auto'"))
    }

    /// The reference into which a remote's branch is fetched, or `nil` where nothing is configured.
    func trackingReference(_ name: String, _ remote: String) throws(GitError) -> String? {
        let source = "refs/heads/" + name
        for text in try RemoteConfiguration(of: self).fetchSpecifications(of: remote) {
            var refspec: OpaquePointer?
            try check(git_refspec_parse(&refspec, text, 1), "cannot read what is fetched from the remote '\(remote)'")
            defer { git_refspec_free(refspec) }
            guard git_refspec_src_matches(refspec, source) == 1 else { continue }
            var buffer = git_buf()
            defer { git_buf_dispose(&buffer) }
            try check(git_refspec_transform(&buffer, refspec, source), "cannot read the remote '\(remote)'")
            if let text = buffer.ptr { return String(cString: text) }
        }
        // `git fetch` writes here too, whatever a clone of a single branch is set to fetch.
        return isBare ? nil : "refs/remotes/\(remote)/\(name)"
    }

    /// The reference that shows where the remote's branch was at the last fetch; `nil` where there is no remote.
    /// Called with the lock held.
    func trackingReference(of branch: String) throws(GitError) -> String? {
        let remotes = try remoteNames()
        guard let remote = remotes.contains("origin") ? "origin" : remotes.count == 1 ? remotes.first : nil,
            branch.hasPrefix("refs/heads/"),
            let reference = try trackingReference(String(branch.dropFirst(11)), remote), reference != branch
        else { return nil }
        return reference
    }

    /// A branch of a repository that has no remote.
    private func localBranch(_ configured: String?) throws(GitError) -> ProtectedBranch {
        var reference = "refs/heads/" + (configured ?? "")
        if configured == nil {
            var head: OpaquePointer?
            defer { git_reference_free(head) }
            guard git_reference_lookup(&head, handle, "HEAD") == 0, let target = git_reference_symbolic_target(head)
            else {
                throw GitError(
                    .noProtectedBranch, "HEAD is not on a branch; check one out, or name the protected branch")
            }
            reference = String(cString: target)
        }
        let name = reference.hasPrefix("refs/heads/") ? String(reference.dropFirst(11)) : reference
        guard let commit = try commit(of: reference) else {
            try checkNeverWas(reference)
            throw GitError(
                .noProtectedBranch, "the protected branch '\(name)' has no commit; make it, or name another branch")
        }
        return ProtectedBranch(name: name, reference: reference, commit: commit)
    }
}
