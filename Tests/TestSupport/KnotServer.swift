package import DNSModel
internal import Foundation
package import Glibc

/// A Knot DNS on loopback with files of its own, from when it serves all its zones until it is stopped or goes.
package final class KnotServer: Sendable {
    package struct Failure: Error {
        package var message: String

        package init(message: String) { self.message = message }
    }

    package let port: UInt16
    /// Whether it is asked at `::1` too.
    package let hasIPv6: Bool
    private let folder: String
    private let process: Process

    /// Starts it.
    ///
    /// - Parameter zones: the master files to serve, by the name of the zone.
    /// - Throws: ``Failure`` when it is not installed, ends, or does not serve a zone.
    package convenience init(files zones: [DomainName: String]) throws {
        try self.init(files: zones, folder: Self.newFolder())
    }

    private init(files zones: [DomainName: String], folder: String) throws {
        self.folder = folder
        (process, port, hasIPv6) = try Self.start(zones, folder, attempts: 5)
    }

    private static func start(
        _ zones: [DomainName: String], _ folder: String, attempts: Int
    ) throws -> (Process, UInt16, hasIPv6: Bool) {
        let (port, hasIPv6) = try freePort()
        let listening = ["127.0.0.1@\(port)"] + (hasIPv6 ? ["::1@\(port)"] : [])
        let configuration =
            """
            server:
                listen: [\(listening.joined(separator: ", "))]
                rundir: "\(folder)"
                udp-workers: 1
                tcp-workers: 1
                background-workers: 1
            log:
              - target: stderr
                any: warning
            database:
                storage: "\(folder)"
            template:
              - id: default
                semantic-checks: on
                zonefile-sync: -1
                journal-content: none
            zone:

            """ + zones.map { "  - domain: \"\($0.key)\"\n    file: \"\($0.value)\"\n" }.sorted().joined()
        try Data(configuration.utf8).write(to: URL(filePath: folder + "/knot.conf"))
        let log = folder + "/knotd.log"
        try Data().write(to: URL(filePath: log))
        let process = Process()
        process.executableURL = URL(filePath: try program())
        process.arguments = ["-c", folder + "/knot.conf"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: log))
        try process.run()
        do {
            try wait(for: process, zones.keys, port, log)
            return (process, port, hasIPv6)
        } catch {
            end(process)
            // Another test may have taken the port a moment after it was free.
            guard attempts > 1, let failure = error as? Failure, failure.message.contains("bind") else { throw error }
            return try start(zones, folder, attempts: attempts - 1)
        }
    }

    /// Starts it for zones that are written to files of its own.
    ///
    /// - Parameter zones: the text of the master files, by the name of the zone.
    /// - Throws: ``Failure`` as ``init(files:)`` does, or when a file can't be written.
    package convenience init(texts zones: [DomainName: String]) throws {
        let folder = try Self.newFolder()
        var files: [DomainName: String] = [:]
        for (index, zone) in zones.sorted(by: { $0.key < $1.key }).enumerated() {
            files[zone.key] = "\(folder)/\(index).zone"
            try Data(zone.value.utf8).write(to: URL(filePath: "\(folder)/\(index).zone"))
        }
        try self.init(files: files, folder: folder)
    }

    private static func newFolder() throws -> String {
        var template = Array("/tmp/gate53-knot-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(message: "no temporary folder") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    package func stop() { Self.end(process) }

    private static func end(_ process: Process) {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Waits until it serves all zones.
    private static func wait(
        for process: Process, _ zones: some Collection<DomainName>, _ port: UInt16, _ log: String
    ) throws {
        let end = ContinuousClock.now + .seconds(60)
        for zone in zones {
            while !isServed(zone, at: port) {
                let said = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
                guard process.isRunning else { throw Failure(message: "knotd ended: \(said)") }
                guard ContinuousClock.now < end, !said.contains("bind") else {
                    throw Failure(message: "knotd does not serve \(zone): \(said)")
                }
                poll(nil, 0, 20)
            }
        }
    }

    /// Whether a zone is served: asked once, with a short patience.
    private static func isServed(_ zone: DomainName, at port: UInt16) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { close(socket) }
        let isConnected = Loopback.withAddress(port: port) { Glibc.connect(socket, $0, $1) == 0 }
        let message = DNSMessage(id: 53, question: DNSQuestion(zone, .soa)).wire
        guard isConnected, send(socket, message, message.count, 0) == message.count else { return false }
        var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard poll(&wait, 1, 500) == 1 else { return false }
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0, let answer = try? DNSMessage(wire: Array(buffer[..<count])) else { return false }
        return answer.isAuthoritative && answer.answer.contains { $0.name == zone && $0.type == .soa }
    }

    private static func program() throws -> String {
        for folder in ["/usr/local/sbin", "/usr/sbin", "/sbin"] {
            if FileManager.default.isExecutableFile(atPath: folder + "/knotd") { return folder + "/knotd" }
        }
        throw Failure(message: "knotd is not installed; run 'ci/setup test'")
    }

    /// A port that was free a moment ago, and whether it is so at `::1`.
    private static func freePort() throws -> (UInt16, hasIPv6: Bool) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        guard let port = Loopback.bind(socket, port: 0) else { throw Failure(message: "no free port") }
        let other = Glibc.socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard other >= 0 else { return (port, false) }
        defer { close(other) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        let isFree = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(other, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
        return (port, isFree)
    }
}

/// Addresses at 127.0.0.1.
package enum Loopback {
    /// Hands out an address for calls of the system.
    package static func withAddress<Result>(
        port: UInt16, _ use: (UnsafePointer<sockaddr>, socklen_t) throws -> Result
    ) rethrows -> Result {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return try withUnsafePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                try use($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Binds a socket; the kernel chooses the port where it is 0.
    ///
    /// - Returns: the port; nothing where it is taken.
    package static func bind(_ socket: Int32, port: UInt16) -> UInt16? {
        guard withAddress(port: port, { Glibc.bind(socket, $0, $1) == 0 }) else { return nil }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &size) }
        }
        return result == 0 ? address.sin_port.bigEndian : nil
    }
}
