import HTTPTransport
import TestSupport
import Testing

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy(base: .seconds(1), factor: 2, cap: .seconds(20), largestAttempts: 8)

    @Test("A write is sent again only when it is certain that it was not acted on")
    func classes() {
        var random = SplitMix64(seed: 1)
        func retries(_ failure: RetryPolicy.Failure, _ isIdempotent: Bool) -> Bool {
            policy.decision(after: failure, attempt: 1, isIdempotent: isIdempotent, using: &random) != .stop
        }
        for failure in [RetryPolicy.Failure.throttled, .busy, .notSent, .staleSignature] {
            #expect(retries(failure, false) && retries(failure, true))
        }
        for failure in [RetryPolicy.Failure.lost, .serverFailed] {
            #expect(!retries(failure, false) && retries(failure, true))
        }
        #expect(!retries(.refused, true) && !retries(.refused, false))
    }

    @Test("Waits are spread from nothing to a bound that doubles up to the cap")
    func bounds() {
        #expect((1...8).map { policy.bound($0) } == [1, 2, 4, 8, 16, 20, 20, 20].map { .seconds($0) })
        #expect(policy.bound(Int.max) == .seconds(20))
        var random = SplitMix64(seed: 2)
        for attempt in 1..<8 {
            var least = Duration.seconds(100)
            var most = Duration.zero
            for _ in 0..<2_000 {
                guard
                    case .retry(let wait) = policy.decision(
                        after: .throttled, attempt: attempt, isIdempotent: false, using: &random)
                else {
                    Issue.record("stopped at attempt \(attempt)")
                    return
                }
                (least, most) = (min(least, wait), max(most, wait))
            }
            #expect(most <= policy.bound(attempt) && most > policy.bound(attempt) * 0.99)
            #expect(least < policy.bound(attempt) * 0.01)
        }
    }

    @Test("It stops after the last attempt; a stale signature is mended once")
    func ends() {
        var random = SplitMix64(seed: 3)
        #expect(policy.decision(after: .throttled, attempt: 8, isIdempotent: true, using: &random) == .stop)
        #expect(
            policy.decision(after: .staleSignature, attempt: 1, isIdempotent: false, using: &random)
                == .retry(after: .zero))
        #expect(policy.decision(after: .staleSignature, attempt: 2, isIdempotent: true, using: &random) == .stop)
    }

    @Test("What the server asks for is waited for, up to the cap")
    func serverWait() {
        var random = SplitMix64(seed: 4)
        func wait(_ atLeast: Duration) -> Duration? {
            guard
                case .retry(let wait) = policy.decision(
                    after: .throttled, attempt: 1, isIdempotent: true, atLeast: atLeast, using: &random)
            else { return nil }
            return wait
        }
        #expect(wait(.seconds(7)) == .seconds(7))
        #expect(wait(.seconds(7_000)) == .seconds(20))
    }

    @Test("Running: sends until it works, on the given clock")
    func run() async throws {
        let clock = VirtualClock()
        var attempts: [Int] = []
        let result = try await policy.run(
            isIdempotent: false, clock: clock.source, random: SplitMix64(seed: 5),
            classify: { (error: HTTPError) in (error.retryClass, atLeast: .seconds(2)) }
        ) { (attempt) throws(HTTPError) -> Int in
            attempts.append(attempt)
            if attempt < 4 { throw HTTPError(.connect, wasSent: false, "no") }
            return attempt
        }
        #expect(result == 4 && attempts == [1, 2, 3, 4])
        #expect(clock.now >= .seconds(6) && clock.now <= .seconds(8))
    }

    @Test("Running: a write whose answer was lost is not sent again")
    func lost() async {
        var attempts = 0
        do throws(HTTPError) {
            try await policy.run(
                isIdempotent: false, clock: VirtualClock().source,
                classify: { (error: HTTPError) in (error.retryClass, atLeast: .zero) }
            ) { (_) throws(HTTPError) -> Void in
                attempts += 1
                throw HTTPError(.receiveFailed, wasSent: true, "lost")
            }
            Issue.record("no failure")
        } catch {
            #expect(error.message == "lost")
        }
        #expect(attempts == 1)
    }
}
