internal import Glibc

/// How remotes are reached: what the user's environment says of credentials and certificates.
package struct RemoteAccess: Sendable {
    /// The environment: tokens, HOME, the SSH agent, and what git is run with.
    package var environment: [String: String]
    /// How many seconds a server may be silent.
    package var patience: Int
    /// How the remotes have answered in this run.
    package var manners: RemoteManners

    package init(
        environment: [String: String], patience: Int = 30, manners: RemoteManners = RemoteManners()
    ) {
        self.environment = environment
        self.patience = patience
        self.manners = manners
    }

    /// A user's name and a password or token.
    struct Login: Hashable, Sendable {
        var user: String
        var secret: String
    }

    /// The token of the environment for a host, if it has one that is meant for that host.
    ///
    /// `GATE53_GIT_TOKEN` is meant for the remote, whatever that is. The tokens that pipelines set are meant for the forge
    /// they run at and are sent to no other host: `GITHUB_TOKEN` (GitHub, Gitea and Forgejo Actions), `GITLAB_TOKEN` and
    /// `CI_JOB_TOKEN` (GitLab).
    func token(for host: String) -> Login? {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let host = host.lowercased()
        if let token = set("GATE53_GIT_TOKEN") {
            return Login(user: set("GATE53_GIT_USER") ?? "x-access-token", secret: token)
        }
        let hub = set("GITHUB_SERVER_URL").flatMap { RemoteAddress($0)?.host } ?? "github.com"
        if host == hub.lowercased(), let token = set("GITHUB_TOKEN") {
            return Login(user: "x-access-token", secret: token)
        }
        let lab = set("CI_SERVER_HOST") ?? "gitlab.com"
        if host == lab.lowercased() {
            if let token = set("GITLAB_TOKEN") { return Login(user: "oauth2", secret: token) }
            if let token = set("CI_JOB_TOKEN") { return Login(user: "gitlab-ci-token", secret: token) }
        }
        return nil
    }

    /// The private keys of ssh's usual names that have no passphrase.
    ///
    /// One with a passphrase works through the agent only: libssh2 can't ask for it.
    var keyFiles: [String] {
        guard let home = environment["HOME"] else { return [] }
        return ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }.filter(isUnlockedKey)
    }

    /// Whether there is an agent to ask for keys.
    var hasAgent: Bool {
        guard let socket = environment["SSH_AUTH_SOCK"], !socket.isEmpty else { return false }
        var status = stat()
        return stat(socket, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    /// Whether there is a file at a path.
    func isFile(_ path: String) -> Bool { Glibc.access(path, R_OK) == 0 }

    /// Whether a file is a private key that needs no passphrase: in OpenSSH's form one whose cipher is `none`, in the
    /// older one (PEM) one without the word.
    private func isUnlockedKey(_ path: String) -> Bool {
        guard let file = fopen(path, "re") else { return false }
        defer { fclose(file) }
        var octets = [UInt8](repeating: 0, count: 400)
        let count = fread(&octets, 1, octets.count, file)
        let text = String(decoding: octets[..<count], as: UTF8.self)
        if text.hasPrefix("-----BEGIN OPENSSH PRIVATE KEY-----") {
            // "openssh-key-v1", a NUL, and the text "none" after its length.
            return text.contains("b3BlbnNzaC1rZXktdjEAAAAABG5vbmU")
        }
        return text.hasPrefix("-----BEGIN ") && text.contains("PRIVATE KEY") && !text.contains("ENCRYPTED")
    }
}

/// Where a remote is.
struct RemoteAddress: Hashable, Sendable {
    /// `https`, `http`, `ssh`, `file`, …
    var scheme: String
    /// The user before an at sign, without a password.
    var user: String?
    /// Empty for a path.
    var host: String
    /// As in `8443`.
    var port: String?
    /// With its first `/` where there is one.
    var path: String

    /// Reads a remote's URL, the short form of ssh (`git@host:path`), or a path; nothing where it is none of these.
    init?(_ url: String) {
        guard let mark = url.range(of: "://") else {
            // As git sees it: a colon before the first slash ends a host.
            let head = url.prefix { $0 != "/" }
            guard let colon = head.firstIndex(of: ":") else {
                (scheme, user, host, port, path) = ("file", nil, "", nil, url)
                return
            }
            let place = url[..<colon]
            let at = place.lastIndex(of: "@")
            (scheme, port) = ("ssh", nil)
            user = at.map { String(place[..<$0]) }
            host = String(at.map { place[place.index(after: $0)...] } ?? place)
            path = String(url[url.index(after: colon)...])
            return
        }
        scheme = url[..<mark.lowerBound].lowercased()
        let rest = url[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[slash...])
        var place = rest[..<slash]
        if let at = place.lastIndex(of: "@") {
            user = place[..<at].split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
            place = place[place.index(after: at)...]
        }
        let colon = place.hasPrefix("[") ? place.range(of: "]:")?.upperBound : place.firstIndex(of: ":")
        if let colon {
            let after = place.hasPrefix("[") ? colon : place.index(after: colon)
            port = String(place[after...])
            host = String(place[..<place.index(before: after)])
        } else {
            host = String(place)
        }
        guard scheme == "file" || !host.isEmpty else { return nil }
    }

    /// Whether a password may be sent there: over TLS, or where no network is between.
    var isConfidential: Bool {
        scheme == "https" || (scheme == "http" && ["localhost", "127.0.0.1", "[::1]"].contains(host))
    }

    /// The address without what is secret in it, for a person.
    ///
    /// Over http and https the user is as secret as the password: forges take a token for either. Over ssh it is a name. What
    /// follows a question mark or a number sign may be a token too, and so may a user and a password in the path.
    var shown: String {
        if host.isEmpty { return path }
        let name = scheme == "ssh" || scheme.hasSuffix("+ssh") ? user.map { $0 + "@" } ?? "" : ""
        let place = name + host + (port.map { ":" + $0 } ?? "")
        return Self.withoutSecrets("\(scheme)://\(place)\(path.hasPrefix("/") ? "" : "/")\(path)")
    }

    /// A text in which no URL names a user or a password, but for the user of ssh.
    ///
    /// What git, libgit2 and others say of their troubles has URLs as they were configured.
    static func withoutSecrets(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        while let mark = rest.range(of: "://") {
            let scheme = rest[..<mark.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            // The last at sign before the path: a password may have one, and a slash that was not encoded.
            let place = rest.prefix { !" \t\n'\"".contains($0) }
            let host = place.prefix { $0 != "/" }
            if let at = host.lastIndex(of: "@") ?? (place.hasPrefix("/") ? nil : Self.slashed(place)) {
                if String(scheme.reversed()).lowercased().hasSuffix("ssh") {
                    let user = place[..<at].prefix { $0 != ":" }
                    result += user + "@"
                }
                rest = rest[place.index(after: at)...]
            }
            let shown = rest.prefix { !" \t\n'\");,".contains($0) }
            result += Self.withoutTail(shown)
            rest = rest[shown.endIndex...]
        }
        return result + rest
    }

    /// What follows the host's user, with what may be a token in the path and behind it left out.
    private static func withoutTail(_ place: Substring) -> String {
        let path = place.prefix { $0 != "?" && $0 != "#" }
        let end = path.endIndex < place.endIndex ? "\(place[path.endIndex])…" : ""
        guard let slash = path.firstIndex(of: "/"), let at = path[slash...].lastIndex(of: "@"),
            let colon = path[slash..<at].lastIndex(of: ":"), !path[colon..<at].contains("/")
        else { return path + end }
        return path[..<slash] + "/…" + path[at...] + end
    }

    /// The at sign of a place whose password has a slash: one after a colon that no digit follows.
    private static func slashed(_ place: Substring) -> Substring.Index? {
        guard let colon = place.prefix(while: { $0 != "/" }).firstIndex(of: ":"),
            let next = place[place.index(after: colon)...].first, !next.isNumber
        else { return nil }
        return place.lastIndex(of: "@")
    }
}

extension StringProtocol {
    /// Where a text first is in another; nothing where it is not.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
