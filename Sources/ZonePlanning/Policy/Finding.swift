package import DNSModel

// Decision 0080: findings are facts.

/// The name of a rule that a plan is held against; what `--allow` takes.
package enum PolicyName: String, Hashable, Sendable, CaseIterable, Codable {
    /// Too large a share of the zone's sets is deleted.
    case deleteShare = "delete-share"
    /// Too large a share of the zone's sets is updated.
    case updateShare = "update-share"
    /// Every set we own in the zone is deleted.
    case emptyZone = "empty-zone"
    /// A protected set is changed or deleted.
    case protected
    /// The NS of the apex change.
    case apexNS = "apex-ns"
    /// A TTL is shorter or longer than the settings want.
    case ttl
    /// A set is declared past its `expires:` date.
    case expired
    /// The zone itself is deleted.
    case zoneDelete = "zone-delete"
}

/// What a policy found in a plan for one zone: facts, of which a report makes a sentence.
///
/// Findings are part of the plan's octets, so that reviewers approve them; how they are worded is not.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, Codable {
        /// The plan cannot be applied unless the policy is allowed by name.
        case error
        /// Shown; the plan can be applied.
        case warning
    }

    /// What was found.
    package enum Fact: Hashable, Sendable {
        /// More of the zone's sets are deleted than the share of them that may be.
        case deletesShare(Share)
        /// More of the zone's sets are updated than the share of them that may be.
        case updatesShare(Share)
        /// All of the zone's sets are deleted, so many.
        case emptiesZone(count: Int)
        /// Something happens to a protected set.
        case protected(RecordSet.Key, Protection)
        /// The name servers of the zone change.
        case changesNameServers
        /// A set gets a TTL below the shortest or above the longest that is wanted.
        case timeToLive(RecordSet.Key, TTL, bound: Bound, limit: TTL)
        /// A set is declared past its day.
        case expired(RecordSet.Key, on: CalendarDate, owner: String?)
        /// The zone itself is deleted, with so many sets.
        case deletesZone(count: Int)
    }

    /// So many of so many sets, where at most a share of them is allowed.
    package struct Share: Hashable, Sendable {
        package var count: Int
        package var total: Int
        /// From 0 to 1.
        package var limit: Double

        package init(count: Int, total: Int, limit: Double) {
            self.count = count
            self.total = total
            self.limit = limit
        }
    }

    /// What happens to a protected set.
    package enum Protection: String, Hashable, Sendable, Codable, CaseIterable {
        case changed, deleted
        /// The set stays, and is not protected any more.
        case unprotected
    }

    /// Which bound a TTL is beyond.
    package enum Bound: String, Hashable, Sendable, Codable, CaseIterable {
        case minimum, maximum
    }

    package var fact: Fact
    package var severity: Severity
    /// Whether the policy was allowed by name for this plan.
    package var isAllowed: Bool

    package init(_ fact: Fact, severity: Severity = .error, isAllowed: Bool = false) {
        self.fact = fact
        self.severity = severity
        self.isAllowed = isAllowed
    }

    /// The policy that found it.
    package var policy: PolicyName {
        switch fact {
        case .deletesShare: .deleteShare
        case .updatesShare: .updateShare
        case .emptiesZone: .emptyZone
        case .protected: .protected
        case .changesNameServers: .apexNS
        case .timeToLive: .ttl
        case .expired: .expired
        case .deletesZone: .zoneDelete
        }
    }

    /// Whether who saw this finding has seen another one too: the same, or one of the same kind of less.
    ///
    /// A plan that makes only some of the changes of another one deletes fewer sets, of as many or a few more.
    func covers(_ other: Finding) -> Bool {
        if self == other { return true }
        guard !other.isBlocking, other.severity == .warning || isAllowed else { return false }
        return switch (fact, other.fact) {
        case (.deletesShare(let seen), .deletesShare(let now)), (.updatesShare(let seen), .updatesShare(let now)):
            seen.count >= now.count
        case (.emptiesZone(let seen), .emptiesZone(let now)), (.deletesZone(let seen), .deletesZone(let now)):
            seen >= now
        case (.deletesShare, _), (.updatesShare, _), (.emptiesZone, _), (.deletesZone, _), (.protected, _),
            (.changesNameServers, _), (.timeToLive, _), (.expired, _):
            false
        }
    }

    /// Whether it is about one of some record sets, or about the zone as a whole.
    func concerns(_ keys: Set<RecordSet.Key>) -> Bool {
        switch fact {
        case .protected(let key, _), .timeToLive(let key, _, _, _), .expired(let key, _, _): keys.contains(key)
        case .deletesShare, .updatesShare, .emptiesZone, .changesNameServers, .deletesZone: true
        }
    }

    /// Whether the finding keeps the plan from being applied.
    package var isBlocking: Bool { severity == .error && !isAllowed }
}
