package import DNSModel
package import ZonePlanning

extension ZoneDrift {
    /// The drift of example.com. of some sets; no base means one that can't be used.
    package static func fixture(
        base: [RecordSet?]?, head: [RecordSet?], live: [RecordSet?], ownedThen: Ownership = Ownership(),
        ownership: Ownership = Ownership(), unmodelled: [UnmodelledSet] = []
    ) -> ZoneDrift {
        func zone(_ sets: [RecordSet?]) -> Zone {
            do {
                return try Zone(apex: "example.com.", sets: sets.compactMap { $0 })
            } catch {
                preconditionFailure("\(error)")
            }
        }
        let applied = base.map {
            AppliedZone(
                zone: zone($0), ownership: ownedThen, plan: Digest(of: []), commit: String(repeating: "c", count: 40),
                time: "2026-11-23T10:15:30Z", zoneID: "example.com.")
        }
        return ZoneDrift(
            base: applied.map { .applied($0) } ?? .none(.unusable("it is a test")), head: DesiredZone(zone(head)),
            live: LiveZone(zone(live), unmodelled: unmodelled), ownership: ownership, provider: ("live", "memory"))
    }
}

extension Drift {
    /// Drift with everything in it that there can be.
    package static func sample() -> Drift {
        func set(_ address: Int) -> RecordSet { recordSet("www 300 A 192.0.2.\(address)") }
        let hostile = recordSet(#"x 60 TXT "</code><script>alert(1)</script> \027[31m & ` @everyone""#)
        let stays = recordSet("stays 300 A 192.0.2.9")
        var zone = ZoneDrift.fixture(
            base: [
                set(1), stays, recordSet("both 300 A 192.0.2.1"), recordSet("waits 300 A 192.0.2.1"),
                recordSet("ours 300 A 192.0.2.1"), recordSet("gone 300 MX 10 a.example.|20 b.example."),
                recordSet("alike 300 A 192.0.2.1"), recordSet("old 300 A 192.0.2.1"),
            ],
            head: [
                set(1), stays, recordSet("both 300 A 192.0.2.2"), recordSet("waits 300 A 192.0.2.2"),
                recordSet("ours 300 A 192.0.2.1"), recordSet("gone 300 MX 10 a.example.|20 b.example."),
                recordSet("alike 300 A 192.0.2.2"), recordSet("old 300 A 192.0.2.1"),
            ],
            live: [
                recordSet("www 60 A 192.0.2.2"), stays, recordSet("both 300 A 192.0.2.3"),
                recordSet("waits 300 A 192.0.2.1"), recordSet("ours 300 A 192.0.2.7"), hostile,
                recordSet("alike 300 A 192.0.2.2"), recordSet("_acme-challenge 60 TXT token"),
            ], ownership: Ownership(ignored: [RecordPattern(name: "_acme**")]),
            unmodelled: [
                UnmodelledSet(name: "old.example.com.", type: "A", reason: "it is a traffic policy's"),
                UnmodelledSet(name: "other.example.com.", type: "A", reason: "it is a traffic policy's"),
            ])
        for index in zone.sets.indices {
            switch zone.sets[index].key.name {
            case "www.example.com.":
                zone.sets[index].who = DriftActor(
                    name: "alice", time: "2026-11-23T11:00:00Z", sourceAddress: "198.51.100.7",
                    userAgent: "aws-cli/2.31 \u{1B}[31m")
            case "ours.example.com.":
                zone.sets[index].accepted = DriftAcceptance(
                    reason: "the fair", expires: CalendarDate(parsing: "2026-12-31"))
            case "gone.example.com.":
                zone.sets[index].accepted = DriftAcceptance(
                    reason: "until the move", expires: CalendarDate(parsing: "2026-11-01"), isExpired: true)
            case "x.example.com.": zone.sets[index].firstSeen = "2026-11-24T10:00:00Z"
            default: break
            }
        }
        zone.notes = ["a note of <somebody>"]
        let gone = ZoneDrift(
            base: .applied(
                AppliedZone(
                    zone: testZone(["www 300 A 192.0.2.1"], in: "example.net."), ownership: Ownership(),
                    plan: Digest(of: []), commit: String(repeating: "c", count: 40), time: "2026-11-23T10:15:30.5Z",
                    zoneID: "Z1")),
            head: DesiredZone(testZone(["www 300 A 192.0.2.1"], in: "example.net.")),
            live: LiveZone(Zone(empty: "example.net."), exists: false), ownership: Ownership(),
            provider: ("live", "memory"))
        let lost = ZoneDrift(
            base: .none(.unusable("the commit is lost")),
            head: DesiredZone(testZone(["www 300 A 192.0.2.1"], in: "xn--bcher-kva.example.")),
            live: LiveZone(testZone(["www 300 A 192.0.2.2"], in: "xn--bcher-kva.example.")),
            ownership: Ownership(), provider: ("live", "memory"))
        let quiet = ZoneDrift(
            base: .none(.neverApplied),
            head: DesiredZone(testZone(["www 300 A 192.0.2.1"], in: "quiet.example.")),
            live: LiveZone(testZone(["www 300 A 192.0.2.1"], in: "quiet.example.")), ownership: Ownership(),
            provider: ("live", "memory"))
        let new = ZoneDrift(
            base: .none(.neverApplied),
            head: DesiredZone(testZone(["www 300 A 192.0.2.1"], in: "new.example.")),
            live: LiveZone(Zone(empty: "new.example."), exists: false), ownership: Ownership(),
            provider: ("live", "memory"))
        return Drift(
            time: "2026-11-24T10:15:30.25Z", branch: "main", commit: String(repeating: "d", count: 40),
            zones: [zone, gone, lost, quiet, new],
            failures: [
                Drift.Failure(
                    apex: "broken.example.", provider: "live", code: "provider-denied", message: "not\nallowed <to>")
            ], forgotten: ["former.example."])
    }

    /// A look at example.com., with `www` and `mail` live at addresses; at 1 they are as git has them.
    package static func check(_ minute: Int, www: Int = 1, mail: Int = 1, fails: Bool = false) -> Drift {
        func set(_ name: String, _ address: Int) -> RecordSet { recordSet("\(name) 300 A 192.0.2.\(address)") }
        let git = [set("www", 1), set("mail", 1)]
        var drift = Drift(
            time: Instant(seconds: Int64(minute) * 60).description, branch: "main",
            commit: String(repeating: "c", count: 40),
            zones: [ZoneDrift.fixture(base: git, head: git, live: [set("www", www), set("mail", mail)])])
        if fails {
            drift.failures = [
                Drift.Failure(apex: "example.net.", provider: "live", code: "provider-unreadable", message: "no answer")
            ]
        }
        return drift
    }
}

private func testZone(_ lines: [String], in apex: DomainName) -> Zone { zone(lines, in: apex) }
