package import DNSModel

// Decision 0021: the base of drift is the last receipt.

/// What drift of a zone is measured from.
package enum DriftBase: Hashable, Sendable {
    /// What was last applied.
    case applied(AppliedZone)
    /// Nothing: live is only held against git.
    case none(NoBase)

    /// Why a zone has no base.
    package enum NoBase: Hashable, Sendable {
        /// It was never applied, nor found in sync.
        case neverApplied
        /// It was, and what was applied can't be read any more, or is of another zone; why, as a sentence.
        case unusable(String)
    }

    /// What was last applied, where there is a base.
    package var applied: AppliedZone? {
        switch self {
        case .applied(let zone): zone
        case .none: nil
        }
    }
}

/// A zone as it was last applied.
package struct AppliedZone: Hashable, Sendable {
    /// The record sets, as far as they are git's, limited to what the provider serves.
    package var zone: Zone
    /// Whether what was applied is that there shall be no such zone.
    package var isAbsent: Bool
    /// What was git's then.
    package var ownership: Ownership
    /// The plan that was applied, or the one without changes that was confirmed.
    package var plan: Digest
    /// The commit that the zone's files were at.
    package var commit: String
    /// When it was applied, in UTC, as in `2026-11-23T10:15:30Z`.
    package var time: String
    /// The provider's id of the zone then.
    package var zoneID: String
    /// The plans that have taken drift back to it since.
    package var restoredBy: Set<Digest>
    /// The zone's name servers then, as its own NS set had them; empty where that is not known.
    package var nameServers: [DomainName]
    /// What should be known of the base, one sentence each.
    package var notes: [String]
    /// The zone's version then (``ProviderCapabilities/version``); `nil` where that is not known.
    package var version: String?

    package init(
        zone: Zone, isAbsent: Bool = false, ownership: Ownership, plan: Digest, commit: String, time: String,
        zoneID: String, restoredBy: Set<Digest> = [], nameServers: [DomainName] = [], notes: [String] = [],
        version: String? = nil
    ) {
        self.version = version
        self.nameServers = nameServers
        self.zone = zone
        self.isAbsent = isAbsent
        self.ownership = ownership
        self.plan = plan
        self.commit = commit
        self.time = time
        self.zoneID = zoneID
        self.restoredBy = restoredBy
        self.notes = notes
    }
}
