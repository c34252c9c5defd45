internal import CGit2
internal import Glibc
internal import ZoneFiles

/// A remote in one call.
final class RemoteConnection {
    private let branch: RemoteBranch
    private let repository: GitRepository
    private let handle: OpaquePointer
    private let url: String
    private let address: RemoteAddress
    private let calls: RemoteCalls
    /// The proxy of this remote, which is freed at the end; `nil` for that of the configuration.
    private let proxy: UnsafeMutablePointer<CChar>?

    /// Whether the stock git client must do it: for a folder, and where the user has set how ssh is run.
    let needsProgram: Bool

    init(_ branch: RemoteBranch, _ activity: NetworkActivity, toPush: Bool) throws(GitError) {
        repository = try GitRepository(at: branch.folder)
        self.branch = branch
        let configuration = try RemoteConfiguration(repository.handle)
        let found = toPush ? configuration.pushURL(of: branch.remote) : configuration.url(of: branch.remote)
        guard let url = found else {
            throw GitError(.failed, "the remote '\(branch.remote)' has no URL; set one with 'git remote set-url'")
        }
        guard let address = RemoteAddress(url) else {
            throw GitError(.failed, "the URL of the remote '\(branch.remote)' is none; see 'git remote -v'")
        }
        var options = git_remote_create_options()
        git_remote_create_options_init(&options, UInt32(GIT_REMOTE_CREATE_OPTIONS_VERSION))
        options.repository = repository.handle
        options.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF.rawValue | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC.rawValue
        var handle: OpaquePointer?
        try check(git_remote_create_with_opts(&handle, url, &options), "cannot read the remote")
        guard let handle else { throw GitError(.failed, "the remote '\(branch.remote)' can't be used") }
        self.handle = handle
        self.url = url
        self.address = address
        let environment = branch.access.environment
        let ssh: [String?] = [environment["GIT_SSH_COMMAND"], environment["GIT_SSH"], configuration.sshCommand]
        needsProgram = address.scheme == "file" || (address.scheme == "ssh" && ssh.contains { $0?.isEmpty == false })
        proxy = configuration.proxy(of: branch.remote).flatMap { strdup($0) }
        calls = RemoteCalls(
            offers: CredentialOffers(branch.access, address, folder: branch.folder), activity: activity)
        let ours = try? repository.configured("http.sslcainfo")
        let bundle = branch.access.environment["GIT_SSL_CAINFO"] ?? ours ?? branch.access.environment["SSL_CERT_FILE"]
        if let bundle, !bundle.isEmpty, address.scheme == "https" {
            try check(
                gate53_git_set_certificate_locations(bundle, nil), "cannot read the certificates of '\(bundle)'")
        }
    }

    deinit {
        git_remote_free(handle)
        free(proxy)
    }

    /// Sets the proxy, as git would take it.
    private func setProxy(_ options: inout git_proxy_options) {
        options.type = proxy == nil ? GIT_PROXY_AUTO : GIT_PROXY_SPECIFIED
        options.url = proxy.map { UnsafePointer($0) }
    }

    // MARK: By libgit2

    func fetch() throws(GitError) -> CommitID? {
        PendingReferences.tidy(repository)
        var options = git_fetch_options()
        git_fetch_options_init(&options, UInt32(GIT_FETCH_OPTIONS_VERSION))
        options.callbacks = calls.table()
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        setProxy(&options.proxy_opts)
        options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE
        return try withExtendedLifetime(calls) { () throws(GitError) in
            var connection = git_remote_connect_options()
            git_remote_connect_options_init(&connection, UInt32(GIT_REMOTE_CONNECT_OPTIONS_VERSION))
            connection.callbacks = options.callbacks
            connection.follow_redirects = options.follow_redirects
            connection.proxy_opts = options.proxy_opts
            try asked(git_remote_connect_ext(handle, GIT_DIRECTION_FETCH, &connection))
            defer { git_remote_disconnect(handle) }
            guard let tip = try tip() else { return nil }
            var oid = tip.oid
            if git_odb_exists(repository.database, &oid) == 1 { return CommitID(tip) }
            let specification = [branch.reference]
            try asked(
                withCStrings(specification) { pointers, count in
                    var names = git_strarray(strings: pointers, count: count)
                    return git_remote_download(handle, &names, &options)
                })
            git_odb_refresh(repository.database)
            return CommitID(tip)
        }
    }

    /// The commit that the connected remote's branch is at.
    private func tip() throws(GitError) -> ObjectID? {
        var heads: UnsafeMutablePointer<UnsafePointer<git_remote_head>?>?
        var count = 0
        try asked(git_remote_ls(&heads, &count, handle))
        for index in 0..<count {
            guard let head = heads?[index]?.pointee, let name = head.name, String(cString: name) == branch.reference
            else { continue }
            return ObjectID(head.oid)
        }
        return nil
    }

    func push(_ commit: CommitID, after known: CommitID?) throws(GitError) -> RemoteBranch.Push {
        // A push takes a reference only, so the commit gets one for the time being.
        let pending = try PendingReferences(repository)
        defer { pending.release() }
        let temporary = "\(PendingReferences.folder)\(commit.hex)-\(UInt32.random(in: 0...UInt32.max))"
        var oid = commit.object.oid
        var reference: OpaquePointer?
        try check(git_reference_create(&reference, repository.handle, temporary, &oid, 1, nil), "cannot push")
        defer {
            git_reference_delete(reference)
            git_reference_free(reference)
        }
        var options = git_push_options()
        git_push_options_init(&options, UInt32(GIT_PUSH_OPTIONS_VERSION))
        options.callbacks = calls.table()
        options.follow_redirects = GIT_REMOTE_REDIRECT_NONE
        setProxy(&options.proxy_opts)
        calls.expected = known?.object ?? ObjectID(git_oid())
        let specification = ["\(temporary):\(branch.reference)"]
        let result = withExtendedLifetime(calls) {
            withCStrings(specification) { pointers, count in
                var names = git_strarray(strings: pointers, count: count)
                return git_remote_push(handle, &names, &options)
            }
        }
        if result == GIT_ENONFASTFORWARD.rawValue || calls.isElsewhere { return .overtaken }
        try asked(result)
        return calls.refusal.map { .refused(hidden($0)) } ?? .accepted
    }

    /// Throws where a call that reaches the remote has failed, saying what to do.
    private func asked(_ result: Int32) throws(GitError) {
        guard result < 0 else { return }
        let said = hidden(GitLibrary.lastMessage)
        let place = "the remote '\(branch.remote)' (\(address.shown))"
        if result == GIT_ECERTIFICATE.rawValue {
            let advice =
                address.scheme == "ssh"
                ? hostKeyAdvice
                : "its certificate is not trusted; name the authority's with 'git config http.sslCAInfo FILE'"
            throw GitError(.unknownServer, "\(place) is not known: \(advice)")
        }
        if result == GIT_EAUTH.rawValue || calls.offers.isExhausted {
            let advice =
                address.scheme == "ssh"
                ? Self.keyAdvice
                : address.isConfidential
                    ? "it took no credentials; set GATE53_GIT_TOKEN, or configure a credential helper of git"
                    : "it wants a password, which is not sent over a connection that others can read; use https"
            throw GitError(.forbidden, "\(place) did not let us in: \(advice)")
        }
        if said.contains("status code: 401") || said.contains("status code: 403") {
            throw GitError(.forbidden, "\(place) does not allow this: \(said)")
        }
        throw GitError(.unreachable, "\(place) can't be reached: \(said)")
    }

    private var hostKeyAdvice: String {
        "its host key is not in ~/.ssh/known_hosts, or is another; compare the key with what the server's"
            + " owners publish, then add it there ('ssh-keyscan \(address.host)' shows it)"
    }

    private static let keyAdvice =
        "it took no key; add one to the agent ('ssh-add'), or put one without a passphrase at ~/.ssh/id_ed25519"

    /// A text without any secret that was sent.
    private func hidden(_ text: String) -> String {
        var text = text
        if let at = url.lastIndex(of: "@"), let mark = url.firstIndex(of: ":"), mark < at {
            text = text.replacing(url[...at], with: "")
        }
        for secret in calls.offers.secrets where !secret.isEmpty { text = text.replacing(secret, with: "***") }
        return text
    }

    // MARK: By the stock git client

    /// The commit that the remote's branch is at.
    private func listedByProgram() throws(GitError) -> CommitID? {
        let outcome = try program(["ls-remote", "--quiet", branch.remote, branch.reference])
        let line = outcome.text.split(separator: "\n").first { $0.hasSuffix("\t" + branch.reference) }
        guard let line else { return nil }
        guard let tip = CommitID(hex: String(line.prefix(40))) else {
            throw GitError(.unreachable, "the remote '\(branch.remote)' answers '\(line)'")
        }
        return tip
    }

    func fetchByProgram() throws(GitError) -> CommitID? {
        PushLocks.healTracking(branch, repository)
        guard let tip = try listedByProgram() else { return nil }
        var oid = tip.object.oid
        if git_odb_exists(repository.database, &oid) == 1 { return tip }
        // Whatever the branch is at by now: the commit that was listed is in its history, or it is asked for again.
        // With an empty refmap git moves no reference of ours, as it would by what is configured, and by force.
        _ = try program([
            "fetch", "--quiet", "--refmap=", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance",
            "--no-recurse-submodules", branch.remote, branch.reference,
        ])
        git_odb_refresh(repository.database)
        guard git_odb_exists(repository.database, &oid) == 1 else {
            throw GitError(.unreachable, "the remote '\(branch.remote)' does not give the commit \(tip)")
        }
        return tip
    }

    /// What git's server says where it loses a race in its own folder of objects. Nothing was taken then, and the same
    /// push goes through a moment later.
    private static let passingFailure = "unable to migrate objects to permanent storage"

    func pushByProgram(_ commit: CommitID, after known: CommitID?) throws(GitError) -> RemoteBranch.Push {
        if try listedByProgram() != known { return .overtaken }
        let arguments = ["push", "--porcelain", "--no-verify", branch.remote, "\(commit.hex):\(branch.reference)"]
        var locks = PushLocks(branch, repository, folder: address.scheme == "file" ? address.path : nil)
        var outcome = try program(arguments, mayFail: true)
        var passingFailures = 0
        while outcome.status != 0 {
            if outcome.text.contains(Self.passingFailure), passingFailures < 3 {
                passingFailures += 1
                usleep(100_000)
            } else if !locks.mayBeAbandoned(outcome.text) {
                break
            }
            outcome = try program(arguments, mayFail: true)
        }
        if outcome.status == 0 { return .accepted }
        let lines = outcome.text.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("!\t") }) else {
            throw failure(outcome)
        }
        let reason = line.split(separator: "\t").last ?? ""
        // `[rejected]` is the client's own look at where the branch is.
        if reason.hasPrefix("[rejected]") { return .overtaken }
        let said = lines.filter { $0.hasPrefix("remote:") }.map {
            $0.dropFirst(7).split(separator: " ").joined(separator: " ")
        }
        return .refused(([String(reason)] + said.filter { !$0.isEmpty }).joined(separator: "; "))
    }

    private func program(_ arguments: [String], mayFail: Bool = false) throws(GitError) -> GitProgram.Outcome {
        guard let git = GitProgram(branch.access.environment) else {
            throw GitError(
                .failed, "the remote '\(branch.remote)' is reached by git, which is not there; install git")
        }
        let outcome = try git.run(["--git-dir=" + branch.folder] + arguments, calls.activity)
        guard outcome.status == 0 || mayFail else {
            throw failure(outcome)
        }
        return outcome
    }

    /// The error for a git that failed; what OpenSSH says of keys is told as libgit2's own is.
    private func failure(_ outcome: GitProgram.Outcome) -> GitError {
        let place = "the remote '\(branch.remote)'"
        if outcome.text.contains("Host key verification failed") {
            return GitError(.unknownServer, "\(place) is not known: \(hostKeyAdvice)")
        }
        if outcome.text.contains("Permission denied (") {
            return GitError(.forbidden, "\(place) did not let us in: \(Self.keyAdvice)")
        }
        return GitError(.unreachable, "\(place) can't be reached: \(Self.words(outcome.text))")
    }

    /// The first thing that git says of its trouble.
    private static func words(_ text: String) -> String {
        // What ssh says ends in CR LF.
        let lines = text.split(whereSeparator: \.isNewline)
        let line = lines.first { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") } ?? lines.first ?? "git failed"
        return String(line)
    }
}

/// What libgit2 calls while it talks to a remote.
private final class RemoteCalls {
    let offers: CredentialOffers
    let activity: NetworkActivity
    /// Why the remote did not take what was pushed.
    private(set) var refusal: String?
    /// Where the remote's branch must be for a push; all zeros where there must be none.
    var expected: ObjectID?
    /// Whether it was elsewhere, and nothing was pushed.
    private(set) var isElsewhere = false
    /// How many octets of objects came so far.
    private var received = 0

    init(offers: CredentialOffers, activity: NetworkActivity) {
        self.offers = offers
        self.activity = activity
    }

    /// The table of calls, good as long as this object lives.
    func table() -> git_remote_callbacks {
        var table = git_remote_callbacks()
        git_remote_init_callbacks(&table, UInt32(GIT_REMOTE_CALLBACKS_VERSION))
        table.payload = Unmanaged.passUnretained(self).toOpaque()
        table.credentials = { result, _, user, kinds, payload in
            guard let calls = RemoteCalls.from(payload) else { return GIT_EAUTH.rawValue }
            guard calls.activity.sign() else { return GIT_EUSER.rawValue }
            return calls.offers.next(result, user: user.map { String(cString: $0) }, kinds: kinds)
        }
        table.transfer_progress = { progress, payload in
            guard let calls = RemoteCalls.from(payload) else { return 0 }
            let received = progress?.pointee.received_bytes ?? 0
            defer { calls.received = received }
            return RemoteCalls.goesOn(payload, max(0, received - calls.received))
        }
        table.sideband_progress = { _, count, payload in RemoteCalls.goesOn(payload, Int(count)) }
        table.push_transfer_progress = { _, _, _, payload in RemoteCalls.goesOn(payload, 0) }
        table.push_negotiation = { updates, count, payload in
            guard let calls = RemoteCalls.from(payload), let expected = calls.expected else { return 0 }
            for index in 0..<count {
                guard let update = updates?[index]?.pointee, ObjectID(update.src) != expected else { continue }
                calls.isElsewhere = true
                return GIT_EUSER.rawValue
            }
            return 0
        }
        table.push_update_reference = { _, status, payload in
            if let status { RemoteCalls.from(payload)?.refusal = String(cString: status) }
            return 0
        }
        return table
    }

    private static func from(_ payload: UnsafeMutableRawPointer?) -> RemoteCalls? {
        payload.map { Unmanaged<RemoteCalls>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func goesOn(_ payload: UnsafeMutableRawPointer?, _ octets: Int) -> Int32 {
        from(payload)?.activity.sign(octets) ?? true ? 0 : GIT_EUSER.rawValue
    }
}
