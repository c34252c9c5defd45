internal import DNSModel
internal import Gate
internal import Testing
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

    private static let two = "{required: 2, signers: zones/signers}"
    private static let none = "{required: 0}"

    static let rows: [Row] = [
        Row("the rule stays: nothing is accepted again", ["example.com. applied"], accepted: 1) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
        },
        Row("a stricter rule, approved by both", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(two))
            team.change(["example.com.": "192.0.2.2"])
            let document = try await team.plan()
            team.sign(document)
            team.sign(document, as: "bo@example.com")
        },
        Row(
            "a stricter rule, approved by the one before alone", ["refused: rule-changed, too-few-approvals"],
            accepted: 1
        ) {
            team in
            team.set(Team.settings(two))
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"))
        },
        Row("a weaker rule does not count before it is accepted", ["refused: no-approval, rule-changed"], accepted: 1) {
            team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("a weaker rule, approved by the one before", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
        },
        Row("a rule alone, without changes of zones", ["confirmed", "accepted settings 2"], accepted: 2) { team in
            team.set(Team.settings(two))
            let document = try await team.plan()
            team.sign(document)
            team.sign(document, as: "bo@example.com")
        },
        Row("a rule alone, that nobody approved", ["confirmed"], accepted: 1) { team in
            team.set(Team.settings(none))
        },
        Row("whoever writes it may not accept it alone", ["refused: no-approval, own-work, rule-changed"], accepted: 1)
        {
            team in
            team.set(Team.settings(none), by: "rita@example.com")
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan(changedSince: "main^1"), as: "rita@example.com")
        },
        Row("the rule before is set aside", ["example.com. applied"], accepted: 2, setsRuleAside: true) { team in
            team.set(Team.settings(none))
            team.change(["example.com.": "192.0.2.2"])
        },
        Row("other settings with the same rule", ["example.com. applied"], accepted: 2) { team in
            team.set(Team.settings(more: "defaults: {ttl: 3600}"))
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
        },
        Row(
            "a plan that was signed before the settings changed", ["refused: changed-document, no-approval"],
            accepted: 1
        ) { team in
            team.change(["example.com.": "192.0.2.2"])
            team.sign(try await team.plan())
            team.set(Team.settings(more: "defaults: {ttl: 3600}"))
        },
    ]
}
