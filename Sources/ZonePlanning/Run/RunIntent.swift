package import DNSModel

/// Which run of apply it is, and where.
package struct RunIdentity: Hashable, Sendable {
    /// The run's name: random letters and digits, another for each run.
    package var name: String
    /// Who runs it.
    package var by: String
    /// The host's name.
    package var host: String
    /// The process on that host.
    package var process: Int
    /// The page of the pipeline's run, where it is one.
    package var url: String?
    /// A name for the clone that it runs in, which no other clone has. In one clone a lock of the operating system
    /// keeps applies apart, so whoever holds that knows that no other run of the clone is alive.
    package var clone: String

    package init(name: String, by: String, host: String, process: Int, url: String?, clone: String) {
        self.name = name
        self.by = by
        self.host = host
        self.process = process
        self.url = url
        self.clone = clone
    }
}

/// That a run is about to apply a plan to some zones: in the ledger before the first change is made.
package struct RunIntent: Hashable, Sendable {
    package var run: RunIdentity
    package var plan: Digest
    /// The zones that the plan has work for, in canonical order.
    package var zones: [DomainName]
    package var started: Instant
    /// From when on the run is taken for dead if it has neither ended nor given a sign of life.
    package var expires: Instant

    /// When the run last said that it is alive, if it did since it began.
    package var lastSign: Instant?

    /// How long a run is taken to live after its last sign of life, in seconds. That is also how far in the future a
    /// sign may be.
    package static let lifetime: Int64 = 15 * 60
    /// How often a run that goes on says so, in seconds.
    package static let signInterval: Int64 = 5 * 60

    /// From when on the run is taken for dead: whatever an intent says, no longer than a lifetime after its last sign.
    package var end: Instant {
        let last = (lastSign ?? started).adding(seconds: Self.lifetime)
        return lastSign == nil ? min(expires, last) : last
    }

    /// Whether the run may be at work at a time.
    package func isAlive(at now: Instant) -> Bool {
        end > now && (lastSign ?? started) <= now.adding(seconds: Self.lifetime)
    }

    package init(run: RunIdentity, plan: Digest, zones: [DomainName], started: Instant, expires: Instant) {
        self.run = run
        self.plan = plan
        self.zones = zones
        self.started = started
        self.expires = expires
    }

    /// Who runs what since when, for a person, in one line.
    package var summary: String {
        let place = run.url ?? "process \(run.process) on \(run.host)"
        return Printable.text("\(run.by) applies plan \(plan.short) since \(started) (\(place))")
    }
}

/// What intents that have no end mean for a run that wants to begin.
///
/// The times are those of the hosts that wrote them, so clocks must agree to some minutes; where they do not, a run is
/// waited for too long, or taken for dead too early, and then each change batch still is a compare-and-swap.
package struct StandingIntents: Hashable, Sendable {
    /// Runs that may be at work on one of the zones.
    package private(set) var alive: [RunIntent] = []
    /// Runs that began and did not end, and can be taken over.
    package private(set) var dead: [RunIntent] = []

    /// Judges intents.
    ///
    /// - Parameters:
    ///   - intents: those that have no end.
    ///   - zones: the zones that the new run wants.
    ///   - own: the new run.
    ///   - now: the time.
    package init(_ intents: [RunIntent], zones: [DomainName], own: RunIdentity, now: Instant) {
        let wanted = Set(zones)
        for intent in intents.sorted(by: { ($0.started, $0.run.name) < ($1.started, $1.run.name) })
        where intent.run.name != own.name && !wanted.isDisjoint(with: intent.zones) {
            if !intent.isAlive(at: now) || intent.run.clone == own.clone {
                dead.append(intent)
            } else {
                alive.append(intent)
            }
        }
    }
}
