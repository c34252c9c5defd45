internal import Foundation
internal import Glibc

/// HTTP/1.1 on a loopback port around a `StrictRoute53`: keep-alive, one thread for each connection, and able to end a
/// connection at any point, which is why it is not a library's server. It runs until it is stopped.
package final class LoopbackServer: Sendable {
    /// Why a server could not start.
    package struct StartFailure: Error, CustomStringConvertible {
        package var call: String
        package var code: Int32
        package var description: String { "\(call) failed with errno \(code)" }
    }

    /// The port that it listens on.
    package let port: UInt16
    private let service: StrictRoute53
    private let listener: Int32
    private let lock = NSLock()
    private nonisolated(unsafe) var open: Set<Int32> = []
    private nonisolated(unsafe) var accepted = 0
    private nonisolated(unsafe) var isStopped = false

    /// Starts to listen on 127.0.0.1.
    ///
    /// - Parameters:
    ///   - service: What answers.
    ///   - port: The port; 0 for any free one.
    /// - Throws: `StartFailure` when there is no socket to be had.
    package init(_ service: StrictRoute53, port: UInt16 = 0) throws(StartFailure) {
        self.service = service
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw StartFailure(call: "socket", code: errno) }
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else {
            let code = errno
            close(listener)
            throw StartFailure(call: "bind", code: code)
        }
        self.listener = listener
        self.port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [self] in acceptConnections() }
    }

    /// `http://127.0.0.1:PORT`, for `AWS_ENDPOINT_URL`.
    package var endpoint: String { "http://127.0.0.1:\(port)" }

    /// How many connections were made so far.
    package var connections: Int { lock.withLock { accepted } }

    /// Stops to listen and ends all connections.
    package func stop() {
        lock.withLock {
            guard !isStopped else { return }
            isStopped = true
            shutdown(listener, Int32(SHUT_RDWR))
            for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        }
    }

    private func acceptConnections() {
        while true {
            let connection = accept(listener, nil, nil)
            if connection < 0 {
                if errno == EINTR || errno == ECONNABORTED, !lock.withLock({ isStopped }) { continue }
                break
            }
            // A child process that a test starts must not keep the connection open.
            _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
            let isWelcome = lock.withLock { () -> Bool in
                guard !isStopped else { return false }
                open.insert(connection)
                accepted += 1
                return true
            }
            guard isWelcome else {
                close(connection)
                break
            }
            var yes: Int32 = 1
            setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            Thread.detachNewThread { [self] in serve(connection) }
        }
        close(listener)
    }

    /// Answers the requests of one connection, one after the other.
    private func serve(_ connection: Int32) {
        var reader = RequestReader(connection: connection)
        while let request = reader.next() {
            let response = service.handle(request)
            if response.realDelay > .zero { wait(response.realDelay) }
            let keepsAlive = request.header("Connection")?.lowercased() != "close"
            guard send(response, to: connection, keepsAlive: keepsAlive), keepsAlive else { break }
        }
        lock.withLock { _ = open.remove(connection) }
        close(connection)
    }

    private func wait(_ time: Duration) {
        let parts = time.components
        Thread.sleep(forTimeInterval: Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }

    /// Whether the connection is still good.
    private func send(_ response: Response, to connection: Int32, keepsAlive: Bool) -> Bool {
        var head = "HTTP/1.1 \(response.status) \(response.status < 400 ? "OK" : "Error")\r\n"
        for header in response.headers { head += "\(header.name): \(header.value)\r\n" }
        head += "Content-Length: \(response.body.count)\r\nConnection: \(keepsAlive ? "keep-alive" : "close")\r\n\r\n"
        switch response.delivery {
        case .whole:
            return write(Array(head.utf8) + response.body, to: connection)
        case .cut(let count):
            _ = write(Array(head.utf8) + response.body.prefix(count), to: connection)
            return false
        case .dropped:
            // A linger time of zero makes the end a reset.
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
            return false
        case .stalled:
            var octet: UInt8 = 0
            while recv(connection, &octet, 1, 0) > 0 {}
            return false
        }
    }

    private func write(_ octets: [UInt8], to connection: Int32) -> Bool {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count <= 0 { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}

/// Reads requests from a socket.
private struct RequestReader {
    let connection: Int32
    private var buffer: [UInt8] = []

    init(connection: Int32) { self.connection = connection }

    /// The next request; nil when the connection ended, or sent what is no request.
    mutating func next() -> Request? {
        guard let end = headEnd() else { return nil }
        let lines = String(decoding: buffer[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        buffer.removeFirst(end + 4)
        let start = (lines.first ?? "").split(separator: " ").map(String.init)
        guard start.count == 3, start[2].hasPrefix("HTTP/1.") else { return nil }
        var request = Request(start[0], start[1])
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            request.headers.append((String(line[..<colon]), value))
        }
        guard request.header("Transfer-Encoding") == nil else { return nil }
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        guard (0...16_000_000).contains(length) else { return nil }
        if request.header("Expect")?.lowercased() == "100-continue" {
            let answer = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)
            guard send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) == answer.count else { return nil }
        }
        while buffer.count < length { guard fill() else { return nil } }
        request.body = Array(buffer[..<length])
        buffer.removeFirst(length)
        return request
    }

    /// Where the empty line begins that ends the head.
    private mutating func headEnd() -> Int? {
        var searched = 0
        while true {
            while searched + 4 <= buffer.count {
                if buffer[searched] == 13, buffer[searched + 1] == 10, buffer[searched + 2] == 13,
                    buffer[searched + 3] == 10
                {
                    return searched
                }
                searched += 1
            }
            guard buffer.count < 1_000_000, fill() else { return nil }
        }
    }

    private mutating func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65536)
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }
}
