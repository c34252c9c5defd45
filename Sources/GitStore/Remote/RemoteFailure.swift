internal import ZoneFiles

/// What git says of a remote that failed, as an error that says what to do.
struct RemoteFailure {
    let remote: String
    let address: RemoteAddress
    /// What was sent and must never be shown.
    let secrets: [String]
    /// Settings of the repository that were not used.
    let unused: [String]
    /// Settings of the repository that would have misled, and were not used.
    var misleading: [String] = []
    /// The server that the token of the environment is for, where it was not sent to this one.
    var withheld: String?

    /// A path is in what git says.
    private var place: String {
        "the remote '\(remote)'" + (address.scheme == "file" ? "" : " (\(address.shown))")
    }

    /// The error for a git that failed.
    ///
    /// - Parameter text: what it said.
    /// - Returns: the error.
    func error(_ text: String) -> GitError {
        let said = hidden(text)
        func has(_ words: String...) -> Bool { words.contains { said.contains($0) } }
        if has("Host key verification failed") {
            return GitError(.unknownServer, "\(place) is not known: \(hostKeyAdvice)")
        }
        if has("server certificate verification failed", "SSL certificate problem", "certificate subject name") {
            return GitError(
                .unknownServer,
                "\(place) can't be trusted: its certificate is not known; name the authority's with 'git config --global"
                    + " http.sslCAInfo FILE' (\(Self.words(said)))" + misled)
        }
        if has("Permission denied (") {
            return GitError(
                .forbidden,
                "\(place) refused the login: it accepted no key; add one to the agent ('ssh-add'), or name it in "
                    + "~/.ssh/config"
                    + note("core.sshcommand"))
        }
        if has(
            "could not read Username", "could not read Password", "Authentication failed", "terminal prompts disabled")
            || (has("error: 401") && address.isWeb)
        {
            let advice =
                address.isConfidential
                ? "it accepted no credentials; set GATE53_GIT_TOKEN, or configure a credential helper of git"
                : "it asks for a password, which is not sent over an unencrypted connection; use https"
            let other = withheld.map { server in
                "; GATE53_GIT_TOKEN was not sent, since it is for \(server): where it is meant for this server, say"
                    + " GATE53_GIT_HOST=\(address.host)\(address.port.map { ":" + $0 } ?? "")"
            }
            return GitError(.forbidden, "\(place) refused the login: \(advice)" + (other ?? "") + note("helper"))
        }
        if has("error: 401", "error: 403") {
            return GitError(.forbidden, "\(place) does not allow this: \(Self.words(said))")
        }
        if has("error: 301", "error: 302", "error: 303", "error: 307", "error: 308", "redirect") {
            return GitError(
                .unreachable,
                "\(place) redirects to another address, which is not followed; find the new address, and set it with "
                    + "'git remote set-url \(remote) URL' (\(Self.words(said)))")
        }
        if has("Out of memory", "File too large") {
            return Self.endless(
                remote,
                has("Out of memory")
                    ? "\(RemoteBounds.memory >> 20) MB to keep in memory" : "\(RemoteBounds.octets >> 20) MB")
        }
        if has("not allowed"), said.contains("transport '") {
            return GitError(
                .failed,
                "\(place) has a protocol that is not supported: \(Self.words(said)); use https, ssh or a "
                    + "path")
        }
        return GitError(.unreachable, "\(place) can't be reached: \(Self.words(said))" + note("") + misled)
    }

    /// The error for a remote whose answer is more than is read.
    static func endless(_ remote: String, _ most: String) -> GitError {
        GitError(
            .unreachable,
            "the remote '\(remote)' sends too much: more than \(most); check where it leads to ('git remote -v')")
    }

    private var hostKeyAdvice: String {
        // The short form of an address with a bracket is not one that ssh-keyscan takes.
        let host = address.host.hasPrefix("[") ? String(address.host.dropFirst().prefix { $0 != "]" }) : address.host
        let port = address.port.map { "-p \($0) " } ?? ""
        return "its host key is not in ~/.ssh/known_hosts, or is another; compare the key with what the server's"
            + " owners publish, then add it there ('ssh-keyscan \(port)\(host)' shows it)"
    }

    /// That settings of the repository say another way, and were left out.
    private var misled: String {
        guard !misleading.isEmpty else { return "" }
        return
            "; \(misleading.map { "'\($0)'" }.joined(separator: ", ")) of the repository's own configuration was not used,"
            + " for another may have written it, and it says through what a server is reached and who vouches for it: if it"
            + " is right, set it with 'git config --global'"
    }

    /// That settings of the repository were left out, which may be why.
    private func note(_ end: String) -> String {
        let names = unused.filter { $0.hasSuffix(end) }
        guard !names.isEmpty else { return "" }
        return "; \(names.map { "'\($0)'" }.joined(separator: ", ")) in the repository's own configuration would run "
            + "a program, and was not used, because somebody else may have written it. If it is right, set it with "
            + "'git config --global'"
    }

    /// A text without any secret that was sent.
    func hidden(_ text: String) -> String {
        secrets.filter { !$0.isEmpty }.reduce(RemoteAddress.withoutSecrets(text)) { $0.replacing($1, with: "***") }
    }

    /// What is secret in a URL: the password, and but for ssh the user, unless they are too short to be.
    static func secrets(in url: String, _ address: RemoteAddress) -> [String] {
        guard let start = url.firstRange(of: "://")?.upperBound else { return [] }
        let place = url[start...].prefix { $0 != "/" }
        guard let at = place.lastIndex(of: "@") else { return [] }
        let parts = place[..<at].split(separator: ":", omittingEmptySubsequences: false)
        return parts.dropFirst(address.scheme == "ssh" ? 1 : 0).map(String.init).filter {
            $0.utf8.count > 7 && !["x-access-token", "x-oauth-basic", "x-token-auth", "gitlab-ci-token"].contains($0)
        }
    }

    /// What git says first of its trouble: what ssh says goes before git's own words, which then say little.
    static func words(_ text: String) -> String {
        // What ssh says ends in CR LF.
        let lines = text.split(whereSeparator: \.isNewline).map(String.init)
        let line =
            lines.first { $0.hasPrefix("ssh: ") || $0.hasPrefix("kex_exchange") } ?? lines.first {
                $0.hasPrefix("remote: ERROR")
            }
            ?? lines.first { $0.hasPrefix("fatal:") || $0.hasPrefix("error:") } ?? lines.first ?? "git failed"
        // How long it took says nothing.
        return line.replacing(#/ after \d+ ms(?=: )/#, with: "")
    }
}
