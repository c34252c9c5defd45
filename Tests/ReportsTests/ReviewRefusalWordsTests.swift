internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Words for refusals") struct ReviewRefusalWordsTests {
    private static func approval(_ principal: String) -> Approval {
        Approval(
            reviewer: Reviewer(principal: principal), fingerprint: "SHA256:x", source: "plan\u{1B}.sig", signature: [])
    }

    private static let reasons: [ReviewRefusal.Reason] = [
        ReviewRefusal.Reason(.worktreePlan), ReviewRefusal.Reason(.noSource),
        ReviewRefusal.Reason(.policy(Finding(.changesNameServers), of: "example.com.")),
        ReviewRefusal.Reason(
            .rejected(RejectedApproval(reason: .unreadable, source: "plan\u{1B}.sig", message: "that is wrong"))),
        ReviewRefusal.Reason(.noIdentity(approval("*@example.com"))), ReviewRefusal.Reason(.ownWork(approval("a@x"))),
        ReviewRefusal.Reason(.ownWork(approval("a@x"), commit: "0123456789abcdef")),
        ReviewRefusal.Reason(.unsignedCommit("0123456789abcdef", count: 1)),
        ReviewRefusal.Reason(.unsignedCommit("0123456789abcdef", count: 3)),
        ReviewRefusal.Reason(.unsignedCommit("0123456789abcdef", count: 2, at: .github)),
        ReviewRefusal.Reason(.tooFew(ReviewRefusal.Shortage(count: 0, required: 1))),
        ReviewRefusal.Reason(.tooFew(ReviewRefusal.Shortage(count: 1, required: 2)), acceptedAt: "0123456789abcdef"),
        ReviewRefusal.Reason(.tooFew(ReviewRefusal.Shortage(count: 2, required: 3, forge: .gitea))),
        ReviewRefusal.Reason(
            .zoneNotApproved(
                "example.com.", ReviewRefusal.Shortage(count: 0, required: 1, forge: .github),
                reviewers: ReviewerChoice())),
        ReviewRefusal.Reason(
            .zoneNotApproved(
                "example.com.", ReviewRefusal.Shortage(count: 1, required: 2),
                reviewers: ReviewerChoice(names: ["a@x", "b\u{1B}"], teams: ["dns"]))),
        ReviewRefusal.Reason(.ruleChanged(acceptedAt: "0123456789abcdef")),
        ReviewRefusal.Reason(.notApproved(nil, of: "example.com.")),
        ReviewRefusal.Reason(.notApproved(.create(recordSet("www 300 A 192.0.2.1")), of: "example.com.")),
        ReviewRefusal.Reason(.notSeen(Finding(.changesNameServers), of: "example.com.")),
        ReviewRefusal.Reason(
            .approvalEnded([recordSet("a 300 A 192.0.2.1").key], of: "example.com.", why: "it is \u{1B} over")),
        ReviewRefusal.Reason(
            .approvalEnded(
                ["a", "b", "c", "d"].map { recordSet("\($0) 300 A 192.0.2.1").key }, of: "example.com.",
                why: "it is over")),
        ReviewRefusal.Reason(.otherAccepted),
        ReviewRefusal.Reason(.notAccepted),
        ReviewRefusal.Reason(.unreadable("the forge is down")),
        ReviewRefusal.Reason(.unreadable("the forge says \u{1B}[2J\u{202E}\nrefused: nothing")),
    ]

    @Test("Every reason has its sentence and its id, and can't steer a terminal") func sentences() throws {
        let lines = Self.reasons.map { "\($0.message) [\($0.id)]" }
        try expectGolden(lines.joined(separator: "\n") + "\n", "refusals.txt")
        for line in lines { #expect(line.unicodeScalars.allSatisfy { 0x20...0x7E ~= $0.value }, "\(line)") }
    }
}
