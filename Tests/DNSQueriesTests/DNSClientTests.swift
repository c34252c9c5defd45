import DNSModel
import DNSQueries
import Foundation
import Gate
import Synchronization
import TestSupport
import Testing

/// The client beside servers that do wrong things. No test is about how long something takes: waits are either so long that
/// only a failure meets them, or are meant to be over.
@Suite struct DNSClientTests {
    private static let question = DNSQuestion("www.example.com.", .a)
    private static let long = Duration.seconds(900)
    /// Each try but the last is soon over.
    private static let impatient = [Duration.milliseconds(20), .milliseconds(20), long]

    private static func limits(
        _ waits: [Duration] = [long], streamWaits: [Duration] = [long],
        _ change: (inout DNSQueryLimits) -> Void = { _ in }
    ) -> DNSQueryLimits {
        var limits = DNSQueryLimits(rate: 1_000_000, waits: waits, streamWaits: streamWaits)
        change(&limits)
        return limits
    }

    private func failure(_ body: () async throws(DNSQueryError) -> DNSMessage) async -> DNSQueryError? {
        do throws(DNSQueryError) {
            let message = try await body()
            Issue.record("there is an answer: \(message)")
            return nil
        } catch {
            return error
        }
    }

    // MARK: - Answers that are none

    @Test("what does not belong to the question is passed over") func whatDoesNotBelongIsPassedOver() async throws {
        let server = try TestNameServer { asked in
            let question = asked[asked.count - 1].message
            return [
                .message(question.answered { $0.id &+= 1 }),
                .message(question.answered { $0.question?.name = "example.com." }),
                .message(question.answered { $0.question?.type = .aaaa }),
                .message(question), .octets([]), .octets([1]), .octets([UInt8](repeating: 0xC0, count: 600)),
                .octets(Array(question.wire.prefix(12))),
                .fromAnotherPort(question.answered { $0.isAuthoritative = false }),
                .message(question.answered()),
            ]
        }
        let client = DNSClient(limits: Self.limits())
        let answer = try await client.ask(Self.question, at: server.endpoint)
        #expect(answer == server.asked.first?.message.answered())
        #expect(server.asked.count == 1)
        #expect(server.asked.first?.message.wantsRecursion == false)
        #expect(server.asked.first?.message.edns == EDNS(payloadSize: 1_232))
    }

    @Test("an answer from another port is never taken") func anAnswerFromAnotherPortIsNeverTaken() async throws {
        let server = try TestNameServer { asked in [.fromAnotherPort(asked[asked.count - 1].message.answered())] }
        let client = DNSClient(limits: Self.limits([.milliseconds(50), .milliseconds(50)]))
        let error = await failure { () async throws(DNSQueryError) in
            try await client.ask(Self.question, at: server.endpoint)
        }
        #expect(error?.code == .timedOut)
        try await server.hasRead(2)
        #expect(server.asked.count == 2)
    }

    @Test("an answer that comes late is taken while it is asked again") func aLateAnswerIsTaken() async throws {
        let server = try TestNameServer { asked in
            asked.count == 2 ? [.toEarlier(0, asked[0].message.answered())] : []
        }
        let client = DNSClient(limits: Self.limits(Self.impatient))
        let answer = try await client.ask(Self.question, at: server.endpoint)
        #expect(answer == server.asked.first?.message.answered())
    }

    @Test("a question that got lost is asked again, the same from the same port") func aLostQuestionIsAskedAgain()
        async throws
    {
        let server = try TestNameServer { asked in asked.count < 3 ? [] : [.message(asked[2].message.answered())] }
        let client = DNSClient(limits: Self.limits(Self.impatient))
        _ = try await client.ask(Self.question, at: server.endpoint)
        #expect(server.asked.count == 3)
        #expect(Set(server.asked.map(\.message)).count == 1)
        #expect(Set(server.asked.map(\.port)).count == 1)
    }

    @Test("a server that never answers is asked as often as the limits say") func aServerThatNeverAnswers() async throws
    {
        let server = try TestNameServer { _ in [] }
        let client = DNSClient(limits: Self.limits([.milliseconds(20), .milliseconds(20), .milliseconds(20)]))
        let error = await failure { () async throws(DNSQueryError) in
            try await client.ask(Self.question, at: server.endpoint)
        }
        #expect(error == DNSQueryError(.timedOut, "did not answer within 1 second, asked 3 times"))
        try await server.hasRead(3)
        #expect(server.asked.count == 3)
    }

    @Test("where nobody listens is unreachable") func whereNobodyListens() async throws {
        var endpoint = try TestNameServer { _ in [] }.endpoint
        let client = DNSClient(limits: Self.limits([.milliseconds(50), .milliseconds(50)]))
        let error = await failure { () async throws(DNSQueryError) in try await client.ask(Self.question, at: endpoint)
        }
        #expect(error == DNSQueryError(.unreachable, "can't be reached: Connection refused"))
        // No datagram goes to the broadcast address.
        endpoint.address = .v4(IPv4Address(bits: .max))
        let other = await failure { () async throws(DNSQueryError) in try await client.ask(Self.question, at: endpoint)
        }
        #expect(other?.code == .unreachable)
    }

    // MARK: - EDNS

    @Test("a server without EDNS is asked without, from then on at once", arguments: [true, false])
    func aServerWithoutEDNS(_ hasQuestion: Bool) async throws {
        let server = try TestNameServer { asked in
            let question = asked[asked.count - 1].message
            guard question.edns != nil else { return [.message(question.answered())] }
            return [
                .message(
                    question.answered {
                        $0.responseCode = .formatError
                        $0.answer = []
                        if !hasQuestion { $0.question = nil }
                    })
            ]
        }
        let client = DNSClient(limits: Self.limits())
        for _ in 0..<2 {
            #expect(try await client.ask(Self.question, at: server.endpoint).responseCode == .noError)
        }
        #expect(server.asked.map { $0.message.edns != nil } == [true, false, false])
    }

    // MARK: - TCP

    @Test("an answer that is cut short is asked for by TCP") func aCutAnswerIsAskedForByTCP() async throws {
        let server = try TestNameServer { asked in
            let last = asked[asked.count - 1]
            guard last.isStream else { return [.message(last.message.answered { $0.isTruncated = true })] }
            return [
                .message(last.message.answered { $0.id &+= 1 }), .octets([1, 2, 3]),
                .inPieces(last.message.answered { $0.offersRecursion = true }),
            ]
        }
        let client = DNSClient(limits: Self.limits())
        let answer = try await client.ask(Self.question, at: server.endpoint)
        #expect(answer.offersRecursion && !answer.isTruncated)
        #expect(server.asked.map(\.isStream) == [false, true])
    }

    @Test("a connection that is closed too early is made again") func aClosedConnectionIsMadeAgain() async throws {
        let server = try TestNameServer { asked in
            let last = asked[asked.count - 1]
            if !last.isStream { return [.message(last.message.answered { $0.isTruncated = true })] }
            return asked.count == 2 ? [.close] : [.message(last.message.answered())]
        }
        let client = DNSClient(limits: Self.limits(streamWaits: [Self.long, Self.long]))
        #expect(try await client.ask(Self.question, at: server.endpoint).answer.count == 1)
        #expect(server.connections == 2)
    }

    @Test("a server that cuts its answers short and takes no connection is unreachable")
    func aServerThatTakesNoConnection() async throws {
        let server = try TestNameServer(takesStreams: false) { asked in
            [.message(asked[asked.count - 1].message.answered { $0.isTruncated = true })]
        }
        let client = DNSClient(limits: Self.limits())
        let error = await failure { () async throws(DNSQueryError) in
            try await client.ask(Self.question, at: server.endpoint)
        }
        #expect(
            error
                == DNSQueryError(
                    .unreachable, "cut its answer by UDP short and can't be asked by TCP: Connection refused"))
    }

    @Test("a connection at which nothing comes is given up") func aSilentConnectionIsGivenUp() async throws {
        let server = try TestNameServer { asked in
            let last = asked[asked.count - 1]
            return last.isStream ? [] : [.message(last.message.answered { $0.isTruncated = true })]
        }
        let client = DNSClient(limits: Self.limits(streamWaits: [.milliseconds(50), .milliseconds(50)]))
        let error = await failure { () async throws(DNSQueryError) in
            try await client.ask(Self.question, at: server.endpoint)
        }
        #expect(error?.code == .timedOut)
        try await server.hasConnected(2)
        #expect(server.connections == 2)
    }

    // MARK: - Many

    @Test(
        "no more questions wait at a server, or at all together, than the limits say, and as many do",
        arguments: [1, 3])
    func noMoreWaitThanTheLimitsSay(_ count: Int) async throws {
        let (limit, total) = (6, 60)
        let withheld = Withheld()
        let servers = try (0..<count).map { index in
            try TestNameServer { asked in
                withheld.append(index, asked[asked.count - 1])
                return []
            }
        }
        let client = DNSClient(
            limits: Self.limits {
                if count == 1 { $0.largestInFlightPerServer = limit } else { $0.largestInFlight = limit }
            })
        let questions = (0..<total).map { (index: $0, endpoint: servers[$0 % count].endpoint) }
        async let right = Self.askAll(client, questions)
        var answered = 0
        while answered < total {
            while withheld.count < min(limit, total - answered) { try await Task.sleep(for: .milliseconds(2)) }
            // Time for a question too many, which a right client never sends.
            try await Task.sleep(for: .milliseconds(30))
            let round = withheld.takeAll()
            #expect(round.count <= limit)
            for (index, asked) in round { servers[index].send(asked.message.answered(), to: asked.port) }
            answered += round.count
        }
        #expect(try await right == total)
        #expect(servers.map(\.asked.count) == Array(repeating: total / count, count: count))
    }

    @Test("no more connections are made to a server than the limit says, and they keep nobody waiting at UDP")
    func noMoreConnectionsThanTheLimitSays() async throws {
        // What is asked for an address is cut short, and by TCP never answered.
        let server = try TestNameServer { asked in
            let last = asked[asked.count - 1]
            if last.isStream { return [] }
            return [.message(last.message.answered { $0.isTruncated = last.message.question?.type == .a })]
        }
        let client = DNSClient(limits: Self.limits { $0.largestStreamsPerServer = 3 })
        let names = try (0..<10).map { try DomainName(parsing: "h\($0).example.com.") }
        let tasks = names.map { name in Task { try await client.ask(DNSQuestion(name, .a), at: server.endpoint) } }
        try await server.hasConnected(3)
        for name in names { _ = try await client.ask(DNSQuestion(name, .aaaa), at: server.endpoint) }
        // Time for a connection too many, which a right client never makes.
        try await Task.sleep(for: .milliseconds(30))
        #expect(server.connections == 3)
        for task in tasks { task.cancel() }
        for task in tasks { #expect(await failure(of: task) == .timedOut) }
    }

    @Test("the pace is kept") func thePaceIsKept() async throws {
        let server = try TestNameServer { asked in [.message(asked[asked.count - 1].message.answered())] }
        let client = DNSClient(
            limits: Self.limits {
                $0.rate = 20
                $0.burst = 10
            })
        let start = ContinuousClock.now
        #expect(try await Self.askAll(client, (0..<30).map { (index: $0, endpoint: server.endpoint) }) == 30)
        // However slow the machine is, it is not sooner over.
        #expect(start.duration(to: .now) >= .seconds(1))
    }

    private func failure(of task: Task<DNSMessage, any Error>) async -> DNSQueryError.Code? {
        do {
            _ = try await task.value
            return nil
        } catch {
            return (error as? DNSQueryError)?.code
        }
    }

    @Test("ids and ports can't be counted on") func idsAndPortsCantBeCountedOn() async throws {
        let server = try TestNameServer { asked in [.message(asked[asked.count - 1].message.answered())] }
        let client = DNSClient(limits: Self.limits { $0.questionsPerPort = 50 })
        #expect(try await Self.askAll(client, (0..<400).map { (index: $0, endpoint: server.endpoint) }) == 400)
        let ids = server.asked.map(\.message.id)
        #expect(Set(ids).count > 350)
        let steps = zip(ids, ids.dropFirst()).map { $1 &- $0 }
        #expect(Set(steps).count > 350)
        #expect(Set(server.asked.map(\.port)).count >= 8)
    }

    @Test("a server that is down is not asked every question") func aServerThatIsDownIsNotAskedEverything() async throws
    {
        let server = try TestNameServer { _ in [] }
        let client = DNSClient(
            limits: Self.limits([.milliseconds(20)]) {
                $0.failuresUntilRest = 5
                $0.largestInFlightPerServer = 10
                $0.rest = Self.long
            })
        let questions = try (0..<200).map { DNSQuestion(try DomainName(parsing: "h\($0).example.com."), .a) }
        let failed = await withTaskGroup(of: Bool.self) { group in
            for question in questions {
                group.addTask {
                    do throws(DNSQueryError) {
                        _ = try await client.ask(question, at: server.endpoint)
                        return false
                    } catch {
                        return error.code == .timedOut
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failed == 200)
        #expect(server.asked.count <= 20)
    }

    /// Asks for many names at once; gives how many answers are to their question.
    private static func askAll(
        _ client: DNSClient, _ questions: [(index: Int, endpoint: NameServerEndpoint)]
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for (index, endpoint) in questions {
                let question = DNSQuestion(try DomainName(parsing: "h\(index).example.com."), .a)
                group.addTask { try await client.ask(question, at: endpoint).question == question }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    // MARK: - Resolvers

    @Test("resolvers are asked in turn, for what they find out elsewhere") func resolversAreAskedInTurn() async throws {
        // No datagram goes to the broadcast address.
        let nobody = NameServerEndpoint(.v4(IPv4Address(bits: .max)))
        let failing = try TestNameServer { asked in
            [.message(asked[asked.count - 1].message.answered { $0.responseCode = .serverFailure })]
        }
        let good = try TestNameServer { asked in
            [.message(asked[asked.count - 1].message.answered { $0.responseCode = .nameError })]
        }
        let limits = Self.limits()
        let client = DNSClient(resolvers: [nobody, failing.endpoint, good.endpoint], limits: limits)
        #expect(try await client.resolve(Self.question).responseCode == .nameError)
        #expect(good.asked.first?.message.wantsRecursion == true)

        let unlucky = DNSClient(resolvers: [failing.endpoint, nobody], limits: limits)
        #expect(try await unlucky.resolve(Self.question).responseCode == .serverFailure)
        let lost = DNSClient(resolvers: [nobody], limits: limits)
        #expect(
            await failure { () async throws(DNSQueryError) in try await lost.resolve(Self.question) }?.code
                == .unreachable)
        let none = DNSClient(limits: limits)
        #expect(
            await failure { () async throws(DNSQueryError) in try await none.resolve(Self.question) }?.code
                == .noResolver)
    }

    // MARK: - Ends

    @Test("a task that is cancelled waits no longer, whether it was asked or not") func aCancelledTaskWaitsNoLonger()
        async throws
    {
        let arrived = AsyncStream<Void>.makeStream()
        let server = try TestNameServer { asked in
            arrived.continuation.yield()
            return asked[asked.count - 1].message.question?.type == .a
                ? [] : [.message(asked[asked.count - 1].message.answered())]
        }
        let client = DNSClient(limits: Self.limits { $0.largestInFlightPerServer = 1 })
        func ask() -> Task<DNSQueryError?, Never> {
            Task {
                await failure { () async throws(DNSQueryError) in
                    try await client.ask(Self.question, at: server.endpoint)
                }
            }
        }
        let first = ask()
        for await _ in arrived.stream { break }
        // Waits for its turn, which does not come while the first is waited for.
        let second = ask()
        second.cancel()
        #expect(await second.value?.code == .timedOut)
        first.cancel()
        #expect(await first.value?.message == "was not waited for, because the run was stopped")
        #expect(server.asked.count == 1)
        // The place is free again.
        let other = DNSQuestion("www.example.com.", .aaaa)
        #expect(try await client.ask(other, at: server.endpoint).question == other)
    }

    @Test("clients leave neither threads nor descriptors behind") func clientsLeaveNothingBehind() async throws {
        let server = try TestNameServer { asked in [.message(asked[asked.count - 1].message.answered())] }
        for _ in 0..<300 {
            let client = DNSClient(limits: Self.limits())
            _ = try await client.ask(Self.question, at: server.endpoint)
        }
        _ = DNSClient(limits: Self.limits())
        // Other tests run beside this one and have some open; a client that left one would make it 300.
        func count(_ folder: String) throws -> Int { try FileManager.default.contentsOfDirectory(atPath: folder).count }
        let end = ContinuousClock.now + Self.long
        while try count("/proc/self/fd") > 200 || count("/proc/self/task") > 200, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try count("/proc/self/fd") <= 200)
        #expect(try count("/proc/self/task") <= 200)
    }
}

/// Questions that servers have not answered yet.
private final class Withheld: Sendable {
    private let questions = Mutex<[(server: Int, asked: TestNameServer.Asked)]>([])

    var count: Int { questions.withLock { $0.count } }

    func append(_ server: Int, _ asked: TestNameServer.Asked) { questions.withLock { $0.append((server, asked)) } }

    func takeAll() -> [(server: Int, asked: TestNameServer.Asked)] {
        questions.withLock { questions in
            defer { questions = [] }
            return questions
        }
    }
}
