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

/// What a policy says about a plan for one zone.
package struct Finding: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable, Codable {
        /// The plan cannot be applied unless the policy is allowed by name.
        case error
        /// Shown; the plan can be applied.
        case warning
    }

    package var policy: PolicyName
    package var severity: Severity
    /// What was found, with its numbers, and what to do.
    package var message: String
    /// Whether the policy was allowed by name for this plan.
    package var isAllowed: Bool

    package init(policy: PolicyName, severity: Severity, message: String, isAllowed: Bool = false) {
        self.policy = policy
        self.severity = severity
        self.message = message
        self.isAllowed = isAllowed
    }

    /// Whether the finding keeps the plan from being applied.
    package var isBlocking: Bool { severity == .error && !isAllowed }
}
