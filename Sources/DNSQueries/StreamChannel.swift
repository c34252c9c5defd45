internal import DNSModel
internal import Glibc
internal import Platform

/// A TCP connection for one question (RFC 7766 section 8): a length in two octets before each message.
final class StreamChannel {
    /// What became of reading or writing.
    enum Outcome {
        case goesOn
        case failed(String)
    }

    let question: AskedQuestion
    let server: AskedServer
    let descriptor: Int32
    private var outgoing: ArraySlice<UInt8>
    private var incoming: [UInt8] = []

    init(_ question: AskedQuestion, _ server: AskedServer, _ descriptor: Int32, message: [UInt8]) {
        self.question = question
        self.server = server
        self.descriptor = descriptor
        outgoing =
            ([UInt8(truncatingIfNeeded: message.count >> 8), UInt8(truncatingIfNeeded: message.count)] + message)[...]
    }

    deinit { close(descriptor) }

    /// What is waited for.
    var events: Int16 { Int16(outgoing.isEmpty ? POLLIN : POLLOUT) }

    /// Writes what is left of the question.
    func write() -> Outcome {
        var number: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &number, &size)
        if number != 0 { return .failed(SystemFailure(number).message) }
        while !outgoing.isEmpty {
            let count = outgoing.withUnsafeBufferPointer {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return Self.isForLater(errno) ? .goesOn : .failed(SystemFailure(errno).message) }
            outgoing = outgoing.dropFirst(count)
        }
        return .goesOn
    }

    /// Reads what has come, and hands over each whole message until one is taken.
    ///
    /// - Parameters:
    ///   - buffer: room to read into.
    ///   - take: gets a message, and says whether it was what is waited for.
    /// - Returns: whether more is to come.
    func read(_ buffer: UnsafeMutableBufferPointer<UInt8>, _ take: (Octets) -> Bool) -> Outcome {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        if count < 0 { return Self.isForLater(errno) ? .goesOn : .failed(SystemFailure(errno).message) }
        if count == 0 { return .failed("it closed the connection before its answer was whole") }
        incoming += buffer[..<count]
        var start = 0
        while incoming.count - start >= 2 {
            let end = start + 2 + (Int(incoming[start]) << 8 | Int(incoming[start + 1]))
            guard end <= incoming.count else { break }
            if incoming.withUnsafeBufferPointer({ take(Octets(rebasing: $0[(start + 2)..<end])) }) { return .goesOn }
            start = end
        }
        incoming.removeFirst(start)
        return .goesOn
    }

    private static func isForLater(_ number: Int32) -> Bool {
        number == EAGAIN || number == EINTR
    }
}
