internal import ZoneFiles

/// How remotes are reached: what the user's environment says of credentials and certificates.
package struct RemoteAccess: Sendable {
    /// The environment: tokens, and what git is run with.
    package var environment: [String: String]
    /// How many seconds a server may be silent.
    package var longestWait: Int
    /// How the remotes have answered in this run.
    package var manners: RemoteManners

    package init(
        environment: [String: String], longestWait: Int = 30, manners: RemoteManners = RemoteManners()
    ) {
        self.environment = environment
        self.longestWait = longestWait
        self.manners = manners
    }

    /// A user's name and a password or token.
    struct Login: Hashable, Sendable {
        var user: String
        var secret: String
        /// Whether it is offered even where the checkout left something else, since somebody set it for this.
        var goesBeforeAll = false
    }

    /// The token of the environment for a remote, if it has one that is meant for it.
    ///
    /// `GATE53_GIT_TOKEN` is meant for the server that `GATE53_GIT_HOST` names; without it for the one that the
    /// pipeline runs at, and where that is not said, for that of the remote `origin`. The tokens that pipelines set are
    /// meant for the forge they run at and are sent to no other host, and to no other port or scheme: `GITHUB_TOKEN`
    /// (GitHub, Gitea and Forgejo Actions), `GITLAB_TOKEN` and `CI_JOB_TOKEN` (GitLab).
    ///
    /// - Parameters:
    ///   - address: the remote.
    ///   - origin: where `origin` is.
    /// - Returns: the login.
    func token(for address: RemoteAddress, origin: RemoteAddress? = nil) -> Login? {
        if let token = set("GATE53_GIT_TOKEN"), withheld(from: address, origin: origin) == nil {
            return Login(user: set("GATE53_GIT_USER") ?? "x-access-token", secret: token, goesBeforeAll: true)
        }
        if address.isSameLocation(as: set("GITHUB_SERVER_URL") ?? "https://github.com"), let token = set("GITHUB_TOKEN")
        {
            return Login(user: "x-access-token", secret: token)
        }
        if address.isSameLocation(as: gitLab ?? "https://gitlab.com") {
            if let token = set("GITLAB_TOKEN") { return Login(user: "oauth2", secret: token) }
            if let token = set("CI_JOB_TOKEN") { return Login(user: "gitlab-ci-token", secret: token) }
        }
        return nil
    }

    private func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The GitLab that the pipeline runs at; `nil` where it says none.
    private var gitLab: String? {
        let port = set("CI_SERVER_PORT").map { ":" + $0 } ?? ""
        let host = set("CI_SERVER_HOST").map { "\(set("CI_SERVER_PROTOCOL") ?? "https")://\($0)\(port)" }
        return set("CI_SERVER_URL") ?? host
    }

    /// The server that `GATE53_GIT_TOKEN` is for, where it is set and the remote is at another one.
    func withheld(from address: RemoteAddress, origin: RemoteAddress?) -> String? {
        guard set("GATE53_GIT_TOKEN") != nil, address.isWeb else { return nil }
        if let host = set("GATE53_GIT_HOST") {
            let url = host.contains("://") ? host : "https://\(host)"
            return address.isSameLocation(as: url) ? nil : RemoteAddress.withoutSecrets(url)
        }
        let forges = [set("GITHUB_SERVER_URL"), gitLab].compactMap { $0 }
        if let forge = forges.first {
            return forges.contains { address.isSameLocation(as: $0) } ? nil : RemoteAddress.withoutSecrets(forge)
        }
        guard let origin, origin.isWeb else { return nil }
        let url = "\(origin.scheme)://\(origin.host)\(origin.port.map { ":" + $0 } ?? "")"
        return address.isSameLocation(as: url) ? nil : url
    }

    /// Whether a variable may be handed to what the user has set up for remotes of every kind: tokens of forges are for
    /// their own servers, and those of gate53 for nobody else.
    static func isOfForge(_ name: String, _ address: RemoteAddress, _ environment: [String: String]) -> Bool {
        let access = RemoteAccess(environment: environment)
        switch name {
        case "GITHUB_TOKEN", "GH_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN", "ACTIONS_RUNTIME_TOKEN",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN":
            // Where nothing says at which server a pipeline of Gitea or Forgejo runs, it is not known.
            let isGitHub = name.hasPrefix("GH_") || name.hasPrefix("GITHUB_")
            guard let url = access.set("GITHUB_SERVER_URL") ?? (isGitHub ? "https://github.com" : nil) else {
                return false
            }
            return address.isSameLocation(as: url)
        case "GITLAB_TOKEN", "CI_JOB_TOKEN": return address.isSameLocation(as: access.gitLab ?? "https://gitlab.com")
        case "GATE53_GIT_TOKEN": return access.withheld(from: address, origin: nil) == nil
        default: return true
        }
    }
}
