internal import FoundationEssentials
internal import Platform

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where the service's words go, and where it reads its environment.
enum Output {
    /// Readies the process: a reader that goes away ends nothing.
    static func prepare() { signal(SIGPIPE, SIG_IGN) }

    /// Writes a line to stdout.
    static func line(_ text: String) { _ = Descriptor.send(Array((text + "\n").utf8), to: 1) }

    /// Writes a line to stderr.
    static func error(_ text: String) { _ = Descriptor.send(Array((text + "\n").utf8), to: 2) }

    /// Tells this process to stop, as a supervisor would.
    static func stop() { raise(SIGTERM) }

    // Decision 0107: what a sign-in stands for.

    /// Variables whose names begin so are secrets of sign-in services.
    static let secretPrefix = "GATE53D_SECRET_"

    /// The environment, as programs that are started may see it: without those secrets.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix(secretPrefix) }
    }

    /// The secrets of sign-in services, which no other program gets.
    static var secrets: [String: String] {
        ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix(secretPrefix) }
    }
}
