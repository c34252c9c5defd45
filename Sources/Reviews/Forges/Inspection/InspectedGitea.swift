package import Gate
package import ZonePlanning

/// Gitea and Forgejo, to be looked at.
package struct InspectedGitea: InspectedForge {
    package let service: ForgeService
    let pipelineAccount: String?

    package init(_ service: ForgeService, pipelineAccount: String? = nil) {
        self.service = service
        self.pipelineAccount = pipelineAccount
    }

    private struct Team: Decodable { var name: String }

    private struct Branch: Decodable {
        var protected: Bool
        var required_approvals: Int?
        var effective_branch_protection_name: String?
    }

    private struct Protection: Decodable {
        var enable_force_push: Bool?
        var block_admin_merge_override: Bool?
        var enable_push: Bool?
        var enable_push_whitelist: Bool?
    }

    package func account() async throws(ForgeError) -> String? {
        try await GiteaForge(service, pipelineAccount: pipelineAccount).ownAccount()
    }

    package func rights() async throws(ForgeError) -> (mayWrite: Bool?, date: Instant?, scopes: [String]?) {
        let (repository, date, _) = try await service.dated(path, as: RepositoryRights.self)
        return (repository.permissions?.push, date, nil)
    }

    package func readsPullRequests() async throws(ForgeError) -> Bool {
        try await readsNumberedRequests(limit: "limit")
    }

    package func protection(of branch: String) async throws(ForgeError) -> BranchProtection? {
        guard
            let known = try await allowed("\(path)/branches/\(ForgeAddress.encoded(branch))", as: Branch.self)
        else { return nil }
        var found = BranchProtection(isProtected: known.protected)
        guard known.protected else { return found }
        found.requiredApprovals = known.required_approvals
        // Nobody deletes a protected branch, and whoever may push one by force is named in its rule.
        found.allowsDeletion = false
        if let name = known.effective_branch_protection_name, !name.isEmpty,
            let rule = try await allowed(
                "\(path)/branch_protections/\(ForgeAddress.encoded(name))", as: Protection.self)
        {
            found.allowsForcePush = rule.enable_force_push
            found.adminsMayBypass = rule.block_admin_merge_override.map { !$0 }
            if let mayPush = rule.enable_push {
                found.restrictsPushes = !mayPush || rule.enable_push_whitelist == true
            }
        }
        return found
    }

    package func has(account: String) async throws(ForgeError) -> Bool {
        try await isUser(account)
    }

    package func has(team: String) async throws(ForgeError) -> Bool {
        let team = TeamName(team, at: service.address)
        do {
            return try await service.list(team.teams, as: Team.self, size: 50, sizeName: "limit", leavesOut: true)
                .contains { $0.name.lowercased() == team.name.lowercased() }
        } catch {
            if error.code == .notFound || error.code == .forbidden { return false }
            throw error
        }
    }
}
