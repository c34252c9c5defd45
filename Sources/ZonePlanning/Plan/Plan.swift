package import DNSModel

/// What will be done to a number of zones: everything a reviewer approves.
///
/// A plan says nothing of when and where it was made, so the same inputs give the same plan.
package struct Plan: Hashable, Sendable {
    /// Where the zone files came from.
    package enum Source: String, Hashable, Sendable, Codable {
        /// A commit: the plan can be applied.
        case commit
        /// The working folder: a preview that can't be applied.
        case worktree
    }

    package var source: Source
    /// The settings file.
    package var settings: ZoneFileIdentity
    /// The policies allowed by name, ascending.
    package var allowed: [PolicyName]
    /// How the settings stand to those that were accepted last.
    package var settingsStanding: SettingsStanding
    /// The zones that were looked at, in canonical order, those without changes too.
    package var zones: [ZonePlan]
    /// The zones that the commit leaves out, in canonical order.
    package var absent: [AbsentZone]

    package init(
        source: Source, settings: ZoneFileIdentity, settingsStanding: SettingsStanding = .accepted,
        allowed: Set<PolicyName>, zones: [ZonePlan], absent: [AbsentZone] = []
    ) {
        self.absent = absent.sorted { $0.apex < $1.apex }
        self.source = source
        self.settings = settings
        self.settingsStanding = settingsStanding
        self.allowed = allowed.sorted { $0.rawValue < $1.rawValue }
        self.zones = zones.sorted { $0.apex < $1.apex }
    }

    /// Whether it brings drifted sets back to what was last applied, instead of making live what git declares.
    package var isRestoring: Bool { zones.contains { $0.restores != nil } }

    /// Whether nothing is to be done.
    package var isEmpty: Bool { zones.allSatisfy { !$0.hasWork } }

    /// The findings that keep the plan from being applied.
    package var blockingFindings: [(apex: DomainName, finding: Finding)] {
        zones.flatMap { zone in zone.findings.filter(\.isBlocking).map { (zone.apex, $0) } }
    }
}

/// What will be done to one zone.
package struct ZonePlan: Hashable, Sendable {
    package var apex: DomainName
    package var provider: ProviderIdentity
    /// Whether the provider does not have the zone yet.
    package var createsZone: Bool
    /// What a zone that is created gets, by name; see ``LiveZone/zoneSettings``.
    package var zoneSettings: [String: String]
    /// Whether the zone itself is deleted.
    package var deletesZone: Bool
    /// How many change batches the changes take at least, however they are divided.
    package var batchesAtLeast: Int
    /// The zone's files as they were read.
    package var files: [ZoneFileIdentity]
    /// One change a record set, in canonical order.
    package var changes: [PlannedChange]
    package var findings: [Finding]
    package var counts: Counts
    /// What was last applied, where the changes bring sets back to that, whatever git declares by now.
    package var restores: RestoredBase?

    /// Which zone of which provider.
    package struct ProviderIdentity: Hashable, Sendable, Codable {
        /// The name in the settings.
        package var name: String
        /// The type in the settings.
        package var type: String
        /// The provider's id of the zone.
        package var zoneID: String

        package init(name: String, type: String, zoneID: String) {
            self.name = name
            self.type = type
            self.zoneID = zoneID
        }
    }

    /// How many record sets there are of each kind.
    package struct Counts: Hashable, Sendable {
        /// Declared and live alike.
        package var unchanged: Int
        /// Live and ignored by the settings.
        package var ignored: Int
        /// Live and the provider's own: the apex SOA, and the apex NS where not declared.
        package var provided: Int
        /// Live and not to be modelled.
        package var unmodelled: Int
        /// Declared and left out, because the provider can't serve them.
        package var leftOut: Int
        /// Named by the zone's files as not git's, live or not.
        package var leftAlone: Int

        package init(unchanged: Int, ignored: Int, provided: Int, unmodelled: Int, leftOut: Int, leftAlone: Int = 0) {
            self.leftAlone = leftAlone
            self.unchanged = unchanged
            self.ignored = ignored
            self.provided = provided
            self.unmodelled = unmodelled
            self.leftOut = leftOut
        }
    }

    package init(
        apex: DomainName, provider: ProviderIdentity, createsZone: Bool, zoneSettings: [String: String] = [:],
        deletesZone: Bool = false, files: [ZoneFileIdentity], changes: [PlannedChange], batchesAtLeast: Int = 0,
        findings: [Finding], counts: Counts, restores: RestoredBase? = nil
    ) {
        self.restores = restores
        self.zoneSettings = zoneSettings
        self.deletesZone = deletesZone
        self.batchesAtLeast = batchesAtLeast
        self.apex = apex
        self.provider = provider
        self.createsZone = createsZone
        self.files = files
        self.changes = changes
        self.findings = findings
        self.counts = counts
    }

    /// Whether anything is to be done.
    package var hasWork: Bool { createsZone || deletesZone || !changes.isEmpty }

    /// The changes batch by batch, those of a batch in canonical order.
    package var changesByBatch: [PlannedChange] {
        if batchCount <= 1 { return changes }
        return changes.indices.sorted { (changes[$0].batch, $0) < (changes[$1].batch, $1) }.map { changes[$0] }
    }

    /// How many change batches the zone takes.
    package var batchCount: Int { changes.reduce(createsZone || deletesZone ? 1 : 0) { max($0, $1.batch) } }
}

/// A change, where it is declared, and the batch it goes in.
package struct PlannedChange: Hashable, Sendable {
    package var change: Change
    /// Where the set is declared; `nil` for a set that is deleted.
    package var location: SourceLocation?
    /// The number of the change batch in the zone, from 1.
    package var batch: Int

    package init(change: Change, location: SourceLocation?, batch: Int) {
        self.change = change
        self.location = location
        self.batch = batch
    }
}

extension ZonePlan.Counts: Codable {
    private enum Member: String, CodingKey {
        case unchanged, ignored, provided, unmodelled, leftOut, leftAlone
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        self.init(
            unchanged: try members.decode(Int.self, forKey: .unchanged),
            ignored: try members.decode(Int.self, forKey: .ignored),
            provided: try members.decode(Int.self, forKey: .provided),
            unmodelled: try members.decode(Int.self, forKey: .unmodelled),
            leftOut: try members.decode(Int.self, forKey: .leftOut),
            leftAlone: try members.decodeIfPresent(Int.self, forKey: .leftAlone) ?? 0)
    }

    /// Writes `leftAlone` only where there is something, so that a plan without it has the octets it always had.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(unchanged, forKey: .unchanged)
        try members.encode(ignored, forKey: .ignored)
        try members.encode(provided, forKey: .provided)
        try members.encode(unmodelled, forKey: .unmodelled)
        try members.encode(leftOut, forKey: .leftOut)
        if leftAlone != 0 { try members.encode(leftAlone, forKey: .leftAlone) }
    }
}
