package import Gate
package import ZonePlanning

/// GitHub, to be looked at.
package struct InspectedGitHub: InspectedForge {
    package let service: ForgeService
    let pipelineAccount: String?

    package init(_ service: ForgeService, pipelineAccount: String? = nil) {
        self.service = service
        self.pipelineAccount = pipelineAccount
    }

    private struct Branch: Decodable { var protected: Bool }

    private struct Rule: Decodable {
        var type: String
        var parameters: Parameters?

        struct Parameters: Decodable { var required_approving_review_count: Int? }
    }

    private struct Environment: Decodable {
        var protection_rules: [Rule]?
        var deployment_branch_policy: AnyAnswer?
    }

    private struct Flag: Decodable { var enabled: Bool }

    private struct Protection: Decodable {
        var required_pull_request_reviews: Reviews?
        var enforce_admins: Flag?
        var allow_force_pushes: Flag?
        var allow_deletions: Flag?
        var restrictions: AnyAnswer?

        struct Reviews: Decodable { var required_approving_review_count: Int? }
    }

    package func account() async throws(ForgeError) -> String? {
        try await GitHubForge(service, pipelineAccount: pipelineAccount).ownAccount()
    }

    package func rights() async throws(ForgeError) -> (mayWrite: Bool?, date: Instant?, scopes: [String]?) {
        let (repository, date, scopes) = try await service.dated(path, as: RepositoryRights.self)
        // Of a workflow's own token it tells what the repository's defaults are, and not what the job has.
        return (pipelineAccount == nil ? repository.permissions?.push : nil, date, scopes)
    }

    package func environment(_ name: String) async throws(ForgeError) -> EnvironmentGuard? {
        let place = "\(path)/environments/\(ForgeAddress.encoded(name))"
        do {
            let found = try await service.get(place, as: Environment.self)
            let types = (found.protection_rules ?? []).map(\.type)
            return EnvironmentGuard(
                limitsBranches: found.deployment_branch_policy != nil || types.contains("branch_policy"),
                needsReviewers: types.contains("required_reviewers"))
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    package func readsPullRequests() async throws(ForgeError) -> Bool {
        try await readsNumberedRequests(limit: "per_page")
    }

    package func protection(of branch: String) async throws(ForgeError) -> BranchProtection? {
        let name = ForgeAddress.encoded(branch)
        // Rules are of a name, whether there is such a branch or not.
        let rules = try await allowed("\(path)/rules/branches/\(name)", as: [Rule].self) ?? []
        guard let known = try await allowed("\(path)/branches/\(name)", as: Branch.self) else {
            return rules.isEmpty ? nil : protection(rules, nil, isProtected: true)
        }
        let classic =
            known.protected ? try await allowed("\(path)/branches/\(name)/protection", as: Protection.self) : nil
        return protection(rules, classic, isProtected: known.protected || !rules.isEmpty)
    }

    private func protection(_ rules: [Rule], _ classic: Protection?, isProtected: Bool) -> BranchProtection {
        var found = BranchProtection(isProtected: isProtected)
        let counts = rules.compactMap {
            $0.type == "pull_request" ? $0.parameters?.required_approving_review_count : nil
        }
        let classicCount = classic.map { $0.required_pull_request_reviews?.required_approving_review_count ?? 0 }
        found.requiredApprovals = (counts + [classicCount].compactMap { $0 }).max()
        // A ruleset does not tell who may pass by it to who may not change it.
        if rules.isEmpty { found.adminsMayBypass = classic?.enforce_admins.map { !$0.enabled } }
        found.allowsForcePush =
            rules.contains { $0.type == "non_fast_forward" } ? false : classic?.allow_force_pushes?.enabled
        found.allowsDeletion = rules.contains { $0.type == "deletion" } ? false : classic?.allow_deletions?.enabled
        // Who may pass by a rule that restricts updates is named there.
        if rules.contains(where: { $0.type == "update" }) {
            found.restrictsPushes = true
        } else {
            found.restrictsPushes = classic.map { $0.restrictions != nil }
        }
        return found
    }

    package func has(account: String) async throws(ForgeError) -> Bool {
        try await isUser(account)
    }

    package func has(team: String) async throws(ForgeError) -> Bool {
        let team = TeamName(team, at: service.address)
        return try await isThere("\(team.teams)/\(ForgeAddress.encoded(team.name))", as: AnyAnswer.self)
    }
}
