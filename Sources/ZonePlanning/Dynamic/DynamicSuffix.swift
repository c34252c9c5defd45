package import DNSModel

/// A domain under which people claim host names at the dynamic DNS service, and what they may do there.
///
/// It is declared under `dynamic:` in the settings and reviewed like them. A host is one label below the suffix; its
/// record sets are at its name, and a TXT for ACME challenges (RFC 8555, section 8.4) at `_acme-challenge` below it.
package struct DynamicSuffix: Hashable, Sendable {
    /// The suffix: the zone's apex or a name below it.
    package var name: DomainName
    /// The zone that the hosts are in, which the settings declare with its provider.
    package var apex: DomainName
    /// The types that a host may have.
    package var types: [RecordType] = [.a, .aaaa]
    /// The time to live of every record set of a host.
    package var ttl: TTL
    /// How many hosts an account may have.
    package var hostsPerAccount = 5
    /// Labels that only an administrator gives away.
    package var reserved: Set<String> = []
    /// Patterns of labels that nobody gets, in lower case; `*` stands for any run of characters.
    package var forbidden: [String] = []
    /// After how many days without an update a host is given up; `nil` for never.
    package var idleDays: Int?
    /// Who may sign up.
    package var signUp = SignUp.invited
    /// Where it is declared.
    package var location: SourceLocation

    /// Who may have an account that claims hosts here.
    package enum SignUp: Hashable, Sendable {
        /// Whoever an administrator has invited.
        case invited
        /// Whoever signs in at one of these issuers, by URL.
        case issuers([String])
        /// Whoever can sign in at all.
        case anyone
    }

    package init(name: DomainName, apex: DomainName, ttl: TTL, location: SourceLocation) {
        self.name = name
        self.apex = apex
        self.ttl = ttl
        self.location = location
    }
}
