internal import DNSModel
internal import DNSProviders
internal import Gate
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("What is read of a commit") struct ReadOnceTests {
    // For one changed record an apply read the settings 22 times, and the signers four times.
    @Test("settings and signers once a run, whoever asks for them") func once() async throws {
        var team = Simulation()
        try await team.accept()
        team.repository.commit([Simulation.settingsPath: Simulation.settings("{required: 2, signers: zones/signers}")])
        let document = try await team.plan()
        team.sign(document, as: "rita@example.com")
        let counted = CountedRepository(repository: team.repository)
        let clone = Clone(counted, ProviderModules.kinds)

        let trusted = try TrustedBranch.find(in: clone).withSettings(in: clone)
        _ = try PlanMatch(document.plan, .confirmation, on: trusted, of: clone)
        _ = try PlanMatch(document.plan, .changes, in: trusted.tree, of: clone)
        _ = TrustComparison(of: document.plan, in: clone)
        let settings = try #require(trusted.settings)
        let collection = ReviewCollection(trusted, settings, team.ledger, of: clone, team.approvals, { _ in })
        for _ in 1...3 { _ = try await collection.session(for: ReviewRequest(document: document)) }
        _ = try TrustedBranch.find(in: clone)

        // Each commit is looked at once by the usual path of settings, and the tip once more by the path that the plan
        // names.
        let commits = team.repository.commits.count
        #expect(counted.counts.now[Simulation.settingsPath, default: 0] <= commits + 1)
        #expect(counted.counts.now[Simulation.signersPath, default: 0] <= commits + 2)
    }

    @Test("settings and signers of the protected branch once, where the rule did not change") func onceAlone()
        async throws
    {
        var team = Simulation()
        try await team.accept()
        let document = try await team.plan()
        team.sign(document, as: "rita@example.com")
        let counted = CountedRepository(repository: team.repository)
        let clone = Clone(counted, ProviderModules.kinds)
        for _ in 1...3 {
            let trusted = try TrustedBranch.find(in: clone).withSettings(in: clone)
            _ = try PlanMatch(document.plan, .confirmation, on: trusted, of: clone)
            let settings = try #require(trusted.settings)
            _ = try await ReviewCollection(trusted, settings, team.ledger, of: clone, team.approvals, { _ in })
                .session(for: ReviewRequest(document: document)).approve()
        }
        // Who wrote what is found out by the commits, of which there are two.
        let counts = counted.counts.now
        #expect(counts[Simulation.settingsPath, default: 0] <= 2 && counts[Simulation.signersPath, default: 0] <= 2)
        #expect(counts[Simulation.zonePath, default: 0] <= 2)
    }
}
