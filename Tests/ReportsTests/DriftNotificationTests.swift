internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Notifications of drift") struct DriftNotificationTests {
    private static let chat = "slack-from CHAT"

    /// Each kind of news with what is said of it.
    static func notifications() throws -> [(name: String, notification: ZoneNotification)] {
        var state = DriftState()
        func notified(_ drift: Drift?, _ state: inout DriftState) throws -> ZoneNotification {
            var (drift, time) = (drift, "2026-11-23T10:15:30Z")
            if var check = drift {
                time = check.time
                state.take(&check, isWhole: true)
                drift = check
            } else {
                state.takeFailure(at: time, reasons: ["the remote 'origin' can't be reached [git-unreachable]"])
            }
            let news = try #require(state.news(for: chat, after: drift))
            state.record(news, to: chat, wasReceived: true)
            return ZoneNotification(of: news, after: drift, state, time: time)
        }
        let found = try notified(Drift.check(1, www: 2, mail: 2), &state)
        let gone = try notified(Drift.check(2, mail: 2), &state)
        state.takeFailure(at: "1970-01-01T00:03:00Z")
        let fails = try notified(nil, &state)
        let again = try notified(Drift.check(5, mail: 2), &state)
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
        #expect(outcomes == [.drifted, .gone, .checksFail, .checksAgain])
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

    @Test("A zone that is declared no more has not come back in sync") func undeclared() throws {
        var state = DriftState()
        var first = Drift.check(1, www: 2)
        state.take(&first, isWhole: true)
        let known = try #require(state.news(for: Self.chat, after: first))
        state.record(known, to: Self.chat, wasReceived: true)
        var empty = Drift.check(2)
        empty.zones = []
        state.take(&empty, isWhole: true)
        let news = try #require(state.news(for: Self.chat, after: empty))
        let notification = ZoneNotification(of: news, after: empty, state, time: empty.time)
        #expect(notification.zones.isEmpty && notification.outcome == .gone)
        #expect(
            notification.reasons == ["example.com. is not declared any more, so it is not checked for drift"])
    }
}
