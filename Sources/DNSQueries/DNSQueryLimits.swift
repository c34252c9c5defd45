/// How much is asked of name servers at once, and how long an answer is waited for.
package struct DNSQueryLimits: Hashable, Sendable {
    /// How many questions a second one server gets at most, over any time that is not short.
    package var rate: Int
    /// How many questions a server gets at once where it got none for a while.
    package var burst: Int
    /// How many questions one server has to answer at once.
    package var largestInFlightPerServer: Int
    /// How many of those are asked by TCP; servers have few connections to give, and not for us alone.
    package var largestStreamsPerServer: Int
    /// How many questions all servers together have to answer at once; also the most sockets that are open.
    package var largestInFlight: Int
    /// How long an answer by UDP is waited for, at each try.
    package var waits: [Duration]
    /// How long an answer by TCP is waited for, connecting included, at each try.
    package var streamWaits: [Duration]
    /// The largest answer in octets that is wanted by UDP; 1,232 pass everywhere without being cut into fragments (DNS
    /// Flag Day 2020).
    package var payloadSize: UInt16
    /// How many questions are asked from one port, before another one is taken that can't be guessed from it.
    package var questionsPerPort: Int
    /// After how many questions in a row without an answer a server is not asked any more for a while, so that
    /// thousands of questions to a server that is down are not waited for one after another.
    package var failuresUntilRest: Int
    /// How long it is not asked then; its questions fail at once.
    package var rest: Duration

    /// Makes limits; whatever is out of range is moved into it.
    package init(
        rate: Int = 1_000, burst: Int = 100, largestInFlightPerServer: Int = 128, largestStreamsPerServer: Int = 8,
        largestInFlight: Int = 512,
        waits: [Duration] = [.seconds(1), .seconds(2), .seconds(3)],
        streamWaits: [Duration] = [.seconds(5), .seconds(5)], payloadSize: UInt16 = 1_232,
        questionsPerPort: Int = 1_000, failuresUntilRest: Int = 32, rest: Duration = .seconds(30)
    ) {
        self.rate = min(max(1, rate), 1_000_000)
        self.burst = min(max(1, burst), 10_000)
        self.largestInFlightPerServer = max(1, largestInFlightPerServer)
        self.largestStreamsPerServer = max(1, largestStreamsPerServer)
        self.largestInFlight = max(1, largestInFlight)
        self.waits = waits.isEmpty ? [.seconds(5)] : waits
        self.streamWaits = streamWaits.isEmpty ? [.seconds(5)] : streamWaits
        self.payloadSize = max(512, payloadSize)
        self.failuresUntilRest = max(1, failuresUntilRest)
        self.rest = max(.zero, rest)
        self.questionsPerPort = min(max(1, questionsPerPort), 10_000)
    }
}
