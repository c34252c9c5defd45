internal import Foundation
internal import Gate
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("A doctor at a forge and in a pipeline") struct DoctorForgeTests {
    private static let review = "{source: github, repository: org/dns, reviewers: [rita, bo]}"

    /// How a check ended where the forge says something.
    private func outcome(_ id: String, _ change: (inout ForgeCondition) -> Void) async throws -> String {
        var patient = try await Patient(Self.review)
        var condition = Patient.goodForge
        change(&condition)
        patient.forge = .success(condition)
        return await patient.outcome(id)
    }

    @Test("finds nothing wrong where all is well") func well() async throws {
        let report = await (try await Patient(Self.review)).report([.forge])
        #expect(
            report.checks.map(\.id) == [
                "forge-account", "forge-reads", "forge-writes", "forge-reviewers", "branch-rules", "ledger-rules",
                "forge-scopes", "clock",
            ])
        #expect(report.count(.good) == report.checks.count - 1 && report.count(.notChecked) == 1)
    }

    @Test("says what a token lacks") func token() async throws {
        #expect(try await outcome("forge-token") { $0.hasToken = false } == "not-checked")
        #expect(try await outcome("forge-account") { $0.account = .known(nil) } == "ok")
        #expect(try await outcome("forge-account") { $0.account = .unknown("status 401") } == "failed")
        #expect(try await outcome("forge-reads") { $0.pullRequests = .unknown("status 403") } == "failed")
        #expect(try await outcome("forge-reads") { $0.pullRequests = .known(false) } == "not-checked")
        #expect(try await outcome("forge-writes") { $0.mayWrite = .known(false) } == "warning")
        #expect(try await outcome("forge-writes") { $0.mayWrite = .unknown("it does not say") } == "not-checked")
        #expect(try await outcome("forge-reviewers") { $0.strangers = .known(["bo"]) } == "failed")
        #expect(try await outcome("forge-reviewers") { $0.strangers = .unknown("status 403") } == "not-checked")
        #expect(try await outcome("forge-scopes") { $0.scopes = [] } == "not-checked")
        #expect(try await outcome("forge-scopes") { $0.scopes = ["repo"] } == "ok")
        #expect(try await outcome("forge-scopes") { $0.scopes = ["repo", "admin:org"] } == "warning")
        #expect(try await outcome("clock") { $0.skew = -600 } == "warning")
        #expect(try await outcome("clock") { $0.skew = nil } == "")
    }

    @Test("says how the environment of the apply job is guarded") func environment() async throws {
        func outcome(_ fact: Fact<EnvironmentGuard?>) async throws -> String {
            try await self.outcome("apply-environment") { $0.environments = ["dns": fact] }
        }
        #expect(try await outcome(.known(EnvironmentGuard(limitsBranches: true, needsReviewers: false))) == "ok")
        #expect(try await outcome(.known(EnvironmentGuard(limitsBranches: false, needsReviewers: true))) == "warning")
        #expect(try await outcome(.known(EnvironmentGuard(limitsBranches: false, needsReviewers: false))) == "warning")
        #expect(try await outcome(.known(nil)) == "warning")
        #expect(try await outcome(.unknown("status 403")) == "not-checked")
    }

    @Test("needs a token in a job, where reviews decide") func noToken() async throws {
        var condition = Patient.goodForge
        condition.hasToken = false
        for (review, isPipeline, outcome) in [
            (Self.review, true, "failed"), (Self.review, false, "not-checked"),
            ("{required: 1, signers: zones/signers}", true, "not-checked"),
        ] {
            var patient = try await Patient(review)
            patient.forge = .success(condition)
            patient.environment = RunEnvironment(forge: .github, isPipeline: isPipeline)
            #expect(await patient.outcome("forge-token") == outcome)
        }
    }

    @Test(
        "says how branches are guarded",
        arguments: [
            (BranchProtection(isProtected: false), "failed", "failed"),
            (BranchProtection(isProtected: true), "ok", "warning"),
            (BranchProtection(isProtected: true, restrictsPushes: false), "ok", "warning"),
            (BranchProtection(isProtected: true, restrictsPushes: true), "ok", "ok"),
            (BranchProtection(isProtected: true, requiredApprovals: 0, restrictsPushes: true), "warning", "ok"),
            (BranchProtection(isProtected: true, adminsMayBypass: true, restrictsPushes: true), "warning", "ok"),
            (BranchProtection(isProtected: true, allowsForcePush: true), "warning", "failed"),
            (BranchProtection(isProtected: true, allowsDeletion: true), "ok", "failed"),
        ]) func protection(_ rules: BranchProtection, _ branch: String, _ ledger: String) async throws
    {
        #expect(try await outcome("branch-rules") { $0.protection = .known(rules) } == branch)
        #expect(try await outcome("ledger-rules") { $0.ledgerProtection = .known(rules) } == ledger)
    }

    @Test("says what it could not see of a branch, and how to") func unseen() async throws {
        #expect(try await outcome("branch-rules") { $0.protection = .unknown("status 403") } == "not-checked")
        #expect(try await outcome("ledger-rules") { $0.ledgerProtection = .unknown("none yet") } == "not-checked")
    }

    @Test("sends no token to a forge that nobody has accepted") func unaccepted() async throws {
        var patient = try await Patient(Self.review)
        patient.team.set(
            Team.settings("{source: github, url: 'https://evil.example', repository: org/dns, reviewers: [rita, bo]}"))
        patient.team.simulation.approvals.isPipelinesOwn = false
        #expect(await patient.outcome("forge") == "not-checked")
        #expect(await patient.outcome("forge-account") == "")
        patient.team.simulation.approvals.isPipelinesOwn = true
        #expect(await patient.outcome("forge-account") == "ok")
    }

    @Test("sends nothing from a fresh clone to places that only its settings name") func freshClone() async throws {
        let review = "{source: github, url: 'https://evil.example', repository: org/dns, reviewers: [rita, bo]}"
        var patient = try await Patient(review)
        patient.team.ledgers.branches = [:]
        patient.team.simulation.approvals.isPipelinesOwn = false
        let usual = "{type: master-file, directory: live, nameservers: [ns1.example.org.]}"
        let hostile = Team.settings(review).replacing(usual, with: "{type: route53, endpoint: 'https://evil.example'}")
        #expect(hostile != Team.settings(review))
        patient.team.set(hostile)
        let reads = await patient.team.provider.reads
        #expect(await patient.outcome("forge") == "not-checked")
        #expect(await patient.outcome("forge-account") == "")
        #expect(await patient.outcome("provider-refused") == "not-checked")
        #expect(await patient.team.provider.reads == reads)
        // Where others were accepted it is known that nobody agreed to these.
        patient = try await Patient()
        patient.team.set(hostile)
        #expect(await patient.outcome("provider-refused") == "failed")
    }

    @Test("looks at the forge of the job where settings name none") func ownForge() async throws {
        var patient = try await Patient()
        #expect(await patient.outcome("forge") == "not-checked")
        patient.environment = RunEnvironment(forge: .gitea, isPipeline: true)
        #expect(await patient.outcome("forge-account") == "ok")
        patient.forge = .failure(ApprovalSourceError("it is not known which repository is meant"))
        #expect(await patient.outcome("forge") == "failed")
    }

    // MARK: The pipeline

    @Test("says which secrets of notifications are missing, by name") func secrets() async throws {
        var patient = try await Patient()
        patient.team.set(
            Team.settings(more: "notifications: [{webhook: 'https://hooks.example/x', secret-from: HOOK_SECRET}]"))
        #expect(await patient.outcome("notification-secrets") == "not-checked")
        patient.environment = RunEnvironment(isPipeline: true)
        #expect(
            await patient.check("notification-secrets")
                == ["warning: not set: 'HOOK_SECRET', so nobody is told"])
        patient.environment.variables = ["HOOK_SECRET"]
        #expect(await patient.outcome("notification-secrets") == "ok")
    }

    private static let apply = """
        on: {push: {branches: [main]}}
        permissions: {}
        concurrency: {group: apply, cancel-in-progress: false}
        jobs:
          apply:
            environment: dns
            env: {GATE53_LEDGER_ROOT: '1234'}
            steps:
              - uses: actions/checkout@v4
                with: {fetch-depth: 0, persist-credentials: false}
              - run: gate53 apply --merged --wait 20m
        """

    /// The checks of the pipeline's files that are not well.
    private func troubles(_ workflow: String, at path: String = ".github/workflows/apply.yml") async throws -> [String]
    {
        var patient = try await Patient()
        patient.team.simulation.repository.commit([path: workflow])
        return await patient.report([.pipeline]).checks
            .filter { $0.outcome != .good && $0.id != "pipeline" }.map { "\($0.id) \($0.outcome.rawValue)" }
    }

    /// The checks of the pipeline's files.
    private func checks(_ workflow: String) async throws -> [HealthCheck] {
        var patient = try await Patient()
        patient.team.simulation.repository.commit([".github/workflows/apply.yml": workflow])
        return await patient.report([.pipeline]).checks
    }

    @Test("finds nothing wrong with a job that applies alone, with the history, in an environment") func goodJob()
        async throws
    {
        #expect(try await troubles(Self.apply) == [])
        var patient = try await Patient()
        patient.team.simulation.repository.commit([".github/workflows/apply.yml": Self.apply])
        #expect(await patient.check("pipeline-files") == ["ok: it runs gate53 apply"])
    }

    @Test(
        "says what a job lacks",
        arguments: [
            ("fetch-depth: 0, ", "", ["pipeline-history failed"]),
            (", persist-credentials: false", "", ["pipeline-token warning"]),
            ("    environment: dns\n", "", ["pipeline-environment warning"]),
            ("concurrency: {group: apply, cancel-in-progress: false}\n", "", ["pipeline-alone warning"]),
            ("cancel-in-progress: false", "cancel-in-progress: true", ["pipeline-cut-off failed"]),
            ("on: {push: {branches: [main]}}", "on: [push, pull_request]", ["pipeline-apply failed"]),
            ("uses: actions/checkout@v4", "uses: org/own-checkout@v1", ["pipeline-history not-checked"]),
            ("uses: actions/checkout@v4", "uses: https://code.forgejo.org/actions/checkout@v4", []),
            (
                "on: {push: {branches: [main]}}", "on: pull_request_target",
                ["pipeline-apply warning"]
            ),
            ("    env: {GATE53_LEDGER_ROOT: '1234'}\n", "", ["pipeline-root not-checked"]),
            ("gate53 apply --merged --wait 20m", "gate53 check", ["pipeline-applies not-checked"]),
        ]) func badJob(_ old: String, _ new: String, _ found: [String]) async throws
    {
        let workflow = Self.apply.replacing(old, with: new)
        #expect(workflow != Self.apply)
        #expect(try await troubles(workflow) == found)
    }

    @Test("warns of a job that applies beside pull requests by a condition of its own") func conditional() async throws
    {
        let workflow = Self.apply.replacing("on: {push: {branches: [main]}}", with: "on: [push, pull_request]")
        for (old, new) in [
            ("    environment: dns", "    if: github.ref_name == 'main'\n    environment: dns"),
            ("      - run: gate53", "      - if: github.ref_name == 'main'\n        run: gate53"),
        ] {
            #expect(try await troubles(workflow.replacing(old, with: new)) == ["pipeline-apply warning"])
        }
    }

    @Test("sees how a script gets the history") func scripts() async throws {
        let checkout = """
                  - uses: actions/checkout@v4
                    with: {fetch-depth: 0, persist-credentials: false}

            """
        #expect(Self.apply.contains(checkout))
        for (script, found) in [
            ("git clone --quiet $URL .", []), ("git clone --depth 1 $URL .", ["pipeline-history failed"]),
            ("git -c a=b fetch --quiet origin '+refs/heads/*:refs/remotes/origin/*'", []),
            ("git fetch --depth=1 origin && git fetch --unshallow", []),
            ("get-the-zones", ["pipeline-history not-checked"]),
        ] {
            let workflow = Self.apply.replacing(checkout, with: "      - run: \(script)\n")
            #expect(try await troubles(workflow) == found, "\(script)")
        }
        let shallow = Self.apply.replacing("fetch-depth: 0, ", with: "")
        #expect(
            try await troubles(shallow.replacing("- run: gate53", with: "- run: git fetch origin\n      - run: gate53"))
                == ["pipeline-history failed"])
    }

    @Test(
        "finds nothing wrong with the pipelines that gate53 init writes",
        arguments: [("github", ".github/workflows/"), ("forgejo", ".forgejo/workflows/"), ("gitlab", "")])
    func templates(_ forge: String, _ folder: String) async throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ci/pipelines/\(forge)")
        let names = try FileManager.default.contentsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".yml") }
        #expect(!names.isEmpty)
        for name in names {
            let text = String(decoding: try Data(contentsOf: root.appending(path: name)), as: UTF8.self)
            let found = try await troubles(text, at: folder + name)
            let bad = found.filter { $0.hasSuffix(" failed") || $0.hasPrefix("pipeline-history") }
            #expect(bad.isEmpty, "\(name)")
        }
    }

    @Test("says what a job that plans pull requests lacks") func plans() async throws {
        let workflow = """
            on: {pull_request: {}}
            permissions: {contents: read}
            jobs:
              plan:
                steps:
                  - uses: actions/checkout@v4
                    with: {fetch-depth: 0, persist-credentials: false}
                  - run: |
                      gate53 check
                      gate53 plan --out plan.json
                      gate53 comment plan.json
            """
        #expect(
            try await troubles(workflow) == [
                "pipeline-untrusted warning", "pipeline-comment failed", "pipeline-merge-group warning",
                "pipeline-applies not-checked",
            ])
        #expect(
            try await troubles(workflow, at: ".forgejo/workflows/plan.yml") == [
                "pipeline-untrusted warning", "pipeline-applies not-checked",
            ])
    }

    // Whatever a job did, it was called unsafe for its trigger alone.
    @Test(
        "says of a job for 'pull_request_target' what it takes of the pull request",
        arguments: [
            ("", "", ""),
            (", ref: '${{ github.event.pull_request.base.sha }}'", "", ""),
            (", ref: '${{ github.event.pull_request.head.sha }}'", "", " failed"),
            (", repository: '${{ github.event.pull_request.head.repo.full_name }}'", "", " failed"),
            (", ref: '${{ github.head_ref }}'", "    if: github.actor == 'rita'", " warning"),
            (", ref: '${{ github.head_ref }}'", "    if: github.event_name == 'pull_request'", "none"),
            (", ref: '${{ github.head_ref }}'", "    if: github.event_name != 'pull_request_target'", "none"),
            (
                ", ref: '${{ github.head_ref }}'",
                "    if: github.event_name == 'push' || github.actor == 'rita'", " warning"
            ),
            (", ref: '${{ steps.which.outputs.ref }}'", "", " not-checked"),
            (", ref: '${{ github.event.pull_request.base.sha || github.head_ref }}'", "", " failed"),
            (", ref: '${{ github.sha || steps.which.outputs.ref }}'", "", " not-checked"),
            (", ref: '${{ GitHub.Event.Pull_Request.Head.SHA }}'", "", " failed"),
            (", ref: \"${{ github.event['pull_request']['head'].sha }}\"", "", " failed"),
            (", ref: 'refs/pull/${{ github.event.number }}/merge'", "", " failed"),
            (", ref: 'pull/${{ github.event.number }}/head'", "", " failed"),
            (", ref: '${{ github.event.after }}'", "", " failed"),
            (", ref: '${{ Github.Base_Ref }}'", "", ""),
            ("", "    env: {HEAD: '${{ github.head_ref }}'}", ""),
        ])
    func target(_ ref: String, _ line: String, _ outcome: String) async throws {
        let workflow = """
            on: pull_request_target
            jobs:
              plan:
            \(line)
                steps:
                  - uses: actions/checkout@v4
                    with: {fetch-depth: 0, persist-credentials: false\(ref)}
                  - run: gate53 check
                    env: {KEY: '${{ secrets.KEY }}'}
            """
        let found = try await troubles(workflow).filter { $0.hasPrefix("pipeline-target") }
        #expect(found == (outcome.hasPrefix(" ") ? ["pipeline-target\(outcome)"] : []))
        if outcome.isEmpty {
            let good = try await checks(workflow).filter { $0.id == "pipeline-target" }.map(\.finding)
            #expect(good.count == 1 && good[0].contains("secrets") && good[0].contains("takes no files"))
        }
        if outcome == "none" { #expect(try await !checks(workflow).contains { $0.id == "pipeline-target" }) }
    }

    @Test(
        "sees what a script for 'pull_request_target' takes",
        arguments: [
            ("gh pr checkout 7", true), ("git fetch origin refs/pull/7/head", true),
            ("echo '${{ github.event.pull_request.title }}'", true), ("git fetch origin \"$HEAD\"", true),
            ("git fetch origin pull/${{ github.event.pull_request.number }}/head", true),
            ("gh pr diff 7 | git apply", true),
            ("gh pr co 7", true), ("curl '${{ github.event.pull_request.patch_url }}'", true),
            ("git \\\n  fetch origin \"$HEAD\"", true),
            ("echo \"$HEAD\"", false), ("git fetch origin main", false),
            ("gh pr comment ${{ github.event.pull_request.number }} --body hello", false),
            ("git fetch origin \"$WHICH\"", nil), ("git checkout \"$(cat which)\"", nil), ("gh api repos/x/y", nil),
        ])
    func targetScript(_ script: String, _ takes: Bool?) async throws {
        let workflow = """
            on: pull_request_target
            jobs:
              plan:
                steps:
                  - run: |
                      \(script.replacing("\n", with: "\n          "))
                      gate53 check
            \(script.contains("HEAD") ? "        env: {HEAD: '${{ github.head_ref }}'}" : "")
            """
        let found = try await troubles(workflow).filter { $0.hasPrefix("pipeline-target") }
        let expected = takes.map { $0 ? ["pipeline-target failed"] : [] } ?? ["pipeline-target not-checked"]
        #expect(found == expected, "\(script)")
    }

    @Test(
        "sees what an action for 'pull_request_target' takes",
        arguments: [
            ("actions/github-script@v7", "script: 'f(`${{ github.event.pull_request.title }}`)'", true as Bool?),
            ("org/checkout-this@v1", "ref: '${{ github.head_ref }}'", nil),
            ("actions/download-artifact@v4", "name: x", nil), ("org/comment@v1", "text: hello", false),
        ])
    func targetAction(_ action: String, _ input: String, _ takes: Bool?) async throws {
        let workflow = """
            on: pull_request_target
            jobs:
              plan:
                steps:
                  - uses: \(action)
                    with: {\(input)}
                  - run: gate53 check
            """
        let found = try await troubles(workflow).filter { $0.hasPrefix("pipeline-target") }
        #expect(found == (takes.map { $0 ? ["pipeline-target failed"] : [] } ?? ["pipeline-target not-checked"]))
    }

    @Test("reads GitLab's file") func gitLab() async throws {
        let good = """
            variables: {GIT_DEPTH: '0'}
            gate53-apply:
              resource_group: gate53-apply
              interruptible: false
              environment: {name: dns}
              script:
                - export GATE53_LEDGER_ROOT="$ROOT"
                - gate53 apply --merged
            """
        let path = PipelineFile.gitLabPath
        #expect(try await troubles(good, at: path) == [])
        #expect(
            try await troubles(good.replacing("GIT_DEPTH: '0'", with: "GIT_DEPTH: '20'"), at: path)
                == ["pipeline-history failed"])
        // Then the project's settings decide.
        #expect(
            try await troubles(good.replacing("GIT_DEPTH: '0'", with: "A: b"), at: path)
                == ["pipeline-history not-checked"])
        #expect(
            try await troubles(good.replacing("interruptible: false", with: "interruptible: true"), at: path)
                == ["pipeline-cut-off failed"])
        #expect(
            try await troubles(good.replacing("  resource_group: gate53-apply\n", with: ""), at: path)
                == ["pipeline-alone warning"])
    }
}
