internal import Glibc
internal import ZoneFiles

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
    /// `GATE53_GIT_TOKEN` is meant for the remote, whatever that is. The tokens that pipelines set are meant for the
    /// forge they run at and are sent to no other host: `GITHUB_TOKEN` (GitHub, Gitea and Forgejo Actions),
    /// `GITLAB_TOKEN` and `CI_JOB_TOKEN` (GitLab).
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
