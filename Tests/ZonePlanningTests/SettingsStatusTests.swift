internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Changes of settings in a plan") struct SettingsStatusTests {
    private static let hostile = [
        SettingsChange("review.required", before: "2", after: "0"),
        SettingsChange(.line(of: "zones/reviewers"), after: "eve@example.com `ssh` | \u{1b}[31m\u{202e}x\nNo changes"),
    ]

    @Test("are part of the plan's octets where they differ from what was accepted, and only there")
    func arePartOfThePlan() throws {
        let (one, other) = (
            SettingsProposal.digest(settings: [1], signers: nil), SettingsProposal.digest(settings: [1], signers: [])
        )
        #expect(one != other)
        #expect(
            SettingsProposal.digest(settings: [1, 2], signers: [3])
                != SettingsProposal.digest(settings: [1], signers: [2, 3]))
        let statuses: [SettingsStatus] = [
            .accepted, .unknown, .unaccepted(SettingsProposal(accepted: one, proposed: other, changes: [])),
            .unaccepted(SettingsProposal(accepted: one, proposed: other, changes: Self.hostile)),
            .unaccepted(SettingsProposal(accepted: other, proposed: one, changes: Self.hostile)),
        ]
        var digests: Set<Digest> = []
        for status in statuses {
            let plan = Plan(
                source: .commit, settings: ZoneFileIdentity(path: "gate53.yaml", blob: "0"), settingsStatus: status,
                allowed: [], zones: [])
            let document = try PlanDocument(plan)
            #expect(digests.insert(document.digest).inserted)
            let read = try PlanDocument(octets: document.octets)
            #expect(read == document && read.plan.settingsStatus == status)
            let text = String(decoding: document.octets, as: UTF8.self)
            #expect(text.contains("settingsStanding") == (status != .accepted))
        }
        // Digests that are none, and a comparison that says nothing.
        let text = String(
            decoding: try PlanDocument(
                Plan(
                    source: .commit, settings: ZoneFileIdentity(path: "gate53.yaml", blob: "0"),
                    settingsStatus: statuses[2], allowed: [], zones: [])
            ).octets, as: UTF8.self)
        for (part, instead) in [(one.hexadecimal, "xx"), ("\"compared\" : true", "\"compared\" : false")] {
            #expect(throws: DocumentError.self) {
                try PlanDocument(octets: Array(text.replacing(part, with: instead).utf8))
            }
        }
    }
}
