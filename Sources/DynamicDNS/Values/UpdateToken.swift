package import DNSModel
package import ZonePlanning

/// What a client updates hosts with: the hash of a random secret, and what it is good for.
package struct UpdateToken: Hashable, Sendable {
    package var id: TokenID
    package var account: AccountID
    /// What its owner calls it.
    package var label: String
    package var hash: SecretHash
    package var scope = Scope()
    package var created: Instant
    /// When it was last used, to the hour at the least.
    package var lastUsed: Instant?
    /// Since when it is good for nothing.
    package var revoked: Instant?

    /// What a token is good for. An empty list allows nothing, `nil` everything.
    package struct Scope: Hashable, Sendable {
        /// The hosts.
        package var hosts: Set<DomainName>?
        /// The record types.
        package var types: Set<RecordType>?
        /// The networks it may be used from.
        package var sources: [AddressNetwork]?
        /// Whether it may manage hosts and tokens by the REST API, not only update records.
        package var managesAccount = false

        package init(
            hosts: Set<DomainName>? = nil, types: Set<RecordType>? = nil, sources: [AddressNetwork]? = nil,
            managesAccount: Bool = false
        ) {
            self.hosts = hosts
            self.types = types
            self.sources = sources
            self.managesAccount = managesAccount
        }
    }

    package init(id: TokenID, account: AccountID, label: String, hash: SecretHash, scope: Scope, created: Instant) {
        self.id = id
        self.account = account
        self.label = label
        self.hash = hash
        self.scope = scope
        self.created = created
    }
}

/// A secret as it is shown once: letters and digits without those that look alike, so that it can be typed.
package struct FreshSecret: Sendable {
    /// `g53_` and 32 characters for 160 bits, which scanners of leaked secrets can know.
    package let text: String

    /// How many random octets there are in it.
    package static let octets = 20

    /// - Parameter random: at least ``octets`` random octets; fewer make no secret.
    package init?(random: [UInt8]) {
        guard random.count >= Self.octets else { return nil }
        text = "g53_" + Base32.text(Array(random.prefix(Self.octets)))
    }

    /// What is stored of it.
    package var hash: SecretHash { SecretHash(of: text) }
}
