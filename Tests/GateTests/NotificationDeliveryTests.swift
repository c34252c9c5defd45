internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Telling receivers") struct NotificationDeliveryTests {
    /// A receiver that waits until all others were asked too, and then may fail.
    private struct Receiver: Notifier {
        var destination: String
        var gathering: Gathering
        var fails: Bool

        func send(_ notification: ZoneNotification) async throws(NotifierError) {
            await gathering.arrive()
            if fails { throw NotifierError("it is down") }
        }
    }

    /// Lets nobody go before all are there.
    private actor Gathering {
        private var missing: Int
        private var waiting: [CheckedContinuation<Void, Never>] = []

        init(_ count: Int) { missing = count }

        func arrive() async {
            missing -= 1
            if missing > 0 {
                await withCheckedContinuation { waiting.append($0) }
            } else {
                for one in waiting { one.resume() }
            }
        }
    }

    // A receiver that is slow must not keep the others waiting, and one that is down must not be the end of it.
    @Test("All are told at once, and those that can't be told are named in their order")
    func all() async {
        let notification = ZoneNotification(event: .drift, outcome: .drifted, time: "2026-11-23T10:15:30Z")
        let gathering = Gathering(6)
        let receivers = (0..<6).map {
            Receiver(destination: "webhook \($0)", gathering: gathering, fails: $0 % 2 == 1)
        }
        let warnings = await NotificationDelivery.send(notification, to: receivers)
        #expect(warnings == [1, 3, 5].map { "the webhook \($0) was not notified: it is down" })
        #expect(await NotificationDelivery.send(notification, to: []).isEmpty)
    }
}
