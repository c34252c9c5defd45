import Gate
import HTTPTransport
import Reviews
import Testing
import ZonePlanning

/// What forges answer whoever looks whether all is set up, as their documentation describes it.
@Suite("A forge that is looked at") struct InspectedForgeTests {
    private static let now = Instant(seconds: 1_795_000_000)

    /// A forge with some answers, by path with query; everything else is not there.
    private func condition(
        _ kind: ForgeKind, _ answers: [String: (Int, String)], reviewers: ReviewerChoice = ReviewerChoice(),
        date: String? = nil, scopes: String? = nil, environments: [String] = []
    ) async throws -> ForgeCondition {
        let url = "https://forge.example/api"
        let address = try ForgeAddress(kind: kind, url: url, repository: "org/dns")
        let service = ForgeService(address: address, token: ForgeToken("secret", in: .bearer)) { request in
            guard request.method == .get else { return HTTPResponse(status: 500, body: Array("{}".utf8)) }
            let path = String(request.url.dropFirst(url.utf8.count + 1))
            let (status, body) = answers[path] ?? (404, "{}")
            var headers: HTTPHeaders = ["Content-Type": "application/json"]
            if let date { headers.add("Date", date) }
            if let scopes { headers.add("x-oauth-scopes", scopes) }
            return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
        }
        let forge: any InspectedForge =
            switch kind {
            case .github: InspectedGitHub(service)
            case .gitlab: InspectedGitLab(service)
            case .gitea: InspectedGitea(service)
            }
        return await forge.condition(
            ForgeExamination(
                kind: kind, source: ReviewSource(forge: kind, repository: "org/dns", reviewers: reviewers),
                branch: "main", ledger: "gate53-ledger", environments: environments), tokenNames: ["TOKEN"],
            now: Self.now)
    }

    private static let github: [String: (Int, String)] = [
        "user": (200, #"{"login": "dns-bot", "id": 7, "type": "User"}"#),
        "repos/org/dns": (200, #"{"permissions": {"push": true}}"#),
        "repos/org/dns/pulls?state=all&per_page=1": (200, #"[{"number": 3}]"#),
        "repos/org/dns/pulls/3/reviews?per_page=1": (200, "[]"),
        "repos/org/dns/issues/3/comments?per_page=1": (200, "[]"),
        "repos/org/dns/rules/branches/main": (200, "[]"),
        "repos/org/dns/branches/main": (200, #"{"protected": true}"#),
        "repos/org/dns/branches/main/protection": (
            200,
            """
            {"required_pull_request_reviews": {"required_approving_review_count": 2}, "enforce_admins": {"enabled": false},
             "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": false}}
            """
        ),
        "repos/org/dns/rules/branches/gate53-ledger": (
            200, #"[{"type": "non_fast_forward"}, {"type": "deletion"}, {"type": "update"}]"#
        ),
        "users/rita": (200, #"{"login": "rita"}"#), "orgs/org/teams/dns": (200, "{}"),
    ]

    @Test("GitHub: the account, its rights, and rules of branches, also of one that is not there yet") func gitHub()
        async throws
    {
        let found = try await condition(
            .github, Self.github, reviewers: ReviewerChoice(names: ["rita"], teams: ["dns"]),
            date: Self.now.adding(seconds: -90).mailDate.replacing(" +0000", with: " GMT"))
        #expect(found.place == "GitHub org/dns")
        #expect(found.account == .known("dns-bot"))
        #expect(
            found.mayWrite
                == .unknown("its account may write here; what the token itself may write the forge does not say"))
        #expect(found.pullRequests == .known(true))
        #expect(
            found.protection
                == .known(
                    BranchProtection(
                        isProtected: true, requiredApprovals: 2, adminsMayBypass: true, allowsForcePush: false,
                        allowsDeletion: false, restrictsPushes: false)))
        #expect(
            found.ledgerProtection
                == .known(
                    BranchProtection(
                        isProtected: true, allowsForcePush: false, allowsDeletion: false, restrictsPushes: true)))
        #expect(found.strangers == .known([]))
        #expect(found.skew == 90)
    }

    @Test("GitHub: the scopes of a classic token, and how an environment is guarded") func environments()
        async throws
    {
        var answers = Self.github
        let place = "repos/org/dns/environments/"
        answers[place + "dns"] = (
            200,
            """
            {"protection_rules": [{"type": "branch_policy"}, {"type": "required_reviewers"}],
             "deployment_branch_policy": {"protected_branches": true}}
            """
        )
        answers[place + "open"] = (200, #"{"protection_rules": [], "deployment_branch_policy": null}"#)
        answers[place + "hidden"] = (403, "{}")
        let found = try await condition(
            .github, answers, scopes: "repo, read:org", environments: ["dns", "open", "hidden", "none"])
        #expect(found.scopes == ["repo", "read:org"])
        #expect(
            found.environments["dns"] == .known(EnvironmentGuard(limitsBranches: true, needsReviewers: true)))
        #expect(
            found.environments["open"] == .known(EnvironmentGuard(limitsBranches: false, needsReviewers: false)))
        #expect(found.environments["none"] == .known(nil))
        guard case .unknown(let why)? = found.environments["hidden"] else {
            Issue.record("a hidden environment is known")
            return
        }
        #expect(why.contains("status 403"))
        #expect(try await condition(.github, Self.github).scopes == nil)
    }

    @Test("GitHub: what the token may not see is said, and is no fault of the branch") func gitHubWeakToken()
        async throws
    {
        var answers = Self.github
        answers["repos/org/dns/branches/main/protection"] = (403, "{}")
        answers["repos/org/dns/rules/branches/gate53-ledger"] = (200, "[]")
        answers["repos/org/dns/pulls?state=all&per_page=1"] = (403, "{}")
        answers["repos/org/dns"] = (200, "{}")
        let found = try await condition(
            .github, answers, reviewers: ReviewerChoice(names: ["rita", "nobody"], teams: ["gone"]))
        #expect(found.protection == .known(BranchProtection(isProtected: true)))
        #expect(
            found.ledgerProtection == .unknown("there is no such branch yet, and no rule for it that the token sees"))
        guard case .unknown(let why) = found.pullRequests else {
            Issue.record("pull requests can be read")
            return
        }
        #expect(why.contains("status 403"))
        #expect(found.mayWrite == .unknown("the forge does not say what this token may write"))
        #expect(found.strangers == .known(["nobody", "team gone"]))
        #expect(found.skew == nil)
    }

    @Test("A token that has run out is no token of a job", arguments: ForgeKind.allCases)
    func refusedToken(kind: ForgeKind) async throws {
        let path = kind == .gitlab ? "projects/org%2Fdns" : "repos/org/dns"
        let found = try await condition(kind, ["user": (401, "{}"), path: (401, "{}")])
        guard case .unknown(let why) = found.account else {
            Issue.record("\(found.account)")
            return
        }
        #expect(why.contains("status 401"))
        // One that may read the repository, and has no account.
        let own = try await condition(kind, ["user": (403, "{}"), path: (200, "{}")])
        #expect(own.account == .known(nil))
    }

    @Test("GitHub: a branch without rules is not protected") func gitHubUnprotected() async throws {
        var answers = Self.github
        answers["repos/org/dns/branches/main"] = (200, #"{"protected": false}"#)
        #expect(
            try await condition(.github, answers).protection == .known(BranchProtection(isProtected: false)))
    }

    @Test("GitLab") func gitLab() async throws {
        let path = "projects/org%2Fdns"
        let found = try await condition(
            .gitlab,
            [
                "user": (200, #"{"id": 7, "username": "dns-bot"}"#),
                path: (200, #"{"permissions": {"project_access": {"access_level": 10}, "group_access": null}}"#),
                "\(path)/merge_requests?per_page=1": (200, "[]"),
                "\(path)/repository/branches/main": (200, #"{"protected": true}"#),
                "\(path)/protected_branches/main": (200, #"{"allow_force_push": true}"#),
                "\(path)/repository/branches/gate53-ledger": (200, #"{"protected": false}"#),
                "users?username=rita": (200, #"[{"id": 1}]"#), "users?username=nobody": (200, "[]"),
            ], reviewers: ReviewerChoice(names: ["rita", "nobody"]))
        #expect(found.account == .known("dns-bot"))
        #expect(found.mayWrite == .known(false))
        #expect(found.pullRequests == .known(false))
        #expect(
            found.protection
                == .known(BranchProtection(isProtected: true, allowsForcePush: true, allowsDeletion: false)))
        #expect(found.ledgerProtection == .known(BranchProtection(isProtected: false)))
        #expect(found.strangers == .known(["nobody"]))
    }

    @Test("Gitea and Forgejo") func gitea() async throws {
        let path = "repos/org/dns"
        let found = try await condition(
            .gitea,
            [
                "user": (200, #"{"id": 7, "login": "dns-bot"}"#), path: (200, #"{"permissions": {"push": true}}"#),
                "\(path)/pulls?state=all&limit=1": (200, #"[{"number": 1}]"#),
                "\(path)/pulls/1/reviews?limit=1": (200, "[]"), "\(path)/issues/1/comments?limit=1": (200, "[]"),
                "\(path)/branches/main": (
                    200,
                    #"{"protected": true, "required_approvals": 1, "effective_branch_protection_name": "main"}"#
                ),
                "\(path)/branch_protections/main": (
                    200, #"{"enable_force_push": false, "block_admin_merge_override": true}"#
                ),
                "orgs/org/teams?limit=50&page=1": (200, #"[{"name": "DNS"}]"#),
                "orgs/org/teams?limit=50&page=2": (200, "[]"),
            ], reviewers: ReviewerChoice(teams: ["dns", "other"]))
        #expect(found.pullRequests == .known(true))
        #expect(
            found.protection
                == .known(
                    BranchProtection(
                        isProtected: true, requiredApprovals: 1, adminsMayBypass: false, allowsForcePush: false,
                        allowsDeletion: false)))
        guard case .unknown = found.ledgerProtection else {
            Issue.record("a branch that is not there is known")
            return
        }
        #expect(found.strangers == .known(["team other"]))
    }

    /// Rules of the ledger's branch, and whether only who is named may push it.
    static let pushRules: [(kind: ForgeKind, answers: [String: (Int, String)], restricts: Bool?)] = {
        func gitHub(_ protection: String) -> [String: (Int, String)] {
            let path = "repos/org/dns/branches/gate53-ledger"
            return [path: (200, #"{"protected": true}"#), "\(path)/protection": (200, protection)]
        }
        func gitLab(_ levels: String) -> [String: (Int, String)] {
            let path = "projects/org%2Fdns"
            return [
                "\(path)/repository/branches/gate53-ledger": (200, #"{"protected": true}"#),
                "\(path)/protected_branches/gate53-ledger": (200, #"{"push_access_levels": [\#(levels)]}"#),
            ]
        }
        func gitea(_ rule: String) -> [String: (Int, String)] {
            let path = "repos/org/dns"
            return [
                "\(path)/branches/gate53-ledger": (
                    200, #"{"protected": true, "effective_branch_protection_name": "l"}"#
                ), "\(path)/branch_protections/l": (200, rule),
            ]
        }
        return [
            (.github, gitHub("{}"), false), (.github, gitHub(#"{"restrictions": {"users": []}}"#), true),
            (.gitlab, gitLab(#"{"access_level": 40}"#), false),
            (.gitlab, gitLab(#"{"access_level": null, "user_id": 5}"#), true),
            (.gitlab, gitLab(#"{"access_level": 40, "deploy_key_id": 5}"#), true),
            (.gitlab, gitLab(#"{"access_level": 0}"#), true),
            (.gitea, gitea(#"{"enable_push": true}"#), false), (.gitea, gitea("{}"), nil),
            (.gitea, gitea(#"{"enable_push": true, "enable_push_whitelist": true}"#), true),
            (.gitea, gitea(#"{"enable_push": false}"#), true),
        ]
    }()

    @Test("says whether only who is named may push a branch", arguments: pushRules.indices)
    func pushes(index: Int) async throws {
        let (kind, answers, restricts) = Self.pushRules[index]
        guard case .known(let rules) = try await condition(kind, answers).ledgerProtection else {
            Issue.record("the rules are not known")
            return
        }
        #expect(rules.isProtected)
        #expect(rules.restrictsPushes == restricts)
    }

    @Test("only asks, and never shows the token") func onlyAsks() async throws {
        // Everything but a GET is answered with 500, and would be a fact that is not known.
        let found = try await condition(.github, Self.github)
        #expect(!"\(found)".contains("secret"))
        #expect(!"\(found)".contains("500"))
    }

    @Test(
        "reads the time of HTTP",
        arguments: [
            ("Mon, 23 Nov 2026 10:15:30 GMT", "2026-11-23T10:15:30Z"),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Mon, 23 Nov 2026 10:15:30 +0000", nil), ("", nil),
            ("Mon, 31 Feb 2026 10:15:30 GMT", nil),
        ]) func httpDate(_ text: String, _ instant: String?)
    {
        #expect(Instant(httpDate: text)?.description == instant)
    }
}
