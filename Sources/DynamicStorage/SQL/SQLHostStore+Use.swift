internal import DNSModel
package import DynamicDNS
internal import Platform
package import ZonePlanning

/// What clients said that is not stored yet: when hosts and tokens were last seen.
struct PendingUses: Sendable {
    var hosts: [DomainName: Instant] = [:]
    var tokens: [TokenID: Instant] = [:]
    var flushed: Instant?

    /// How much is kept in memory before it is stored.
    static let most = 50_000

    var isEmpty: Bool { hosts.isEmpty && tokens.isEmpty }

    mutating func take(_ use: ClientUse) {
        for host in use.hosts { hosts[host] = max(hosts[host] ?? use.at, use.at) }
        if let token = use.token { tokens[token] = max(tokens[token] ?? use.at, use.at) }
    }
}

extension SQLHostStore {
    /// Seconds after which what clients said is stored.
    private static var delay: Int64 { 600 }

    package func noteUse(_ use: ClientUse) async {
        let isDue = uses.locked { uses in
            uses.take(use)
            let flushed = uses.flushed ?? use.at
            if uses.flushed == nil { uses.flushed = use.at }
            return use.at.seconds(since: flushed) >= Self.delay || uses.hosts.count > PendingUses.most
        }
        // Whoever asks next tries again.
        if isDue { try? await flushUse(at: use.at) }
    }

    /// Stores when hosts and tokens were last seen, those that were not seen on the same day or in the same hour.
    ///
    /// - Parameter now: the time; `nil` where it is not to be noted.
    /// - Throws: ``HostStoreError``; then it is kept for the next time.
    package func flushUse(at now: Instant? = nil) async throws(HostStoreError) {
        let taken = uses.locked { uses in
            defer { uses = PendingUses(flushed: now ?? uses.flushed) }
            return uses
        }
        if taken.isEmpty { return }
        do throws(HostStoreError) {
            try await write { db in
                for (host, at) in taken.hosts.sorted(by: { $0.key < $1.key }) {
                    try db.execute(
                        "UPDATE hosts SET last_seen = ? WHERE sort = ? AND last_seen < ?",
                        [at.stored, host.sort, at.adding(seconds: -86_400).stored])
                }
                for (token, at) in taken.tokens.sorted(by: { $0.key.text < $1.key.text }) {
                    try db.execute(
                        "UPDATE tokens SET last_used = ? WHERE id = ? AND (last_used IS NULL OR last_used < ?)",
                        [at.stored, token.text, at.adding(seconds: -3_600).stored])
                }
            }
        } catch {
            uses.locked { uses in
                for (host, at) in taken.hosts { uses.hosts[host] = max(uses.hosts[host] ?? at, at) }
                for (token, at) in taken.tokens { uses.tokens[token] = max(uses.tokens[token] ?? at, at) }
            }
            throw error
        }
    }
}
