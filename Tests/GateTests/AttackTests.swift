internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// What somebody tries in order to have a plan applied that nobody approved, each decided in memory.
///
/// The rows that say `approved` are what an honest team does; they keep the others from being refused for a reason of
/// their own.
@Suite("Attacks on the gate") struct AttackTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var verdict: Simulation.Verdict
        var play: @Sendable () async throws -> Simulation.Verdict

        init(
            _ name: String, _ verdict: Simulation.Verdict,
            _ play: @escaping @Sendable () async throws -> Simulation.Verdict
        ) {
            testDescription = name
            self.verdict = verdict
            self.play = play
        }

        /// A team that plans its branch, and then something happens before the plan asks to be applied.
        init(
            _ name: String, _ verdict: Simulation.Verdict, review: String = "{required: 1, signers: zones/signers}",
            signers: String = Simulation.signers,
            then happens: @escaping @Sendable (inout Simulation, PlanDocument) async throws -> Void
        ) {
            self.init(name, verdict) {
                var team = Simulation(review: review, signers: signers)
                let document = try await team.plan()
                try await happens(&team, document)
                return await team.verdict(on: document)
            }
        }
    }

    @Test("is decided as the table says", arguments: rows) func isDecided(row: Row) async throws {
        let verdict = try await row.play()
        #expect(verdict == row.verdict)
    }

    private static let forge = "{source: github, required: 1, repository: example/dns, reviewers: [rita]}"
    private static let both =
        """
        {sources: [{source: signatures, required: 1, signers: zones/signers}, \
        {source: github, required: 1, repository: example/dns, reviewers: [rita]}]}
        """

    static let rows: [Row] = [signatures, people, signedAuthorship, plans, branches, rules, forges].flatMap { $0 }

    // MARK: - Signatures

    private static let signatures: [Row] = [
        Row("a reviewer signs", .approved) { team, plan in team.sign(plan, as: "rita@example.com") },
        Row("nobody signs", .refused(["no-approval"])) { _, _ in },
        Row("a stranger signs", .refused(["unknown-signer", "no-approval"])) { team, plan in
            team.sign(plan, as: "mallory@example.com")
        },
        Row("a reviewer's name, another key", .refused(["unknown-signer", "no-approval"])) { team, plan in
            team.sign(plan, as: "rita@example.com", key: "key-mallory")
        },
        Row("a signature of another plan", .refused(["changed-document", "no-approval"])) { team, plan in
            team.change("192.0.2.3", on: "other")
            team.sign(try await team.plan(of: "other"), as: "rita@example.com")
        },
        Row(
            "two are needed, one signs", .refused(["too-few-approvals"]),
            review: "{required: 2, signers: zones/signers}"
        ) {
            team, plan in team.sign(plan, as: "rita@example.com")
        },
        Row("two are needed, two sign", .approved, review: "{required: 2, signers: zones/signers}") { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.sign(plan, as: "bo@example.com")
        },
        Row("one signs twice", .refused(["too-few-approvals"]), review: "{required: 2, signers: zones/signers}") {
            team, plan in
            team.sign(plan, as: "rita@example.com")
            team.sign(plan, as: "rita@example.com")
        },
        Row(
            "one person with two keys", .refused(["too-few-approvals"]),
            review: "{required: 2, signers: zones/signers}",
            signers: Simulation.signers + Simulation.line("rita@example.com", "key-spare")
        ) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.sign(plan, as: "rita@example.com", key: "key-spare")
        },
        Row(
            "one key with two names", .refused(["too-few-approvals"]), review: "{required: 2, signers: zones/signers}",
            signers: Simulation.signers + Simulation.line("rita.r@example.com", "key-rita")
        ) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.sign(plan, as: "rita.r@example.com", key: "key-rita")
        },
        Row(
            "names and keys that overlap are one person", .refused(["too-few-approvals"]),
            review: "{required: 2, signers: zones/signers}",
            signers: Simulation.signers + Simulation.line("rita@example.com", "key-2")
                + Simulation.line("rita.r@example.com", "key-2")
        ) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.sign(plan, as: "rita.r@example.com", key: "key-2")
            team.sign(plan, as: "rita@example.com", key: "key-2")
        },
        Row(
            "a principal that is a pattern", .refused(["no-identity", "no-approval"]),
            signers: Simulation.line("*@example.com", "key-any")
        ) { team, plan in team.sign(plan, as: "*@example.com", key: "key-any") },
        Row(
            "a principal that is no address", .refused(["no-identity", "no-approval"]),
            signers: Simulation.line("rita", "key-rita")
        ) {
            team, plan in team.sign(plan, as: "rita", key: "key-rita")
        },
        Row(
            "a principal with a letter that looks like another", .refused(["no-identity", "no-approval"]),
            signers: Simulation.line("r\u{0456}ta@example.com", "key-rita")
        ) { team, plan in team.sign(plan, as: "r\u{0456}ta@example.com", key: "key-rita") },
        Row("a signers file that is gone", .refused(["no-signers"]), review: "{required: 1, signers: zones/signers}") {
            team, plan in
            team.repository.commit([Simulation.signersPath: nil], by: "olga@example.com")
            team.sign(plan, as: "rita@example.com")
        },
    ]

    // MARK: - Who wrote it

    private static let people: [Row] = [
        Row("the author signs", .refused(["own-work", "no-approval"])) { team, plan in
            team.sign(plan, as: "ann@example.com")
        },
        Row(
            "the author signs in capitals", .refused(["own-work", "no-approval"]),
            signers: Simulation.line("ANN@example.com", "key-ann")
        ) {
            team, plan in team.sign(plan, as: "ANN@example.com", key: "key-ann")
        },
        Row("the author and a reviewer", .approved) { team, plan in
            team.sign(plan, as: "ann@example.com")
            team.sign(plan, as: "rita@example.com")
        },
        Row(
            "the author and a reviewer where two are needed", .refused(["own-work", "too-few-approvals"]),
            review: "{required: 2, signers: zones/signers}"
        ) { team, plan in
            team.sign(plan, as: "ann@example.com")
            team.sign(plan, as: "rita@example.com")
        },
        Row("a co-author signs", .refused(["own-work", "no-approval"])) {
            var team = Simulation()
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3")], by: "ann@example.com",
                coAuthors: ["rita@example.com"])
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who committed another's work signs", .refused(["own-work", "no-approval"])) {
            var team = Simulation()
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3")], by: "nobody@example.com",
                committer: "rita@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who wrote an earlier commit that was never applied signs", .refused(["own-work", "no-approval"])) {
            var team = Simulation()
            team.change("192.0.2.9", by: "rita@example.com")
            team.change("192.0.2.3", by: "ann@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who wrote a commit that was applied before signs", .approved) {
            var team = Simulation()
            team.change("192.0.2.9", by: "rita@example.com")
            try await team.applied(at: try #require(team.repository.branches["main"]))
            team.change("192.0.2.3", by: "ann@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who wrote the zone's file when it was a folder signs", .refused(["own-work", "no-approval"])) {
            var team = Simulation()
            team.repository.commit(
                [
                    Simulation.zonePath: nil, "zones/example.com./a.yaml": Simulation.zone("192.0.2.7"),
                ], by: "rita@example.com")
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3"), "zones/example.com./a.yaml": nil],
                by: "ann@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who wrote another zone signs", .approved) {
            var team = Simulation()
            team.repository.commit(
                ["zones/example.net.yaml": Simulation.zone("192.0.2.1")], by: "rita@example.com")
            team.repository.commit(["zones/example.net.yaml": nil], by: "rita@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("who changed the signers signs", .refused(["own-work", "no-approval"])) {
            var team = Simulation()
            team.repository.commit(
                [Simulation.signersPath: Simulation.signers + Simulation.line("eve@example.com", "key-eve")],
                by: "eve@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "eve@example.com")
            return await team.verdict(on: plan)
        },
        Row("who presses the merge button signs", .approved) {
            var team = Simulation()
            team.change("192.0.2.3", on: "topic")
            team.repository.merge("topic", by: "rita@example.com")
            let plan = try await team.plan()
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("a history that is cut off", .failed(["git-shallow-clone"])) { team, plan in
            team.repository.isShallow = true
            team.sign(plan, as: "rita@example.com")
        },
    ]

    // MARK: - Plans

    private static let plans: [Row] = [
        Row("the zone's file changed since", .stale(["branch-moved"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.change("192.0.2.3")
        },
        Row("another zone's file changed since", .approved) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.commit(["zones/example.net.yaml": Simulation.zone("192.0.2.1")])
        },
        Row("the settings changed since", .stale(["branch-moved"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.commit([Simulation.settingsPath: Simulation.settings("{required: 0}")])
        },
        Row("settings and zone changed since", .stale(["branch-moved", "branch-moved"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.change("192.0.2.3")
            team.repository.commit([Simulation.settingsPath: Simulation.settings("{required: 0}")])
        },
        Row("the zone's file is gone", .stale(["branch-moved"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.commit([Simulation.zonePath: nil, "zones/example.net.yaml": Simulation.zone("192.0.2.1")])
        },
        Row("the zone has a second file", .stale(["branch-moved"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.commit(["zones/example.com./more.yaml": "ftp: {type: A, value: 192.0.2.8}\n"])
        },
        Row("a plan of a branch that is not merged", .stale(["branch-moved"])) {
            var team = Simulation()
            team.change("192.0.2.66", on: "evil", by: "mallory@example.com")
            let plan = try await team.plan(of: "evil")
            team.sign(plan, as: "rita@example.com")
            return await team.verdict(on: plan)
        },
        Row("a clone that is behind what was applied", .refused(["branch-behind"])) { team, plan in
            let old = try #require(team.repository.branches["main"])
            team.repository.commit(["README": "later"])
            try await team.applied(at: try #require(team.repository.branches["main"]))
            team.repository.move("main", to: old)
            team.sign(plan, as: "rita@example.com")
        },
    ]

    // MARK: - Which branch counts

    private static let branches: [Row] = [
        Row("the default branch is not known", .failed(["git-no-protected-branch"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.defaultBranch = nil
        },
        Row("--branch names a branch of one's own", .refused(["protected-branch"])) {
            var team = Simulation()
            team.repository.commit(
                [Simulation.settingsPath: Simulation.settings("{required: 0}")], to: "evil", from: "main",
                by: "mallory@example.com")
            let plan = try await team.plan(of: "evil")
            team.branchOption = "evil"
            return await team.verdict(on: plan)
        },
        Row("--branch names a branch whose settings name another", .refused(["protected-branch"])) {
            var team = Simulation()
            team.repository.defaultBranch = nil
            team.repository.commit(
                [Simulation.settingsPath: Simulation.settings("{required: 0, branch: main}")], to: "evil", from: "main")
            let plan = try await team.plan(of: "evil")
            team.branchOption = "evil"
            return await team.verdict(on: plan)
        },
        Row("--branch names the protected branch", .approved) { team, plan in
            team.branchOption = "main"
            team.sign(plan, as: "rita@example.com")
        },
        Row("two branches protect each other", .refused(["protected-branch"])) {
            var team = Simulation(review: "{required: 0, branch: release}")
            team.repository.commit(
                [Simulation.settingsPath: Simulation.settings("{required: 0, branch: main}")], to: "release",
                from: "main")
            return await team.verdict(on: try await team.plan())
        },
        Row("the settings name a branch that asks for more", .refused(["no-approval"])) {
            var team = Simulation(review: "{required: 0, branch: release}")
            team.repository.commit(
                [
                    Simulation.settingsPath: Simulation.settings(
                        "{required: 1, signers: zones/signers, branch: release}")
                ], to: "release", from: "main")
            return await team.verdict(on: try await team.plan(of: "release"))
        },
        Row("the settings name a branch that is not there", .failed(["git-no-protected-branch"])) {
            let team = Simulation(review: "{required: 0, branch: release}")
            return await team.verdict(on: try await team.plan())
        },
        Row("--settings names a file that asks for less", .refused(["settings-review"])) {
            var team = Simulation()
            team.repository.commit(["other.yaml": Simulation.settings("{required: 0}", more: "zone-files: zones")])
            team.settingsOption = "other.yaml"
            return await team.verdict(on: try await team.plan())
        },
        Row("a branch without settings", .failed(["git-no-such-file"])) { team, plan in
            team.sign(plan, as: "rita@example.com")
            team.repository.commit([Simulation.settingsPath: nil])
        },
    ]

    // MARK: - The rule

    /// A rule was accepted; then the settings change, are merged, and a plan of them is signed.
    private static func changed(
        _ name: String, _ verdict: Simulation.Verdict, to review: String, signers: String? = nil,
        by author: String = "olga@example.com", shows: Bool = true, setsAside: Bool = false,
        signedBy people: [(String, String)] = []
    ) -> Row {
        Row(name, verdict) {
            var team = Simulation()
            try await team.accept()
            team.repository.commit(
                [
                    Simulation.settingsPath: Simulation.settings(review),
                    Simulation.signersPath: signers ?? Simulation.signers,
                ],
                by: author)
            let plan = try await team.plan(shows: shows)
            for (principal, key) in people { team.sign(plan, as: principal, key: key) }
            team.setsRuleAside = setsAside
            return await team.verdict(on: plan)
        }
    }

    private static let rita = ("rita@example.com", "key-rita")

    private static let rules: [Row] = [
        changed("a merge that asks for nobody", .refused(["no-approval", "rule-changed"]), to: "{required: 0}"),
        changed("a merge that asks for nobody, approved", .approved, to: "{required: 0}", signedBy: [rita]),
        changed(
            "a merge that asks for nobody, signed by its author",
            .refused(["own-work", "no-approval", "rule-changed"]),
            to: "{required: 0}", by: "rita@example.com", signedBy: [rita]),
        changed("a merge that asks for nobody, with --new-rule", .approved, to: "{required: 0}", setsAside: true),
        changed(
            "a merge that adds its own signer", .refused(["unknown-signer", "no-approval", "rule-changed"]),
            to: "{required: 1, signers: zones/signers}",
            signers: Simulation.signers + Simulation.line("eve@example.com", "key-eve"),
            by: "mallory@example.com", signedBy: [("eve@example.com", "key-eve")]),
        changed(
            "a merge that adds a signer, approved by one of before", .approved,
            to: "{required: 1, signers: zones/signers}",
            signers: Simulation.signers + Simulation.line("eve@example.com", "key-eve"),
            by: "mallory@example.com", signedBy: [rita]),
        changed(
            "a merge that takes all signers but its own", .refused(["unknown-signer", "no-approval", "rule-changed"]),
            to: "{required: 1, signers: zones/signers}", signers: Simulation.line("eve@example.com", "key-eve"),
            by: "mallory@example.com", signedBy: [("eve@example.com", "key-eve")]),
        changed(
            "a merge of other signers needs both", .approved, to: "{required: 1, signers: zones/signers}",
            signers: Simulation.line("eve@example.com", "key-eve"), by: "mallory@example.com",
            signedBy: [("eve@example.com", "key-eve"), rita]),
        changed(
            "a merge that asks for two is not approved by one", .refused(["too-few-approvals", "rule-changed"]),
            to: "{required: 2, signers: zones/signers}", signedBy: [rita]),
        changed(
            "a plan that does not show the new settings", .refused(["settings-not-shown"]),
            to: "{required: 1, signers: zones/signers, reviewers: [bo@example.com]}", shows: false,
            signedBy: [rita]),
        Row("an accepted rule that this version can't read", .refused(["rule-unreadable"])) { team, plan in
            let accepted = AcceptedSettings(
                number: 1, commit: String(repeating: "a", count: 40), settings: Array("review: {nonsense: 7}".utf8),
                signers: nil)
            try await team.ledger.append(accepted.files, message: "x")
            team.sign(plan, as: "rita@example.com")
        },
        Row("accepted settings that are damaged", .refused(["approvals-unreadable"])) { team, plan in
            try await team.ledger.append(
                [LedgerFile(path: "settings/000001-ab/signers", octets: [1])], message: "x")
            team.sign(plan, as: "rita@example.com")
        },
        Row(
            "reviewers of a zone: another signs", .refused(["zone-not-approved"]),
            review: "{required: 1, signers: zones/signers, zones: [{name: example.com., reviewers: [bo@example.com]}]}"
        ) { team, plan in
            team.sign(plan, as: "rita@example.com")
        },
        Row(
            "reviewers of a zone: they sign", .approved,
            review: "{required: 1, signers: zones/signers, zones: [{name: example.com., reviewers: [bo@example.com]}]}"
        ) { team, plan in
            team.sign(plan, as: "bo@example.com")
        },
        Row(
            "named reviewers: another signs", .refused(["zone-not-approved"]),
            review: "{required: 1, signers: zones/signers, reviewers: [bo@example.com]}"
        ) { team, plan in
            team.sign(plan, as: "rita@example.com")
        },
    ]

    // MARK: - Forges

    private static let forges: [Row] = [
        Row("a reviewer approves the pull request", .approved, review: forge) { team, _ in
            team.approvals.accounts = ["rita"]
        },
        Row("nobody approves the pull request", .refused(["no-approval"]), review: forge) { _, _ in },
        Row("somebody else approves the pull request", .refused(["zone-not-approved"]), review: forge) { team, _ in
            team.approvals.accounts = ["mallory"]
        },
        Row("the forge can't be reached", .refused(["approvals-unreadable"]), review: forge) { team, _ in
            team.approvals.accounts = nil
        },
        Row("the pull request shows another plan", .refused(["no-plan-comment", "no-approval"]), review: forge) {
            team, _ in
            team.approvals.accounts = ["rita"]
            team.repository.commit([Simulation.zonePath: Simulation.zone("192.0.2.8")], to: "other", from: "main")
            team.approvals.shown = [
                ShownPlan(try await team.plan(of: "other"), pullRequest: 7, place: "example/dns#7")
            ]
        },
        Row("the pull request shows the plan", .approved, review: forge) { team, plan in
            team.approvals.accounts = ["rita"]
            team.approvals.shown = [ShownPlan(plan, pullRequest: 7, place: "example/dns#7")]
        },
        Row("a signature where a review is needed", .refused(["no-approval"]), review: forge) { team, plan in
            team.sign(plan, as: "rita@example.com")
        },
        Row("both are needed, only the forge", .refused(["no-approval"]), review: both) { team, _ in
            team.approvals.accounts = ["rita"]
        },
        Row("both are needed, both are there", .approved, review: both) { team, plan in
            team.approvals.accounts = ["rita"]
            team.sign(plan, as: "rita@example.com")
        },
        Row("a merge that names a forge of its own", .refused(["no-approval", "rule-changed"])) {
            var team = Simulation()
            try await team.accept()
            team.approvals.isPipelinesOwn = false
            // Were it asked, it would be told that it can't be.
            team.approvals.accounts = nil
            team.repository.commit(
                [
                    Simulation.settingsPath: Simulation.settings(
                        "{source: github, required: 1, url: 'https://evil.example', repository: a/b, reviewers: [mallory]}"
                    )
                ], by: "mallory@example.com")
            return await team.verdict(on: try await team.plan())
        },
    ]
}
