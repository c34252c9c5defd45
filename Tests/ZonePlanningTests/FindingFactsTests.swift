internal import DNSModel
internal import Foundation
internal import TestSupport
internal import Testing
internal import ZonePlanning

// The digest that reviewers sign covered English sentences and options of the command line, so that a reworded message
// made every approved plan with that finding stale.
@Suite("Findings are facts") struct FindingFactsTests {
    @Test("A plan with every finding is read as it was written, and each finding makes another plan") func roundTrip()
        throws
    {
        let document = try PlanDocument(Findings.plan(Findings.all))
        #expect(try PlanDocument(octets: document.octets) == document)
        let digests = try Findings.all.map { try PlanDocument(Findings.plan([$0])).digest }
        #expect(Set(digests).count == Findings.all.count)
        #expect(Set(Findings.all.map(\.policy)) == Set(PolicyName.allCases))
        try expectGolden(String(decoding: document.octets, as: UTF8.self), "plan-findings.json")
    }

    @Test(
        "A finding under the name of another policy is that one's where its facts are the same, and else no plan",
        arguments: Findings.all)
    func renamed(finding: Finding) throws {
        let document = try PlanDocument(Findings.plan([finding]))
        for other in PolicyName.allCases where other != finding.policy {
            let forged = Self.replaced(
                document, "\"policy\" : \"\(finding.policy.rawValue)\"", "\"policy\" : \"\(other.rawValue)\"")
            if let fact = Self.sameFacts(as: finding.fact, of: other) {
                let read = try PlanDocument(octets: try #require(forged))
                let expected = Finding(fact, severity: finding.severity, isAllowed: finding.isAllowed)
                #expect(read.plan.zones[0].findings == [expected])
                #expect(read.digest != document.digest)
            } else {
                try Self.expectNoPlan(forged, "\(other)")
            }
        }
    }

    /// The shares have the same facts, and so have the two that count.
    private static func sameFacts(as fact: Finding.Fact, of policy: PolicyName) -> Finding.Fact? {
        switch (fact, policy) {
        case (.deletesShare(let share), .updateShare): .updatesShare(share)
        case (.updatesShare(let share), .deleteShare): .deletesShare(share)
        case (.emptiesZone(let count), .zoneDelete): .deletesZone(count: count)
        case (.deletesZone(let count), .emptyZone): .emptiesZone(count: count)
        default: nil
        }
    }

    /// What is done to the octets of a plan with the finding, none of which is a plan any more.
    private static func forgeries(of finding: Finding) -> [(old: String, new: String)] {
        let always = [
            ("\"severity\" :", "\"message\" : \"x\",\n          \"severity\" :"), ("\"policy\" :", "\"rule\" :"),
            ("\"allowed\" :", "\"permitted\" :"),
            ("\"severity\" : \"\(finding.severity.rawValue)\"", "\"severity\" : \"note\""),
            ("\"policy\" : \"\(finding.policy.rawValue)\"", "\"policy\" : \"other\""),
        ]
        let subject = [("\"subject\" :", "\"object\" :"), ("\"www.example.com.\"", "\"www..\"")]
        switch finding.fact {
        case .deletesShare(let share), .updatesShare(let share):
            return always + [
                ("\"count\" : \(share.count)", "\"count\" : -1"), ("\"count\" :", "\"number\" :"),
                ("\"count\" : \(share.count)", "\"count\" : \(share.total + 1)"),
                ("\"of\" : \(share.total)", "\"of\" : 0"), ("\"of\" : \(share.total)", "\"of\" : -\(share.total)"),
                ("\"share\" : \(share.limit)", "\"share\" : -\(share.limit)"),
                ("\"share\" : \(share.limit)", "\"share\" : 1e999"), ("\"share\" : \(share.limit)", "\"share\" : 1.5"),
                ("\"share\" :", "\"most\" :"),
            ]
        case .emptiesZone(let count), .deletesZone(let count):
            return always + [
                ("\"count\" : \(count)", "\"count\" : -1"), ("\"count\" : \(count)", "\"count\" : 1.5"),
                ("\"count\" :", "\"number\" :"),
            ]
        case .protected(_, let protection):
            return always + subject + [("\"effect\" : \"\(protection.rawValue)\"", "\"effect\" : \"gone\"")]
        case .changesNameServers: return always
        case .timeToLive(_, let time, let bound, let limit):
            let other = bound == .minimum ? Finding.Bound.maximum : .minimum
            return always + subject + [
                ("\"bound\" : \"\(bound.rawValue)\"", "\"bound\" : \"least\""),
                ("\"bound\" : \"\(bound.rawValue)\"", "\"bound\" : \"\(other.rawValue)\""),
                ("\"limit\" : \(limit.seconds)", "\"limit\" : -1"), ("\"limit\" :", "\"most\" :"),
                ("\"ttl\" : \(time.seconds)", "\"ttl\" : 4294967296"),
                ("\"limit\" : \(limit.seconds)", "\"limit\" : \(time.seconds)"),
            ]
        case .expired(_, let day, _):
            return always + subject + [
                ("\"\(day)\"", "\"0001-02-30\""), ("\"\(day)\"", "\"1 January\""), ("\"expires\" :", "\"expired\" :"),
            ]
        }
    }

    @Test("A finding whose facts are missing, others or could not be is no plan", arguments: Findings.all)
    func forged(finding: Finding) throws {
        let document = try PlanDocument(Findings.plan([finding]))
        for (old, new) in Self.forgeries(of: finding) {
            try Self.expectNoPlan(Self.replaced(document, old, new), "\(old) -> \(new)")
        }
    }

    @Test("Another limit of a TTL is another finding") func otherLimit() throws {
        let finding = Finding(.timeToLive(Findings.key, .zero, bound: .minimum, limit: TTL(seconds: 30) ?? .zero))
        let document = try PlanDocument(Findings.plan([finding]))
        let forged = try #require(Self.replaced(document, "\"limit\" : 30", "\"limit\" : 930"))
        let read = try PlanDocument(octets: forged)
        let expected = Finding(
            .timeToLive(Findings.key, .zero, bound: .minimum, limit: try #require(TTL(seconds: 930))))
        #expect(read.plan.zones[0].findings == [expected] && read.digest != document.digest)
    }

    /// A plan's octets with another text in one place of its findings; nothing where the text is not there.
    private static func replaced(_ document: PlanDocument, _ old: String, _ new: String) -> [UInt8]? {
        let text = String(decoding: document.octets, as: UTF8.self)
        guard let start = text.range(of: "\"findings\" : [")?.upperBound,
            let end = text[start...].range(of: "\n      ]")?.lowerBound
        else { return nil }
        let findings = text[start..<end]
        guard let place = findings.range(of: old) else { return nil }
        return Array((text[..<place.lowerBound] + new + text[place.upperBound...]).utf8)
    }

    private static func expectNoPlan(_ octets: [UInt8]?, _ what: String) throws {
        let octets = try #require(octets, "there is no such text: \(what)")
        #expect(throws: DocumentError.self, "\(what)") { try PlanDocument(octets: octets) }
    }

    @Test("What changes in the settings is a fact too") func settings() throws {
        let subjects: [SettingsChange.Subject] = [
            .key("review.required"), .item(of: "ignore"), .line(of: "zones/reviewers"), .settings, .settingsFile,
            .firstSettings("gate53.yaml"), .unreadable(areBefore: true), .unreadable(areBefore: false),
        ]
        let changes = subjects.map { SettingsChange($0, before: "a", after: nil) }
        let proposal = SettingsProposal(
            accepted: Digest(of: [1]), proposed: Digest(of: [2]), changes: changes)
        let document = try PlanDocument(
            Plan(
                source: .commit, settings: ZoneFileIdentity(path: "gate53.yaml", blob: "0"),
                settingsStatus: .unaccepted(proposal), allowed: [], zones: []))
        #expect(try PlanDocument(octets: document.octets) == document)
        let text = String(decoding: document.octets, as: UTF8.self)
        for words in ["an item of", "a line of", "the settings", "all of", "can't be read"] {
            #expect(!text.contains(words))
        }
        for word in ["\"key\"", "\"item\"", "\"line\"", "\"firstSettings\""] {
            // Without the name of what differs, or with a kind that there is not.
            #expect(throws: DocumentError.self) {
                try PlanDocument(octets: Array(text.replacing(word, with: "\"other\"").utf8))
            }
        }
        #expect(throws: DocumentError.self) {
            try PlanDocument(octets: Array(text.replacing("\"subject\" :", with: "\"object\" :").utf8))
        }
    }
}
