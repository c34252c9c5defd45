package import ZonePlanning

/// How many requests may come from one address, with one token, and for one account.
///
/// A value of bounded size: of whom nothing was heard for long it knows nothing any more, and their buckets would be
/// full again.
package struct RateLimits: Sendable {
    /// A limit: so many at once, and so many a minute.
    package struct Limit: Hashable, Sendable {
        package var burst: Double
        package var perMinute: Double

        package init(burst: Double, perMinute: Double) {
            self.burst = burst
            self.perMinute = perMinute
        }
    }

    package struct Settings: Hashable, Sendable {
        package var address = Limit(burst: 120, perMinute: 120)
        package var token = Limit(burst: 60, perMinute: 30)
        package var account = Limit(burst: 240, perMinute: 120)
        /// Requests with credentials that are nobody's, from one address.
        package var failures = Limit(burst: 20, perMinute: 4)
        /// Registrations from one address.
        package var registrations = Limit(burst: 5, perMinute: 0.2)
        /// Abuse reports from one address.
        package var reports = Limit(burst: 5, perMinute: 0.2)
        /// How many addresses, tokens and accounts are remembered, each.
        package var capacity = 50_000

        package init() {}
    }

    /// What is counted.
    package enum Subject: Hashable, Sendable {
        case address(AddressNetwork)
        case token(TokenID)
        case account(AccountID)
        case failures(AddressNetwork)
        case registrations(AddressNetwork)
        case reports(AddressNetwork)
    }

    private let settings: Settings
    private var buckets: [Recent<Subject, TokenBucket>]

    package init(_ settings: Settings = Settings()) {
        self.settings = settings
        buckets = Array(repeating: Recent(capacity: settings.capacity), count: 6)
    }

    /// How many buckets there are.
    package var count: Int { buckets.reduce(0) { $0 + $1.count } }

    /// Counts a request.
    ///
    /// - Parameters:
    ///   - subject: whose.
    ///   - now: the time.
    /// - Returns: `nil` where it may pass; else after how many seconds the next may, and the request is not counted.
    package mutating func take(_ subject: Subject, at now: Instant) -> Int? {
        var bucket = bucket(of: subject, at: now)
        let ready = bucket.ready(for: 1, at: now)
        if ready > now { return max(1, Int(ready.interval(since: now).rounded(.up))) }
        bucket.take(1, at: now)
        buckets[place(of: subject)][subject] = bucket
        return nil
    }

    /// Whether a request would pass, without counting it.
    package func wait(for subject: Subject, at now: Instant) -> Int? {
        let ready = bucket(of: subject, at: now).ready(for: 1, at: now)
        return ready > now ? max(1, Int(ready.interval(since: now).rounded(.up))) : nil
    }

    private func bucket(of subject: Subject, at now: Instant) -> TokenBucket {
        if let bucket = buckets[place(of: subject)][subject] { return bucket }
        let limit = limit(of: subject)
        return TokenBucket(burst: limit.burst, rate: limit.perMinute / 60, at: now)
    }

    private func place(of subject: Subject) -> Int {
        switch subject {
        case .address: 0
        case .token: 1
        case .account: 2
        case .failures: 3
        case .registrations: 4
        case .reports: 5
        }
    }

    private func limit(of subject: Subject) -> Limit {
        switch subject {
        case .address: settings.address
        case .token: settings.token
        case .account: settings.account
        case .failures: settings.failures
        case .registrations: settings.registrations
        case .reports: settings.reports
        }
    }
}
