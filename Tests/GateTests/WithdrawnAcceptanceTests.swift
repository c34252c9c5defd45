internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// Settings are accepted by reviews that stand at that moment, not by those that were there a little before.
@Suite("Acceptances by reviews that are taken back") struct WithdrawnAcceptanceTests {
    // Olga changes the settings of a team that reviews at a forge. Some reviews are left when somebody asks anew; all
    // where that is none.
    private static func team(_ review: String, leaving left: [String]?) async throws -> Team {
        var team = try await Team(review)
        team.simulation.approvals.accounts = ["rita", "bo"]
        team.simulation.approvals.withdrawal = left.map { SimulatedApprovals.Withdrawal(leaving: $0) }
        team.set(Team.settings(review, more: "defaults: {ttl: 3600}"))
        return team
    }

    private static let alone = "{source: github, repository: example/dns, reviewers: [rita]}"
    private static let zoned =
        "{source: github, repository: example/dns, reviewers: [rita], "
        + "zones: [{name: example.com., reviewers: [bo]}]}"

    // The settings were accepted on answers that the forge had given at the search.
    @Test("A plan without changes accepts nothing then", arguments: [false, true])
    func confirmed(isWithdrawn: Bool) async throws {
        let team = try await Self.team(Self.alone, leaving: isWithdrawn ? ["bo"] : nil)
        let said = await team.applyMerged()
        #expect(said == (isWithdrawn ? ["refused: settings-not-accepted"] : ["confirmed", "accepted settings 2"]))
        #expect(try await AcceptedSettings.last(.max, in: team.ledger).count == (isWithdrawn ? 1 : 2))
    }

    // Who may approve the zone still does, so the changes were approved, and the settings went along.
    @Test("A plan with changes is not applied then, where reviewers of its zones are left", arguments: [false, true])
    func applied(isWithdrawn: Bool) async throws {
        var team = try await Self.team(Self.zoned, leaving: isWithdrawn ? ["bo"] : nil)
        team.change(["example.com.": "192.0.2.2"])
        try await team.propose(try await team.plan())
        let said = await team.applyMerged()
        #expect(said == (isWithdrawn ? ["refused: settings-not-accepted"] : ["example.com. applied"]))
        #expect(try await AcceptedSettings.last(.max, in: team.ledger).count == (isWithdrawn ? 1 : 2))
        #expect(try await team.live("example.com.") == (isWithdrawn ? "192.0.2.1" : "192.0.2.2"))
    }

    // The review was held by the settings that were accepted when the ledger was found.
    @Test("A review is not good where other settings were accepted after it") func otherRule() async throws {
        let team = try await Team()
        let trusted = try TrustedBranch.find(in: team.ports.clone)
        let ledger = try await team.ports.ledger(namedBy: try #require(trusted.settings))
        let rule = try await RuleInForce(ledger, team.ports)
        try await rule.requireLast(or: nil)
        let last = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        func other(_ number: Int, _ word: SettingsAcceptance.Word) -> AcceptedSettings {
            var other = AcceptedSettings(
                number: number, commit: trusted.branch.commit.hex,
                settings: Array(Team.settings("{required: 2, signers: zones/signers}").utf8), signers: last.signers)
            other.acceptance = SettingsAcceptance(word, previous: last.digest, accepted: other.digest)
            return other
        }
        // What nobody could accept changes nothing.
        try await team.ledger.append(other(2, .approval).files, message: "Accept settings")
        try await rule.requireLast(or: nil)
        let now = other(3, .newRule)
        try await team.ledger.append(now.files, message: "Accept settings")
        await #expect(throws: ReviewRefusal.self) { try await rule.requireLast(or: nil) }
        // The run itself may have done that.
        try await rule.requireLast(or: now)
    }
}
