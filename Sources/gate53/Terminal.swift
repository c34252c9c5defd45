internal import FoundationEssentials
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where a command's words go: a file descriptor that may be a terminal.
struct Terminal: Sendable {
    let descriptor: Int32
    let isTerminal: Bool

    /// Reports.
    static let standardOutput = Terminal(descriptor: 1)
    /// Diagnostics, notes and progress.
    static let standardError = Terminal(descriptor: 2)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    /// How reports are coloured here: on a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    var style: TextStyle {
        let isPlain = !(Self.environment["NO_COLOR"] ?? "").isEmpty || Self.environment["TERM"] == "dumb"
        return TextStyle(isColoured: isTerminal && !isPlain)
    }

    /// How wide a line may be, in characters; 80 where there is no terminal.
    var width: Int {
        var size = winsize()
        guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 80 }
        return min(Int(size.ws_col), 160)
    }

    /// Writes a line.
    func write(_ line: String) { write(octets: Array((line + "\n").utf8)) }

    /// Writes octets as they are.
    func write(octets: [UInt8]) {
        octets.withUnsafeBytes { octets in
            var rest = octets[...]
            while !rest.isEmpty {
                let count = UnsafeRawBufferPointer(rebasing: rest).withMemoryRebound(to: UInt8.self) {
                    posixWrite(descriptor, $0)
                }
                if count < 0 && errno != EINTR && errno != EAGAIN { return }
                if count > 0 { rest = rest.dropFirst(count) }
            }
        }
    }

    private func posixWrite(_ descriptor: Int32, _ octets: UnsafeBufferPointer<UInt8>) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, octets.baseAddress, octets.count)
        #elseif canImport(Musl)
            Musl.write(descriptor, octets.baseAddress, octets.count)
        #else
            Darwin.write(descriptor, octets.baseAddress, octets.count)
        #endif
    }

    /// The environment of the process.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
