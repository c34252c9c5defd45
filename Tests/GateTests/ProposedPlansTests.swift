internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Proposed plans") struct ProposedPlansTests {
    private static func document(_ apexes: [DomainName], address: String = "192.0.2.1") throws -> PlanDocument {
        try PlanDocument(
            .fixture(
                apexes.map { apex in
                    ZonePlanner.fixture().plan(from: zone([], in: apex), to: zone(["www 300 A \(address)"], in: apex))
                }))
    }

    @Test("Plans that fit wait, the newest first, each once") func order()
        async throws
    {
        let ledger = MemoryLedger()
        let proposed = ProposedPlans(in: ledger)
        let first = try Self.document(["example.com."])
        let other = try Self.document(["example.net."])
        let newer = try Self.document(["example.com."], address: "192.0.2.2")
        for (index, document) in [first, other, newer].enumerated() {
            try await proposed.propose(document, signatures: [[UInt8(index)]])
        }
        #expect(try await proposed.waiting { _ in true } == [newer, other, first])
        #expect(try await proposed.waiting { $0 != newer.plan } == [other, first])
        #expect(try await proposed.waiting { _ in false }.isEmpty)
        #expect(try await ledger.paths(below: LedgerLayout.approvalFolder(ofPlan: first.digest)).count == 1)
        // Proposed again it is one plan.
        try await proposed.propose(newer, signatures: [])
        #expect(try await proposed.waiting { _ in true } == [newer, other, first])
    }

    @Test("A plan that was applied to its end does not wait, and one that failed does") func applied() async throws {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        let proposed = ProposedPlans(in: scene.ledger)
        try await proposed.propose(document, signatures: [])
        await scene.provider.set(faults: [1: .before(.unavailable)])
        _ = try await scene.apply(document)
        #expect(try await proposed.waiting { _ in true } == [document])
        _ = try await scene.apply(document)
        #expect(try await proposed.waiting { _ in true }.isEmpty)
    }

    @Test("What is no plan, or another than its path says, is passed over") func hostile() async throws {
        let ledger = MemoryLedger()
        let document = try Self.document(["example.com."])
        let digest = Digest(of: [1])
        try await ledger.append(
            [
                LedgerFile(path: LedgerLayout.path(ofProposal: digest, number: 1), octets: []),
                LedgerFile(path: LedgerLayout.path(ofPlan: digest), octets: document.octets),
                LedgerFile(path: "proposals/x", octets: []),
                LedgerFile(
                    path: LedgerLayout.path(ofProposal: Digest(of: [2]), number: 2), octets: []),
            ], message: "x")
        #expect(try await ProposedPlans(in: ledger).waiting { _ in true }.isEmpty)
    }
}
