internal import DNSModel
internal import Glibc
internal import Platform

/// A UDP socket that is connected to one server, from a port that the kernel chose, and who waits at it.
///
/// What other senders send to the port, the kernel does not hand over.
final class DatagramChannel {
    let server: AskedServer
    let descriptor: Int32
    /// Who waits, by the id of their question.
    var waiting: [UInt16: AskedQuestion] = [:]
    /// How many questions were asked from here.
    private(set) var asked = 0

    init(_ server: AskedServer, _ descriptor: Int32) {
        self.server = server
        self.descriptor = descriptor
        // Room for the answers to all that are under way; the kernel gives less where it must.
        var size: Int32 = 1 << 20
        setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    /// Puts a question among those that wait, with an id of its own that can't be guessed.
    func add(_ question: AskedQuestion, using random: inout some RandomNumberGenerator) {
        repeat { question.id = .random(in: 0...UInt16.max, using: &random) } while waiting[question.id] != nil
        waiting[question.id] = question
        question.datagrams = self
        asked += 1
    }

    /// Sends a question.
    ///
    /// - Returns: why it was not sent; `nil` where it was.
    func send(_ octets: [UInt8]) -> SystemFailure? {
        for _ in 0..<3 {
            if Glibc.send(descriptor, octets, octets.count, Int32(MSG_NOSIGNAL)) >= 0 { return nil }
            let failure = SystemFailure(errno)
            // What an earlier question met with is reported once, in place of sending.
            guard Self.isReport(failure.number) else { return failure }
            report(failure)
        }
        return nil
    }

    /// Takes what has come.
    ///
    /// - Parameters:
    ///   - buffer: room for any datagram.
    ///   - most: how many datagrams to take.
    ///   - take: gets each one and who waits for an answer with its id.
    func receive(
        _ buffer: UnsafeMutableBufferPointer<UInt8>, most: Int, _ take: (AskedQuestion, Octets) -> Void
    ) {
        for _ in 0..<most {
            let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if count < 0 {
                let failure = SystemFailure(errno)
                guard Self.isReport(failure.number) else { return }
                report(failure)
                continue
            }
            guard count >= 2, let question = waiting[UInt16(buffer[0]) << 8 | UInt16(buffer[1])] else { continue }
            take(question, Octets(rebasing: UnsafeBufferPointer(buffer)[..<count]))
        }
    }

    /// Tells all who wait: which question a report is of, the kernel does not say.
    private func report(_ failure: SystemFailure) {
        for question in waiting.values { question.state.unreachable(failure.message) }
    }

    /// Whether an error is a router's or the server's word on an earlier datagram.
    private static func isReport(_ number: Int32) -> Bool {
        [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, EHOSTDOWN, EPROTO, EACCES].contains(number)
    }
}
