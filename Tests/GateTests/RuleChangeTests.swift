internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// How a changed rule comes to count: it is accepted with a plan by those who decide by the one before.
@Suite("Changes of the rule") struct RuleChangeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var expected: [String]
        /// How many settings are accepted in the end.
        var accepted: Int
        var setsRuleAside: Bool
        var play: @Sendable (inout Team) async throws -> Void

        init(
            _ name: String, _ expected: [String], accepted: Int, setsRuleAside: Bool = false,
            _ play: @escaping @Sendable (inout Team) async throws -> Void
        ) {
            testDescription = name
            self.expected = expected
            self.accepted = accepted
            self.setsRuleAside = setsRuleAside
            self.play = play
        }
    }

    @Test("counts when the table says", arguments: rows) func counts(row: Row) async throws {
        var team = try await Team()
        try await row.play(&team)
        let said = await team.applyMerged(setsRuleAside: row.setsRuleAside)
        #expect(said == row.expected)
        let accepted = try await AcceptedSettings.last(.max, in: team.ledger)
        #expect(accepted.count == row.accepted)
    }

    // The event that accepts such settings would be the last that anybody could read.
    @Test(
        "are not accepted where the key that signs the ledger could sign nothing more by them",
        arguments: [
            ("[deploy@example.com]", true), ("[rita@example.com]", false),
            ("[rita@example.com, deploy@example.com]", true),
        ])
    func ownKey(names: String, isAccepted: Bool) async throws {
        var team = try await Team()
        team.set(
            Team.settings(
                "{required: 1, signers: zones/signers}", more: "ledger: {sign: required, signed-by: \(names)}\n"))
        team.simulation.repository.commit(
            [
                Simulation.signersPath: Simulation.signers + Simulation.line("deploy@example.com", "key-deploy")
            ], by: "olga@example.com")
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == (isAccepted ? ["example.com. applied"] : ["refused: ledger-key"]))
        #expect(try await AcceptedSettings.last(.max, in: team.ledger).count == (isAccepted ? 2 : 1))
        #expect(try await team.live("example.com.") == (isAccepted ? "192.0.2.2" : "192.0.2.1"))
    }

    @Test("name who may sign the ledger: of somebody without a key there is a warning") func unknownSigner()
        async throws
    {
        var team = try await Team()
        let ledger = "ledger: {sign: required, signed-by: [Rita@example.com, nobody@example.com]}\n"
        team.set(Team.settings("{required: 1, signers: zones/signers}", more: ledger))
        let declared = try DeclaredReader(in: team.ports.clone).read(.merged("main"))
        let found = try Checking(team.ports, of: declared).diagnostics().filter { $0.id == "ledger-signer-unknown" }
        #expect(found.count == 1 && found.allSatisfy { $0.message.contains("nobody@example.com") })
    }

    private static let two = "{required: 2, signers: zones/signers}"
    private static let none = "{required: 0}"

    static let rows: [Row] = [
        Row("the rule stays: nothing is accepted again", ["example.com. applied"], accepted: 1) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
        },
        Row("a stricter rule, approved by both", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(two))
            team.change(["example.com.": "192.0.2.2"])
            let document = try await team.plan()
            try await team.sign(document)
            try await team.sign(document, as: "bo@example.com")
        },
        Row(
            "a stricter rule, approved by the one before alone",
            ["www.example.com. A waits: rule-changed, too-few-approvals"],
            accepted: 1
        ) {
            team in
            team.set(Team.settings(two))
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row(
            "a weaker rule does not count before it is accepted", ["www.example.com. A waits: not reviewed"],
            accepted: 1
        ) {
            team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("a weaker rule, approved by the one before", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
        },
        Row("a rule alone, without changes of zones", ["confirmed", "accepted settings 2"], accepted: 2) { team in
            team.set(Team.settings(two))
            let document = try await team.plan()
            try await team.sign(document)
            try await team.sign(document, as: "bo@example.com")
        },
        Row("a rule alone, that nobody approved", ["confirmed"], accepted: 1) { team in
            team.set(Team.settings(none))
        },
        Row("settings that were accepted, and taken back since", ["confirmed"], accepted: 3) { team in
            for settings in [Team.settings(none), Team.settings()] {
                team.set(settings)
                try await team.sign(try await team.plan())
                _ = await team.applyMerged()
            }
            team.set(Team.settings(none), by: "mallory@example.com")
        },
        Row(
            "whoever writes it may not accept it alone",
            ["www.example.com. A waits: no-approval, own-work, rule-changed"], accepted: 1
        ) {
            team in
            team.set(Team.settings(none), by: "rita@example.com")
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan(changedSince: "main^1"), as: "rita@example.com")
        },
        Row("the rule before is set aside", ["example.com. applied"], accepted: 2, setsRuleAside: true) { team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("other settings with the same rule", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(more: "defaults: {ttl: 3600}"))
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
        },
        Row(
            "a plan that was signed before the settings changed", ["www.example.com. A waits: refused"],
            accepted: 1
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
            team.set(Team.settings(more: "defaults: {ttl: 3600}"))
        },
        Row(
            "policies that a reviewer of one zone approved", ["refused: policies-not-accepted"], accepted: 1
        ) { team in
            try await Self.named(&team)
            team.set(
                Team.settings(Self.zoned).replacing("share-from: 1", with: "share-from: 1, empty-zone: allow"))
            team.change(["example.net.": "198.51.100.2"])
            try await team.sign(try await team.plan(), as: "bo@example.com")
        },
        Row(
            "other settings that a reviewer of one zone approved: for that zone alone", ["example.net. applied"],
            accepted: 1
        ) { team in
            try await Self.named(&team)
            team.set(Team.settings(Self.zoned, more: "defaults: {ttl: 3600}"))
            team.change(["example.net.": "198.51.100.2"])
            try await team.sign(try await team.plan(), as: "bo@example.com")
        },
        Self.forged("settings that a ledger writer calls accepted, as earlier versions did") { _, _ in nil },
        Self.forged("… as the first ones") { last, now in
            SettingsAcceptance(.first, previous: last.digest, accepted: now.digest)
        },
        Self.forged("… with a plan that is not there") { last, now in
            SettingsAcceptance(.approval, previous: last.digest, accepted: now.digest, plan: Digest(of: [1]))
        },
        Self.forged("… with no plan") { last, now in
            SettingsAcceptance(.approval, previous: last.digest, accepted: now.digest)
        },
        Self.forged("… with the plan that accepted those before") { last, now in
            SettingsAcceptance(.approval, previous: last.digest, accepted: now.digest, plan: last.acceptance?.plan)
        },
        Self.forged("… after others than those accepted") { _, now in
            SettingsAcceptance(.newRule, previous: Digest(of: [7]), accepted: now.digest)
        },
        Self.forged("… with a statement of others") { last, _ in
            SettingsAcceptance(.newRule, previous: last.digest, accepted: last.digest)
        },
    ]

    private static let zoned =
        "{required: 1, signers: zones/signers, reviewers: [rita@example.com], "
        + "zones: [{name: example.net., reviewers: [bo@example.com]}]}"

    /// A team in which Bo approves for one zone, and Rita for the others.
    private static func named(_ team: inout Team) async throws {
        team = try await Team(zoned)
    }

    /// Settings were accepted by those who decide; then somebody who may write the ledger, and have settings merged,
    /// says that others were too.
    private static func forged(
        _ name: String,
        _ statement: @escaping @Sendable (_ last: AcceptedSettings, _ now: AcceptedSettings) -> SettingsAcceptance?
    ) -> Row {
        Row(name, ["www.example.com. A waits: not reviewed"], accepted: 3) { team in
            team.set(Team.settings(more: "defaults: {ttl: 3600}"))
            team.change(["example.com.": "192.0.2.2"])
            try await team.sign(try await team.plan())
            #expect(await team.applyMerged() == ["example.com. applied"])
            let last = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
            #expect(last.number == 2 && last.acceptance?.word == .approval)
            team.set(Team.settings(none), by: "mallory@example.com")
            let commit = try team.simulation.repository.resolve(revision: "main")
            var now = AcceptedSettings(
                number: 3, commit: commit.hex, settings: Array(Team.settings(none).utf8),
                signers: Array(Simulation.signers.utf8))
            now.acceptance = statement(last, now)
            try await team.ledger.append(now.files, message: "forged")
            team.change(["example.com.": "192.0.2.66"], by: "mallory@example.com")
        }
    }

    // What was forged has the number and the commit that the next ones would have.
    @Test("forged settings do not stand before those that are accepted after them") func afterForged() async throws {
        var team = try await Team()
        team.set(Team.settings(more: "defaults: {ttl: 3600}"))
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["example.com. applied"])
        team.set(Team.settings(Self.two))
        team.change(["example.com.": "192.0.2.3"])
        let commit = try team.simulation.repository.resolve(revision: "main")
        let forged = AcceptedSettings(
            number: 3, commit: commit.hex, settings: Array(Team.settings(Self.none).utf8), signers: nil)
        try await team.ledger.append(forged.files, message: "forged")
        let document = try await team.plan()
        try await team.sign(document)
        try await team.sign(document, as: "bo@example.com")
        #expect(await team.applyMerged() == ["example.com. applied"])
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let found = try await team.ports.ledger(namedBy: settings)
        #expect(found.accepted?.number == 4)
        #expect(found.acceptedSettings?.review.required == 2)
    }
}
