internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// A ledger of two lines that were joined.
@Suite("Settings that were accepted on two lines") struct JoinedLedgerTests {
    /// A ledger whose files came by lines that knew nothing of each other, or by one.
    private struct Lines: Ledger {
        let ledger: MemoryLedger
        let areTwo: Bool

        func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool { !areTwo }

        func append(_ files: [LedgerFile], message: String) async throws(LedgerError) {
            try await ledger.append(files, message: message)
        }

        func refresh() async throws(LedgerError) -> Bool { true }

        func version() async throws(LedgerError) -> LedgerVersion { try await ledger.version() }

        func append(
            _ files: [LedgerFile], message: String, at version: LedgerVersion
        ) async throws(LedgerError) -> Bool { try await ledger.append(files, message: message, at: version) }

        func requireRoom(in folders: [String]) async throws(LedgerError) { try await ledger.requireRoom(in: folders) }

        func paths(below folder: String) async throws(LedgerError) -> [String] {
            try await ledger.paths(below: folder)
        }

        func positions(below folder: String) async throws(LedgerError) -> [String: Int] {
            try await ledger.positions(below: folder)
        }

        func root() async throws(LedgerError) -> String? { try await ledger.root() }

        func read(_ path: String) async throws(LedgerError) -> [UInt8]? { try await ledger.read(path) }
    }

    // Settings of a line that was made from an old event stood before those that were accepted.
    @Test("are refused, and where one came after the other it is passed over", arguments: [false, true])
    func areRefused(areTwo: Bool) async throws {
        let team = try await Team()
        let first = try #require(try await AcceptedSettings.last(1, in: team.ledger).first)
        let rules = [(2, "{required: 2, signers: zones/signers}"), (3, "{required: 0}")]
        for (number, rule) in rules {
            var next = AcceptedSettings(
                number: number, commit: first.commit, settings: Array(Team.settings(rule).utf8),
                signers: first.signers)
            next.acceptance = SettingsAcceptance(.newRule, previous: first.digest, accepted: next.digest)
            try await team.ledger.append(next.files, message: "Accept settings")
        }
        let lines = Lines(ledger: team.ledger, areTwo: areTwo)
        let chain = AcceptanceChain(
            ledger: lines, sources: team.simulation.approvals, clone: team.ports.clone, at: nil, decides: false)
        var found: AcceptanceChain.Result?
        var refusal: LedgerError?
        do throws(LedgerError) { found = try await chain.walk() } catch { refusal = error }
        #expect(found?.accepted.map(\.number) == (areTwo ? nil : [2, 1]))
        #expect(found?.passedOver.map(\.settings.number) == (areTwo ? nil : [3]))
        #expect(refusal?.kind == (areTwo ? LedgerError.Kind.unreadable : nil))
        if areTwo {
            let message = refusal?.message ?? ""
            #expect(message.contains("/000002-") && message.contains("/000003-"))
        }
    }
}
