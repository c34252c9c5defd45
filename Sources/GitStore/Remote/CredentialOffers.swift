internal import CGit2
internal import ZoneFiles

/// The credentials that a remote is offered, one after another, until it takes one.
///
/// For https: the token of the environment, then what the user's git would send, as its credential helpers say. Neither
/// goes over a connection that others can read. For ssh: the keys of the agent, then the usual key files. Nobody is
/// ever asked.
final class CredentialOffers {
    private let access: RemoteAccess
    private let address: RemoteAddress
    private let folder: String
    // Names of places and no closures, which would hold on to this object that holds on to them.
    private var passwords: [Password] = [.environment, .stored]
    private var keys: [Key] = []
    /// What must never be shown.
    private(set) var secrets: [String] = []
    /// Whether everything there was has been offered.
    private(set) var isExhausted = false

    private enum Password {
        case environment, stored
    }

    private enum Key {
        case agent
        case file(String)
    }

    init(_ access: RemoteAccess, _ address: RemoteAddress, folder: String) {
        self.access = access
        self.address = address
        self.folder = folder
        if access.hasAgent { keys.append(.agent) }
        keys += access.keyFiles.map { .file($0) }
    }

    /// What libgit2 calls: makes the next credential of a kind that the server takes.
    ///
    /// - Parameters:
    ///   - result: where it is put, for libgit2 to free.
    ///   - user: the user of the remote's URL, if it has one.
    ///   - kinds: what the server takes, of `git_credential_t`.
    /// - Returns: libgit2's code.
    func next(
        _ result: UnsafeMutablePointer<UnsafeMutablePointer<git_credential>?>?, user: String?, kinds: UInt32
    ) -> Int32 {
        let user = user ?? "git"
        if kinds & GIT_CREDENTIAL_SSH_KEY.rawValue != 0 {
            guard !keys.isEmpty else { return exhausted() }
            switch keys.removeFirst() {
            case .agent: return git_credential_ssh_key_from_agent(result, user)
            case .file(let path):
                let isPublicThere = access.isFile(path + ".pub")
                return git_credential_ssh_key_new(result, user, isPublicThere ? path + ".pub" : nil, path, nil)
            }
        }
        if kinds & GIT_CREDENTIAL_USERNAME.rawValue != 0 { return git_credential_username_new(result, user) }
        guard kinds & GIT_CREDENTIAL_USERPASS_PLAINTEXT.rawValue != 0, address.isConfidential else {
            return exhausted()
        }
        while !passwords.isEmpty {
            let login =
                switch passwords.removeFirst() {
                case .environment: access.token(for: address.host)
                case .stored: stored()
                }
            guard let login else { continue }
            secrets.append(login.secret)
            return git_credential_userpass_plaintext_new(result, login.user, login.secret)
        }
        return exhausted()
    }

    private func exhausted() -> Int32 {
        isExhausted = true
        return GIT_EAUTH.rawValue
    }

    /// What the user's credential helpers have for the remote (git-credential(1)).
    private func stored() -> RemoteAccess.Login? {
        guard let git = GitProgram(access.environment) else { return nil }
        let place = address.host + (address.port.map { ":" + $0 } ?? "")
        var input = "protocol=\(address.scheme)\nhost=\(place)\npath=\(address.path.drop { $0 == "/" })\n"
        if let user = address.user { input += "username=\(user)\n" }
        guard !input.contains("\0"), input.utf8.count < 4000,
            let outcome = try? git.run(
                ["--git-dir=" + folder, "credential", "fill"], input: input + "\n", showsErrors: false),
            outcome.status == 0
        else { return nil }
        var values: [Substring: String] = [:]
        for line in outcome.text.split(separator: "\n") {
            guard let sign = line.firstIndex(of: "=") else { continue }
            values[line[..<sign]] = String(line[line.index(after: sign)...])
        }
        guard let user = values["username"], let secret = values["password"], !secret.isEmpty else { return nil }
        return RemoteAccess.Login(user: user, secret: secret)
    }
}
