package import ZoneFiles
internal import ZonePlanning

// Decision 0095: what is applied is held against the branch as it is now.

extension GatePorts {
    /// Fetches the protected branch, as the command line and its own settings name it. Without a remote there is
    /// nothing to fetch.
    ///
    /// - Throws: ``GitError``, with code `rewritten` where the branch lost what it had, or is gone.
    package func fetchProtectedBranch() async throws(GitError) {
        try await remote.fetchProtectedBranch(configured: clone.branch)
        let found = try clone.repository.protectedBranch(configured: clone.branch)
        let settings: Settings?
        do throws(GitError) {
            settings = try clone.settings(in: try clone.reading(of: found.commit).tree).settings
        } catch {
            // Whoever reads it next says so.
            if error.code == .noSuchFile { return }
            throw error
        }
        if clone.branch == nil, let named = settings?.review.branch, named != found.name {
            try await remote.fetchProtectedBranch(configured: named)
        }
    }

    /// Fetches the protected branch before something is applied: a clone that is behind would apply what the branch has
    /// taken back.
    ///
    /// - Throws: ``GateError``, refused where it can't be fetched.
    func fetchProtectedBranchToApply() async throws(GateError) {
        do throws(GitError) { try await fetchProtectedBranch() } catch {
            switch error.code {
            case .unreachable, .forbidden, .unknownServer:
                throw GateError(
                    refused: "the protected branch could not be fetched, so this clone may not have what was merged "
                        + "or taken back there: \(error.message); apply again when the remote can be reached. If "
                        + "that can't wait, and you know that nothing was merged since the last fetch, apply with "
                        + "'--no-fetch'", id: "branch-not-fetched")
            case .rewritten: throw GateError(refused: error.message, id: "branch-rewritten")
            default: throw GateError(error)
            }
        }
    }
}
