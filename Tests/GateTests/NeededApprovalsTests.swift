internal import DNSModel
internal import Gate
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

@Suite("How many have to approve what waits") struct NeededApprovalsTests {
    static let keys: [(key: String?, needed: Int)] = [(nil, 2), ("key-ann", 1)]

    @Test("is one more where nobody knows who wrote it", arguments: keys.indices)
    func needed(index: Int) async throws {
        let (key, needed) = Self.keys[index]
        var team = try await Team("{required: 1, signers: zones/signers, authors: signed}")
        let commit = team.simulation.repository.commit(
            [Team.path("example.com."): Team.file("192.0.2.2")], signed: key)
        var news = ApplyNews()
        let merged = try await MergedPlanSearch(team.ports, pullRequest: nil, setsRuleAside: false).run(&news)
        let approvers = try #require(merged.uncovered.first?.approvers.first)
        #expect(approvers.needed == needed)
        #expect(approvers.unsigned == (key == nil ? commit.hex : nil))
    }
}
