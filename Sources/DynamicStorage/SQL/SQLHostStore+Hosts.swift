package import DNSModel
package import DynamicDNS
package import ZonePlanning

extension SQLHostStore {
    package func hosts(_ names: [DomainName]) async throws(HostStoreError) -> [DomainName: Host] {
        try await read { db in
            var found: [DomainName: Host] = [:]
            for name in names { found[name] = try StoredHost.find(name, db)?.host }
            return found
        }
    }

    package func hosts(
        of account: AccountID, after: DomainName?, limit: Int
    ) async throws(HostStoreError) -> [Host] {
        try await read { db in
            try StoredHost.all(
                db, "WHERE owner = ? AND sort > ? ORDER BY sort LIMIT ?", [account.text, after?.sort ?? [], limit])
        }
    }

    package func idleHosts(
        below suffix: DomainName, since: Instant, limit: Int
    ) async throws(HostStoreError) -> [Host] {
        try await flushUse()
        return try await read { db in
            try StoredHost.all(
                db, "WHERE suffix = ? AND last_seen < ? AND leaving = 0 ORDER BY last_seen, sort LIMIT ?",
                [suffix.stored, since.stored, limit])
        }
    }

    package func claim(_ host: Host, most: Int, event: HostEvent) async throws(HostStoreError) -> ClaimOutcome {
        try await write { db in
            // Of two claims of one account, the second counts the first.
            try StoredAccount.lock(host.owner, db)
            if try StoredHost.find(host.name, db) != nil { return .taken }
            let found = try db.row(
                "SELECT count(*) AS count FROM hosts WHERE owner = ? AND suffix = ?",
                [host.owner.text, host.suffix.stored])
            if let found, try found.value("count") >= most { return .accountIsFull }
            try StoredHost.insert(host, db)
            try StoredEvent.insert([event], db)
            return .claimed
        }
    }

    package func setWanted(_ wishes: [HostWish]) async throws(HostStoreError) -> [WishOutcome] {
        if wishes.isEmpty { return [] }
        if database.joinsWrites { return try await self.wishes.store(wishes, in: self) }
        // Most updates change nothing, and then nothing is written.
        let seen = try await read { db in try wishes.map { try Self.outcome(of: $0, "", db) } }
        let isChange = seen.contains { if case .changed = $0 { true } else { false } }
        guard isChange else { return seen }
        return try await write { db in try Self.take(wishes, db) }
    }

    /// Stores wishes in a transaction that is open.
    static func take(_ wishes: [HostWish], _ db: any SQLSession) throws -> [WishOutcome] {
        // In the order of names, so that no two transactions wait for each other.
        var outcomes: [WishOutcome] = wishes.map { _ in .missing }
        for index in wishes.indices.sorted(by: { wishes[$0].name < wishes[$1].name }) {
            let wish = wishes[index]
            outcomes[index] = try outcome(of: wish, db.words.andLock, db)
            guard case .changed(let generation) = outcomes[index] else { continue }
            try db.execute(
                """
                UPDATE hosts SET wanted = ?, challenge = ?, not_before = ?, generation = ?, wanted_at = ?,
                    status = 'pending', reason = NULL, updated_at = ?, updated_from = ?, updated_by = ?,
                    last_seen = \(db.words.greatest)(last_seen, ?)
                WHERE sort = ?
                """,
                [
                    HostRecords.text(of: wish.sets), wish.latestChallenge, wish.notBefore?.stored,
                    generation, wish.update.at.stored, wish.update.at.stored, wish.update.from?.description,
                    wish.update.client, wish.update.at.stored, wish.name.sort,
                ])
            try StoredEvent.insert([wish.event], db)
        }
        return outcomes
    }

    private static func outcome(of wish: HostWish, _ locking: String, _ db: any SQLSession) throws -> WishOutcome {
        let row = try db.row(
            "SELECT generation, wanted, challenge, leaving FROM hosts WHERE sort = ?\(locking)",
            [wish.name.sort])
        guard let row, try row.value("leaving") == 0 else { return .missing }
        let generation: Int64 = try row.value("generation")
        if generation != wish.from { return .moved }
        let wanted: String = try row.value("wanted")
        let challenge: [UInt8]? = try row.optional("challenge")
        let isSame = wanted == HostRecords.text(of: wish.sets) && challenge == wish.latestChallenge
        return isSame ? .unchanged : .changed(generation + 1)
    }

    package func delete(
        _ name: DomainName, of owner: AccountID, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            let changed = try db.execute(
                """
                UPDATE hosts SET leaving = 1, generation = generation + 1, wanted_at = ?, not_before = NULL,
                    status = 'pending', reason = NULL
                WHERE sort = ? AND owner = ? AND leaving = 0
                """, [at.stored, name.sort, owner.text])
            guard changed == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }

    package func forget(_ names: [DomainName], events: [HostEvent]) async throws(HostStoreError) {
        try await write { db in
            for name in names.sorted() { try db.execute("DELETE FROM hosts WHERE sort = ?", [name.sort]) }
            try StoredEvent.insert(events, db)
        }
    }

    package func setBlock(
        _ reason: String?, hosts: [DomainName], at: Instant, events: [HostEvent]
    ) async throws(HostStoreError) {
        try await write { db in
            for name in hosts.sorted() {
                try db.execute(
                    """
                    UPDATE hosts SET block = ?, generation = generation + 1, wanted_at = ?, not_before = NULL,
                        status = 'pending', reason = NULL
                    WHERE sort = ? AND block \(db.words.differsFrom) ?
                    """, [reason, at.stored, name.sort, reason])
            }
            try StoredEvent.insert(events, db)
        }
    }

    // MARK: - History

    package func append(_ events: [HostEvent]) async throws(HostStoreError) {
        if events.isEmpty { return }
        try await write { db in try StoredEvent.insert(events, db) }
    }

    package func events(
        account: AccountID?, host: DomainName?, before: Int64?, limit: Int
    ) async throws(HostStoreError) -> [HostEvent] {
        try await read { db in
            var (conditions, arguments): ([String], [(any SQLArgument)?]) = (["number < ?"], [before ?? .max])
            if let account {
                conditions.append("account = ?")
                arguments += [account.text]
            }
            if let host {
                conditions.append("host = ?")
                arguments += [host.stored]
            }
            let rows = try db.rows(
                "SELECT * FROM events WHERE \(conditions.joined(separator: " AND ")) ORDER BY number DESC LIMIT ?",
                arguments + [limit])
            return try rows.map(StoredEvent.event)
        }
    }
}
