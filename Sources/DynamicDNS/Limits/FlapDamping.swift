package import DNSModel
package import ZonePlanning

/// Holds back hosts that change too often, as routers do with routes that flap (RFC 2439).
///
/// Nothing is refused: the wish is stored and answered, and the last one is written when the host has come to rest, or
/// after ``Settings/longest``. Several machines that fight for one name cost few changes so.
package struct FlapDamping: Sendable {
    package struct Settings: Hashable, Sendable {
        /// After how many seconds half of what was counted is forgotten.
        package var halfLife = 300.0
        /// How many changes it takes to be held back.
        package var suppress = 6.0
        /// How many are left when it is let go.
        package var reuse = 3.0
        /// For how many seconds a wish is held back at most.
        package var longest = 600.0
        /// How many hosts are remembered.
        package var capacity = 20_000

        package init() {}
    }

    private struct Penalty: Sendable {
        var amount: Double
        var at: Instant
        var isSuppressed = false
        /// Since when.
        var since: Instant
    }

    private let settings: Settings
    private var penalties: Recent<DomainName, Penalty>

    package init(_ settings: Settings = Settings()) {
        self.settings = settings
        penalties = Recent(capacity: settings.capacity)
    }

    /// How many hosts are remembered.
    package var count: Int { penalties.count }

    /// Counts a change of a host.
    ///
    /// - Parameters:
    ///   - name: the host.
    ///   - now: the time.
    /// - Returns: until when the wish is held back; `nil` where it is not.
    package mutating func change(of name: DomainName, at now: Instant) -> Instant? {
        var penalty = penalties[name] ?? Penalty(amount: 0, at: now, since: now)
        // A clock that went back holds nobody for longer.
        penalty.at = min(penalty.at, now)
        penalty.since = min(penalty.since, now)
        penalty.amount = decayed(penalty, at: now)
        if penalty.isSuppressed, now.interval(since: penalty.since) > settings.longest {
            // This one is let through, however wild the host is; the next is not.
            penalty.isSuppressed = false
            penalty.amount = min(penalty.amount, settings.suppress)
            penalty.at = now
            penalties[name] = penalty
            return nil
        }
        if penalty.amount < settings.reuse { penalty.isSuppressed = false }
        // Bounded, so that a host is never held for what it did long ago.
        penalty.amount = min(penalty.amount + 1, settings.suppress * 4)
        penalty.at = now
        if !penalty.isSuppressed, penalty.amount > settings.suppress {
            penalty.isSuppressed = true
            penalty.since = now
        }
        penalties[name] = penalty
        guard penalty.isSuppressed else { return nil }
        // amount * 0.5^(t / halfLife) = reuse
        let halves = Self.logarithm(penalty.amount / settings.reuse)
        let calm = now.adding(milliseconds: Int64(halves * settings.halfLife * 1_000))
        return min(calm, penalty.since.adding(milliseconds: Int64(settings.longest * 1_000)))
    }

    private func decayed(_ penalty: Penalty, at now: Instant) -> Double {
        var halves = max(0, now.interval(since: penalty.at)) / settings.halfLife
        guard halves < 60 else { return 0 }
        var amount = penalty.amount
        while halves >= 1 {
            amount /= 2
            halves -= 1
        }
        // 0.5^x from 0 to 1, near enough: what it is at 0, 1/2 and 1.
        return amount * (1 - 0.671_57 * halves + 0.171_57 * halves * halves)
    }

    /// The binary logarithm of a number from 1 on, near enough.
    private static func logarithm(_ number: Double) -> Double {
        var (rest, halves) = (max(1, number), 0.0)
        while rest >= 2 {
            rest /= 2
            halves += 1
        }
        return halves + (rest - 1) * (1.3431 - 0.3431 * (rest - 1))
    }
}
