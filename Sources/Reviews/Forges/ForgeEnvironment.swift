internal import FoundationEssentials
internal import HTTPTransport
package import ZonePlanning

/// What a pipeline's environment says of the forge that it runs at.
package struct ForgeEnvironment: Sendable {
    private let environment: [String: String]
    private let event: Event?

    /// - Parameters:
    ///   - environment: the environment of the process.
    ///   - event: the octets of the file that `GITHUB_EVENT_PATH` names, where there is one.
    package init(_ environment: [String: String], event: [UInt8]?) {
        self.environment = environment
        self.event = event.flatMap { try? JSONDecoder().decode(Event.self, from: Data($0)) }
    }

    /// The part of a workflow's event that is about a pull request.
    private struct Event: Decodable {
        var pull_request: Pull?

        struct Pull: Decodable {
            var number: Int
            var head: Head?
        }

        struct Head: Decodable { var sha: String }
    }

    private func value(_ names: String...) -> String? {
        names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }

    /// Whether the workflow is one of Gitea or Forgejo, which set GitHub's variables too.
    private var isGitea: Bool { value("GITEA_ACTIONS", "FORGEJO_ACTIONS") == "true" }

    /// The forge that runs the pipeline; `nil` outside of a pipeline.
    package var kind: ForgeKind? {
        if isGitea { return .gitea }
        if value("GITHUB_ACTIONS") == "true" { return .github }
        return value("GITLAB_CI") == "true" ? .gitlab : nil
    }

    /// The pull request that the pipeline runs for.
    package var pullRequest: Int? {
        switch kind {
        case .github, .gitea:
            if let number = event?.pull_request?.number { return number }
            let parts = (value("GITHUB_REF") ?? "").split(separator: "/")
            return parts.count == 4 && parts[0] == "refs" && parts[1] == "pull" ? Int(parts[2]) : nil
        case .gitlab: return value("CI_MERGE_REQUEST_IID").flatMap { Int($0) }
        case nil: return nil
        }
    }

    /// The commit of the pull request that the pipeline runs for.
    package var head: String? {
        switch kind {
        case .github, .gitea: event?.pull_request?.head?.sha
        // A pipeline of merged results runs on a commit of its own.
        case .gitlab: value("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA")
        case nil: nil
        }
    }

    /// Where the job's summary goes: the path of a file to add to.
    package var summaryPath: String? { value("GITHUB_STEP_SUMMARY") }

    /// The variables that a token is looked for in, the usual one first.
    package static func tokenNames(_ kind: ForgeKind) -> [String] {
        switch kind {
        case .github: ["GITHUB_TOKEN", "GH_TOKEN"]
        case .gitlab: ["GITLAB_TOKEN", "CI_JOB_TOKEN"]
        case .gitea: ["GITEA_TOKEN", "FORGEJO_TOKEN"]
        }
    }

    /// A repository's address: what is given, else what the environment says, else the usual one.
    ///
    /// - Throws: ``ForgeError`` with code `misconfigured`.
    package func address(_ kind: ForgeKind, url: String?, repository: String?) throws(ForgeError) -> ForgeAddress {
        let isHere = self.kind == kind
        let (ownURL, ownRepository): (String?, String?) =
            switch kind {
            case .github: (value("GITHUB_API_URL"), value("GITHUB_REPOSITORY"))
            case .gitea:
                (
                    value("GITHUB_API_URL") ?? value("GITHUB_SERVER_URL").map { $0 + "/api/v1" },
                    value("GITHUB_REPOSITORY")
                )
            // A merge request from a fork runs in the fork's project.
            case .gitlab:
                (
                    value("CI_API_V4_URL"),
                    value(
                        "CI_MERGE_REQUEST_PROJECT_PATH", "CI_PROJECT_PATH", "CI_MERGE_REQUEST_PROJECT_ID",
                        "CI_PROJECT_ID")
                )
            }
        guard let repository = repository ?? (isHere ? ownRepository : nil) else {
            throw ForgeError(
                .misconfigured,
                "the repository at \(kind.name) is not known; name it, as in 'repository: org/dns' in the settings "
                    + "or '--repository org/dns'")
        }
        return try ForgeAddress(kind: kind, url: url ?? (isHere ? ownURL : nil), repository: repository)
    }

    /// The token for a forge; `nil` where there is none.
    package func token(_ kind: ForgeKind) -> ForgeToken? {
        switch kind {
        case .github:
            // In a workflow of Gitea that variable has Gitea's token.
            let text = isGitea ? value("GH_TOKEN") : value("GITHUB_TOKEN", "GH_TOKEN")
            return text.map { ForgeToken($0, in: .bearer) }
        case .gitea:
            let text = value("GITEA_TOKEN", "FORGEJO_TOKEN") ?? (isGitea ? value("GITHUB_TOKEN") : nil)
            return text.map { ForgeToken($0, in: .token) }
        case .gitlab:
            if let text = value("GITLAB_TOKEN") { return ForgeToken(text, in: .privateToken) }
            return value("CI_JOB_TOKEN").map { ForgeToken($0, in: .jobToken) }
        }
    }

    /// The account that a pipeline's own token writes as, where the forge does not say.
    private func pipelineAccount(_ kind: ForgeKind) -> String? {
        guard self.kind == kind else { return nil }
        switch kind {
        case .github: return "github-actions[bot]"
        case .gitea: return value("FORGEJO_ACTIONS") == "true" ? "forgejo-actions" : "gitea-actions"
        case .gitlab: return nil
        }
    }

    /// The forge at an address, over the network, with the token and the proxies of the environment.
    package func forge(at address: ForgeAddress) -> any Forge {
        var configuration = HTTPConfiguration(totalTimeout: .seconds(30))
        configuration.proxy = ProxySettings(environment: environment)
        return forge(ForgeService(address: address, token: token(address.kind), configuration: configuration))
    }

    /// The forge at an address, to be looked at.
    func inspected(at address: ForgeAddress) -> any InspectedForge {
        var configuration = HTTPConfiguration(totalTimeout: .seconds(30))
        configuration.proxy = ProxySettings(environment: environment)
        let service = ForgeService(address: address, token: token(address.kind), configuration: configuration)
        let account = pipelineAccount(address.kind)
        return switch address.kind {
        case .github: InspectedGitHub(service, pipelineAccount: account)
        case .gitlab: InspectedGitLab(service)
        case .gitea: InspectedGitea(service, pipelineAccount: account)
        }
    }

    /// The forge that a service reaches.
    package func forge(_ service: ForgeService) -> any Forge {
        let account = pipelineAccount(service.address.kind)
        switch service.address.kind {
        case .github: return GitHubForge(service, pipelineAccount: account)
        case .gitlab: return GitLabForge(service)
        case .gitea: return GiteaForge(service, pipelineAccount: account)
        }
    }
}
