internal import CGit2
internal import Glibc
internal import ZoneFiles

// Decision 0094: remotes are reached by the stock git client.

/// A remote in one call.
struct RemoteConnection {
    private let branch: RemoteBranch
    private let repository: GitRepository
    private let activity: NetworkActivity
    private let git: GitProgram
    /// What every call begins with.
    private let beginning: [String]
    private let variables: [String: String]
    private let address: RemoteAddress
    /// Where the remote is on this machine; `nil` where it is on another.
    private let remoteFolder: String?
    private let failure: RemoteFailure

    /// - Parameters:
    ///   - branch: which branch of which remote.
    ///   - activity: told of all that the remote says.
    ///   - toPush: whether it is pushed to, which may be another place.
    /// - Throws: ``GitError`` where the remote is none.
    init(_ branch: RemoteBranch, _ activity: NetworkActivity, toPush: Bool) throws(GitError) {
        let environment = branch.access.environment
        repository = try GitRepository(at: branch.folder, environment: environment, isTrusted: true)
        git = try GitProgram(environment)
        (self.branch, self.activity) = (branch, activity)
        let settings = TransportSettings(
            try GitConfiguration(of: branch.folder, environment), remote: branch.remote,
            RepositoryLocation(folders: repository.folders, home: environment["HOME"] ?? ""))
        // A path is meant from where the working tree begins, as git takes it.
        let place = repository.workingFolder ?? repository.folder
        beginning = ["-C", place, "--git-dir=" + (try TransportFolder.path(in: repository.folder))]
        let found = try settings.url(toPush: toPush)
        let url = found.resolved
        guard let address = RemoteAddress(url) else {
            throw GitError(.failed, "the URL of the remote '\(branch.remote)' can't be read; see 'git remote -v'")
        }
        self.address = address
        if address.scheme == "ssh", environment["GIT_SSH_COMMAND"]?.isEmpty != false,
            settings.unused.contains("core.sshcommand")
        {
            throw GitError(
                .failed,
                "'core.sshCommand' in the repository's own configuration is not run, because somebody else may have "
                    + "written it. It may only be ssh with options that name keys and known hosts; if it is right, "
                    + "set it with 'git config --global', or as GIT_SSH_COMMAND")
        }
        let login = address.isWeb ? branch.access.token(for: address, origin: settings.origin) : nil
        variables = settings.variables(for: found, address, login, environment)
        failure = RemoteFailure(
            remote: branch.remote, address: address,
            secrets: RemoteFailure.secrets(in: url, address) + (login.map { [$0.secret] } ?? []),
            unused: settings.unused, misleading: settings.misleading,
            withheld: branch.access.withheld(from: address, origin: settings.origin))
        remoteFolder =
            address.scheme == "file" ? (address.path.hasPrefix("/") ? address.path : place + address.path) : nil
        let clone = RepositoryLocation(folders: repository.folders, home: environment["HOME"] ?? "")
        if toPush, let remoteFolder, clone.holds(remoteFolder) {
            throw GitError(
                .forbidden,
                "the remote '\(branch.remote)' is in this clone, at '\(address.path)': a push would run its hooks, which"
                    + " whoever made the clone could have written; put it elsewhere, and name that with 'git remote set-url"
                    + " \(branch.remote) PATH'")
        }
    }

    /// Runs git with the remote.
    private func asked(_ arguments: [String]) throws(GitError) -> GitProgram.Outcome {
        try git.run(beginning + arguments, adding: variables, activity, isBounded: remoteFolder == nil)
    }

    // MARK: Fetching

    /// The commit that the remote's branch is at, with its history.
    ///
    /// - Returns: it; `nil` where there is no such branch.
    /// - Throws: ``GitError``.
    func fetch() throws(GitError) -> CommitID? {
        PendingReferences.tidy(repository)
        PushLocks.healTracking(branch, repository)
        guard let tip = try listed() else {
            try checkIsRepository()
            return nil
        }
        var oid = tip.object.oid
        if git_odb_exists(repository.database, &oid) == 1 { return tip }
        // Whatever the branch is at by now: the commit that was listed is in its history, or it is asked for again.
        // No reference is moved, by what is configured neither.
        let outcome = try asked([
            "fetch", "--progress", "--refmap=", "--no-tags", "--no-prune", "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules", "--no-show-forced-updates", "--", branch.remote, branch.reference,
        ])
        guard outcome.status == 0 else { throw failure.error(outcome.messages) }
        git_odb_refresh(repository.database)
        guard git_odb_exists(repository.database, &oid) == 1 else {
            throw GitError(.unreachable, "the remote '\(branch.remote)' does not give the commit \(tip)")
        }
        return tip
    }

    /// The commit that the remote's branch is at.
    private func listed() throws(GitError) -> CommitID? {
        let outcome = try asked(["ls-remote", "--quiet", "--", branch.remote, branch.reference])
        guard outcome.status == 0 else { throw failure.error(outcome.messages) }
        let line = outcome.text.split(separator: "\n").first { $0.hasSuffix("\t" + branch.reference) }
        guard let line else { return nil }
        guard let tip = CommitID(hex: String(line.prefix(40))) else {
            throw GitError(.unreachable, "the remote '\(branch.remote)' answers '\(line.prefix(200))'")
        }
        return tip
    }

    /// Throws where a server of the web has no branch at all. Git takes any page, as one to log in, for the list of a
    /// repository that has none.
    private func checkIsRepository() throws(GitError) {
        guard address.isWeb else { return }
        let outcome = try asked(["ls-remote", "--quiet", "--heads", "--", branch.remote])
        guard outcome.status == 0 else { throw failure.error(outcome.messages) }
        if outcome.text.contains("\trefs/heads/") { return }
        throw GitError(
            .unreachable,
            "the remote '\(branch.remote)' (\(address.shown)) has no branches, or is not a git server; check where "
                + "it leads to ('git remote -v'), or push a branch first")
    }

    // MARK: Looking

    /// The branches that the remote has, by full name.
    ///
    /// - Throws: ``GitError``.
    func branches() throws(GitError) -> [String: CommitID] {
        let outcome = try asked(["ls-remote", "--quiet", "--heads", "--", branch.remote])
        guard outcome.status == 0 else { throw failure.error(outcome.messages) }
        var found: [String: CommitID] = [:]
        for line in outcome.text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2, let commit = CommitID(hex: String(parts[0])) else { continue }
            found[String(parts[1])] = commit
        }
        if found.isEmpty { try checkIsRepository() }
        return found
    }

    /// Asks the remote whether it would take a push of a commit, which is not done: no object and no reference moves,
    /// and no hook of this clone is run.
    ///
    /// - Throws: ``GitError``, with code `forbidden` where it lets nobody in.
    func tryPush(_ commit: CommitID) throws(GitError) -> RemoteBranch.Push {
        let outcome = try asked([
            "push", "--dry-run", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--", branch.remote,
            "\(commit.hex):\(branch.reference)",
        ])
        if outcome.status == 0 { return .accepted }
        guard let line = outcome.text.split(separator: "\n").first(where: { $0.hasPrefix("!\t") }) else {
            throw failure.error(outcome.messages)
        }
        let reason = line.split(separator: "\t").last ?? ""
        return reason.hasPrefix("[rejected]") ? .overtaken : .refused(failure.hidden(String(reason)))
    }

    // MARK: Pushing

    /// What git's server says where it loses a race in its own folder of objects. Nothing was taken then, and the same
    /// push goes through a moment later.
    private static let passingFailure = "unable to migrate objects to permanent storage"

    /// Moves the remote's branch to a commit, if it is where we think.
    func push(_ commit: CommitID, after known: CommitID?) throws(GitError) -> RemoteBranch.Push {
        PendingReferences.tidy(repository, looksIntoPacked: true)
        PushLocks.healTracking(branch, repository)
        // With a lease the server moves the branch from that commit or not at all; all zeros, or nothing, is that there
        // must be none. What is pushed is a descendant, so nothing is ever overwritten.
        let arguments = [
            "push", "--porcelain", "--progress", "--no-verify", "--no-signed", "--no-follow-tags",
            "--force-with-lease=\(branch.reference):\(known?.hex ?? "")", "--", branch.remote,
            "\(commit.hex):\(branch.reference)",
        ]
        var locks = PushLocks(branch.reference, folder: remoteFolder)
        var outcome = try asked(arguments)
        var passingFailures = 0
        while outcome.status != 0 {
            let text = outcome.text + outcome.messages
            if text.contains(Self.passingFailure), passingFailures < 10 {
                passingFailures += 1
                usleep(useconds_t(100_000 * passingFailures))
            } else if !locks.mayBeAbandoned(text) {
                break
            }
            outcome = try asked(arguments)
        }
        if outcome.status == 0 { return .accepted }
        guard let line = outcome.text.split(separator: "\n").first(where: { $0.hasPrefix("!\t") }) else {
            throw failure.error(outcome.messages)
        }
        let reason = line.split(separator: "\t").last ?? ""
        // `[rejected]` is the client's own look at where the branch is.
        if reason.hasPrefix("[rejected]") { return .overtaken }
        if reason.hasPrefix("[remote failure]") { throw failure.error(outcome.messages) }
        let said = outcome.messages.split(whereSeparator: \.isNewline).filter { $0.hasPrefix("remote:") }.map {
            $0.dropFirst(7).split(separator: " ").joined(separator: " ")
        }
        let words = ([String(reason)] + said.filter { !$0.isEmpty }).joined(separator: "; ")
        return .refused(failure.hidden(words))
    }
}
