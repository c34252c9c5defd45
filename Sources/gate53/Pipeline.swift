/// Whether a process is one of a pipeline's job.
enum Pipeline {
    /// What the pipelines set that we know of: `CI` is that of GitHub, GitLab, Forgejo, Gitea, Woodpecker, Bitbucket,
    /// CircleCI, Travis, Buildkite and others.
    private static let names = [
        "CI", "GITHUB_ACTIONS", "GITLAB_CI", "FORGEJO_ACTIONS", "GITEA_ACTIONS", "BUILDKITE", "CIRCLECI", "TF_BUILD",
        "JENKINS_URL", "TEAMCITY_VERSION", "CODEBUILD_BUILD_ID",
    ]

    /// Whether an environment is that of a pipeline's job.
    static func isOne(_ environment: [String: String]) -> Bool {
        names.contains { name in
            guard let value = environment[name] else { return false }
            return !["", "0", "false"].contains(value.lowercased())
        }
    }
}
