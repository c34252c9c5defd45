package import ZonePlanning

extension Instant {
    /// The instant some milliseconds later.
    package func adding(milliseconds: Int64) -> Instant {
        let (more, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
        let sum = Int64(microsecond) + rest * 1_000
        let carry = sum < 0 ? -1 : sum / 1_000_000
        let whole = adding(seconds: more + carry)
        return Instant(seconds: whole.seconds, microsecond: Int(sum - carry * 1_000_000))
    }

    /// How many seconds later this is than another moment, with their fractions.
    package func interval(since other: Instant) -> Double {
        Double(seconds - other.seconds) + Double(microsecond - other.microsecond) / 1_000_000
    }
}
