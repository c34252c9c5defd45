internal import ArgumentParser
internal import DNSModel
internal import Gate
internal import GitStore
internal import Reviews
internal import ZoneFiles
internal import ZonePlanning

/// The ledger: where it is, and how it is shared.
extension Wiring {
    /// The ledger that counts, as this clone has it; that of some settings where it was not looked for yet.
    func ledger(of settings: Settings) throws(CommandFailure) -> any Ledger {
        try open(
            trust.now ?? CountingLedger(settings: settings.ledger), settings,
            LedgerFetching(fetches: false, mustFetch: false, publishes: false))
    }

    /// The ledger that counts, fetched where it is shared.
    ///
    /// - Parameters:
    ///   - settings: those that name a ledger where nothing was accepted yet.
    ///   - fetches: whether the remote is asked.
    ///   - mustFetch: whether it is an error that it can't be asked; else the ledger is read as this clone has it.
    ///   - publishes: whether what this clone has alone is pushed.
    /// - Returns: the ledger.
    /// - Throws: ``CommandFailure``, with exit code 3 where the shared ledger is not to be trusted, or must be reached
    ///   and can't be, or where it can't be told which ledger counts.
    @discardableResult
    func fetchedLedger(
        of settings: Settings, fetches: Bool = true, mustFetch: Bool = false, publishes: Bool = false
    ) async throws(CommandFailure) -> any Ledger {
        try await countingLedger(
            settings, LedgerFetching(fetches: fetches, mustFetch: mustFetch, publishes: publishes))
    }

    /// How this run reaches its remotes.
    var remoteAccess: RemoteAccess { RemoteAccess(environment: Terminal.environment, manners: manners) }

    /// How remotes answer, saying when one keeps the run waiting.
    static func manners(_ verbosity: VerbosityOptions) -> RemoteManners {
        let isQuiet = verbosity.quiet
        return RemoteManners { remote in
            guard !isQuiet else { return }
            Terminal.standardError.write("note: waiting for the remote '\(Printable.text(remote))' …")
        }
    }

    /// The settings at HEAD, or the usual ones where there are none.
    func settingsAtHead() -> Settings {
        (try? clone.reading(of: try repository.resolve()))?.settings?.settings ?? Settings(path: "")
    }

    /// Opens a ledger; nothing is read yet.
    ///
    /// - Parameters:
    ///   - counting: where it is, and how it is shared and signed.
    ///   - settings: those of the protected branch.
    ///   - fetching: whether the remote is asked.
    /// - Returns: the ledger.
    /// - Throws: ``CommandFailure`` where there can be no ledger of that name.
    func open(
        _ counting: CountingLedger, _ settings: Settings, _ fetching: LedgerFetching
    ) throws(CommandFailure) -> any Ledger {
        let (identity, place) = (ledgerIdentity, counting.settings)
        let remote = try gitFailure { () throws(GitError) in
            try repository.ledgerRemote(place.remote, protected: settings.review.branch ?? branch)
        }
        let signing = try signing(counting, settings)
        do {
            guard let remote else {
                return try GitLedger(
                    repository: repository, branch: place.branch, signing: signing, identity: identity)
            }
            let sharing = LedgerSharing(
                remote: remote, push: place.push, fetches: fetching.fetches, mustFetch: fetching.mustFetch,
                publishes: fetching.publishes, access: remoteAccess
            ) { times in
                let most = 50 << min(times, 5)
                try? await Task.sleep(for: .milliseconds(Int.random(in: 0...most)))
            }
            let (isQuiet, trust) = (verbosity.quiet, trust)
            return try SharedLedger(
                repository: repository, branch: place.branch, sharing: sharing, signing: signing,
                identity: identity
            ) { notice in
                switch notice.kind {
                case .notFetched:
                    trust.missed()
                    if !isQuiet {
                        Terminal.standardError.write("note: \(Printable.text(notice.message)) [ledger-not-fetched]")
                    }
                case .notPushed:
                    Terminal.standardError.write("warning: \(Printable.text(notice.message)) [ledger-not-pushed]")
                }
            }
        } catch {
            throw CommandFailure(.failure, Printable.text(error.message), id: "ledger")
        }
    }

    /// Who writes the ledger.
    private var ledgerIdentity: @Sendable () -> CommitIdentity {
        let name = (try? repository.configured("user.name")) ?? "gate53"
        let email = (try? repository.configured("user.email")) ?? "gate53@localhost"
        return { CommitIdentity(name: name, email: email, seconds: Clock.seconds()) }
    }

    /// The ledger of a place as this clone has it, to be read only.
    func localLedger(_ place: LedgerPlace, signing: CommitSigning? = nil) throws(LedgerError) -> GitLedger {
        try GitLedger(
            repository: repository, branch: place.branch, remote: place.remote, signing: signing,
            identity: ledgerIdentity)
    }

    /// How the ledger's commits are signed: with the key that git signs with, checked by the signers that were accepted
    /// last; as long as none were, by those of the protected branch.
    func signing(_ counting: CountingLedger, _ settings: Settings) throws(CommandFailure) -> CommitSigning? {
        guard counting.settings.sign != .never else { return nil }
        let environment = Terminal.environment
        let (format, configured) = (
            try? repository.configured("gpg.format"), try? repository.configured("user.signingkey")
        )
        let sign = { @Sendable (commit: [UInt8]) throws(GitError) -> [UInt8] in
            do throws(SSHError) {
                let key = try SigningKey(format: format, configured: configured, home: environment["HOME"])
                return try CommitSignatures(keygen: SSHKeygen(environment: environment)).sign(commit, with: key)
            } catch {
                throw GitError(.failed, "the event can't be signed: \(error.message)")
            }
        }
        guard counting.settings.sign == .required else { return CommitSigning(sign: sign) }
        let allowed = try gitFailure { () throws(any Error) -> [UInt8]? in
            if let accepted = counting.accepted { return accepted.signers }
            let tree: any FileTree
            do throws(GateError) {
                tree = try TrustedBranch.find(in: clone).tree
            } catch {
                // Where the protected branch is not known, as in a clone of one commit, those at HEAD.
                guard error.has("git-no-protected-branch") else { throw error }
                tree = try clone.reading(of: try repository.resolve()).tree
            }
            return try tree.smallFile(at: settings.review.signers)
        }
        guard let allowed else {
            throw CommandFailure(
                refused: "the settings say 'ledger: {sign: required}' and there is no signers file; name one with"
                    + " 'review: {signers: PATH}'", id: "no-signers")
        }
        return CommitSigning(sign: sign) { (commit, signature) throws(GitError) in
            do throws(SSHError) {
                return try CommitSignatures(keygen: SSHKeygen(environment: environment))
                    .signer(of: signature, over: commit, allowed: allowed)
            } catch {
                throw GitError(.failed, error.message)
            }
        }
    }

    /// How this run says that it begins.
    ///
    /// - Parameter patience: how many seconds runs of the same zones are waited for.
    /// - Returns: the claim.
    /// - Throws: ``CommandFailure`` where the clone can't be given a name.
    func claim(patience: Int64) throws(CommandFailure) -> RunClaim {
        let environment = Terminal.environment
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var url = set("CI_JOB_URL") ?? set("BUILD_URL")
        if let server = set("GITHUB_SERVER_URL"), let name = set("GITHUB_REPOSITORY"), let run = set("GITHUB_RUN_ID") {
            url = "\(server)/\(name)/actions/runs/\(run)"
        }
        let user = set("GITHUB_ACTOR") ?? set("GITLAB_USER_LOGIN") ?? (try? repository.configured("user.name"))
        let host = RunningProcess.host
        let clone = try gitFailure { () throws(GitError) in try repository.cloneName(host: host) }
        let identity = RunIdentity(
            name: String(UInt64.random(in: UInt64.min...UInt64.max), radix: 36), by: user ?? "somebody", host: host,
            process: RunningProcess.number, url: url, clone: clone)
        let isQuiet = verbosity.quiet
        let rest = { @Sendable in
            do { try await Task.sleep(for: .seconds(RunIntent.signInterval)) } catch { return }
        }
        var claim = RunClaim(identity: identity, patience: patience, rest: rest) { [stop] times, isForOthers in
            let most = isForOthers ? min(5_000, 500 << min(times, 4)) : 50 << min(times, 5)
            let pause = Int.random(in: (isForOthers ? most / 2 : 0)...most)
            await stop.orUntilRequested { try? await Task.sleep(for: .milliseconds(pause)) }
        } onWait: { others in
            guard !isQuiet else { return }
            for other in others { Terminal.standardError.write("note: waiting for another run: \(other.summary)") }
        } onTakeOver: { dead in
            guard !isQuiet else { return }
            for other in dead {
                Terminal.standardError.write("note: taking over from a run that did not end: \(other.summary)")
            }
        }
        claim.stop = stop
        return claim
    }
}

extension CommandFailure {
    /// A ledger's error, before anything was changed.
    init(_ error: LedgerError) { self.init(GateError(error)) }

    /// A refusal.
    init(refused message: String, id: String) { self.init(GateError(refused: message, id: id)) }
}
