internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What is told of drift") struct DriftNewsTests {
    private static let chat = "slack-from CHAT"

    /// A look at example.com., with `www` and `mail` live at addresses; at 1 they are as git has them.
    private static func look(_ minute: Int, www: Int = 1, mail: Int = 1, fails: Bool = false) -> Drift {
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

    /// Takes a look and tells the receiver what is new to it.
    private static func tell(
        _ state: inout DriftState, _ drift: Drift?, at minute: Int = 0, isDown: Bool = false, to receiver: String = chat
    ) -> DriftState.News? {
        var drift = drift
        if var look = drift {
            state.take(&look, isWhole: true)
            drift = look
        } else {
            state.takeFailure(at: Instant(seconds: Int64(minute) * 60).description, reasons: ["the remote is down"])
        }
        guard let news = state.news(for: receiver, after: drift) else { return nil }
        state.tell(news, to: receiver, wasReceived: !isDown)
        return news
    }

    @Test("News are what changed, and nothing is told twice") func news() throws {
        var state = DriftState()
        #expect(Self.tell(&state, Self.look(1)) == nil)
        #expect(try #require(Self.tell(&state, Self.look(2, www: 2))).found.map(\.set) == ["www.example.com. A"])
        #expect(Self.tell(&state, Self.look(3, www: 2)) == nil)
        #expect(try #require(Self.tell(&state, Self.look(4, www: 3))).found.count == 1)
        let last = try #require(Self.tell(&state, Self.look(5)))
        #expect(last.found.isEmpty && last.gone.map(\.set) == ["www.example.com. A"])
        #expect(Self.tell(&state, Self.look(6)) == nil)
    }

    @Test("Looks that fail are news the second time, and once more when they don't") func blindness() throws {
        var state = DriftState()
        #expect(Self.tell(&state, Self.look(1)) == nil)
        #expect(Self.tell(&state, nil) == nil && state.failedLooks == 1)
        // One that is fine in between begins anew.
        #expect(Self.tell(&state, Self.look(2)) == nil)
        #expect(Self.tell(&state, nil) == nil)
        #expect(try #require(Self.tell(&state, Self.look(3, fails: true))).isBlind)
        #expect(state.failure == ["example.net.: no answer [provider-unreadable]"])
        #expect(Self.tell(&state, nil) == nil && state.failure == ["the remote is down"])
        #expect(state.lastSuccess == "1970-01-01T00:02:00Z")
        #expect(try #require(Self.tell(&state, Self.look(4))).seesAgain)
        #expect(Self.tell(&state, Self.look(5)) == nil && state.failure.isEmpty)
    }

    @Test("What could not be told is told at a later look, also what has gone by then") func undelivered() throws {
        var state = DriftState()
        let missed = try #require(Self.tell(&state, Self.look(1, www: 2), isDown: true))
        #expect(Self.tell(&state, Self.look(2, www: 2), isDown: true) == missed)
        // While nothing can be looked at, nothing is found either.
        #expect(Self.tell(&state, nil) == nil)
        let later = try #require(Self.tell(&state, Self.look(3, mail: 2)))
        #expect(later.found.map(\.set) == ["mail.example.com. A"] && later.gone.map(\.set) == ["www.example.com. A"])
        #expect(Self.tell(&state, Self.look(4, mail: 2)) == nil)
        #expect(state.told.allSatisfy { $0.missed.isEmpty })
    }

    @Test("Each receiver has its own news; one that is new hears of all, and one that left is forgotten")
    func receivers() throws {
        var state = DriftState()
        #expect(Self.tell(&state, Self.look(1, www: 2)) != nil)
        let other = try #require(Self.tell(&state, Self.look(2, www: 2), to: "email ops@example.com"))
        #expect(other.found.map(\.set) == ["www.example.com. A"] && state.told.count == 2)
        state.keepTold(of: ["email ops@example.com"])
        #expect(state.told.map(\.receiver) == ["email ops@example.com"])
    }

    @Test("Whoever goes by what was told knows what is drifted, whatever was lost and whenever the program ended")
    func law() throws {
        var generator = SplitMix64(seed: 53)
        for _ in 0..<20 {
            var (state, known): (DriftState, Set<String>) = (DriftState(), [])
            var isTold = false
            for minute in 0..<50 {
                let isDown = Int.random(in: 0..<3, using: &generator) == 0
                let drift: Drift? =
                    Int.random(in: 0..<5, using: &generator) == 0
                    ? nil
                    : Self.look(
                        minute, www: .random(in: 1...3, using: &generator), mail: .random(in: 1...2, using: &generator))
                let before = state
                let news = Self.tell(&state, drift, at: minute, isDown: isDown)
                if !isDown, let news {
                    for sighting in news.gone { known.remove(sighting.set ?? "") }
                    for sighting in news.found { known.insert(sighting.set ?? "") }
                    #expect(!news.isBlind || !isTold)
                    #expect(!news.seesAgain || isTold)
                    isTold = news.isBlind || (isTold && !news.seesAgain)
                }
                if !isDown, drift != nil { #expect(known == Set(state.sightings.compactMap(\.set))) }
                // Told once, it is not told again.
                if !isDown { #expect(state.news(for: Self.chat, after: drift) == nil) }
                // The same look after a restart gives the same.
                if before.lastLook != nil {
                    var again = try DriftStateDocument.decode(try DriftStateDocument.encode(before))
                    #expect(Self.tell(&again, drift, at: minute, isDown: isDown) == news && again == state)
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
            #expect(Self.tell(&state, drift, isDown: true) != nil)
        }
        #expect(state.told.first?.missed.count == DriftState.Told.mostMissed)
        #expect(try DriftStateDocument.encode(state).count < 200_000)
    }

    // MARK: - Words

    /// Each kind of news with what is said of it.
    static func notifications() throws -> [(name: String, notification: ZoneNotification)] {
        var state = DriftState()
        func told(_ drift: Drift?, _ state: inout DriftState) throws -> ZoneNotification {
            var (drift, time) = (drift, "2026-11-23T10:15:30Z")
            if var look = drift {
                time = look.time
                state.take(&look, isWhole: true)
                drift = look
            } else {
                state.takeFailure(at: time, reasons: ["the remote 'origin' can't be reached [git-unreachable]"])
            }
            let news = try #require(state.news(for: chat, after: drift))
            state.tell(news, to: chat, wasReceived: true)
            return ZoneNotification(of: news, after: drift, state, time: time)
        }
        let found = try told(look(1, www: 2, mail: 2), &state)
        let gone = try told(look(2, mail: 2), &state)
        state.takeFailure(at: "1970-01-01T00:03:00Z")
        let fails = try told(nil, &state)
        let again = try told(look(5, mail: 2), &state)
        return [("found", found), ("gone", gone), ("looks-fail", fails), ("looks-again", again)]
    }

    @Test("In each form as recorded") func forms() throws {
        for (name, notification) in try Self.notifications() {
            try expectGolden(
                String(decoding: NotificationDocument.encode(notification), as: UTF8.self),
                "notification-drift-\(name).json")
            let mail = MailMessage.encode(
                notification, from: try #require(MailAddress("dns@example.com")),
                to: [try #require(MailAddress("ops@example.com"))])
            try expectGolden(String(decoding: mail, as: UTF8.self), "notification-drift-\(name).mail")
        }
        let outcomes = try Self.notifications().map(\.notification.outcome)
        #expect(outcomes == [.drifted, .gone, .looksFail, .looksAgain])
    }

    @Test("Drift of a whole large zone makes no endless message") func large() throws {
        let sets = (0..<5_000).map { recordSet("h\($0) 300 A 192.0.2.1") }
        var drift = Drift(
            time: "2026-11-23T10:15:30Z", branch: "main", commit: "c",
            zones: [ZoneDrift.fixture(base: [], head: [], live: sets)])
        var state = DriftState()
        state.take(&drift, isWhole: true)
        let news = try #require(state.news(for: Self.chat, after: drift))
        let notification = ZoneNotification(of: news, after: drift, state, time: drift.time)
        #expect(notification.zones.first?.creates == 5_000)
        #expect(try NotificationDocument.encode(notification).count < 20_000)
    }

    @Test("A zone that is declared no more has not come back in step") func undeclared() throws {
        var state = DriftState()
        _ = Self.tell(&state, Self.look(1, www: 2))
        var empty = Self.look(2)
        empty.zones = []
        state.take(&empty, isWhole: true)
        let news = try #require(state.news(for: Self.chat, after: empty))
        let notification = ZoneNotification(of: news, after: empty, state, time: empty.time)
        #expect(notification.zones.isEmpty && notification.outcome == .gone)
        #expect(
            notification.reasons == ["example.com. is not declared any more, so no drift is looked for in it"])
    }
}
