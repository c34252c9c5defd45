import Gate
import TestSupport
import Testing

@testable import DNSQueries

@Suite struct QuestionPaceTests {
    @Test("in any span no more are let through than the burst and the rate allow", arguments: 0..<20)
    func noMoreThanTheRateAllows(_ seed: Int) throws {
        var generator = Generator(seed: UInt64(seed))
        let (rate, burst) = (generator.number(1...2_000), generator.number(1...200))
        var pace = QuestionPace(rate: rate, burst: burst)
        var now = Duration.zero
        var times: [Double] = []
        for _ in 0..<2_000 {
            if generator.once(in: 50) { now += .milliseconds(generator.number(0...3_000)) }
            if let wait = pace.take(at: now) {
                #expect(wait > .zero)
                now += wait
            } else {
                times.append(now / .seconds(1))
            }
        }
        for first in stride(from: 0, to: times.count, by: 37) {
            for last in first..<times.count {
                let span = times[last] - times[first]
                #expect(Double(last - first + 1) <= Double(burst) + Double(rate) * span + 1e-3)
            }
        }
    }

    @Test("who asks whenever they may gets all of the burst and the rate", arguments: 0..<20)
    func allOfTheRate(_ seed: Int) {
        var generator = Generator(seed: UInt64(100 + seed))
        let (rate, burst) = (generator.number(1...2_000), generator.number(1...200))
        var pace = QuestionPace(rate: rate, burst: burst)
        var now = Duration.seconds(generator.number(1...1_000))
        let start = now
        var count = 0
        while count < 5_000 {
            if let wait = pace.take(at: now) { now += wait } else { count += 1 }
        }
        let fewest = Double(burst) + Double(rate) * ((now - start) / .seconds(1)) * 0.999 - 1
        #expect(Double(count) >= fewest)
    }

    @Test("a question that may not be asked takes nothing") func aQuestionThatMayNotBeAskedTakesNothing() throws {
        var pace = QuestionPace(rate: 10, burst: 1)
        #expect(pace.take(at: .seconds(1)) == nil)
        let before = pace
        #expect(pace.take(at: .seconds(1)) == .milliseconds(100))
        #expect(pace == before)
        #expect(pace.take(at: .milliseconds(1_100)) == nil)
    }
}

@Suite struct ServerBackoffTests {
    private static let error = DNSQueryError(.timedOut, "did not answer")

    @Test("a server that is silent for long is asked no more, until it has rested")
    func aSilentServerRests() {
        var backoff = ServerBackoff(failuresUntilRest: 3, rest: .seconds(30))
        backoff.failed(Self.error, at: .seconds(1))
        backoff.failed(Self.error, at: .seconds(1))
        #expect(backoff.verdict(at: .seconds(1)) == nil)
        backoff.failed(Self.error, at: .seconds(2))
        #expect(backoff.verdict(at: .seconds(31))?.code == .timedOut)
        #expect(backoff.verdict(at: .seconds(31))?.message == "did not answer, and is asked no more for now")
        #expect(backoff.verdict(at: .seconds(32)) == nil)
        // One that is still silent then rests again.
        backoff.failed(Self.error, at: .seconds(40))
        #expect(backoff.verdict(at: .seconds(41)) != nil)
    }

    @Test("an answer ends the silence, also one that can't be read") func anAnswerEndsTheSilence() {
        for code in [DNSQueryError.Code.malformed, .noResolver] {
            var backoff = ServerBackoff(failuresUntilRest: 2, rest: .seconds(30))
            backoff.failed(Self.error, at: .seconds(1))
            backoff.failed(DNSQueryError(code, "x"), at: .seconds(1))
            backoff.failed(Self.error, at: .seconds(1))
            #expect(backoff.verdict(at: .seconds(1)) == nil)
        }
        var backoff = ServerBackoff(failuresUntilRest: 1, rest: .seconds(30))
        backoff.failed(Self.error, at: .seconds(1))
        backoff.answered()
        #expect(backoff.verdict(at: .seconds(1)) == nil)
    }
}
