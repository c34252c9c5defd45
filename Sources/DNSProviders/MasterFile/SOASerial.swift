internal import ZonePlanning

// Decision 0006: the SOA is the provider's.

/// SOA serials (RFC 1982: 32-bit numbers that wrap).
enum SOASerial {
    /// Whether a serial comes after another (RFC 1982 section 3.2); of two that are 2^31 apart neither does.
    static func isAfter(_ serial: UInt32, _ other: UInt32) -> Bool {
        let distance = serial &- other
        return distance != 0 && distance < 0x8000_0000
    }

    /// The serial after another; never 0, which some servers take for "no serial".
    ///
    /// `old` is nothing for a zone that is new; `today` is the day for `YYYYMMDDnn`.
    static func next(
        after old: UInt32?, policy: MasterFileConfiguration.SerialPolicy, today: CalendarDate
    ) -> UInt32 {
        let dated = UInt32(exactly: ((today.year * 100 + today.month) * 100 + today.day) * 100 + 1)
        switch (policy, old) {
        case (.date, nil): return dated ?? 1
        case (.increment, nil): return 1
        case (.date, let old?):
            if let dated, isAfter(dated, old) { return dated }
            return plusOne(old)
        case (.increment, let old?): return plusOne(old)
        }
    }

    private static func plusOne(_ serial: UInt32) -> UInt32 { serial == .max ? 1 : serial + 1 }
}
