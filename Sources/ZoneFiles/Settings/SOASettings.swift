package import DNSModel

/// Fields of an SOA that the settings give; nothing where they say nothing. Times are in seconds.
package struct SOASettings: Hashable, Sendable {
    /// The name server that is the zone's source.
    package var mname: DomainName?
    /// The mailbox of who answers for the zone, as a name.
    package var rname: DomainName?
    package var refresh: UInt32?
    package var retry: UInt32?
    package var expire: UInt32?
    /// The time to live of negative answers (RFC 2308).
    package var minimum: UInt32?
    /// The time to live of the SOA itself.
    package var ttl: TTL?

    package init() {}

    /// These fields, and those of `other` where these say nothing.
    package func filled(from other: SOASettings) -> SOASettings {
        var result = self
        result.mname = mname ?? other.mname
        result.rname = rname ?? other.rname
        result.refresh = refresh ?? other.refresh
        result.retry = retry ?? other.retry
        result.expire = expire ?? other.expire
        result.minimum = minimum ?? other.minimum
        result.ttl = ttl ?? other.ttl
        return result
    }
}
