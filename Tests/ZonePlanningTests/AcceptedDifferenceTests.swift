internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Accepted differences") struct AcceptedDifferenceTests {
    private func drift(head: [String], live: [String]) -> ZoneDrift {
        ZoneDrift(
            base: .none(.unusable("a test")), head: DesiredZone(zone(head)), live: LiveZone(zone(live)),
            ownership: Ownership(), provider: ("live", "memory"))
    }

    private func accepted(_ key: RecordSet.Key, _ live: RecordSet?, until day: String) throws -> AcceptedDifference {
        AcceptedDifference(
            key: key, live: live, reason: "the old office", expires: try #require(CalendarDate(parsing: day)),
            location: SourceLocation(file: "zones/gate53.yaml", line: 7, column: 9))
    }

    private static let today = CalendarDate(parsing: "2026-11-23") ?? .earliest

    @Test("What is live exactly as accepted is no drift up to the last day, and drift again from the next")
    func lastDay() throws {
        let live = recordSet("www 300 A 192.0.2.9")
        for (day, isDrifted) in [("2026-11-22", true), ("2026-11-23", false), ("2030-01-01", false)] {
            var drift = drift(head: ["www 300 A 192.0.2.1"], live: ["www 300 A 192.0.2.9"])
            drift.accept([try accepted(live.key, live, until: day)], today: Self.today)
            #expect(drift.isDrifted == isDrifted)
            #expect(drift.sets[0].accepted?.isExpired == isDrifted)
            #expect(drift.counts.accepted == (isDrifted ? 0 : 1))
            #expect(drift.notes == [])
        }
    }

    @Test("Another value, another TTL or another set is not what was accepted, and that is noted")
    func exactly() throws {
        let key = RecordSet.Key(name: "www.example.com.", type: .a)
        for other in ["www 300 A 192.0.2.8", "www 60 A 192.0.2.9", "www 300 A 192.0.2.9 | 192.0.2.8"] {
            var drift = drift(head: ["www 300 A 192.0.2.1"], live: [other])
            drift.accept([try accepted(key, recordSet("www 300 A 192.0.2.9"), until: "2030-01-01")], today: Self.today)
            #expect(drift.isDrifted)
            #expect(drift.sets[0].accepted == nil)
            #expect(
                drift.notes == ["what is accepted of www.example.com. A is not what is live; see zones/gate53.yaml:7:9"]
            )
        }
    }

    @Test("That a set is missing, or one too many, can be accepted too")
    func missing() throws {
        let set = recordSet("www 300 A 192.0.2.1")
        var gone = drift(head: ["www 300 A 192.0.2.1"], live: [])
        gone.accept([try accepted(set.key, nil, until: "2030-01-01")], today: Self.today)
        #expect(!gone.isDrifted)
        var added = drift(head: [], live: ["www 300 A 192.0.2.1"])
        added.accept([try accepted(set.key, set, until: "2030-01-01")], today: Self.today)
        #expect(!added.isDrifted)
        added = drift(head: [], live: ["www 300 A 192.0.2.1"])
        added.accept([try accepted(set.key, nil, until: "2030-01-01")], today: Self.today)
        #expect(added.isDrifted)
    }

    @Test("An acceptance of what is as git declares it is noted")
    func over() throws {
        let set = recordSet("www 300 A 192.0.2.1")
        var drift = drift(head: ["www 300 A 192.0.2.1"], live: ["www 300 A 192.0.2.1"])
        drift.accept([try accepted(set.key, set, until: "2030-01-01")], today: Self.today)
        #expect(!drift.isDrifted)
        #expect(drift.notes.count == 1)
        #expect(drift.notes.first?.hasPrefix("www.example.com. A is as git declares it") == true)
    }
}
