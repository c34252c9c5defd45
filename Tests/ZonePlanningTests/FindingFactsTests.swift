internal import DNSModel
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

    @Test("A finding whose facts are missing, are another policy's or could not be is no plan", arguments: Findings.all)
    func forged(finding: Finding) throws {
        let text = String(decoding: try PlanDocument(Findings.plan([finding])).octets, as: UTF8.self)
        let policy = "\"policy\" : \"\(finding.policy.rawValue)\""
        var refused = 0
        for other in PolicyName.allCases where other != finding.policy {
            let octets = Array(text.replacing(policy, with: "\"policy\" : \"\(other.rawValue)\"").utf8)
            // The shares have the same facts, and so have the two that count.
            if let read = try? PlanDocument(octets: octets) {
                #expect(read.plan.zones[0].findings.map(\.policy) == [other])
            } else {
                refused += 1
            }
        }
        #expect(refused >= PolicyName.allCases.count - 2)
        let edits = [
            ("\"count\" : \(Self.count(finding))", "\"count\" : -1"), ("\"of\" : ", "\"of\" : -"),
            ("\"share\" : ", "\"share\" : -"),
            ("\"share\" : ", "\"share\" : 1e999"), ("\"of\" : \(Self.total(finding))", "\"of\" : 0"),
            ("\"minimum\"", "\"least\""), ("\"deleted\"", "\"gone\""), ("0001-01-01", "0001-02-30"),
            ("\"limit\" : ", "\"limit\" : 9"), ("\"severity\"", "\"message\" : \"x\",\n          \"severity\""),
            ("\"subject\"", "\"object\""), ("\"expires\"", "\"expired\""),
        ]
        for (old, new) in edits where text.contains(old) {
            let forged = text.replacing(old, with: new)
            let read = try? PlanDocument(octets: Array(forged.utf8))
            #expect(read == nil || read?.plan.zones[0].findings != [finding], "\(old) -> \(new)")
        }
    }

    private static func count(_ finding: Finding) -> Int {
        switch finding.fact {
        case .deletesShare(let share), .updatesShare(let share): share.count
        case .emptiesZone(let count), .deletesZone(let count): count
        case .protected, .changesNameServers, .timeToLive, .expired: 0
        }
    }

    private static func total(_ finding: Finding) -> Int {
        switch finding.fact {
        case .deletesShare(let share), .updatesShare(let share): share.total
        case .emptiesZone, .deletesZone, .protected, .changesNameServers, .timeToLive, .expired: 0
        }
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
                settingsStanding: .unaccepted(proposal), allowed: [], zones: []))
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
