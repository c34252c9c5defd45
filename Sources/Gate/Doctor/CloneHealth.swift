internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Whether a clone has all that decisions about trust need.
struct CloneHealth {
    let condition: CloneCondition

    private static let area = HealthCheck.Area.clone

    func checks(_ trusted: Result<TrustedBranch, GateError>) -> [HealthCheck] {
        [Self.area.good("clone-opened", "repository", bareness), history, objects, files, branch(trusted)]
    }

    private var bareness: String {
        "it is a git repository of somebody who is trusted" + (condition.isBare ? ", without a working folder" : "")
    }

    private var history: HealthCheck {
        guard condition.isShallow else { return Self.area.good("clone-shallow", "history", "it is whole") }
        return Self.area.failed(
            "clone-shallow", "history",
            "this clone is shallow: who wrote a change and which ledger counts can't be told",
            "git fetch --unshallow; in a pipeline 'fetch-depth: 0' (GitHub, Forgejo), 'GIT_DEPTH: 0' (GitLab)")
    }

    private var objects: HealthCheck {
        guard condition.isPartial else { return Self.area.good("clone-partial", "objects", "all are here") }
        return Self.area.failed(
            "clone-partial", "objects", "this clone is partial: what it needs to read may not be here",
            "clone again without '--filter'")
    }

    private var files: HealthCheck {
        Self.area.good(
            "clone-sparse", "working folder",
            condition.isSparse
                ? "it is sparse, which does not matter: commits are read, except by --worktree" : "all files are there")
    }

    private func branch(_ trusted: Result<TrustedBranch, GateError>) -> HealthCheck {
        let subject = "protected branch"
        switch trusted {
        case .success(let trusted):
            let branch = trusted.branch
            return Self.area.good(
                "protected-branch", subject,
                "'\(Printable.text(branch.name))' at \(branch.commit.hex.prefix(12)) (\(Printable.text(branch.reference)))"
            )
        case .failure(let error):
            return Self.area.failed("protected-branch", subject, error.finding)
        }
    }
}
