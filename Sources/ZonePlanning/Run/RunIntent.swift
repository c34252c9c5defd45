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
    /// From when on versions before leases went by what was watched take the run for dead, if it has neither ended nor
    /// written a heartbeat.
    package var expires: Instant

    /// When the run last said that it is alive, by its own clock, if it did since it began; to be shown.
    package var lastHeartbeat: Instant?
    /// How often it said so.
    package var heartbeats = 0

    /// How long a run must be watched without a heartbeat to be taken for dead, in seconds.
    package static let lifetime: Int64 = 9 * 60
    /// How often a run that goes on says so, in seconds.
    package static let heartbeatInterval: Int64 = 3 * 60
    /// How far the time of a run may be from ours, in seconds. Clocks differ, by up to a day each; what is further away
    /// is of a run that nobody watches any more, or of none.
    package static let mostDifference: Int64 = 2 * 86_400

    /// Whether the run's time is so far from ours that it can't be at work.
    package func isOfAnotherTime(than now: Instant) -> Bool {
        let difference = (lastHeartbeat ?? started).seconds.subtractingReportingOverflow(now.seconds)
        return difference.overflow || difference.partialValue.magnitude > UInt64(Self.mostDifference)
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
        return Printable.text("plan \(plan.short) by \(run.by), started \(started) (\(place))")
    }
}

/// What somebody saw of a run that wrote no heartbeat for a while.
package struct RunWatch: Hashable, Sendable {
    /// How often it had said that it is alive.
    package var heartbeats: Int
    /// For how many seconds it did not say so again.
    package var seconds: Int64

    package init(heartbeats: Int, seconds: Int64) {
        self.heartbeats = heartbeats
        self.seconds = seconds
    }

    /// Whether it is dead.
    package var isOver: Bool { seconds >= RunIntent.lifetime }
}

/// What intents that have no end mean for a run that wants to begin.
///
/// The clocks of other machines say nothing: a run is dead when it was watched for a lifetime and wrote no heartbeat,
/// by the clock of whoever watched, or when it ran in this very clone.
package struct CompetingIntents: Hashable, Sendable {
    /// Runs that may be at work on one of the zones.
    package private(set) var alive: [RunIntent] = []
    /// Runs that began and did not end, and can be taken over.
    package private(set) var dead: [RunIntent] = []

    /// Judges intents.
    ///
    /// - Parameters:
    ///   - intents: those that have no end, in the order in which they began.
    ///   - zones: the zones that the new run wants.
    ///   - own: the new run.
    ///   - now: the time.
    ///   - watched: what was watched of one.
    package init(
        _ intents: [RunIntent], zones: [DomainName], own: RunIdentity, now: Instant,
        watched: (RunIntent) -> RunWatch?
    ) {
        let wanted = Set(zones)
        for intent in intents where intent.run.name != own.name && !wanted.isDisjoint(with: intent.zones) {
            let isOver = watched(intent).map { $0.isOver && $0.heartbeats == intent.heartbeats } ?? false
            if isOver || intent.run.clone == own.clone || intent.isOfAnotherTime(than: now) {
                dead.append(intent)
            } else {
                alive.append(intent)
            }
        }
    }
}
