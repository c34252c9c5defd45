internal import DNSModel
package import Gate
package import ZoneFiles
internal import ZonePlanning

/// The ledgers of a clone: branches of its repository, shared through its remotes.
package struct GitLedgers: Ledgers {
    /// What ledgers need from outside git.
    package struct Means: Sendable {
        /// What signing and checking throw.
        package typealias Failure = GitError

        /// How remotes are reached.
        package var access: RemoteAccess
        /// Whether this is a job of a pipeline, whose clone is thrown away.
        package var isPipeline: Bool
        /// Now, in seconds since 1970-01-01T00:00:00Z.
        package var seconds: @Sendable () -> Int64
        /// Waits before an event is tried again that another writer overtook, with how often it was tried.
        package var pause: @Sendable (_ times: Int) async -> Void
        /// Signs a commit's octets with the key that git signs with.
        package var sign: @Sendable (_ commit: [UInt8]) throws(Failure) -> [UInt8]
        /// Says whose of a signers file a signature is; `nil` where it is nobody's.
        package var signer:
            @Sendable (_ commit: [UInt8], _ signature: [UInt8], _ signers: LedgerSigners) throws(Failure) -> String?

        package init(
            access: RemoteAccess, isPipeline: Bool, seconds: @escaping @Sendable () -> Int64,
            pause: @escaping @Sendable (_ times: Int) async -> Void,
            sign: @escaping @Sendable (_ commit: [UInt8]) throws(Failure) -> [UInt8],
            signer:
                @escaping @Sendable (_ commit: [UInt8], _ signature: [UInt8], _ signers: LedgerSigners) throws(Failure)
                -> String?
        ) {
            self.access = access
            self.isPipeline = isPipeline
            self.seconds = seconds
            self.pause = pause
            self.sign = sign
            self.signer = signer
        }
    }

    package let pinnedBranch: String?
    package let pinnedRoot: String?
    private let repository: GitRepository
    private let means: Means

    /// - Parameters:
    ///   - repository: the clone.
    ///   - pinned: the branch of the ledger that counts by the word of the job's environment; `nil` or empty where it
    ///     says nothing.
    ///   - root: the first commit of the ledger that counts by the same word.
    ///   - means: what ledgers need from outside git.
    package init(of repository: GitRepository, pinned: String?, pinnedRoot root: String? = nil, _ means: Means) {
        pinnedRoot = root.flatMap { $0.isEmpty ? nil : $0 }
        self.repository = repository
        pinnedBranch = pinned.flatMap { $0.isEmpty ? nil : $0 }
        self.means = means
    }

    package func location(of settings: LedgerSettings, protected branch: String?) throws(GitError) -> LedgerLocation {
        LedgerLocation(
            remote: try repository.ledgerRemote(settings.remote, protected: branch), branch: settings.branch)
    }

    package func local(_ location: LedgerLocation) throws(LedgerError) -> any Ledger { try ledger(location) }

    package func open(
        _ opening: LedgerOpening, _ observer: @escaping GateObserver
    ) throws(LedgerError) -> any Ledger {
        let (location, signing) = (opening.location, signing(opening.signing))
        guard let remote = location.remote else {
            return try GitLedger(
                repository: repository, branch: location.branch, signing: signing, pinnedRoot: root, identity: identity)
        }
        // One that earlier settings named may be gone.
        do throws(GitError) { _ = try repository.ledgerRemote(remote, protected: nil) } catch {
            throw LedgerError(GateError(error).plainLines)
        }
        let isRequired = means.isPipeline && opening.push == .attempted && !opening.isPushSaid
        var push = isRequired ? .required : opening.push
        // Whoever applies by hand without the remote decides that it can't wait; the clone of a pipeline is thrown
        // away.
        if push == .required, !opening.fetching.fetches, !means.isPipeline { push = .attempted }
        var sharing = LedgerSharing(
            remote: remote, push: push, fetches: opening.fetching.fetches,
            mustFetch: opening.fetching.mustFetch, publishes: opening.fetching.publishes, access: means.access,
            pause: means.pause)
        sharing.isRequiredByPipeline = isRequired
        sharing.isPipeline = means.isPipeline
        return try SharedLedger(
            repository: repository, branch: location.branch, sharing: sharing, signing: signing, pinnedRoot: root,
            identity: identity
        ) { notice in
            let message = Printable.text(notice.message)
            switch notice.kind {
            case .notFetched: observer(.note("\(message) [ledger-not-fetched]"))
            case .notPushed: observer(.warning("\(message) [ledger-not-pushed]"))
            }
        }
    }

    package func contains(_ newer: LedgerLocation, all older: LedgerLocation) throws(LedgerError) -> Bool {
        let own = try ledger(newer)
        return try own.isContinued(try ledger(older).commits(), by: try own.commits())
    }

    package func has(_ commit: String, in location: LedgerLocation) throws(LedgerError) -> Bool {
        guard let id = CommitID(hex: commit) else {
            throw LedgerError(
                "GATE53_LEDGER_ROOT is not a commit id of 40 hexadecimal digits; 'gate53 log --root' prints the "
                    + "right one",
                kind: .moved)
        }
        let own = try ledger(location)
        let tips = try own.commits()
        // A commit that is not here is in no history of this clone.
        do throws(LedgerError) { return try own.isContinued([id], by: tips) } catch { return false }
    }

    package func signs(as signers: LedgerSigners) throws(LedgerError) -> Bool {
        // No commit, and kept nowhere: with another key it would be the same octets.
        let octets = Array("Whether this key may sign the ledger\n".utf8)
        do throws(GitError) {
            return try means.signer(octets, try means.sign(octets), signers) != nil
        } catch {
            throw LedgerError(error.message, kind: .unsigned)
        }
    }

    package func checkIsSigned(
        adding path: String, in location: LedgerLocation, by signers: LedgerSigners
    ) throws(LedgerError) {
        try ledger(location, signing: signing(.required(signers))).checkIsSigned(adding: path)
    }

    private func ledger(_ location: LedgerLocation, signing: CommitSigning? = nil) throws(LedgerError) -> GitLedger {
        try GitLedger(
            repository: repository, branch: location.branch, remote: location.remote, signing: signing,
            pinnedRoot: root,
            identity: identity)
    }

    /// The pinned root; one that is no commit's name is refused by ``has(_:in:)``.
    private var root: CommitID? { pinnedRoot.flatMap(CommitID.init(hex:)) }

    private func signing(_ signing: LedgerSigning) -> CommitSigning? {
        switch signing {
        case .never: return nil
        case .always: return CommitSigning(sign: means.sign)
        case .required(let signers):
            let signer = means.signer
            return CommitSigning(sign: means.sign) { (commit, signature) throws(GitError) in
                try signer(commit, signature, signers)
            }
        }
    }

    /// Who writes the ledger: whom git names, as git has it when the ledger is opened.
    private var identity: @Sendable () -> CommitIdentity {
        let name = configured("user.name") ?? "gate53"
        let email = configured("user.email") ?? "gate53@localhost"
        return { [seconds = means.seconds] in CommitIdentity(name: name, email: email, seconds: seconds()) }
    }

    /// A setting of git; `nil` where it has none, or can't be read: an event needs some name.
    private func configured(_ key: String) -> String? {
        do throws(GitError) { return try repository.configured(key) } catch { return nil }
    }
}
