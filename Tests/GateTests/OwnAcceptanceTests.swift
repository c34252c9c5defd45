internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// Who wrote settings does not approve that they are accepted, also by what whoever writes the ledger says later.
@Suite("Settings of which a ledger says that who wrote them accepted them") struct OwnAcceptanceTests {
    private static let loose = Team.settings("{required: 0}")

    /// Rita, who is a reviewer and may write the ledger, says in it that settings were accepted, with a plan that she
    /// or another reviewer signed.
    ///
    /// - Parameters:
    ///   - author: who wrote the settings.
    ///   - approver: who signed the plan.
    ///   - isMerged: whether the settings are on the protected branch.
    ///   - format: the version of the format of what it says.
    ///   - commit: the commit that it says they were accepted at; `nil` for the one that brought them.
    /// - Returns: the team.
    /// - Throws: what the team throws.
    private func planted(
        by author: String, approvedBy approver: String = "rita", isMerged: Bool = true, format: Int = 1,
        at commit: ((inout Team) throws -> String)? = nil
    ) async throws -> Team {
        var team = try await Team()
        team.set(Self.loose, on: "loose", by: "\(author)@example.com")
        let plan = try await team.plan("loose", changedSince: "main")
        try await team.propose(plan)
        team.simulation.sign(plan, as: "\(approver)@example.com")
        if isMerged { team.simulation.repository.merge("loose") }
        try await Self.plant(plan, format: format, at: try commit?(&team), in: team)
        return team
    }

    /// Writes into the ledger that loose settings were accepted.
    private static func plant(_ plan: PlanDocument, format: Int = 1, at commit: String?, in team: Team) async throws {
        let last = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        let brought = try team.simulation.repository.resolve(revision: "loose").hex
        var planted = AcceptedSettings(
            number: last.number + 1, commit: commit ?? brought, settings: Array(loose.utf8), signers: nil)
        planted.acceptance = SettingsAcceptance(
            .approval, previous: last.digest, accepted: planted.digest, plan: plan.digest)
        let files = planted.files.map { file in
            let text = String(decoding: file.octets, as: UTF8.self)
            let said = text.replacing("gate53-acceptance/1", with: "gate53-acceptance/\(format)")
            return LedgerFile(path: file.path, octets: Array(said.utf8))
        }
        try await team.ledger.append(files, message: "Accept settings")
    }

    /// The number of the settings that count for an apply, or for who only reads.
    private func number(_ team: Team, decides: Bool) async throws -> Int? {
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let fetching = decides ? LedgerFetching(publishes: true, decides: true) : LedgerFetching()
        return try await team.ports.ledger(namedBy: settings, fetching).accepted?.number
    }

    /// The numbers of the settings that count for an apply, and for who only reads.
    private func counts(
        by author: String, approvedBy approver: String = "rita", format: Int = 1,
        at commit: ((inout Team) throws -> String)? = nil
    ) async throws -> (applied: Int?, shown: Int?) {
        let team = try await planted(by: author, approvedBy: approver, format: format, at: commit)
        return (try await number(team, decides: true), try await number(team, decides: false))
    }

    @Test("count where another reviewer approved the plan") func another() async throws {
        #expect(try await counts(by: "bo") == (2, 2))
        #expect(try await counts(by: "rita", approvedBy: "bo") == (2, 2))
    }

    // To pass them over would bring back the rule before, which those who decide have left.
    @Test("are a refusal in a newer format, where those who decide approved them") func newer() async throws {
        let error = await #expect(throws: (any Error).self) { try await counts(by: "bo", format: 9) }
        #expect(String(describing: try #require(error)).contains("upgrade to the gate53 that accepted them"))
        #expect(try await counts(by: "bo", approvedBy: "mallory", format: 9) == (1, 1))
        #expect(try await counts(by: "rita", format: 9) == (1, 1))
    }

    // The approvals were held against the rule before, and not against who wrote the settings.
    @Test("do not where the reviewer wrote them") func own() async throws {
        #expect(try await counts(by: "rita") == (1, 1))
    }

    @Test("do not at a commit that is older, or does not have them") func otherCommit() async throws {
        let older: (inout Team) throws -> String = { try $0.simulation.repository.resolve(revision: "main^1").hex }
        #expect(try await counts(by: "rita", at: older) == (1, 1))
        #expect(try await counts(by: "bo", at: older) == (1, 1))
    }

    // To pass them over would bring back the rule before, by a forced push of the protected branch. Who only reads goes
    // by the rule before: its ledger may be at a place that only these settings name.
    @Test("let nothing be applied, and count for nobody, at a commit that the protected branch does not have")
    func notMerged() async throws {
        let elsewhere = String(repeating: "e", count: 40)
        let cases: [(isMerged: Bool, at: ((inout Team) throws -> String)?)] = [
            (false, nil), (true, { _ in elsewhere }),
        ]
        for (isMerged, commit) in cases {
            let team = try await planted(by: "bo", isMerged: isMerged, at: commit)
            let error = await #expect(throws: (any Error).self) { try await number(team, decides: true) }
            let words = String(describing: try #require(error))
            #expect(words.contains("does not have that commit"), "\(words)")
            #expect(words.contains("git merge -s ours"), "\(words)")
            #expect(try await number(team, decides: false) == 1)
        }
    }

    // A plan of them is no plan of what was accepted: it may be that they were not accepted yet when it was made.
    @Test("leave who only reads unsure, where the clone does not have their commit") func unsure() async throws {
        let team = try await planted(by: "bo", isMerged: false)
        let chain = AcceptanceChain(
            ledger: team.ledger, sources: team.simulation.approvals, clone: team.ports.clone,
            at: try team.simulation.repository.resolve(revision: "main"), decides: false)
        let found = try await chain.walk()
        #expect(found.isUnsure)
        #expect(found.accepted.map(\.number) == [1])
        #expect(found.passedOver.map(\.settings.number) == [2])
    }

    // Their files are read at the commit that a writer of the ledger names.
    @Test("hold up nothing at a commit with a file that is too large") func oversized() async throws {
        let big: (inout Team) throws -> String = { team in
            let text = String(repeating: "# a line of a comment\n", count: 1 << 20)
            team.set(text, on: "big", by: "mallory@example.com")
            team.simulation.repository.merge("big")
            team.set(Self.loose, by: "bo@example.com")
            return try team.simulation.repository.resolve(revision: "big").hex
        }
        #expect(try await counts(by: "bo", at: big) == (1, 1))
    }

    // Whoever may write the ledger names the commit. On a side line that was begun before the last acceptance, another
    // person has the same settings.
    @Test("do not at a commit that does not come after the settings before") func sideLine() async throws {
        var team = try await Team()
        team.simulation.repository.move("side", to: try team.simulation.repository.resolve(revision: "main"))
        team.set(Team.settings("{required: 1, signers: zones/signers}", more: "# the second\n"))
        let second = try await team.plan()
        try await team.sign(second)
        let said = await team.applyMerged()
        #expect(try await number(team, decides: true) == 2, "\(said)")
        team.set(Self.loose, on: "loose", by: "rita@example.com")
        let plan = try await team.plan("loose", changedSince: "main")
        try await team.sign(plan)
        team.set(Self.loose, on: "side", by: "mallory@example.com")
        team.merge("side", "loose")
        let side = try team.simulation.repository.resolve(revision: "side").hex
        try await Self.plant(plan, at: side, in: team)
        #expect(try await number(team, decides: true) == 2)
        #expect(try await number(team, decides: false) == 2)
    }

    // The ledger keeps no paths. Earlier settings are where the plans with which they were accepted found them.
    @Test("count where the settings have moved since") func moved() async throws {
        let team = try await planted(by: "bo")
        var clone = team.ports.clone
        clone.settingsPath = "dns/gate53.yaml"
        for decides in [true, false] {
            let chain = AcceptanceChain(
                ledger: team.ledger, sources: team.simulation.approvals, clone: clone,
                at: try team.simulation.repository.resolve(revision: "main"), decides: decides)
            #expect(try await chain.walk().accepted.map(\.number) == [2, 1])
        }
    }

    // A bad file of a writer, which nobody who could has approved, holds up nothing.
    @Test("are passed over at such a commit where nobody who could approved them") func plantedElsewhere() async throws
    {
        let elsewhere = String(repeating: "e", count: 40)
        #expect(try await counts(by: "bo", approvedBy: "mallory") { _ in elsewhere } == (1, 1))
    }
}
