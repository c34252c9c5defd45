import DNSModel
import Foundation
import Glibc
import TestSupport

/// A name server on loopback that does what a test tells it to, wrong things above all.
///
/// It runs on a thread of its own, until it is stopped or goes.
final class TestNameServer: Sendable {
    /// A question as it came.
    struct Asked: Sendable {
        var message: DNSMessage
        var isStream: Bool
        /// The port it came from.
        var port: UInt16
    }

    /// What is sent back.
    enum Reply: Sendable {
        case message(DNSMessage)
        case octets([UInt8])
        /// By UDP, from another port than the one that was asked.
        case fromAnotherPort(DNSMessage)
        /// To a question that came before, by UDP: its place among all.
        case toEarlier(Int, DNSMessage)
        /// By TCP, an octet at a time.
        case inPieces(DNSMessage)
        /// By TCP, the connection's end.
        case close
    }

    typealias Behaviour = @Sendable (_ asked: [Asked]) -> [Reply]

    let port: UInt16
    private let state: State
    private let datagrams: Int32
    private let listener: Int32?
    private let stopping: (reading: Int32, writing: Int32)
    private let isDone = DispatchSemaphore(value: 0)

    private final class State: @unchecked Sendable {
        private let lock = NSLock()
        private var asked: [Asked] = []
        private var connections = 0

        func read() -> ([Asked], connections: Int) { lock.withLock { (asked, connections) } }
        func append(_ question: Asked) -> [Asked] {
            lock.withLock {
                asked.append(question)
                return asked
            }
        }
        func connected() { lock.withLock { connections += 1 } }
    }

    /// Starts it.
    ///
    /// - Parameters:
    ///   - takesStreams: whether it can be asked by TCP.
    ///   - behaviour: what is sent back to the last of all questions that came so far.
    /// - Throws: when there is no port for it.
    init(takesStreams: Bool = true, _ behaviour: @escaping Behaviour) throws {
        var found: (UInt16, Int32, Int32?)?
        for _ in 0..<20 where found == nil {
            let datagrams = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            if let port = Loopback.bind(datagrams, port: 0), Loopback.bind(listener, port: port) != nil {
                if takesStreams { listen(listener, 64) } else { close(listener) }
                found = (port, datagrams, takesStreams ? listener : nil)
            } else {
                close(datagrams)
                close(listener)
            }
        }
        guard let found else { throw KnotServer.Failure(message: "no free port") }
        var size: Int32 = 1 << 20
        setsockopt(found.1, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        var ends: [Int32] = [-1, -1]
        // A process that is started meanwhile must not keep an end of it.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw KnotServer.Failure(message: "no pipe") }
        port = found.0
        datagrams = found.1
        listener = found.2
        stopping = (ends[0], ends[1])
        state = State()
        let run = Run(datagrams: datagrams, listener: listener, stopping: stopping.reading)
        let (state, isDone) = (state, isDone)
        Thread.detachNewThread {
            run.serve(state.connected) { behaviour(state.append($0)) }
            isDone.signal()
        }
    }

    deinit {
        var mark: UInt8 = 1
        _ = write(stopping.writing, &mark, 1)
        close(stopping.writing)
        isDone.wait()
        close(stopping.reading)
        close(datagrams)
        if let listener { close(listener) }
    }

    /// Waits until it has read as many questions.
    func hasRead(_ count: Int) async throws {
        while asked.count < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Waits until as many connections were made.
    func hasConnected(_ count: Int) async throws {
        while connections < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Sends a message by UDP, beside what the behaviour says.
    func send(_ message: DNSMessage, to port: UInt16) {
        let octets = message.wire
        Loopback.withAddress(port: port) { _ = sendto(datagrams, octets, octets.count, 0, $0, $1) }
    }

    var endpoint: NameServerEndpoint { NameServerEndpoint(.v4(IPv4Address(bits: 0x7F00_0001)), port: port) }
    /// All questions that came.
    var asked: [Asked] { state.read().0 }
    /// How many connections were made.
    var connections: Int { state.read().connections }
}

/// What the thread of a ``TestNameServer`` does.
private struct Run: @unchecked Sendable {
    let datagrams: Int32
    let listener: Int32?
    let stopping: Int32

    func serve(_ connected: () -> Void, _ behaviour: (TestNameServer.Asked) -> [TestNameServer.Reply]) {
        var senders: [sockaddr_in] = []
        var streams: [Int32: [UInt8]] = [:]
        var buffer = [UInt8](repeating: 0, count: 65_536)
        defer { for stream in streams.keys { close(stream) } }
        while true {
            let descriptors = [stopping, datagrams] + (listener.map { [$0] } ?? []) + streams.keys
            var waits = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&waits, nfds_t(waits.count), -1) >= 0 else { return }
            for wait in waits where wait.revents != 0 {
                switch wait.fd {
                case stopping: return
                case datagrams:
                    var sender = sockaddr_in()
                    let count = receive(&buffer, &sender)
                    guard count > 0, let message = try? DNSMessage(wire: Array(buffer[..<count])) else { continue }
                    senders.append(sender)
                    let asked = TestNameServer.Asked(
                        message: message, isStream: false, port: sender.sin_port.bigEndian)
                    for reply in behaviour(asked) { send(reply, to: senders) }
                case listener:
                    let stream = accept(wait.fd, nil, nil)
                    if stream >= 0 {
                        streams[stream] = []
                        connected()
                    }
                default:
                    let count = recv(wait.fd, &buffer, buffer.count, 0)
                    if count > 0 { streams[wait.fd, default: []] += buffer[..<count] }
                    var isOver = count <= 0
                    if let octets = streams[wait.fd], octets.count >= 2,
                        octets.count >= 2 + (Int(octets[0]) << 8 | Int(octets[1])),
                        let message = try? DNSMessage(wire: Array(octets.dropFirst(2)))
                    {
                        streams[wait.fd] = []
                        senders.append(sockaddr_in())
                        let asked = TestNameServer.Asked(message: message, isStream: true, port: 0)
                        for reply in behaviour(asked) where !write(reply, to: wait.fd) { isOver = true }
                    }
                    if isOver {
                        close(wait.fd)
                        streams[wait.fd] = nil
                    }
                }
            }
        }
    }

    private func receive(_ buffer: inout [UInt8], _ sender: inout sockaddr_in) -> Int {
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafeMutablePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(datagrams, &buffer, buffer.count, 0, $0, &size)
            }
        }
    }

    private func send(_ reply: TestNameServer.Reply, to senders: [sockaddr_in]) {
        switch reply {
        case .message(let message), .inPieces(let message):
            send(message.wire, from: datagrams, to: senders[senders.count - 1])
        case .octets(let octets): send(octets, from: datagrams, to: senders[senders.count - 1])
        case .toEarlier(let place, let message): send(message.wire, from: datagrams, to: senders[place])
        case .fromAnotherPort(let message):
            let other = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            _ = Loopback.bind(other, port: 0)
            send(message.wire, from: other, to: senders[senders.count - 1])
            close(other)
        case .close: break
        }
    }

    private func send(_ octets: [UInt8], from socket: Int32, to receiver: sockaddr_in) {
        var receiver = receiver
        withUnsafePointer(to: &receiver) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(socket, octets, octets.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Writes a reply; says whether the connection goes on.
    private func write(_ reply: TestNameServer.Reply, to stream: Int32) -> Bool {
        let octets: [UInt8]
        var isInPieces = false
        switch reply {
        case .close: return false
        case .inPieces(let message):
            octets = message.wire
            isInPieces = true
        case .message(let message), .fromAnotherPort(let message), .toEarlier(_, let message): octets = message.wire
        case .octets(let given): octets = given
        }
        let whole = [UInt8(octets.count >> 8), UInt8(octets.count & 0xFF)] + octets
        let step = isInPieces ? 1 : whole.count
        var noDelay: Int32 = 1
        setsockopt(stream, Int32(IPPROTO_TCP), TCP_NODELAY, &noDelay, socklen_t(MemoryLayout<Int32>.size))
        for start in stride(from: 0, to: whole.count, by: step) {
            let part = Array(whole[start..<min(start + step, whole.count)])
            if Glibc.send(stream, part, part.count, Int32(MSG_NOSIGNAL)) < 0 { return false }
        }
        return true
    }
}

extension DNSMessage {
    /// An answer to this question: one address.
    func answered(_ change: (inout DNSMessage) -> Void = { _ in }) -> DNSMessage {
        var answer = DNSMessage(id: id, question: question, isResponse: true, isAuthoritative: true)
        if let question {
            let data = RecordData.a(IPv4Address(bits: 0xC000_0201))
            answer.answer = [ResourceRecord(name: question.name, ttl: .zero, data: data)]
        }
        change(&answer)
        return answer
    }
}
