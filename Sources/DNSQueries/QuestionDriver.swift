internal import DNSModel
internal import Gate
internal import Glibc
internal import Platform

/// The questions that the loop's thread has taken, and the sockets they wait at.
final class QuestionDriver {
    private let limits: DNSQueryLimits
    private var servers: [NameServerEndpoint: AskedServer] = [:]
    /// Servers that have somebody waiting for their turn, in turn.
    private var listed: [AskedServer] = []
    private var datagrams: [DatagramChannel] = []
    private var streams: [StreamChannel] = []
    /// Questions that wait for an answer.
    private var inFlight = 0
    /// No present try is over before.
    private var firstDeadline = Duration.seconds(Int64.max >> 8)
    private var random = SystemRandomNumberGenerator()
    private let buffer: UnsafeMutableBufferPointer<UInt8>

    /// More than a message can have.
    private static let bufferSize = 1 << 16
    /// How many datagrams of one server are taken before it is others' turn.
    private static let datagramsATurn = 256
    private static let never = Duration.seconds(Int64.max >> 8)

    init(_ limits: DNSQueryLimits) {
        self.limits = limits
        buffer = .allocate(capacity: Self.bufferSize)
        buffer.initialize(repeating: 0)
    }

    deinit { buffer.deallocate() }

    // MARK: - What others want

    /// Puts a question at the end of its server's queue.
    func take(_ question: AskedQuestion) {
        let server = servers[question.endpoint] ?? AskedServer(question.endpoint, limits)
        servers[question.endpoint] = server
        enqueue(question, at: server)
    }

    /// Ends a question early.
    func cancel(_ question: AskedQuestion) {
        leave(question)
        question.end(.failure(AskedQuestion.cancelled))
    }

    /// Ends all.
    func end() {
        for server in listed {
            for question in server.removeAll() { question.end(.failure(AskedQuestion.cancelled)) }
        }
        for question in datagrams.flatMap(\.waiting.values) + streams.map(\.question) {
            question.end(.failure(AskedQuestion.cancelled))
        }
        datagrams = []
        streams = []
        for server in servers.values { server.datagrams = nil }
    }

    private func enqueue(_ question: AskedQuestion, at server: AskedServer) {
        server.append(question)
        if server.isListed { return }
        server.isListed = true
        listed.append(server)
    }

    // MARK: - One round

    /// Asks what may be asked, waits until something happens, and deals with it.
    func turn(wakingAt alarm: Alarm) {
        let paceWait = startWaiting(at: Self.now())
        sweep()
        let now = Self.now()
        let wait = min(paceWait ?? Self.never, max(.zero, firstDeadline - now))
        var waits = [pollfd(fd: alarm.descriptor, events: Int16(POLLIN), revents: 0)]
        for channel in datagrams { waits.append(pollfd(fd: channel.descriptor, events: Int16(POLLIN), revents: 0)) }
        for channel in streams { waits.append(pollfd(fd: channel.descriptor, events: channel.events, revents: 0)) }
        let count = poll(&waits, nfds_t(waits.count), Self.milliseconds(wait))
        if count > 0 {
            if waits[0].revents != 0 { alarm.silence() }
            for (channel, wait) in zip(datagrams, waits.dropFirst()) where wait.revents != 0 { receive(at: channel) }
            let rest = waits.dropFirst(1 + datagrams.count)
            for (channel, wait) in zip(streams, rest) where wait.revents != 0 { advance(channel) }
        }
        expire(at: Self.now())
        sweep()
    }

    /// Asks those whose turn it is, server by server, as far as the limits allow.
    ///
    /// - Returns: how long it takes until the next may be asked, where only a server's pace keeps it waiting.
    private func startWaiting(at now: Duration) -> Duration? {
        var shortest: Duration?
        var isGoingOn = true
        while isGoingOn {
            isGoingOn = false
            shortest = nil
            for server in listed {
                guard server.hasWaiting else {
                    server.isListed = false
                    continue
                }
                guard let question = server.next() else { continue }
                if let error = server.backoff.verdict(at: now) {
                    server.remove(question)
                    question.end(.failure(error))
                    isGoingOn = true
                    continue
                }
                guard inFlight < limits.largestInFlight, server.inFlight < limits.largestInFlightPerServer else {
                    continue
                }
                if let wait = server.pace.take(at: now) {
                    shortest = min(shortest ?? wait, wait)
                    continue
                }
                server.remove(question)
                start(question, at: server, now)
                isGoingOn = true
            }
            listed.removeAll { !$0.isListed }
        }
        // The next round begins with another server.
        if listed.count > 1 { listed.append(listed.removeFirst()) }
        return shortest
    }

    private func start(_ question: AskedQuestion, at server: AskedServer, _ now: Duration) {
        switch question.state.transport {
        case .datagram: startDatagram(question, at: server, now)
        case .stream: startStream(question, at: server, now)
        }
    }

    // MARK: - UDP

    private func startDatagram(_ question: AskedQuestion, at server: AskedServer, _ now: Duration) {
        if let present = server.datagrams, present.asked >= limits.questionsPerPort { server.datagrams = nil }
        let channel: DatagramChannel
        if let present = server.datagrams {
            channel = present
        } else {
            switch Socket.connected(to: server.endpoint, SOCK_DGRAM) {
            case .failure(let failure):
                return question.end(.failure(DNSQueryError(.unreachable, "can't be reached: \(failure.message)")))
            case .success(let descriptor): channel = DatagramChannel(server, descriptor)
            }
            server.datagrams = channel
            datagrams.append(channel)
        }
        if !server.takesEDNS { question.state.leaveOutEDNS() }
        channel.add(question, using: &random)
        server.inFlight += 1
        inFlight += 1
        send(question, at: channel, now)
    }

    private func send(_ question: AskedQuestion, at channel: DatagramChannel, _ now: Duration) {
        if let failure = channel.send(question.state.message(id: question.id).wire) {
            question.state.unreachable(failure.message)
        }
        setDeadline(question, now + question.state.wait)
    }

    private func receive(at channel: DatagramChannel) {
        channel.receive(buffer, most: Self.datagramsATurn) { question, octets in
            follow(question.state.received(octets, id: question.id), question, at: channel.server)
        }
    }

    // MARK: - TCP

    private func startStream(_ question: AskedQuestion, at server: AskedServer, _ now: Duration) {
        switch Socket.connected(to: server.endpoint, SOCK_STREAM) {
        case .failure(let failure): follow(question.state.disconnected(failure.message), question, at: server)
        case .success(let descriptor):
            question.id = .random(in: 0...UInt16.max, using: &random)
            let message = question.state.message(id: question.id).wire
            let channel = StreamChannel(question, server, descriptor, message: message)
            question.stream = channel
            streams.append(channel)
            server.streams += 1
            server.inFlight += 1
            inFlight += 1
            setDeadline(question, now + question.state.wait)
        }
    }

    private func advance(_ channel: StreamChannel) {
        let question = channel.question
        guard question.stream === channel else { return }
        var step = QuestionState.Step.ignore
        let outcome =
            channel.events == Int16(POLLOUT)
            ? channel.write()
            : channel.read(buffer) { octets in
                step = question.state.received(octets, id: question.id)
                return step != .ignore
            }
        if case .failed(let reason) = outcome { step = question.state.disconnected(reason) }
        follow(step, question, at: channel.server)
    }

    // MARK: - What comes of it

    private func follow(_ step: QuestionState.Step, _ question: AskedQuestion, at server: AskedServer) {
        switch step {
        case .ignore: break
        case .again:
            // By UDP only; answers to the tries before are still welcome.
            let now = Self.now()
            if let wait = server.pace.take(at: now) {
                question.isDue = true
                setDeadline(question, now + wait)
            } else if let channel = question.datagrams {
                question.isDue = false
                send(question, at: channel, now)
            }
        case .otherwise:
            leave(question)
            enqueue(question, at: server)
        case .finish(let message):
            leave(question)
            if question.state.fellBack { server.takesEDNS = false }
            server.backoff.answered()
            question.end(.success(message))
        case .fail(let error):
            leave(question)
            server.backoff.failed(error, at: Self.now())
            question.end(.failure(error))
        }
    }

    /// Takes a question away from the socket it waits at.
    private func leave(_ question: AskedQuestion) {
        let server: AskedServer
        if let channel = question.datagrams {
            channel.waiting[question.id] = nil
            server = channel.server
        } else if let channel = question.stream {
            streams.removeAll { $0 === channel }
            server = channel.server
            server.streams -= 1
        } else {
            return
        }
        question.datagrams = nil
        question.stream = nil
        question.isDue = false
        server.inFlight -= 1
        inFlight -= 1
    }

    /// Closes sockets at which nobody waits any more, nor will soon.
    private func sweep() {
        datagrams.removeAll { channel in
            guard channel.waiting.isEmpty else { return false }
            let isPresent = channel.server.datagrams === channel
            if isPresent, channel.server.isListed { return false }
            if isPresent { channel.server.datagrams = nil }
            return true
        }
    }

    // MARK: - Time

    private func setDeadline(_ question: AskedQuestion, _ deadline: Duration) {
        question.deadline = deadline
        firstDeadline = min(firstDeadline, deadline)
    }

    /// Deals with the tries whose time is over.
    private func expire(at now: Duration) {
        // Most questions are over long before, so that this is seldom.
        guard now >= firstDeadline else { return }
        firstDeadline = Self.never
        var due: [(AskedQuestion, AskedServer)] = []
        func consider(_ question: AskedQuestion, _ server: AskedServer) {
            if question.deadline <= now {
                due.append((question, server))
            } else {
                firstDeadline = min(firstDeadline, question.deadline)
            }
        }
        for channel in datagrams { for question in channel.waiting.values { consider(question, channel.server) } }
        for channel in streams { consider(channel.question, channel.server) }
        for (question, server) in due {
            follow(question.isDue ? .again : question.state.timedOut(), question, at: server)
        }
    }

    /// The time since some moment that stays the same.
    private static func now() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// A wait for `poll`, rounded up, and not over a minute.
    private static func milliseconds(_ wait: Duration) -> Int32 {
        if wait >= .seconds(60) { return 60_000 }
        let (seconds, attoseconds) = wait.components
        return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
