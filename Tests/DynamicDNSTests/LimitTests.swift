internal import DNSModel
internal import DynamicDNS
internal import TestSupport
internal import Testing
internal import ZonePlanning

struct LimitTests {
    private let start = Instant(seconds: 1_796_083_200)

    @Test("Requests go out at the burst and then at the rate")
    func requests() {
        var budget = ChangeBudget(at: start)
        var now = start
        var times: [Double] = []
        for _ in 0..<100 {
            now = budget.ready(for: 1, at: now)
            budget.take(1, at: now)
            times.append(now.interval(since: start))
        }
        #expect(times[49] == 0)
        #expect(abs(times[99] - 5) < 0.2)
    }

    @Test("A batch larger than the burst passes alone, and is paid for after")
    func large() {
        var budget = ChangeBudget(at: start)
        #expect(budget.ready(for: 2_000, at: start) == start)
        budget.take(2_000, at: start)
        let next = budget.ready(for: 100, at: start)
        #expect(abs(next.interval(since: start) - 11) < 0.1)
    }

    @Test("The rate is halved when there are too many, and grows slowly")
    func learning() {
        var budget = ChangeBudget(at: start)
        budget.throttled(at: start)
        #expect(budget.learntRate == 50)
        budget.throttled(at: start)
        #expect(budget.learntRate == 50)
        budget.accepted(at: start.adding(seconds: 59))
        #expect(budget.learntRate == 50)
        budget.accepted(at: start.adding(seconds: 61))
        #expect(budget.learntRate == 52.5)
        for minute in 1...20 { budget.throttled(at: start.adding(seconds: Int64(minute) * 100)) }
        #expect(budget.learntRate == 1)
        #expect(budget.throttledCount == 22)
    }

    @Test("A clock that goes back gives nothing away, and stops nothing for ever")
    func clockGoesBack() {
        var bucket = TokenBucket(burst: 1, rate: 1, at: start)
        bucket.take(1, at: start)
        let back = start.adding(seconds: -1_000)
        #expect(bucket.level(at: back) == 0)
        bucket.take(1, at: back)
        #expect(bucket.level(at: start) == -1)
        #expect(bucket.level(at: start.adding(seconds: 2)) == 1)
    }

    @Test("Milliseconds carry over seconds, both ways")
    func milliseconds() {
        #expect(
            Instant(seconds: 1, microsecond: 999_500).adding(milliseconds: 1) == Instant(seconds: 2, microsecond: 500))
        #expect(Instant(seconds: 1).adding(milliseconds: -1) == Instant(seconds: 0, microsecond: 999_000))
        #expect(Instant(seconds: 0).adding(milliseconds: 2_500) == Instant(seconds: 2, microsecond: 500_000))
    }

    @Test("Who asks too often waits, others don't, and memory is bounded")
    func rates() throws {
        var settings = RateLimits.Settings()
        settings.capacity = 1_000
        var limits = RateLimits(settings)
        let busy = try #require(AddressNetwork(parsing: "192.0.2.1"))
        let other = try #require(AddressNetwork(parsing: "192.0.2.2"))
        for _ in 0..<120 { #expect(limits.take(.address(busy), at: start) == nil) }
        #expect(limits.take(.address(busy), at: start) == 1)
        #expect(limits.take(.address(other), at: start) == nil)
        #expect(limits.take(.address(busy), at: start.adding(seconds: 1)) == nil)
        for index in 0..<20_000 {
            let address = IPAddress.v4(IPv4Address(bits: UInt32(index) + 1_000))
            _ = limits.take(.address(address.subscriber), at: start)
        }
        #expect(limits.count <= 1_000)
    }

    @Test("A host that changes now and then is never held; one that flaps is, and is let go when it rests")
    func flapping() {
        var damping = FlapDamping()
        for day in 0..<10 {
            #expect(damping.change(of: "calm.", at: start.adding(seconds: Int64(day) * 3_600)) == nil)
        }
        var held: Instant?
        for second in 0..<20 { held = damping.change(of: "wild.", at: start.adding(seconds: Int64(second))) ?? held }
        let until = held ?? start
        #expect(until > start.adding(seconds: 60))
        #expect(until <= start.adding(seconds: 606))
        #expect(damping.change(of: "wild.", at: start.adding(seconds: 3_600)) == nil)
    }

    @Test("Two machines that fight for a name all day are written at least every ten minutes, and not more than needed")
    func fight() {
        var damping = FlapDamping()
        var writes = 0
        var until = start
        for second in stride(from: 0, to: 86_400, by: 10) {
            let now = start.adding(seconds: Int64(second))
            if let held = damping.change(of: "fight.", at: now) { until = max(until, held) } else { writes += 1 }
            #expect(until.seconds(since: now) <= 601)
        }
        #expect(writes < 2_000)
        #expect(writes > 100)
    }

    @Test("What was not used for long is forgotten first")
    func recent() {
        var recent = Recent<Int, Int>(capacity: 10)
        for number in 0..<100 {
            recent[number] = number
            recent[0] = recent[0] ?? 0
        }
        #expect(recent.count <= 10)
        #expect(recent[0] == 0)
        #expect(recent[99] == 99)
        #expect(recent[50] == nil)
        recent[99] = nil
        #expect(recent[99] == nil)
    }
}
