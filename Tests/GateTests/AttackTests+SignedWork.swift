internal import DNSModel
internal import Gate
internal import Testing
internal import ZonePlanning

// What somebody tries whose commits would have to be signed.
extension AttackTests {
    private static let rule = "{required: 1, signers: zones/signers, authors: signed}"
    private static let forgeRule =
        """
        {authors: signed, sources: [{source: github, repository: example/dns, reviewers: [rita, bo]}, \
        {signers: zones/signers, required: 0}]}
        """

    /// Who signs a plan, with which key.
    private struct Approver {
        var name: String
        var key: String

        static let rita = Approver(name: "rita@example.com", key: "key-rita")
        static let bo = Approver(name: "bo@example.com", key: "key-bo")
    }

    /// A change of a zone that was applied before, and who approves it.
    private struct Work {
        /// The key that its commit is signed with.
        var key: String?
        var author = "ann@example.com"
        var coAuthors: [String] = []
        var rule = AttackTests.rule
        var signers = Simulation.signers
        var approvers: [Approver] = [.rita]

        func verdict() async throws -> Simulation.Verdict {
            var team = try await applied(rule, signers)
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3")], by: author, coAuthors: coAuthors, signed: key)
            return try await AttackTests.verdict(in: team, by: approvers)
        }
    }

    /// A team whose zone was applied.
    private static func applied(
        _ rule: String = rule, _ signers: String = Simulation.signers
    ) async throws -> Simulation {
        let team = Simulation(review: rule, signers: signers)
        try await team.applied(at: try #require(team.repository.branches["main"]))
        return team
    }

    private static func verdict(in team: Simulation, by approvers: [Approver]) async throws -> Simulation.Verdict {
        var team = team
        let plan = try await team.plan()
        for approver in approvers { team.sign(plan, as: approver.name, key: approver.key) }
        return await team.verdict(on: plan)
    }

    private static let isUnsigned = Simulation.Verdict.refused(["unsigned-commit", "too-few-approvals"])
    private static let ownWork = Simulation.Verdict.refused(["own-work", "no-approval"])

    private static func row(_ name: String, _ verdict: Simulation.Verdict, _ job: Work) -> Row {
        Row(name, verdict) { try await job.verdict() }
    }

    static let signedAuthorship: [Row] = [bySignatures, byKeys, ofMerges, ofSettings, atForges].flatMap { $0 }

    private static let bySignatures: [Row] = [
        row("a signed commit, one reviewer", .approved, Work(key: "key-ann")),
        row("an unsigned commit, one reviewer", isUnsigned, Work()),
        row(
            "an unsigned commit, two reviewers, of whom one may have written it", .approved,
            Work(approvers: [.rita, .bo])),
        row(
            "an unsigned commit where signatures are not asked for", .approved,
            Work(rule: "{required: 1, signers: zones/signers}")),
        row(
            "an unsigned commit where two are required", isUnsigned,
            Work(rule: "{required: 2, signers: zones/signers, authors: signed}", approvers: [.rita, .bo])),
        row("a commit signed by a key that nobody knows", isUnsigned, Work(key: "key-mallory")),
    ]

    private static let byKeys: [Row] = [
        row("a reviewer writes under another's name", ownWork, Work(key: "key-rita")),
        row("whom a signed commit names approves it", ownWork, Work(key: "key-ann", author: "rita@example.com")),
        row(
            "whom an unsigned commit names approves it",
            .refused(["own-work", "unsigned-commit", "too-few-approvals"]),
            Work(coAuthors: ["bo@example.com"], approvers: [.rita, .bo])),
        row(
            "who signed a commit approves by another name of the same key", ownWork,
            Work(
                key: "key-rita", signers: Simulation.signers + Simulation.line("r@example.org", "key-rita"),
                approvers: [Approver(name: "r@example.org", key: "key-rita")])),
        row(
            "who signed a commit approves with another key of another name", ownWork,
            Work(
                key: "key-rita",
                signers: Simulation.signers + Simulation.line("r@example.org", "key-rita")
                    + Simulation.line("r@example.org", "key-2"),
                approvers: [Approver(name: "r@example.org", key: "key-2")])),
    ]

    private static let ofMerges: [Row] = [
        Row("an automatic merge of a signed commit needs no signature", .approved) {
            var team = try await applied()
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3")], to: "change", from: "main", signed: "key-ann")
            team.repository.commit(["README": "more"])
            team.repository.merge("change")
            return try await verdict(in: team, by: [.rita])
        },
        Row("a merge by hand has to be signed", isUnsigned) {
            var team = try await applied()
            team.repository.commit(
                [Simulation.zonePath: Simulation.zone("192.0.2.3")], to: "change", from: "main", signed: "key-ann")
            team.repository.commit([Simulation.zonePath: Simulation.zone("192.0.2.4")], signed: "key-ann")
            team.repository.merge("change", keepsOurs: true)
            return try await verdict(in: team, by: [.rita])
        },
    ]

    private static let ofSettings: [Row] = [
        Row(
            "a key that is added with the commit that it signs makes nobody known",
            .refused(["unsigned-commit", "too-few-approvals", "rule-changed"])
        ) {
            var team = try await applied()
            try await team.accept()
            team.repository.commit(
                [
                    Simulation.zonePath: Simulation.zone("192.0.2.3"),
                    Simulation.signersPath: Simulation.signers + Simulation.line("ghost@example.com", "key-ghost"),
                ], signed: "key-ghost")
            return try await verdict(in: team, by: [.rita])
        },
        Row(
            "a key that was taken away makes nobody known before that is accepted",
            .refused(["unsigned-commit", "too-few-approvals", "rule-changed"])
        ) {
            var team = try await applied()
            try await team.accept()
            let remaining = ["rita", "bo"].map { Simulation.line("\($0)@example.com", "key-\($0)") }.joined()
            team.repository.commit([Simulation.signersPath: remaining], by: "bo@example.com", signed: "key-bo")
            // Whoever has Ann's key now.
            team.repository.commit([Simulation.zonePath: Simulation.zone("192.0.2.3")], signed: "key-ann")
            return try await verdict(in: team, by: [.rita])
        },
        Row("a signed commit, where a key of somebody else was taken away", .approved) {
            var team = try await applied()
            try await team.accept()
            let remaining = ["rita", "ann"].map { Simulation.line("\($0)@example.com", "key-\($0)") }.joined()
            team.repository.commit([Simulation.signersPath: remaining], signed: "key-ann")
            team.repository.commit([Simulation.zonePath: Simulation.zone("192.0.2.3")], signed: "key-ann")
            return try await verdict(in: team, by: [.rita])
        },
        Row(
            "settings that nobody accepted ask for no signatures any more",
            .refused(["unsigned-commit", "too-few-approvals", "rule-changed"])
        ) {
            var team = try await applied()
            try await team.accept()
            team.repository.commit([
                Simulation.zonePath: Simulation.zone("192.0.2.3"),
                Simulation.settingsPath: Simulation.settings("{required: 1, signers: zones/signers}"),
            ])
            return try await verdict(in: team, by: [.rita])
        },
    ]

    private static let atForges: [Row] = [
        Row("an unsigned commit, one account at the forge", isUnsigned) {
            var team = try await applied(forgeRule)
            team.change("192.0.2.3")
            team.approvals.accounts = ["rita"]
            return try await verdict(in: team, by: [])
        },
        Row("an unsigned commit, two accounts at the forge", .approved) {
            var team = try await applied(forgeRule)
            team.change("192.0.2.3")
            team.approvals.accounts = ["rita", "bo"]
            return try await verdict(in: team, by: [])
        },
    ]
}
