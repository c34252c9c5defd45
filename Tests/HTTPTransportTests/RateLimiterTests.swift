import Foundation
import HTTPTransport
import TestSupport
import Testing

/// A clock on which sleeping takes no time: it moves the clock.
final class VirtualClock: @unchecked Sendable {
    private let lock = NSLock()
    private var time: Duration = .zero

    var now: Duration { lock.withLock { time } }

    func advance(by duration: Duration) { lock.withLock { time += duration } }

    var source: TimeSource {
        TimeSource(now: { self.now }, sleep: { self.advance(by: $0) })
    }
}

@Suite struct TokenBucketTests {
    @Test("In any span no more are let through than the burst and the rate allow", arguments: 0..<20 as Range<UInt64>)
    func bound(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let settings = TokenBucket.Settings(
            rate: Double.random(in: 0.5...20, using: &random), burst: Double.random(in: 1...30, using: &random))
        var bucket = TokenBucket(settings, at: .zero)
        var now = Duration.zero
        var granted: [Double] = []
        for _ in 0..<2_000 {
            switch Int.random(in: 0..<20, using: &random) {
            case 0: now += .milliseconds(Int.random(in: 0..<5_000, using: &random))
            case 1: bucket.throttled(granted: now, at: now)
            default:
                if let wait = bucket.take(at: now) {
                    #expect(wait > .zero)
                    now += wait
                } else {
                    granted.append(now.inSeconds)
                }
            }
            #expect(bucket.rate <= settings.rate + 1e-9 && bucket.rate >= settings.leastRate - 1e-9)
        }
        for first in stride(from: 0, to: granted.count, by: 37) {
            for last in first..<granted.count {
                let most = settings.burst + settings.rate * (granted[last] - granted[first])
                #expect(Double(last - first + 1) <= most + 1e-3)
            }
        }
    }

    @Test("After the wait that it names there is a token, and not before")
    func waits() {
        var bucket = TokenBucket(TokenBucket.Settings(rate: 5, burst: 1), at: .zero)
        #expect(bucket.take(at: .zero) == nil)
        #expect(bucket.take(at: .zero) == .milliseconds(200))
        #expect(bucket.take(at: .milliseconds(199)) != nil)
        #expect(bucket.take(at: .milliseconds(200)) == nil)
    }

    @Test("404 requests at five a second with a burst of ten take 78.8 seconds")
    func fullPlan() {
        var bucket = TokenBucket(TokenBucket.Settings(), at: .zero)
        var now = Duration.zero
        for _ in 0..<404 { while let wait = bucket.take(at: now) { now += wait } }
        #expect(abs(now.inSeconds - 78.8) < 0.001)
    }

    @Test("Throttling halves the rate once for all that was under way, and it recovers to its setting")
    func throttling() {
        let settings = TokenBucket.Settings(rate: 8, burst: 8, leastRate: 1, recovery: .seconds(80))
        var bucket = TokenBucket(settings, at: .zero)
        let now = Duration.seconds(1)
        for _ in 0..<5 { bucket.throttled(granted: .zero, at: now) }
        #expect(bucket.rate == 4)
        bucket.throttled(granted: .seconds(2), at: .seconds(2))
        #expect(bucket.rate > 2 && bucket.rate < 2.1)
        for second in 3..<20 { bucket.throttled(granted: .seconds(second), at: .seconds(second)) }
        #expect(bucket.rate >= 1 && bucket.rate < 1.2)
        #expect(bucket.take(at: .seconds(19)) != nil)
        #expect(bucket.take(at: .seconds(1_000)) == nil)
        #expect(bucket.rate == 8)
    }

    @Test("Settings out of range do not break it", arguments: [0, -1, .infinity, .nan, 1e300, -.infinity] as [Double])
    func settings(_ value: Double) {
        var bucket = TokenBucket(
            TokenBucket.Settings(rate: value, burst: value, leastRate: value, recovery: .seconds(-1)), at: .zero)
        var now = Duration.zero
        for _ in 0..<100 {
            if let wait = bucket.take(at: now) { now += wait }
            bucket.throttled(granted: now, at: now)
        }
        _ = bucket.take(at: .seconds(-5))
    }
}

@Suite struct RateLimiterTests {
    @Test("Many who wait are served in the order in which they asked, at the rate")
    func order() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(TokenBucket.Settings(rate: 5, burst: 10), clock: clock.source)
        let grants = try await withThrowingTaskGroup(of: Duration.self) { group in
            for _ in 0..<110 { group.addTask { try await limiter.acquire().time } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(grants.count == 110)
        // 10 at once, and 100 at 5 a second.
        #expect(abs(clock.now.inSeconds - 20) < 0.001)
    }

    @Test("First come, first served; one that is cancelled leaves the queue and takes no token")
    func cancellation() async throws {
        let clock = VirtualClock()
        let gate = Gate()
        let source = TimeSource(
            now: { clock.now },
            sleep: { duration in
                await gate.pass()
                clock.advance(by: duration)
            })
        let limiter = RateLimiter(TokenBucket.Settings(rate: 1, burst: 1), clock: source)
        _ = try await limiter.acquire()
        let served = Served()
        var tasks: [Task<Bool, Never>] = []
        for number in 0..<6 {
            tasks.append(
                Task {
                    guard (try? await limiter.acquire()) != nil else { return false }
                    await served.add(number)
                    return true
                })
            while await limiter.waiting < number + 1 { await Task.yield() }
        }
        for number in [1, 4] {
            tasks[number].cancel()
            #expect(await tasks[number].value == false)
        }
        #expect(await limiter.waiting == 4)
        // One at a time, so that the order in which they were served is seen.
        for expected in [0, 2, 3, 5] {
            await gate.open()
            #expect(await tasks[expected].value)
        }
        #expect(await served.numbers == [0, 2, 3, 5])
        #expect(clock.now == .seconds(4))
    }

    @Test("A task that is cancelled already gets nothing")
    func cancelledBefore() async {
        let limiter = RateLimiter(TokenBucket.Settings(rate: 1, burst: 1), clock: VirtualClock().source)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return (try? await limiter.acquire()) == nil
        }
        task.cancel()
        #expect(await task.value)
    }

    @Test("Throttled requests make it slower")
    func throttled() async throws {
        let clock = VirtualClock()
        let limiter = RateLimiter(TokenBucket.Settings(rate: 8, burst: 4), clock: clock.source)
        let grant = try await limiter.acquire()
        await limiter.throttled(grant)
        #expect(await limiter.rate == 4)
        let before = clock.now
        _ = try await limiter.acquire()
        #expect(clock.now > before)
    }
}

/// Lets sleepers through one at a time.
private actor Gate {
    private var isOpen = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        if waiting.isEmpty { isOpen += 1 } else { waiting.removeFirst().resume() }
    }

    func pass() async {
        if isOpen > 0 {
            isOpen -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }
}

private actor Served {
    var numbers: [Int] = []
    func add(_ number: Int) { numbers.append(number) }
}
