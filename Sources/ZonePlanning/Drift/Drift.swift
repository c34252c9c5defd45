package import DNSModel

/// What one look at all zones found.
package struct Drift: Hashable, Sendable {
    /// When it was made, in UTC, as in `2026-11-23T10:15:30Z`.
    package var time: String
    /// The protected branch and its commit.
    package var branch: String
    package var commit: String
    /// The zones that could be read, in canonical order.
    package var zones: [ZoneDrift]
    /// The zones that could not.
    package var failures: [Failure]
    /// The zones that were applied once and have no zone file any more; they are not checked.
    package var forgotten: [DomainName]
    /// Why it is not known who did it, as a sentence; `nil` where it was not asked, or is known.
    package var whoUnknown: String?

    /// A zone that could not be checked.
    package struct Failure: Hashable, Sendable {
        package var apex: DomainName
        /// The provider's name in the settings; `nil` where the zone's files could not be read.
        package var provider: String?
        /// The stable id of the error.
        package var code: String
        /// What happened and what to do.
        package var message: String

        package init(apex: DomainName, provider: String?, code: String, message: String) {
            self.apex = apex
            self.provider = provider
            self.code = code
            self.message = message
        }
    }

    package init(
        time: String, branch: String, commit: String, zones: [ZoneDrift], failures: [Failure] = [],
        forgotten: [DomainName] = []
    ) {
        self.time = time
        self.branch = branch
        self.commit = commit
        self.zones = zones.sorted { $0.apex < $1.apex }
        self.failures = failures.sorted { $0.apex < $1.apex }
        self.forgotten = forgotten
    }

    /// The counts of all zones together.
    package var counts: ZoneDrift.Counts { zones.reduce(ZoneDrift.Counts()) { $0 + $1.counts } }

    /// How many zones were looked at by asking their name servers, and what that can't show of them; `nil` where none
    /// was.
    package var byNameServers: (zones: Int, unchecked: Unchecked)? {
        var (zones, unchecked) = (0, Unchecked())
        for zone in self.zones {
            guard case .nameServers(_, let part) = zone.method else { continue }
            zones += 1
            unchecked = unchecked + part
        }
        return zones == 0 ? nil : (zones, unchecked)
    }

    /// Whether live left git in any zone.
    package var isDrifted: Bool { zones.contains(where: \.isDrifted) }

    /// When the oldest drift that is still there was done, or else first seen.
    package var oldest: String? {
        zones.flatMap(\.sets).filter(\.isDrifted).compactMap { $0.who?.time ?? $0.firstSeen }.min()
    }
}
