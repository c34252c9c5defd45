internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Drift from one look to the next") struct DriftStateTests {
    /// A look at example.com., where `www` is live at an address, and at example.net., which at times can't be read.
    private func check(_ minute: Int, live: Int = 1, fails: Bool = false) -> Drift {
        let www = recordSet("www 300 A 192.0.2.1")
        var drift = Drift(
            time: Instant(seconds: Int64(minute) * 60).description, branch: "main", commit: "c",
            zones: [ZoneDrift.fixture(base: [www], head: [www], live: [recordSet("www 300 A 192.0.2.\(live)")])])
        if fails {
            drift.failures = [Drift.Failure(apex: "example.net.", provider: "live", code: "x", message: "m")]
        }
        return drift
    }

    private func taking(_ state: DriftState, _ drift: Drift, isWhole: Bool = true) -> (state: DriftState, drift: Drift)
    {
        var (state, drift) = (state, drift)
        state.take(&drift, isWhole: isWhole)
        return (state, drift)
    }

    @Test("Drift keeps the time when it was first seen, and gets another one when it comes again") func firstSeen() {
        let first = taking(DriftState(), check(1, live: 2))
        #expect(first.drift.zones.first?.sets.first?.firstSeen == "1970-01-01T00:01:00Z")
        let second = taking(first.state, check(2, live: 3))
        #expect(second.drift.zones.first?.sets.first?.firstSeen == "1970-01-01T00:01:00Z")
        #expect(second.drift.oldest == "1970-01-01T00:01:00Z" && second.state.oldest == second.drift.oldest)
        let third = taking(second.state, check(3))
        #expect(third.drift.oldest == nil && third.state.oldest == nil)
        let fourth = taking(third.state, check(4, live: 2))
        #expect(fourth.drift.oldest == "1970-01-01T00:04:00Z")
    }

    @Test("A zone that can't be looked at keeps its drift; one that is not declared any more is forgotten") func kept()
    {
        var state = taking(DriftState(), check(1, live: 2)).state
        var failing = check(2)
        failing.zones = []
        failing.failures = [Drift.Failure(apex: "example.com.", provider: "live", code: "x", message: "m")]
        state = taking(state, failing).state
        #expect(state.sightings.map(\.zone) == ["example.com."])
        var part = check(3)
        part.zones = []
        #expect(taking(state, part, isWhole: false).state.sightings.count == 1)
        #expect(taking(state, part).state.sightings.isEmpty)
    }

    @Test("The state is as large after a year as after some days") func bounded() throws {
        var state = DriftState()
        var sizes: Set<Int> = []
        for minute in 0..<35_000 {
            state = taking(state, check(1_000_000 + minute * 15, live: 2)).state
            if minute > 1000, minute % 1000 == 0 { sizes.insert(try DriftStateDocument.encode(state).count) }
        }
        #expect(state.runs.count == DriftState.mostRuns && sizes.count == 1)
    }

    @Test("What is written is read again") func document() throws {
        var state = taking(DriftState(), check(1, live: 2, fails: true)).state
        let gone = Drift.sample()
        state = taking(state, gone).state
        state.nextCheck = "2026-11-24T10:30:31Z"
        let news = try #require(state.news(for: "slack-from CHAT", after: gone))
        state.record(news, to: "slack-from CHAT", wasReceived: true)
        state.record(news, to: "email ops@example.com", wasReceived: false)
        let octets = try DriftStateDocument.encode(state)
        try expectGolden(String(decoding: octets, as: UTF8.self), "drift-state.json")
        #expect(try DriftStateDocument.decode(octets) == state)
        #expect(throws: DocumentError.self) { try DriftStateDocument.encode(DriftState()) }
        #expect(throws: DocumentError.self) { try DriftStateDocument.decode(Array("{}".utf8)) }
        let newer = String(decoding: octets, as: UTF8.self).replacing("drift-state/2", with: "drift-state/3")
        #expect(throws: DocumentError.self) { try DriftStateDocument.decode(Array(newer.utf8)) }
        // Version 1 has other names for three members, and is read; mixed they are neither.
        var first = String(decoding: octets, as: UTF8.self).replacing("drift-state/2", with: "drift-state/1")
        #expect(throws: DocumentError.self) { try DriftStateDocument.decode(Array(first.utf8)) }
        for (now, then) in [("nextCheck", "nextLook"), ("failedChecks", "failedLooks"), ("notified", "told")] {
            first.replace("\"\(now)\" :", with: "\"\(then)\" :")
        }
        #expect(try DriftStateDocument.decode(Array(first.utf8)) == state)
    }
}
