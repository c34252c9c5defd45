internal import DNSModel
package import ZonePlanning

extension RestoredBase {
    /// As in `what was applied 2026-11-23T10:15:30Z at commit cccccccccccc`.
    package var phrase: String {
        "what was applied \(DriftWords.toTheSecond(time)) at commit \(Printable.text(String(commit.prefix(12))))"
            + (number > 1 ? ", for the \(Self.ordinal(number)) time" : "")
    }

    private static func ordinal(_ number: Int) -> String {
        switch (number % 100, number % 10) {
        case (11...13, _): "\(number)th"
        case (_, 1): "\(number)st"
        case (_, 2): "\(number)nd"
        case (_, 3): "\(number)rd"
        default: "\(number)th"
        }
    }
}
