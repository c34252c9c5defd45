internal import FoundationEssentials
internal import ZonePlanning

/// The time, for receipts, serials and `expires:`. Nothing in a plan depends on it but an expired set's finding.
enum Clock {
    /// Now in UTC, as in `2026-11-23T10:15:30.125Z` (RFC 3339).
    static func timestamp() -> String {
        Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// Today in UTC.
    static func today() -> CalendarDate {
        CalendarDate(parsing: timestamp().prefix(10)) ?? .earliest
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    static func seconds() -> Int64 { Int64(Date.now.timeIntervalSince1970) }
}
