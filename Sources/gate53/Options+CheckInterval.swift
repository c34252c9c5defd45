internal import ArgumentParser
internal import DNSModel
internal import ZonePlanning

/// How often something is looked at: seconds, or units as in `15m`.
struct CheckInterval: Hashable, Sendable {
    /// From ``CheckSchedule/shortest`` to ``CheckSchedule/longest``.
    var seconds: Int64

    /// Where nothing is said.
    static let usual = CheckInterval(seconds: 900)

    /// Reads an interval.
    ///
    /// - Throws: `ValidationError` for another text, and for a time out of bounds.
    static func parse(_ text: String) throws -> CheckInterval {
        // The units are those of a TTL.
        guard let time = try? TTL(parsing: text) else {
            throw ValidationError("It is not a time; write one as in 90s, 15m or 1h.")
        }
        let seconds = Int64(time.seconds)
        if seconds < CheckSchedule.shortest {
            throw ValidationError("It is too short; write 1m or more. To look at once, send SIGUSR1.")
        }
        if seconds > CheckSchedule.longest {
            throw ValidationError("It is too long; write 1d or less.")
        }
        return CheckInterval(seconds: seconds)
    }
}
