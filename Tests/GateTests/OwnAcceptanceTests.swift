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
    /// - Returns: the number of the settings that count for an apply, and for who only reads.
    /// - Throws: what the team throws.
    private func counts(
        by author: String, approvedBy approver: String = "rita", isMerged: Bool = true, format: Int = 1,
        at commit: ((Team) throws -> String)? = nil
    ) async throws -> (applied: Int?, shown: Int?) {
        var team = try await Team()
        let first = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        team.set(Self.loose, on: "loose", by: "\(author)@example.com")
        let plan = try await team.plan("loose", changedSince: "main")
        try await team.propose(plan)
        team.simulation.sign(plan, as: "\(approver)@example.com")
        let brought = try team.simulation.repository.resolve(revision: "loose").hex
        if isMerged { team.simulation.repository.merge("loose") }
        var planted = AcceptedSettings(
            number: 2, commit: try commit?(team) ?? brought, settings: Array(Self.loose.utf8), signers: nil)
        planted.acceptance = SettingsAcceptance(
            .approval, previous: first.digest, accepted: planted.digest, plan: plan.digest)
        let files = planted.files.map { file in
            let text = String(decoding: file.octets, as: UTF8.self)
            let said = text.replacing("gate53-acceptance/1", with: "gate53-acceptance/\(format)")
            return LedgerFile(path: file.path, octets: Array(said.utf8))
        }
        try await team.ledger.append(files, message: "Accept settings")
        let settings = try #require(try TrustedBranch.find(in: team.ports.clone).settings)
        let ports = team.ports
        func number(_ fetching: LedgerFetching) async throws -> Int? {
            try await ports.ledger(namedBy: settings, fetching).accepted?.number
        }
        return (
            try await number(LedgerFetching(publishes: true, decides: true)), try await number(LedgerFetching())
        )
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
        let older: (Team) throws -> String = { try $0.simulation.repository.resolve(revision: "main^1").hex }
        #expect(try await counts(by: "rita", at: older) == (1, 1))
        #expect(try await counts(by: "bo", at: older) == (1, 1))
    }

    // To pass them over would bring back the rule before, by a forced push of the protected branch.
    @Test("let nothing be applied at a commit that the protected branch does not have") func notMerged() async throws {
        let elsewhere = String(repeating: "e", count: 40)
        let cases: [(isMerged: Bool, at: ((Team) throws -> String)?)] = [(false, nil), (true, { _ in elsewhere })]
        for (isMerged, commit) in cases {
            let error = await #expect(throws: (any Error).self) {
                try await counts(by: "bo", isMerged: isMerged, at: commit)
            }
            let words = String(describing: try #require(error))
            #expect(words.contains("does not have that commit"), "\(words)")
            #expect(words.contains("git merge -s ours"), "\(words)")
        }
    }

    // A bad file of a writer, which nobody who could has approved, holds up nothing.
    @Test("are passed over at such a commit where nobody who could approved them") func plantedElsewhere() async throws
    {
        let elsewhere = String(repeating: "e", count: 40)
        #expect(try await counts(by: "bo", approvedBy: "mallory") { _ in elsewhere } == (1, 1))
    }
}
