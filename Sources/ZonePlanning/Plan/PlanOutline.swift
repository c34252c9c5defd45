package import DNSModel

/// What has to be known of a plan to make it again from what waits, where the plan itself is too large to be shown.
package struct PlanOutline: Hashable, Sendable {
    package var digest: Digest
    package var protectedCommit: String
    package var ledgerRoot: String?
    package var validUntil: CalendarDate?
    package var allowed: [PolicyName]
    /// The zones that were looked at; `nil` means all.
    package var zones: [DomainName]?

    package init(
        digest: Digest, protectedCommit: String, ledgerRoot: String? = nil, validUntil: CalendarDate? = nil,
        allowed: [PolicyName], zones: [DomainName]?
    ) {
        self.ledgerRoot = ledgerRoot
        self.validUntil = validUntil
        self.digest = digest
        self.protectedCommit = protectedCommit
        self.allowed = allowed
        self.zones = zones
    }
}
