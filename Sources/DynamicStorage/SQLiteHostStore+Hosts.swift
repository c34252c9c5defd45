package import DNSModel
package import DynamicDNS
internal import FoundationEssentials
internal import GRDB
package import ZonePlanning

extension SQLiteHostStore {
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
                db, "WHERE owner = ? AND sort > ? ORDER BY sort LIMIT ?", [account.text, after?.sort ?? Data(), limit])
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
            if try StoredHost.find(host.name, db) != nil { return .taken }
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM hosts WHERE owner = ? AND suffix = ?",
                arguments: [host.owner.text, host.suffix.stored])
            if count ?? 0 >= most { return .accountIsFull }
            try StoredHost.insert(host, db)
            try StoredEvent.insert([event], db)
            return .claimed
        }
    }

    package func setWanted(_ wishes: [HostWish]) async throws(HostStoreError) -> [WishOutcome] {
        if wishes.isEmpty { return [] }
        return try await self.wishes.store(wishes, in: self)
    }

    /// Stores wishes in a transaction that is open. Where none of them changes anything, nothing is written.
    static func take(_ wishes: [HostWish], _ db: Database) throws -> [WishOutcome] {
        try wishes.map { wish in
            let outcome = try outcome(of: wish, db)
            guard case .changed(let generation) = outcome else { return outcome }
            try db.cachedStatement(
                sql: """
                    UPDATE hosts SET wanted = ?, challenge = ?, not_before = ?, generation = ?, wanted_at = ?,
                        status = 'pending', reason = NULL, updated_at = ?, updated_from = ?, updated_by = ?,
                        last_seen = max(last_seen, ?)
                    WHERE sort = ?
                    """
            ).execute(arguments: [
                HostRecords.text(of: wish.sets), wish.latestChallenge.map { Data($0) }, wish.notBefore?.stored,
                generation, wish.update.at.stored, wish.update.at.stored, wish.update.from?.description,
                wish.update.client, wish.update.at.stored, wish.name.sort,
            ])
            try StoredEvent.insert([wish.event], db)
            return outcome
        }
    }

    private static func outcome(of wish: HostWish, _ db: Database) throws -> WishOutcome {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT generation, wanted, challenge, leaving FROM hosts WHERE sort = ?"),
            arguments: [wish.name.sort])
        guard let row, try row.value("leaving") == 0 else { return .missing }
        let generation: Int64 = try row.value("generation")
        if generation != wish.from { return .moved }
        let wanted: String = try row.value("wanted")
        let challenge = (try row.optional("challenge") as Data?).map { Array($0) }
        let isSame = wanted == HostRecords.text(of: wish.sets) && challenge == wish.latestChallenge
        return isSame ? .unchanged : .changed(generation + 1)
    }

    package func delete(
        _ name: DomainName, of owner: AccountID, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE hosts SET leaving = 1, generation = generation + 1, wanted_at = ?, not_before = NULL,
                        status = 'pending', reason = NULL
                    WHERE sort = ? AND owner = ? AND leaving = 0
                    """, arguments: [at.stored, name.sort, owner.text])
            guard db.changesCount == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }

    package func forget(_ names: [DomainName], events: [HostEvent]) async throws(HostStoreError) {
        try await write { db in
            for name in names { try db.execute(sql: "DELETE FROM hosts WHERE sort = ?", arguments: [name.sort]) }
            try StoredEvent.insert(events, db)
        }
    }

    package func setBlock(
        _ reason: String?, hosts: [DomainName], at: Instant, events: [HostEvent]
    ) async throws(HostStoreError) {
        try await write { db in
            for name in hosts {
                try db.execute(
                    sql: """
                        UPDATE hosts SET block = ?, generation = generation + 1, wanted_at = ?, not_before = NULL,
                            status = 'pending', reason = NULL
                        WHERE sort = ? AND block IS NOT ?
                        """, arguments: [reason, at.stored, name.sort, reason])
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
            var (conditions, arguments): ([String], StatementArguments) = (["number < ?"], [before ?? .max])
            if let account {
                conditions.append("account = ?")
                arguments += [account.text]
            }
            if let host {
                conditions.append("host = ?")
                arguments += [host.stored]
            }
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT * FROM events WHERE \(conditions.joined(separator: " AND ")) ORDER BY number DESC LIMIT ?",
                arguments: arguments + [limit])
            return try rows.map(StoredEvent.event)
        }
    }
}
