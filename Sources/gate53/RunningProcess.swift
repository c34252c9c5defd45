#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// This process, as other hosts may know it.
enum RunningProcess {
    /// Its number.
    static var number: Int { Int(getpid()) }

    /// Whether a process of this host is running; a number that none can have is not.
    static func isRunning(_ number: Int) -> Bool {
        guard let number = pid_t(exactly: number), number > 0 else { return false }
        return kill(number, 0) == 0 || errno == EPERM
    }

    /// The host's name.
    static var host: String {
        var octets = [CChar](repeating: 0, count: 256)
        guard gethostname(&octets, octets.count - 1) == 0 else { return "localhost" }
        return String(decoding: octets.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
