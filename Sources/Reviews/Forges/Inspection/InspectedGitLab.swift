package import Gate
package import ZonePlanning

/// GitLab, to be looked at.
package struct InspectedGitLab: InspectedForge {
    package let service: ForgeService

    package init(_ service: ForgeService) { self.service = service }

    private struct Project: Decodable {
        var permissions: Permissions?

        struct Permissions: Decodable {
            var project_access: Access?
            var group_access: Access?
        }

        struct Access: Decodable { var access_level: Int }
    }

    private struct Numbered: Decodable { var iid: Int }

    private struct Branch: Decodable { var protected: Bool }

    private struct Protection: Decodable {
        var allow_force_push: Bool?
        var push_access_levels: [Level]?

        /// Who may push: somebody who is named, or everybody with a role; 0 is nobody.
        struct Level: Decodable {
            var access_level: Int?
            var user_id: Int?
            var group_id: Int?
            var deploy_key_id: Int?

            var isRole: Bool { user_id == nil && group_id == nil && deploy_key_id == nil && access_level != 0 }
        }
    }

    /// Who may comment: a reporter.
    private static let reporter = 20

    package func account() async throws(ForgeError) -> String? { try await GitLabForge(service).ownAccount() }

    package func rights() async throws(ForgeError) -> (mayWrite: Bool?, date: Instant?, scopes: [String]?) {
        let (project, date, _) = try await service.dated(path, as: Project.self)
        let levels = [project.permissions?.project_access, project.permissions?.group_access].compactMap {
            $0?.access_level
        }
        return (levels.max().map { $0 >= Self.reporter }, date, nil)
    }

    package func readsPullRequests() async throws(ForgeError) -> Bool {
        let requests = try await service.get("\(path)/merge_requests?per_page=1", as: [Numbered].self)
        guard let number = requests.first?.iid else { return false }
        _ = try await service.get("\(path)/merge_requests/\(number)/approvals", as: AnyAnswer.self)
        _ = try await service.get("\(path)/merge_requests/\(number)/notes?per_page=1", as: [AnyAnswer].self)
        return true
    }

    package func protection(of branch: String) async throws(ForgeError) -> BranchProtection? {
        let name = ForgeAddress.encoded(branch)
        guard let known = try await allowed("\(path)/repository/branches/\(name)", as: Branch.self) else { return nil }
        var found = BranchProtection(isProtected: known.protected)
        guard known.protected else { return found }
        if let rule = try await allowed("\(path)/protected_branches/\(name)", as: Protection.self) {
            found.allowsForcePush = rule.allow_force_push
            found.restrictsPushes = rule.push_access_levels.map { levels in !levels.contains(where: \.isRole) }
        }
        // Nobody deletes a protected branch with git.
        found.allowsDeletion = false
        return found
    }

    package func has(account: String) async throws(ForgeError) -> Bool {
        try await !service.get("users?username=\(ForgeAddress.encoded(account))", as: [AnyAnswer].self).isEmpty
    }

    package func has(team: String) async throws(ForgeError) -> Bool {
        try await isThere("groups/\(ForgeAddress.encoded(team))", as: AnyAnswer.self)
    }
}
