package import DNSModel

/// What a client asks for, whatever the protocol.
package struct UpdateCommand: Hashable, Sendable {
    package var credentials: Credentials
    /// The token that the client names beside its secret, which must be the one that the secret is of.
    package var token: TokenID?
    /// The hosts, in the order that the client named them.
    package var hosts: [Named]
    package var edit: RecordEdit
    package var from: IPAddress?
    package var client: String
    /// Whether nothing is changed where one of the hosts can't be.
    package var isAllOrNothing = false
    /// The states of which a host must have one, as the client has seen it; `nil` where it may have any.
    package var versions: Set<HostVersion>?

    /// A host as a client named it.
    package enum Named: Hashable, Sendable {
        case host(DomainName)
        /// It is no whole name.
        case malformed
    }

    package init(
        credentials: Credentials, hosts: [Named], edit: RecordEdit, from: IPAddress?, client: String,
        isAllOrNothing: Bool = false
    ) {
        self.credentials = credentials
        self.hosts = hosts
        self.edit = edit
        self.from = from
        self.client = client
        self.isAllOrNothing = isAllOrNothing
    }
}

/// What became of a command.
package enum UpdateResult: Hashable, Sendable {
    /// The credentials are nobody's.
    case unknownCredentials
    /// Too many requests: nothing was looked at, and when to come again, in seconds.
    case limited(seconds: Int)
    /// Whoever it is may do nothing.
    case blocked
    /// The store is not there.
    case failed
    /// What became of each host, in the command's order.
    case hosts([HostOutcome])
}

/// What became of one host.
package enum HostOutcome: Hashable, Sendable {
    /// It is stored and will be live.
    case changed(HostState)
    /// It was so already.
    case unchanged(HostState)
    /// What was named is no whole name.
    case malformed
    /// There is no such host, or it is not the client's: nobody is told which.
    case missing
    /// It is blocked.
    case blocked
    /// It was updated too often: when to come again, in seconds.
    case limited(seconds: Int)
    /// It has another state than the client has seen, and nothing was changed.
    case otherVersion
    /// None of what was asked for may be at the host, and why.
    case refused(String)
}

/// What a host has, as far as clients of update protocols are told.
package struct HostState: Hashable, Sendable {
    /// The addresses that were asked for and are wanted now, IPv4 first.
    package var asked: [IPAddress]
    /// The addresses that it has.
    package var v4: IPAddress?
    package var v6: IPAddress?

    package init(asked: [IPAddress], v4: IPAddress?, v6: IPAddress?) {
        self.asked = asked
        self.v4 = v4
        self.v6 = v6
    }
}
