package import DNSModel

/// What will be done to a number of zones: everything a reviewer approves.
///
/// The same inputs give the same plan on the same day. What it is good for once is in it too: where the protected
/// branch and the ledger were, and the day on which it ends.
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
    package var settingsStatus: SettingsStatus
    /// The commit at which the protected branch was, in hexadecimal, where that is known: what was declared there since
    /// says whether an approval is still of this occasion.
    package var protectedCommit: String?
    /// The commit at which the ledger begins, in hexadecimal, which tells it from every other one; `nil` where there
    /// was no ledger yet, or it was not known.
    package var ledgerRoot: String?
    /// The last day on which approvals of it count; `nil` where that is not known.
    package var validUntil: CalendarDate?
    /// The zones that were looked at, in canonical order, those without changes too.
    package var zones: [ZonePlan]
    /// The zones that the commit leaves out, in canonical order.
    package var absent: [AbsentZone]

    package init(
        source: Source, settings: ZoneFileIdentity, settingsStatus: SettingsStatus = .accepted,
        allowed: Set<PolicyName>, protectedCommit: String? = nil, ledgerRoot: String? = nil,
        validUntil: CalendarDate? = nil, zones: [ZonePlan], absent: [AbsentZone] = []
    ) {
        self.protectedCommit = protectedCommit
        self.ledgerRoot = ledgerRoot
        self.validUntil = validUntil
        self.absent = absent.sorted { $0.apex < $1.apex }
        self.source = source
        self.settings = settings
        self.settingsStatus = settingsStatus
        self.allowed = allowed.sorted { $0.rawValue < $1.rawValue }
        self.zones = zones.sorted { $0.apex < $1.apex }
    }

    /// Whether it brings drifted sets back to what was last applied, instead of making live what git declares.
    package var isRestoring: Bool { zones.contains { $0.restores != nil } }

    /// Whether nothing is to be done.
    package var isEmpty: Bool { zones.allSatisfy { !$0.hasChanges } }

    /// Whether another plan does the same, of the same settings and after the same receipts, wherever the protected
    /// branch was when each was made, and this one is good for half as long yet.
    ///
    /// - Parameters:
    ///   - other: the other plan, made now.
    ///   - today: the day.
    /// - Returns: whether it does.
    package func hasSameEffect(as other: Plan, on today: CalendarDate) -> Bool {
        var (one, another) = (self, other)
        (one.protectedCommit, another.protectedCommit) = (nil, nil)
        // Hosts of the dynamic DNS service come and go.
        for index in one.zones.indices { one.zones[index].counts.dynamic = 0 }
        for index in another.zones.indices { another.zones[index].counts.dynamic = 0 }
        if let day = one.validUntil, let newDay = another.validUntil, day >= today,
            2 * today.days(until: day) >= today.days(until: newDay)
        {
            (one.validUntil, another.validUntil) = (nil, nil)
        }
        return one == another
    }

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
    package var creationAttributes: [String: String]
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
    /// Whether it is of some record sets only, and leaves every other one as it is live, whatever git declares.
    package var isPartial: Bool
    /// What was changed at the provider and is left as it is live, from that to what git declares.
    package var left: [Change]
    /// The last receipt that the ledger had of the zone, which tells one occasion from the next; `nil` where that is
    /// not known.
    package var base: Base?

    /// A receipt of the zone in the ledger.
    package struct Base: Hashable, Sendable, Codable {
        /// Its number; 0 where there is none.
        package var number: Int
        /// The digest of the plan that it is of, in hexadecimal; `nil` where there is no receipt. That plan names the
        /// receipt before, and so on, so that two histories of a zone differ here even where their numbers do not.
        package var plan: String?

        package init(number: Int, plan: Digest? = nil) {
            self.number = number
            self.plan = plan?.hexadecimal
        }
    }

    /// Which zone of which provider.
    package struct ProviderIdentity: Hashable, Sendable, Codable {
        /// The name in the settings.
        package var name: String
        /// The type in the settings.
        package var type: String
        /// The provider's id of the zone.
        package var zoneID: String

        /// Whether it is the same provider by the settings, whatever the zone's id: one that is made gets its id then.
        func isAlike(_ other: ProviderIdentity) -> Bool { name == other.name && type == other.type }

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
        /// Live and of hosts of the dynamic DNS service. Hosts come and go, and a plan is the same one all the same.
        package var dynamic: Int

        package init(
            unchanged: Int, ignored: Int, provided: Int, unmodelled: Int, leftOut: Int, leftAlone: Int = 0,
            dynamic: Int = 0
        ) {
            self.leftAlone = leftAlone
            self.dynamic = dynamic
            self.unchanged = unchanged
            self.ignored = ignored
            self.provided = provided
            self.unmodelled = unmodelled
            self.leftOut = leftOut
        }
    }

    package init(
        apex: DomainName, provider: ProviderIdentity, createsZone: Bool, creationAttributes: [String: String] = [:],
        deletesZone: Bool = false, files: [ZoneFileIdentity], changes: [PlannedChange], batchesAtLeast: Int = 0,
        findings: [Finding], counts: Counts, restores: RestoredBase? = nil, isPartial: Bool = false,
        left: [Change] = [], base: Base? = nil
    ) {
        self.isPartial = isPartial
        self.left = left
        self.base = base
        self.restores = restores
        self.creationAttributes = creationAttributes
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

    /// The name in ``creationAttributes`` of the account in which a zone is created.
    package static let accountAttribute = "account"

    /// Whether another plan does the same to the zone itself.
    package func isSameZoneChange(as other: ZonePlan) -> Bool {
        apex == other.apex && provider == other.provider && createsZone == other.createsZone
            && creationAttributes == other.creationAttributes && deletesZone == other.deletesZone
    }

    /// Whether anything is to be done.
    package var hasChanges: Bool { createsZone || deletesZone || !changes.isEmpty }

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
    /// Why the change is in the plan.
    package var cause: Cause
    /// Whether what is live, which git replaces or deletes, is of a host of the dynamic DNS service.
    package var wasDynamic = false

    /// Who wants a change, by what was last applied, what the protected branch declares and what is live.
    package enum Cause: String, Hashable, Sendable, Codable, CaseIterable {
        /// The commit that was planned declares it, and the protected branch does not.
        case own
        /// The protected branch declares it, and it was not applied yet.
        case waiting
        /// Git changed the set, and so did somebody at the provider, to something else.
        case conflict
        /// Somebody changed the set at the provider, and git did not: the change takes that back.
        case drift
    }

    /// The same without why it is in the plan.
    package var unexplained: PlannedChange { PlannedChange(change: change, location: location, batch: batch) }

    package init(change: Change, location: SourceLocation?, batch: Int, cause: Cause = .own) {
        self.cause = cause
        self.change = change
        self.location = location
        self.batch = batch
    }
}

extension ZonePlan.Counts: Codable {
    private enum Member: String, CodingKey {
        case unchanged, ignored, provided, unmodelled, leftOut, leftAlone, dynamic
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        self.init(
            unchanged: try members.decode(Int.self, forKey: .unchanged),
            ignored: try members.decode(Int.self, forKey: .ignored),
            provided: try members.decode(Int.self, forKey: .provided),
            unmodelled: try members.decode(Int.self, forKey: .unmodelled),
            leftOut: try members.decode(Int.self, forKey: .leftOut),
            leftAlone: try members.decodeIfPresent(Int.self, forKey: .leftAlone) ?? 0,
            dynamic: try members.decodeIfPresent(Int.self, forKey: .dynamic) ?? 0)
    }

    /// Writes `leftAlone` and `dynamic` only where there is something, so that a plan without them has the octets it
    /// always had.
    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(unchanged, forKey: .unchanged)
        try members.encode(ignored, forKey: .ignored)
        try members.encode(provided, forKey: .provided)
        try members.encode(unmodelled, forKey: .unmodelled)
        try members.encode(leftOut, forKey: .leftOut)
        if leftAlone != 0 { try members.encode(leftAlone, forKey: .leftAlone) }
        if dynamic != 0 { try members.encode(dynamic, forKey: .dynamic) }
    }
}
