internal import DNSModel

// Decision 0022: what looks for drift keep is in a file that the user names.

/// What is kept from one look for drift to the next, in a file that the user names.
///
/// It makes nothing drift or not: it says since when drift was seen, what is new, and how the last looks went.
package struct DriftState: Hashable, Sendable {
    /// The looks at all zones, oldest first, at most ``mostRuns``.
    package var runs: [Run] = []
    /// The sets that were drifted when they were last looked at, by zone and set.
    package var sightings: [Sighting] = []
    /// When all zones were last looked at and none failed.
    package var lastSuccess: String?
    /// How many looks in a row, up to the last one, could not look at all zones.
    package var failedChecks = 0
    /// When the last look was, in UTC; `nil` before the first.
    package var lastCheck: String?
    /// Why the last look at all zones failed, as a whole or zone by zone: at most ``mostReasons`` sentences, each
    /// ``Printable`` and cut.
    package var failure: [String] = []
    /// When the next look is due, in UTC to the second; `nil` where nobody has promised one.
    package var nextCheck: String?
    /// What each receiver of notifications knows.
    package var notified: [Notified] = []

    /// How many looks are kept: five days of one every quarter of an hour.
    package static let mostRuns = 480
    /// How many reasons of a failure are kept.
    package static let mostReasons = 20

    /// One look.
    package struct Run: Hashable, Sendable, Codable {
        /// In UTC, as in `2026-11-23T10:15:30Z`.
        package var time: String
        /// How many zones were looked at, and how many could not be.
        package var zones: Int
        package var failed: Int
        /// How many sets were in which state.
        package var drifted: Int
        package var pending: Int
        package var accepted: Int

        package init(time: String, zones: Int, failed: Int, drifted: Int, pending: Int, accepted: Int) {
            self.time = time
            self.zones = zones
            self.failed = failed
            self.drifted = drifted
            self.pending = pending
            self.accepted = accepted
        }
    }

    /// A set, or a zone itself, that was drifted.
    package struct Sighting: Hashable, Sendable, Codable {
        /// The zone's name.
        package var zone: String
        /// Name, type and identifier of the set; `nil` for the zone itself.
        package var set: String?
        package var firstSeen: String
        /// What it was seen as: another text for another state or other live data.
        package var mark: String

        package init(zone: String, set: String?, firstSeen: String, mark: String) {
            self.zone = zone
            self.set = set
            self.firstSeen = firstSeen
            self.mark = mark
        }

        var place: Place { Place(zone: zone, set: set) }
    }

    struct Place: Hashable {
        var zone: String
        var set: String?
    }

    package init() {}

    /// Takes a look into the state, and says in the look since when its drift was seen.
    ///
    /// - Parameters:
    ///   - drift: the look.
    ///   - isWhole: whether all zones were looked at; only then it is one of the runs, and zones that are not declared
    ///     any more are forgotten.
    package mutating func take(_ drift: inout Drift, isWhole: Bool) {
        let known = Dictionary(sightings.map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        let looked = Set(drift.zones.map(\.apex.description))
        let failed = Set(drift.failures.map(\.apex.description))
        var now = sightings.filter { !looked.contains($0.zone) && (!isWhole || failed.contains($0.zone)) }
        for index in drift.zones.indices {
            let zone = drift.zones[index]
            let apex = zone.apex.description
            switch zone.existence.state {
            case .inSync, .pending: break
            case .drift, .both, .differs:
                let since = known[Place(zone: apex, set: nil)]?.firstSeen ?? drift.time
                now.append(Sighting(zone: apex, set: nil, firstSeen: since, mark: zone.existence.state.rawValue))
            }
            for place in zone.sets.indices where zone.sets[place].isDrifted {
                let set = zone.sets[place]
                let since = known[Place(zone: apex, set: "\(set.key)")]?.firstSeen ?? drift.time
                drift.zones[index].sets[place].firstSeen = since
                now.append(Sighting(zone: apex, set: "\(set.key)", firstSeen: since, mark: Self.mark(of: set)))
            }
        }
        sightings = Self.sorted(now)
        lastCheck = drift.time
        guard isWhole else { return }
        keepReasons(drift.failures.map { "\($0.apex): \($0.message) [\($0.code)]" })
        let counts = drift.counts
        take(
            Run(
                time: drift.time, zones: drift.zones.count, failed: drift.failures.count, drifted: counts.drifted,
                pending: counts.pending, accepted: counts.accepted))
    }

    /// Takes a look that found out nothing, since something before it failed.
    ///
    /// - Parameters:
    ///   - time: when it was, in UTC.
    ///   - reasons: why, as sentences of anybody.
    package mutating func takeFailure(at time: String, reasons: [String] = []) {
        lastCheck = time
        keepReasons(reasons)
        take(Run(time: time, zones: 0, failed: 0, drifted: sightings.count, pending: 0, accepted: 0), isBlind: true)
    }

    private mutating func take(_ run: Run, isBlind: Bool = false) {
        if isBlind || run.failed > 0 {
            failedChecks += 1
        } else {
            failedChecks = 0
            lastSuccess = run.time
        }
        // A look at nothing has no place in a chart.
        if !isBlind { runs.append(run) }
        if runs.count > Self.mostRuns { runs.removeFirst(runs.count - Self.mostRuns) }
    }

    static func sorted(_ sightings: [Sighting]) -> [Sighting] {
        sightings.sorted { ($0.zone, $0.set ?? "") < ($1.zone, $1.set ?? "") }
    }

    private mutating func keepReasons(_ reasons: [String]) {
        let most = reasons.count > Self.mostReasons ? Self.mostReasons - 1 : Self.mostReasons
        failure = reasons.prefix(most).map { reason in
            Printable.cut(reason.split(whereSeparator: \.isNewline).joined(separator: " "), to: 400)
        }
        if reasons.count > most { failure.append("and \(reasons.count - most) more") }
    }

    private static func mark(of set: SetDrift) -> String {
        // As documents have it, not as reports show it: it is compared with what an earlier gate53 kept.
        let document = set.live.flatMap { try? DocumentCoding.encode(SetMember($0)) }
        let live = set.unmodelled.map { Array($0.utf8) } ?? document ?? [UInt8(ascii: "-")]
        return "\(set.state.rawValue) \(Digest(of: live).short)"
    }

    /// When the oldest drift that is still there was first seen.
    package var oldest: String? { sightings.map(\.firstSeen).min() }
}
