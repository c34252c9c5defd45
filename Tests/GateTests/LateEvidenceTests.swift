internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// What was approved when settings came to the ledger counts, and nothing that came later.
@Suite("Evidence that came after an acceptance") struct LateEvidenceTests {
    private static func accepted(_ team: Team) async throws -> Int? {
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        return try await team.ports.ledger(namedBy: settings).accepted?.number
    }

    /// Bo's signature, as the ledger keeps it.
    private static func signature(of plan: PlanDocument) -> LedgerFile {
        LedgerFile(
            path: "\(LedgerLayout.approvalFolder(ofPlan: plan.digest))/proposed-bo.sig", octets: Array("key-bo".utf8))
    }

    /// Mallory, who may write the ledger, says in it that settings were accepted by which nobody has to approve.
    ///
    /// - Parameters:
    ///   - team: the team, of which Bo is a reviewer.
    ///   - isSigned: whether Bo's signature of the plan is there.
    /// - Returns: the plan.
    /// - Throws: what the team throws.
    private static func plant(in team: inout Team, isSigned: Bool) async throws -> PlanDocument {
        let first = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        team.simulation.approvals.needsRecorded = true
        let loose = Team.settings("{required: 0}")
        team.set(loose, on: "loose", by: "mallory@example.com")
        let plan = try await team.plan("loose", changedSince: "main")
        try await team.propose(plan)
        team.simulation.sign(plan, as: "bo@example.com")
        if isSigned { try await team.ledger.append([signature(of: plan)], message: "Approve") }
        let commit = try team.simulation.repository.resolve(revision: "loose")
        team.merge("loose")
        var planted = AcceptedSettings(
            number: 2, commit: commit.hex, settings: Array(loose.utf8), signers: nil)
        planted.acceptance = SettingsAcceptance(
            .approval, previous: first.digest, accepted: planted.digest, plan: plan.digest)
        try await team.ledger.append(planted.files, message: "Accept settings")
        return plan
    }

    @Test("What was signed before counts") func inTime() async throws {
        var team = try await Team()
        _ = try await Self.plant(in: &team, isSigned: true)
        #expect(try await Self.accepted(team) == 2)
    }

    // Settings that had been passed over stood before those that were accepted since, as soon as a signature of
    // somebody came who was a reviewer then, and is none any more.
    @Test("What is signed later does not, and what was accepted meanwhile stands") func late() async throws {
        var team = try await Team()
        let plan = try await Self.plant(in: &team, isSigned: false)
        #expect(try await Self.accepted(team) == 1)
        // Bo is no reviewer any more.
        let signers = ["rita", "ann"].map { Simulation.line("\($0)@example.com", "key-\($0)") }.joined()
        team.simulation.repository.commit([Simulation.signersPath: signers], by: "olga@example.com")
        team.change(["example.com.": "192.0.2.2"])
        try await team.sign(try await team.plan())
        #expect(await team.applyMerged() == ["example.com. applied"])
        #expect(try await Self.accepted(team) == 3)
        try await team.ledger.append([Self.signature(of: plan)], message: "Approve")
        #expect(try await Self.accepted(team) == 3)
    }

    @Test("What was put where settings are accepted before they are is not of them") func early() async throws {
        let ledger = MemoryLedger()
        let settings = AcceptedSettings(
            number: 1, commit: String(repeating: "a", count: 40), settings: Array("review: {required: 1}".utf8),
            signers: nil)
        for name in ["signers", "acceptance.json"] {
            try await ledger.append([LedgerFile(path: "\(settings.folder)/\(name)", octets: [7])], message: "x")
        }
        try await ledger.append(settings.files, message: "accept")
        #expect(try await AcceptedSettings.last(1, in: ledger) == [settings])
        #expect(try await AcceptedSettings.strays(in: ledger).count == 2)
    }
}
