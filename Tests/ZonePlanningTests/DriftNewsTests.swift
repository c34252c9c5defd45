internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What is told of drift") struct DriftNewsTests {
    private static let chat = "slack-from CHAT"

    /// Takes a look and tells the receiver what is new to it.
    private static func notify(
        _ state: inout DriftState, _ drift: Drift?, at minute: Int = 0, isDown: Bool = false, to receiver: String = chat
    ) -> DriftState.News? {
        var drift = drift
        if var check = drift {
            state.take(&check, isWhole: true)
            drift = check
        } else {
            state.takeFailure(at: Instant(seconds: Int64(minute) * 60).description, reasons: ["the remote is down"])
        }
        guard let news = state.news(for: receiver, after: drift) else { return nil }
        state.record(news, to: receiver, wasReceived: !isDown)
        return news
    }

    @Test("News are what changed, and nothing is told twice") func news() throws {
        var state = DriftState()
        #expect(Self.notify(&state, Drift.check(1)) == nil)
        #expect(try #require(Self.notify(&state, Drift.check(2, www: 2))).found.map(\.set) == ["www.example.com. A"])
        #expect(Self.notify(&state, Drift.check(3, www: 2)) == nil)
        #expect(try #require(Self.notify(&state, Drift.check(4, www: 3))).found.count == 1)
        let last = try #require(Self.notify(&state, Drift.check(5)))
        #expect(last.found.isEmpty && last.gone.map(\.set) == ["www.example.com. A"])
        #expect(Self.notify(&state, Drift.check(6)) == nil)
    }

    @Test("Looks that fail are news the second time, and once more when they don't") func blindness() throws {
        var state = DriftState()
        #expect(Self.notify(&state, Drift.check(1)) == nil)
        #expect(Self.notify(&state, nil) == nil && state.failedChecks == 1)
        // One that is fine in between begins anew.
        #expect(Self.notify(&state, Drift.check(2)) == nil)
        #expect(Self.notify(&state, nil) == nil)
        #expect(try #require(Self.notify(&state, Drift.check(3, fails: true))).isBlind)
        #expect(state.failure == ["example.net.: no answer [provider-unreadable]"])
        #expect(Self.notify(&state, nil) == nil && state.failure == ["the remote is down"])
        #expect(state.lastSuccess == "1970-01-01T00:02:00Z")
        #expect(try #require(Self.notify(&state, Drift.check(4))).seesAgain)
        #expect(Self.notify(&state, Drift.check(5)) == nil && state.failure.isEmpty)
    }

    @Test("What could not be told is told at a later look, also what has gone by then") func undelivered() throws {
        var state = DriftState()
        let missed = try #require(Self.notify(&state, Drift.check(1, www: 2), isDown: true))
        #expect(Self.notify(&state, Drift.check(2, www: 2), isDown: true) == missed)
        // While nothing can be looked at, nothing is found either.
        #expect(Self.notify(&state, nil) == nil)
        let later = try #require(Self.notify(&state, Drift.check(3, mail: 2)))
        #expect(later.found.map(\.set) == ["mail.example.com. A"] && later.gone.map(\.set) == ["www.example.com. A"])
        #expect(Self.notify(&state, Drift.check(4, mail: 2)) == nil)
        #expect(state.notified.allSatisfy { $0.missed.isEmpty })
    }

    @Test("Each receiver has its own news; one that is new hears of all, and one that left is forgotten")
    func receivers() throws {
        var state = DriftState()
        #expect(Self.notify(&state, Drift.check(1, www: 2)) != nil)
        let other = try #require(Self.notify(&state, Drift.check(2, www: 2), to: "email ops@example.com"))
        #expect(other.found.map(\.set) == ["www.example.com. A"] && state.notified.count == 2)
        state.keepNotified(of: ["email ops@example.com"])
        #expect(state.notified.map(\.receiver) == ["email ops@example.com"])
    }

    @Test("Whoever goes by what was told knows what is drifted, whatever was lost and whenever the program ended")
    func law() throws {
        var generator = SplitMix64(seed: 53)
        for _ in 0..<20 {
            var (state, known): (DriftState, Set<String>) = (DriftState(), [])
            var isNotified = false
            for minute in 0..<50 {
                let isDown = Int.random(in: 0..<3, using: &generator) == 0
                let drift: Drift? =
                    Int.random(in: 0..<5, using: &generator) == 0
                    ? nil
                    : Drift.check(
                        minute, www: .random(in: 1...3, using: &generator), mail: .random(in: 1...2, using: &generator))
                let before = state
                let news = Self.notify(&state, drift, at: minute, isDown: isDown)
                if !isDown, let news {
                    for sighting in news.gone { known.remove(sighting.set ?? "") }
                    for sighting in news.found { known.insert(sighting.set ?? "") }
                    #expect(!news.isBlind || !isNotified)
                    #expect(!news.seesAgain || isNotified)
                    isNotified = news.isBlind || (isNotified && !news.seesAgain)
                }
                if !isDown, drift != nil { #expect(known == Set(state.sightings.compactMap(\.set))) }
                // Told once, it is not told again.
                if !isDown { #expect(state.news(for: Self.chat, after: drift) == nil) }
                // The same look after a restart gives the same.
                if before.lastCheck != nil {
                    var again = try DriftStateDocument.decode(try DriftStateDocument.encode(before))
                    #expect(Self.notify(&again, drift, at: minute, isDown: isDown) == news && again == state)
                }
            }
        }
    }

    @Test("What a receiver that is down for ever misses is bounded") func bounded() throws {
        var state = DriftState()
        for minute in 0..<2_000 {
            let set = recordSet("h\(minute) 300 A 192.0.2.1")
            let drift = Drift(
                time: Instant(seconds: Int64(minute) * 60).description, branch: "main", commit: "c",
                zones: [ZoneDrift.fixture(base: [], head: [], live: [set])])
            #expect(Self.notify(&state, drift, isDown: true) != nil)
        }
        #expect(state.notified.first?.missed.count == DriftState.Notified.mostMissed)
        #expect(try DriftStateDocument.encode(state).count < 200_000)
    }
}
