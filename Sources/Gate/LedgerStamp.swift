package import ZonePlanning

/// The time in the name of a ledger's file, by which files of one folder are in order.
///
/// Clocks of several hosts differ, and two runs may end within the same moment; so the name says when a file was
/// written only as far as that puts it behind all that are there. What is in the file keeps the true time.
package enum LedgerStamp {
    /// The stamp of a file that comes after others.
    ///
    /// - Parameters:
    ///   - time: now, as in `2026-11-23T10:15:30.125Z`, with or without the fraction.
    ///   - paths: the files that are there, in order; their names begin with stamps.
    /// - Returns: the time, or a little more than the last stamp where that is not earlier.
    package static func next(at time: String, after paths: [String]) -> String {
        let now = text(time)
        guard let last = paths.last.map(stamp(of:)), last >= now else { return now }
        return advanced(last) ?? now
    }

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

    /// A stamp a thousandth of a second later, or a second where it is of a whole one; `nil` for any other text, and
    /// at the end of time.
    private static func advanced(_ stamp: String) -> String? {
        guard let time = time(of: stamp) else { return nil }
        let parts = stamp.dropLast().split(separator: ".", omittingEmptySubsequences: false)
        if parts.count == 2, parts[1].utf8.count == 3, let thousandths = Int(parts[1]), thousandths < 999 {
            let digits = String(thousandths + 1)
            return "\(parts[0]).\(String(repeating: "0", count: 3 - digits.count))\(digits)Z"
        }
        let next = text(time.adding(seconds: 1).description).dropLast() + ".000Z"
        return next > stamp ? String(next) : nil
    }
}
