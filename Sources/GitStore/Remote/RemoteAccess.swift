internal import ZoneFiles

/// How remotes are reached: what the user's environment says of credentials and certificates.
package struct RemoteAccess: Sendable {
    /// The environment: tokens, and what git is run with.
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
        /// Whether it is offered even where the checkout left something else, since somebody set it for this.
        var goesBeforeAll = false
    }

    /// The token of the environment for a remote, if it has one that is meant for it.
    ///
    /// `GATE53_GIT_TOKEN` is meant for the remote, whatever that is. The tokens that pipelines set are meant for the
    /// forge they run at and are sent to no other host, and to no other port or scheme: `GITHUB_TOKEN` (GitHub, Gitea
    /// and Forgejo Actions), `GITLAB_TOKEN` and `CI_JOB_TOKEN` (GitLab).
    func token(for address: RemoteAddress) -> Login? {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let token = set("GATE53_GIT_TOKEN") {
            return Login(user: set("GATE53_GIT_USER") ?? "x-access-token", secret: token, goesBeforeAll: true)
        }
        if address.isSamePlace(as: set("GITHUB_SERVER_URL") ?? "https://github.com"), let token = set("GITHUB_TOKEN") {
            return Login(user: "x-access-token", secret: token)
        }
        let port = set("CI_SERVER_PORT").map { ":" + $0 } ?? ""
        let host = set("CI_SERVER_HOST").map { "\(set("CI_SERVER_PROTOCOL") ?? "https")://\($0)\(port)" }
        if address.isSamePlace(as: set("CI_SERVER_URL") ?? host ?? "https://gitlab.com") {
            if let token = set("GITLAB_TOKEN") { return Login(user: "oauth2", secret: token) }
            if let token = set("CI_JOB_TOKEN") { return Login(user: "gitlab-ci-token", secret: token) }
        }
        return nil
    }
}
