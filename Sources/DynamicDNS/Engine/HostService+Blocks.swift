package import DNSModel
internal import ZonePlanning

// Decision 0110: operations of the service.

extension HostService {
    /// Blocks a host, which takes its records out of DNS, or lets it be again, which brings them back.
    ///
    /// - Parameters:
    ///   - reason: why, for its owner; `nil` where it is let be again.
    ///   - name: the host.
    ///   - author: who does it; not the owner.
    /// - Returns: false where there is no such host, or it is so already.
    /// - Throws: ``HostStoreError``.
    package func setBlock(
        _ reason: String?, of name: DomainName, by author: Author
    ) async throws(HostStoreError) -> Bool {
        guard let host = try await store.host(name) else { return false }
        return try await setBlock(Self.cut(reason), of: [host], by: author) > 0
    }

    /// Blocks an account and all its hosts, or lets them be again. A host that was blocked by itself stays so.
    ///
    /// - Parameters:
    ///   - reason: why, for its owner; `nil` where it is let be again.
    ///   - id: the account.
    ///   - author: who does it; not the owner.
    /// - Returns: how many of its hosts changed; `nil` where there is no such account.
    /// - Throws: ``HostStoreError``; then what is left to do is done by doing it again.
    package func setBlock(
        _ reason: String?, ofAccount id: AccountID, by author: Author
    ) async throws(HostStoreError) -> Int? {
        guard var account = try await store.account(id) else { return nil }
        let reason = Self.cut(reason)
        if account.block != reason {
            let event = HostEvent(
                at: clock.now, account: id, host: nil, kind: reason == nil ? .unblocked : .blocked,
                actor: author.actor, before: account.block, after: reason, from: author.from, client: author.client)
            account.block = reason
            // First the account, so that it gets no more hosts meanwhile.
            try await store.update(account, event: event)
            if reason != nil { try await store.removeSessions(of: id, at: clock.now) }
        }
        var count = 0
        var last: DomainName?
        while true {
            let hosts = try await store.hosts(of: id, after: last, limit: 200)
            guard let end = hosts.last else { return count }
            last = end.name
            let those = hosts.filter { host in
                reason == nil ? host.block?.hasPrefix(Self.accountBlock) == true : host.block == nil
            }
            count += try await setBlock(reason.map { Self.accountBlock + $0 }, of: those, by: author)
        }
    }

    /// How the reason begins for which a host is blocked with its account.
    private static let accountBlock = "the account is blocked: "

    private static func cut(_ reason: String?) -> String? { reason.map { Printable.cut($0, to: 200) } }

    private func setBlock(
        _ reason: String?, of hosts: [Host], by author: Author
    ) async throws(HostStoreError) -> Int {
        let others = hosts.filter { $0.block != reason }
        if others.isEmpty { return 0 }
        let now = clock.now
        let events = others.map { host in
            HostEvent(
                at: now, account: host.owner, host: host.name, kind: reason == nil ? .unblocked : .blocked,
                actor: author.actor, before: host.block, after: reason, from: author.from, client: author.client)
        }
        try await store.setBlock(reason, hosts: others.map(\.name), at: now, events: events)
        for zone in Set(others.map(\.apex)) { onChange(zone) }
        return others.count
    }
}
