internal import Testing
internal import ZoneFiles

/// What simulated weeks found, each as small as it can be told.
@Suite("What a team's week showed") struct WeekCaseTests {
    private static let www = WeekKey("example.com.", "www")

    // Its commit changes no record set, so it was looked for at the tip alone; the next push hid it.
    @Test("A pull request that shows what waits is found, though something else was merged after it")
    func hiddenReview() async throws {
        var week = try await Week(seed: 0, rule: .byForge)
        _ = try await week.apply(by: .olga)
        let change = try await week.open([Self.www: "192.0.2.6"], by: .ann)
        _ = try await week.check(change)
        try await week.merge([change], .squash, by: .bo)
        #expect(try await week.apply(by: .cleo).refusal != nil)
        let nudge = try await week.open([:], by: .bo, nudging: ["example.com."])
        _ = try await week.check(nudge)
        await week.approve(nudge, as: .rita)
        try await week.merge([nudge], .merge, by: .bo)
        try week.server.change { repository throws(GitError) in
            _ = repository.commit(["README.md": "words\n"], by: "bo@example.com")
        }
        let end = try await week.apply(by: .cleo)
        #expect(end.refusal == nil)
        #expect(try await week.live()[Self.www] == "192.0.2.6")
        #expect(week.broken.isEmpty, "\(week.log.joined(separator: "\n"))")
    }

    // It was said that nobody can tell which ledger counts, with the advice to name one: also where all that was wrong
    // was that the server was away for an hour.
    @Test("Where the ledger was before, and its server is away, that is what is said") func formerLedgerIsAway()
        async throws
    {
        var week = try await Week(seed: 0, rule: .byForge)
        _ = try await week.apply(by: .olga)
        var rule = WeekRule.byForge
        rule.ledger = "ledger-2"
        let move = try await week.open([:], by: .olga, rule: rule)
        _ = try await week.check(move)
        await week.approve(move, as: .rita)
        try await week.merge([move], .squash, by: .bo)
        // It is accepted, and then somebody lets the new one go on from the old one.
        #expect(try await week.apply(by: .cleo).refusal == nil)
        #expect(try await week.finished(try await week.apply(by: .cleo)).refusal == nil)
        week.host.goes(away: true)
        #expect(try await week.apply(by: .cleo).refusal?.ids == ["ledger-unshared"])
        week.host.goes(away: false)
        #expect(try await week.apply(by: .cleo).refusal == nil)
        #expect(week.broken.isEmpty, "\(week.log.joined(separator: "\n"))")
    }
}
