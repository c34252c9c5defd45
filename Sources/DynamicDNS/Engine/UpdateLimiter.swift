package import DNSModel
package import ZonePlanning

/// The limits of a process, which all requests share.
package actor UpdateLimiter {
    private var rates: RateLimits
    private var damping: FlapDamping

    package init(rates: RateLimits.Settings = .init(), damping: FlapDamping.Settings = .init()) {
        self.rates = RateLimits(rates)
        self.damping = FlapDamping(damping)
    }

    /// Counts a request of several subjects, for all of them or none; see ``RateLimits/take(_:at:)``.
    package func take(_ subjects: [RateLimits.Subject], at now: Instant) -> Int? {
        var longest = 0
        for subject in subjects { longest = max(longest, rates.wait(for: subject, at: now) ?? 0) }
        if longest > 0 { return longest }
        for subject in subjects { _ = rates.take(subject, at: now) }
        return nil
    }

    /// See ``RateLimits/wait(for:at:)``.
    package func wait(for subject: RateLimits.Subject, at now: Instant) -> Int? { rates.wait(for: subject, at: now) }

    /// See ``FlapDamping/change(of:at:)``.
    package func change(of name: DomainName, at now: Instant) -> Instant? { damping.change(of: name, at: now) }
}
