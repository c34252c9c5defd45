package import DNSModel

/// How the name servers of a zone came to serve what a plan changed: the part of a receipt that is known last.
package struct Propagation: Hashable, Sendable {
    /// The plan, and the zone.
    package var plan: Digest
    package var apex: DomainName
    /// When asking began and ended, in UTC, as in `2026-11-23T10:15:30Z`.
    package var started: String
    package var finished: String
    /// All name servers of the zone, by name.
    package var servers: [Server]
    /// How many record sets each was asked for.
    package var sets: Int
    package var unchecked: Unchecked
    /// How long caches keep what was there before, in seconds, where that is known.
    package var longestTTL: UInt32?
    /// Why nobody was asked, as a phrase; `nil` where somebody was.
    package var notAsked: String?
    /// What the parent zone says of the zone's name servers; `nil` where it was not asked.
    package var delegation: DelegationCheck?

    /// One name server.
    package struct Server: Hashable, Sendable, Codable {
        package var name: String
        /// Its address, with the port where that is not 53; `nil` where it is not known.
        package var address: String?
        /// When it was first seen to serve all of it; `nil` if it was not.
        package var served: String?
        /// What it did not serve at the end, as in `www.example.com. A`; only the first few.
        package var behind: [String]
        /// How many sets it did not serve at the end.
        package var behindCount: Int
        /// Why it can't be said what it serves, as a phrase that follows its name.
        package var problem: String?

        package init(
            name: String, address: String? = nil, served: String? = nil, behind: [String] = [], behindCount: Int = 0,
            problem: String? = nil
        ) {
            self.name = name
            self.address = address
            self.served = served
            self.behind = behind
            self.behindCount = behindCount
            self.problem = problem
        }
    }

    package init(
        plan: Digest, apex: DomainName, started: String, finished: String, servers: [Server] = [], sets: Int = 0,
        unchecked: Unchecked = Unchecked(), longestTTL: UInt32? = nil, notAsked: String? = nil,
        delegation: DelegationCheck? = nil
    ) {
        self.plan = plan
        self.apex = apex
        self.started = started
        self.finished = finished
        self.servers = servers
        self.sets = sets
        self.unchecked = unchecked
        self.longestTTL = longestTTL
        self.notAsked = notAsked
        self.delegation = delegation
    }

    /// Whether it is of what a receipt tells of.
    package func isOf(_ receipt: Receipt) -> Bool { plan == receipt.plan && apex == receipt.apex }

    /// Whether every name server serves all that can be looked at.
    package var isServed: Bool { notAsked == nil && (sets == 0 || servers.allSatisfy { $0.served != nil }) }

    /// When the last name server served all of it; `nil` where one does not.
    package var served: String? {
        let times = servers.compactMap(\.served)
        return isServed && sets > 0 && times.count == servers.count ? times.max() : nil
    }

    /// From when on no cache has what was there before, in UTC; `nil` where that is not known.
    package var cachesExpire: String? {
        guard let longestTTL, let time = served.flatMap({ Instant(parsing: $0) }) else { return nil }
        // Times are to the second, rounded down.
        return time.adding(seconds: Int64(longestTTL) + 1).description
    }
}
