internal import DNSModel
internal import Gate
internal import Synchronization
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

    // Large ones that nobody approved, and were proposed later, kept it from being looked at.
    @Test("A plan that somebody signed is found behind others that are as much as may be read or kept")
    func signedFirst() async throws {
        let ledger = MemoryLedger()
        let proposed = ProposedPlans(in: ledger)
        let signed = try Self.document(["example.com."])
        try await proposed.propose(signed, signatures: [[1]])
        var others: [PlanDocument] = []
        for number in 2...6 {
            let other = try Self.document(["example.com."], address: "192.0.2.\(number)")
            try await proposed.propose(other, signatures: [])
            others.insert(other, at: 0)
        }
        var limits = ProposedPlans.Limits()
        limits.kept = 2 * signed.octets.count + 10
        #expect(try await ProposedPlans(in: ledger, limits).waiting { _ in true } == [others[0], signed])
        limits = ProposedPlans.Limits()
        limits.read = 2 * signed.octets.count + 10
        #expect(try await ProposedPlans(in: ledger, limits).waiting { _ in true } == [others[0], others[1], signed])
        limits.read = 1
        #expect(try await ProposedPlans(in: ledger, limits).waiting { _ in true } == [signed])
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

    // Whoever had a plan approved just before gate53 was upgraded was told that nobody reviewed it.
    @Test("A plan of an earlier format that has what waits is told of by name, and no other") func olderFormat()
        async throws
    {
        var team = try await Team()
        for (branch, address) in [("waits", "192.0.2.2"), ("other", "192.0.2.7")] {
            team.change(["example.com.": address], on: branch)
            let plan = try await team.plan(branch)
            let text = String(decoding: plan.octets, as: UTF8.self)
            let older = Array(text.replacing("gate53-plan/\(PlanDocument.version)", with: "gate53-plan/5").utf8)
            #expect(older != plan.octets)
            let digest = Digest(of: older)
            try await team.ledger.append(
                [
                    LedgerFile(path: LedgerLayout.path(ofPlan: digest), octets: older),
                    LedgerFile(
                        path: LedgerLayout.path(ofProposal: digest, number: branch == "waits" ? 1 : 2), octets: []),
                ], message: "propose")
        }
        team.merge("waits")
        let said = Mutex<[String]>([])
        team.observer = { event in if case .warning(let text) = event { said.withLock { $0.append(text) } } }
        let ended = await team.applyMerged()
        #expect(ended.contains { $0.hasSuffix("waits: not reviewed") }, "\(ended)")
        let reported = said.withLock { $0 }.filter { $0.contains("[older-format]") }
        #expect(reported.count == 1 && reported.first?.contains("example.com.") == true, "\(reported)")
    }
}
