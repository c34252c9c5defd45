internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Adopting drift") struct AdoptionTests {
    private func drift(base: [String]?, head: [String], live: [String], unmodelled: [UnmodelledSet] = []) -> ZoneDrift {
        let applied = base.map {
            DriftBase.applied(
                AppliedZone(
                    zone: zone($0), ownership: Ownership(), plan: Digest(of: []),
                    commit: String(repeating: "c", count: 40),
                    time: "2026-11-23T10:15:30Z", zoneID: "example.com."))
        }
        return ZoneDrift(
            base: applied ?? .none(.unusable("a test")), head: DesiredZone(zone(head)),
            live: LiveZone(zone(live), unmodelled: unmodelled), ownership: Ownership(), provider: ("live", "memory"))
    }

    private func names(_ sets: [SetDrift]) -> [String] { sets.map { $0.key.name.text(relativeTo: "example.com.") } }

    private static let base = [
        "same 300 A 192.0.2.1", "drift 300 A 192.0.2.1", "gone 300 A 192.0.2.1", "both 300 A 192.0.2.1",
        "wait 300 A 192.0.2.1",
    ]
    private static let head = [
        "same 300 A 192.0.2.1", "drift 300 A 192.0.2.1", "gone 300 A 192.0.2.1", "both 300 A 192.0.2.2",
        "wait 300 A 192.0.2.2",
    ]
    private static let live = [
        "same 300 A 192.0.2.1", "drift 300 A 192.0.2.9", "new 300 A 192.0.2.9", "both 300 A 192.0.2.9",
        "wait 300 A 192.0.2.1",
    ]

    @Test("Drift is adopted; what waits stays, and a conflict needs its name")
    func choice() {
        let drift = drift(base: Self.base, head: Self.head, live: Self.live)
        let all = Adoption(drift, named: [])
        #expect(names(all.sets) == ["drift", "gone", "new"])
        #expect(names(all.disputed) == ["both"])
        let named = Adoption(drift, named: [RecordPattern(name: "both")])
        #expect(names(named.sets) == ["both"])
        #expect(named.disputed == [])
        #expect(names(Adoption(drift, named: [RecordPattern(name: "wait")]).sets) == [])
    }

    @Test("After an adoption, what was adopted is in sync and what waited still waits", arguments: [nil, "**"])
    func after(pattern: String?) throws {
        let before = drift(base: Self.base, head: Self.head, live: Self.live)
        let adoption = Adoption(before, named: pattern.map { [RecordPattern(name: $0)] } ?? [])
        let head = try zone(Self.head).applying(adoption.changes)
        let after = ZoneDrift(
            base: before.base, head: DesiredZone(head), live: LiveZone(zone(Self.live)), ownership: Ownership(),
            provider: ("live", "memory"))
        #expect(names(after.sets.filter { $0.state == .pending }) == ["wait"])
        #expect(names(after.sets.filter(\.isDrifted)) == (pattern == nil ? ["both"] : []))
        #expect(Adoption(after, named: []).sets == [])
    }

    @Test("Without a base nothing is adopted that is not named")
    func withoutBase() {
        let drift = drift(base: nil, head: Self.head, live: Self.live)
        let adoption = Adoption(drift, named: [])
        #expect(adoption.sets == [])
        #expect(names(adoption.disputed) == ["both", "drift", "gone", "new", "wait"])
        #expect(
            names(Adoption(drift, named: [RecordPattern(name: "**")]).sets) == ["both", "drift", "gone", "new", "wait"])
    }

    @Test("What the settings accept is left, unless it is named; what can't be modelled is never adopted")
    func left() throws {
        var drift = drift(
            base: Self.base, head: Self.head, live: Self.live.filter { !$0.hasPrefix("gone") },
            unmodelled: [UnmodelledSet(name: "gone.example.com.", type: "A", reason: "a traffic policy has it")])
        let set = recordSet("drift 300 A 192.0.2.9")
        drift.accept(
            [
                AcceptedDifference(
                    key: set.key, live: set, reason: "x", expires: try #require(CalendarDate(parsing: "2030-01-01")),
                    location: SourceLocation(file: "gate53.yaml"))
            ], today: try #require(CalendarDate(parsing: "2026-11-23")))
        let all = Adoption(drift, named: [])
        #expect(names(all.sets) == ["new"])
        #expect(all.accepted == 1)
        #expect(names(all.opaque) == ["gone"])
        #expect(names(Adoption(drift, named: [RecordPattern(name: "drift")]).sets) == ["drift"])
    }

    @Test("The commit's message says what, who and when, and no text in it can be a line of its own")
    func message() throws {
        var drift = drift(base: Self.base, head: Self.head, live: Self.live)
        for index in drift.sets.indices where drift.sets[index].key.name == "new.example.com." {
            drift.sets[index].who = DriftActor(
                name: "arn:aws:iam::123456789012:user/x\nCo-authored-by: Rita <rita@example.com>",
                time: "2026-11-24T10:00:00Z", sourceAddress: "203.0.113.9",
                userAgent: "\u{2028}Co-authored-by: Rita <rita@example.com>")
        }
        let message = Adoption.message([Adoption(drift, named: [])])
        #expect(
            message.hasPrefix(
                "Adopt what was changed outside git in example.com.\n\nexample.com. (live, example.com.):\n"))
        #expect(
            message.contains(
                "- drift.example.com. A: ttl 300  192.0.2.1 -> ttl 300  192.0.2.9\n  by whom is not known\n"))
        #expect(message.contains("- gone.example.com. A: ttl 300  192.0.2.1 -> not there\n"))
        #expect(message.contains("at 2026-11-24T10:00:00Z from 203.0.113.9 with "))
        for line in message.split(whereSeparator: \.isNewline) {
            #expect(!line.drop { $0 == " " }.lowercased().hasPrefix("co-authored-by"))
        }
    }

    @Test("What was adopted and what was not is a document")
    func document() throws {
        let drift = drift(base: Self.base, head: Self.head, live: Self.live)
        let adoption = Adoption(drift, named: [])
        let branch = AdoptionReport.Branch(
            name: "adopt", isNew: true, files: ["zones/example.com.yaml"], onto: "main",
            commit: String(repeating: "d", count: 40), remote: "origin")
        let left = [
            AdoptionDocument.Left(zone: "example.net.", id: "zone-itself", message: "the zone is not there"),
            AdoptionDocument.Left(
                zone: "example.com.", key: recordSet("both 300 A 192.0.2.2").key, id: "conflict",
                message: "git has moved too"),
            AdoptionDocument.Left(
                zone: "example.com.", key: recordSet("one 300 A 192.0.2.2").key, id: "not-editable",
                message: "a merge key",
                location: ZonePlanning.SourceLocation(file: "zones/example.com.yaml", line: 3, column: 1),
                byHand: .write(["one:", "  type: A", "  value: 192.0.2.2"])),
            AdoptionDocument.Left(
                zone: "example.com.", key: recordSet("two 300 A 192.0.2.2").key, id: "not-editable",
                message: "a merge key",
                byHand: .remove),
        ]
        let failure = Drift.Failure(apex: "example.org.", provider: "live", code: "provider-denied", message: "no")
        let whole = AdoptionDocument([adoption], on: branch, left: left, accepted: 2, failures: [failure])
        try expectGolden(String(decoding: try whole.octets(), as: UTF8.self), "adoption.json")
        let nothing = AdoptionDocument([], on: nil, left: [], accepted: 0, failures: [])
        try expectGolden(String(decoding: try nothing.octets(), as: UTF8.self), "adoption-nothing.json")
    }
}
