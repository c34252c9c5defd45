internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// Who moved a record set, the branch or somebody at the provider, where no receipt of a plan says it. What the branch
/// moved waits; called drift, it would be left as it is for ever.
@Suite("Who moved") struct WhoMovedTests {
    /// Applies, by a runner that dies after the first batch.
    private func die(_ team: inout Team) async {
        await team.provider.ends(after: 1)
        await team.ledger.breaks(after: 1)
        _ = await team.applyMerged()
        await team.provider.ends(after: nil)
        await team.ledger.breaks(after: nil)
    }

    // The on-call engineer reverts the merge whose job died: live stayed as the dead run had left it, and was called
    // drift.
    @Test("What a run had changed that died is taken back when the branch takes it back") func deadRun() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        await die(&team)
        #expect(try await team.live("example.com.") == "192.0.2.2")
        team.change(["example.com.": "192.0.2.1"])
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
        #expect(await team.applyMerged() == ["confirmed"])
    }

    @Test("What somebody changed after a run had died is drift") func afterDeadRun() async throws {
        var team = try await Team()
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        await die(&team)
        #expect(await team.applyMerged() == ["confirmed"])
        try await team.edit("example.com.", "192.0.2.9")
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        // Nor does an old run matter once there is a receipt.
        team.change(["example.com.": "192.0.2.1"])
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
        try await team.edit("example.com.", "192.0.2.2")
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        #expect(try await team.live("example.com.") == "192.0.2.2")
    }

    @Test("What was taken into git and given back waits, though another zone waited all the time")
    func besideWaiting() async throws {
        var team = try await Team()
        try await team.edit("example.com.", "192.0.2.5")
        team.change(["example.com.": "192.0.2.5"])
        team.change(["example.net.": "198.51.100.2"])
        #expect(await team.applyMerged() == ["www.example.net. A waits: not reviewed"])
        team.change(["example.com.": "192.0.2.1"])
        try await team.sign(try await team.plan(only: ["example.com."]))
        #expect(
            await team.applyMerged() == ["example.com. applied", "www.example.net. A waits: not reviewed"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
    }

    @Test("What was taken into git and given back waits, though something else in the zone drifted")
    func besideDrift() async throws {
        var team = try await Team()
        let robot = recordSet("robot 3600 A 203.0.113.9")
        await team.provider.write(robot.key, robot, in: "example.com.")
        try await team.edit("example.com.", "192.0.2.5")
        team.change(["example.com.": "192.0.2.5"])
        #expect(await team.applyMerged() == ["example.com. drifted", "confirmed"])
        team.change(["example.com.": "192.0.2.1"])
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. drifted", "example.com. applied"])
        #expect(try await team.live("example.com.") == "192.0.2.1")
    }

    // It was stale each time, with the advice to plan again.
    @Test("A plan without changes is confirmed, though something was changed at the provider and is left")
    func confirmed() async throws {
        var team = try await Team()
        try await team.edit("example.com.", "192.0.2.5")
        let document = try await team.plan()
        #expect(document.plan.isEmpty)
        #expect(await team.apply(document) == ["confirmed"])
        #expect(await team.apply(document) == ["confirmed"])
        #expect(try await team.live("example.com.") == "192.0.2.5")
        team.change(["example.com.": "192.0.2.2"])
        try await team.review()
        #expect(await team.applyMerged() == ["example.com. applied"])
    }
}
