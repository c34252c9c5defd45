package import DNSModel

/// What a plan may do before it needs an override by name.
package struct PolicySettings: Hashable, Sendable {
    /// The largest share of a zone's record sets that one plan may delete, from 0 to 1; nothing switches the rule off.
    package var deleteShare: Double?
    /// The largest share of a zone's record sets that one plan may update, from 0 to 1; nothing switches the rule off.
    package var updateShare: Double?
    /// From how many record sets on the shares are looked at.
    package var shareFrom: Int
    /// Whether a plan that deletes every set we own in a zone is refused, whatever the zone's size.
    package var refuseEmptyZone: Bool
    /// Sets that may be changed or deleted only when allowed by name, besides those a zone file protects.
    package var protected: [RecordPattern]
    /// Whether a change of the apex NS is refused.
    package var refuseApexNSChange: Bool
    /// The shortest TTL a created or updated set may have.
    package var minimumTTL: TTL?
    /// The longest TTL a created or updated set may have.
    package var maximumTTL: TTL?
    /// What an `expires:` date in the past is.
    package var expired: Expired

    package enum Expired: String, Hashable, Sendable, CaseIterable {
        /// The plan is refused.
        case error
        /// The plan says so.
        case warning
        /// Nothing is said.
        case off
    }

    package init(
        deleteShare: Double? = 0.3, updateShare: Double? = 0.3, shareFrom: Int = 10, refuseEmptyZone: Bool = true,
        protected: [RecordPattern] = [], refuseApexNSChange: Bool = true, minimumTTL: TTL? = TTL(seconds: 30),
        maximumTTL: TTL? = TTL(seconds: 604_800), expired: Expired = .error
    ) {
        self.deleteShare = deleteShare
        self.updateShare = updateShare
        self.shareFrom = shareFrom
        self.refuseEmptyZone = refuseEmptyZone
        self.protected = protected
        self.refuseApexNSChange = refuseApexNSChange
        self.minimumTTL = minimumTTL
        self.maximumTTL = maximumTTL
        self.expired = expired
    }
}
