package import ZonePlanning

/// The time in the name of a ledger's file: when it was written by the clock of whoever wrote it. It says nothing of
/// what comes first; ``LedgerNumber`` does.
package enum LedgerStamp {
    /// When a file was written by its name, to the second; `nil` where the name does not begin with a stamp.
    package static func time(of path: String) -> Instant? {
        let digits = Array(stamp(of: path))
        guard digits.count >= 16, digits[8] == "T" else { return nil }
        let date = "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8]))"
        let clock = "\(String(digits[9..<11])):\(String(digits[11..<13])):\(String(digits[13...]))"
        return Instant(parsing: "\(date)T\(clock)")?.wholeSecond
    }

    /// A time without what file names should not have, as in `20261123T101530.125Z`.
    static func text(_ time: String) -> String { time.filter { $0 != ":" && $0 != "-" } }

    private static func stamp(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        return String(name.prefix { $0 != "-" })
    }
}
