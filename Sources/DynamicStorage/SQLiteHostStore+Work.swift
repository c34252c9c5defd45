package import DNSModel
package import DynamicDNS
internal import FoundationEssentials
internal import GRDB
package import ZonePlanning

extension SQLiteHostStore {
    // MARK: - Leases

    package func lease(
        zone: DomainName, holder: String, now: Instant, seconds: Int64
    ) async throws(HostStoreError) -> ZoneLease? {
        try await write { db in
            let row = try Row.fetchOne(db, sql: "SELECT * FROM leases WHERE zone = ?", arguments: [zone.stored])
            let fence: Int64
            if let row {
                let old = ZoneLease(
                    zone: zone, holder: try row.value("holder"), fence: try row.value("fence"),
                    expires: try row.instant("expires"))
                let isHeld = old.isHeld(at: now, seconds: seconds)
                if isHeld, old.holder != holder { return nil }
                fence = old.fence + (isHeld ? 0 : 1)
            } else {
                fence = 1
            }
            let lease = ZoneLease(zone: zone, holder: holder, fence: fence, expires: now.adding(seconds: seconds))
            try db.execute(
                sql: "INSERT OR REPLACE INTO leases (zone, holder, fence, expires) VALUES (?, ?, ?, ?)",
                arguments: [zone.stored, holder, fence, lease.expires.stored])
            return lease
        }
    }

    package func release(_ lease: ZoneLease) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                sql: "UPDATE leases SET expires = 0 WHERE zone = ? AND fence = ?",
                arguments: [lease.zone.stored, lease.fence])
        }
    }

    /// Refuses whoever has lost the right to write to another.
    private static func check(_ lease: ZoneLease, _ db: Database) throws {
        let fence = try Int64.fetchOne(
            db, sql: "SELECT fence FROM leases WHERE zone = ?", arguments: [lease.zone.stored])
        guard fence == lease.fence else { throw HostStoreError.fenced }
    }

    // MARK: - What waits

    package func dirtyHosts(
        zone: DomainName, at: Instant, limit: Int
    ) async throws(HostStoreError) -> [Host] {
        try await read { db in
            // Two parts, since each has an index of its own; and the first ends early, in the order of its index,
            // however many wait.
            try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT * FROM (
                            SELECT * FROM hosts
                            WHERE apex = ?1 AND \(StoreSchema.isDirty) AND status <> 'set-aside'
                                AND (not_before IS NULL OR not_before <= ?2 OR wanted_at > ?2)
                            ORDER BY wanted_at, sort LIMIT ?3)
                        UNION
                        SELECT * FROM (
                            SELECT * FROM hosts WHERE apex = ?1 AND unsure_until IS NOT NULL AND unsure_until <= ?2
                            ORDER BY wanted_at, sort LIMIT ?3)
                        ORDER BY wanted_at, sort LIMIT ?3
                        """), arguments: [zone.stored, at.stored, limit]
            ).map { try StoredHost($0).host }
        }
    }

    package func queue(zone: DomainName) async throws(HostStoreError) -> ZoneQueue {
        try await read { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT count(*) AS count, min(wanted_at) AS oldest FROM hosts
                    WHERE apex = ? AND \(StoreSchema.isDirty) AND status <> 'set-aside'
                    """, arguments: [zone.stored])
            guard let row else { return ZoneQueue(count: 0, oldest: nil) }
            return ZoneQueue(count: try row.value("count"), oldest: try row.optionalInstant("oldest"))
        }
    }

    package func recordCount(zone: DomainName) async throws(HostStoreError) -> Int {
        try await read { db in
            // One record a line.
            try Int.fetchOne(
                db,
                sql: """
                    SELECT sum(length(wanted) - length(replace(wanted, char(10), '')) + 1) FROM hosts
                    WHERE apex = ? AND wanted <> ''
                    """, arguments: [zone.stored]) ?? 0
        }
    }

    // MARK: - What was handed over

    package func submit(
        _ writes: [DomainName: HostWrite], until: Instant, lease: ZoneLease
    ) async throws(HostStoreError) {
        try await write { db in
            try Self.check(lease, db)
            for (name, write) in writes {
                try db.cachedStatement(
                    sql: """
                        UPDATE hosts SET submitted_generation = ?1, submitted = ?2,
                            unsure_until = max(coalesce(unsure_until, ?3), ?3)
                        WHERE sort = ?4
                        """
                ).execute(arguments: [
                    write.generation, HostRecords.text(of: write.sets), until.stored, name.sort,
                ])
            }
        }
    }

    package func settle(
        _ results: [DomainName: WriteResult], change: WrittenChange?, lease: ZoneLease, events: [HostEvent]
    ) async throws(HostStoreError) {
        try await write { db in
            try Self.check(lease, db)
            var number: Int64?
            if let change, !change.isServed {
                try db.execute(
                    sql: "INSERT INTO changes (zone, id, at) VALUES (?, ?, ?)",
                    arguments: [lease.zone.stored, change.id, change.at.stored])
                number = db.lastInsertedRowID
            }
            for (name, result) in results {
                guard var stored = try StoredHost.find(name, db) else { continue }
                stored.take(result, change, number: number)
                try stored.keepWork(db)
            }
            try StoredEvent.insert(events, db)
        }
    }

    package func openChanges(zone: DomainName, limit: Int) async throws(HostStoreError) -> [OpenChange] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM changes WHERE zone = ? ORDER BY number LIMIT ?",
                arguments: [zone.stored, limit]
            ).map {
                OpenChange(number: try $0.value("number"), id: try $0.optional("id"), at: try $0.instant("at"))
            }
        }
    }

    package func markServed(_ changes: [Int64], zone: DomainName) async throws(HostStoreError) {
        if changes.isEmpty { return }
        try await write { db in
            for number in changes {
                try db.execute(
                    sql: """
                        UPDATE hosts SET status = 'in-sync'
                        WHERE change = ? AND apex = ? AND status = 'pending' AND NOT \(StoreSchema.isDirty)
                        """, arguments: [number, zone.stored])
                try db.execute(
                    sql: "UPDATE hosts SET change = NULL WHERE change = ? AND apex = ?",
                    arguments: [number, zone.stored])
                try db.execute(
                    sql: "DELETE FROM changes WHERE number = ? AND zone = ?", arguments: [number, zone.stored])
            }
        }
    }
}

extension StoredHost {
    /// Notes what became of a write.
    fileprivate mutating func take(_ result: WriteResult, _ written: WrittenChange?, number: Int64?) {
        switch result {
        case .written(let write, let unsureUntil):
            host.submitted = nil
            host.written = write
            host.unsureUntil = unsureUntil
            // Where nothing had to be written, what was written before is as served as it was.
            if written != nil { change = number }
            if !host.isDirty { host.status = change == nil ? .inSync : .pending }
        case .withdrawn(let unsureUntil):
            host.submitted = nil
            host.unsureUntil = unsureUntil
        case .found(let sets, let unsureUntil):
            host.submitted = nil
            host.written = HostWrite(generation: -1, sets: sets)
            host.unsureUntil = unsureUntil
        case .unknown(let until): host.unsureUntil = max(until, host.unsureUntil ?? until)
        case .setAside(let generation, let reason):
            if generation == host.generation { host.status = .setAside(reason) }
        }
    }
}
