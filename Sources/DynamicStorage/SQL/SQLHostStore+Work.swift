package import DNSModel
package import DynamicDNS
package import ZonePlanning

extension SQLHostStore {
    // MARK: - Leases

    package func lease(
        zone: DomainName, holder: String, now: Instant, seconds: Int64
    ) async throws(HostStoreError) -> ZoneLease? {
        try await write { db in
            let row = try db.row("SELECT * FROM leases WHERE zone = ?\(db.words.andLock)", [zone.stored])
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
            // Of two that are the first at the same moment, the second one's row is refused, and it looks again.
            try db.execute(
                row == nil
                    ? "INSERT INTO leases (holder, fence, expires, zone) VALUES (?, ?, ?, ?)"
                    : "UPDATE leases SET holder = ?, fence = ?, expires = ? WHERE zone = ?",
                [holder, fence, lease.expires.stored, zone.stored])
            return lease
        }
    }

    package func release(_ lease: ZoneLease) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                "UPDATE leases SET expires = 0 WHERE zone = ? AND fence = ?",
                [lease.zone.stored, lease.fence])
        }
    }

    /// Refuses whoever has lost the right to write to another. Nobody gets it before the transaction is over.
    private static func check(_ lease: ZoneLease, _ db: any SQLSession) throws {
        let row = try db.row("SELECT fence FROM leases WHERE zone = ?\(db.words.andLock)", [lease.zone.stored])
        guard let row, try row.value("fence") == lease.fence else { throw HostStoreError.fenced }
    }

    // MARK: - What waits

    package func dirtyHosts(
        zone: DomainName, at: Instant, limit: Int
    ) async throws(HostStoreError) -> [Host] {
        try await read { db in
            // Two parts, since each has an index of its own; and the first ends early, in the order of its index,
            // however many wait.
            try db.rows(
                """
                SELECT * FROM (
                    SELECT * FROM hosts
                    WHERE apex = ?1 AND \(db.words.isDirty) AND status <> 'set-aside'
                        AND (not_before IS NULL OR not_before <= ?2 OR wanted_at > ?2)
                    ORDER BY wanted_at, sort LIMIT ?3) AS dirty
                UNION
                SELECT * FROM (
                    SELECT * FROM hosts WHERE apex = ?1 AND unsure_until IS NOT NULL AND unsure_until <= ?2
                    ORDER BY wanted_at, sort LIMIT ?3) AS unsure
                ORDER BY wanted_at, sort LIMIT ?3
                """, [zone.stored, at.stored, limit]
            ).map { try StoredHost($0).host }
        }
    }

    package func queue(zone: DomainName) async throws(HostStoreError) -> ZoneQueue {
        try await read { db in
            let row = try db.row(
                """
                SELECT count(*) AS count, min(wanted_at) AS oldest FROM hosts
                WHERE apex = ? AND \(db.words.isDirty) AND status <> 'set-aside'
                """, [zone.stored])
            guard let row else { return ZoneQueue(count: 0, oldest: nil) }
            return ZoneQueue(count: try row.value("count"), oldest: try row.optionalInstant("oldest"))
        }
    }

    package func recordCount(zone: DomainName) async throws(HostStoreError) -> Int {
        try await read { db in
            // One record a line.
            let count = "sum(length(wanted) - length(replace(wanted, ?1, '')) + 1)"
            return try db.count(
                "SELECT CAST(coalesce(\(count), 0) AS BIGINT) AS count FROM hosts WHERE apex = ?2 AND wanted <> ''",
                ["\n", zone.stored])
        }
    }

    // MARK: - What was handed over

    package func submit(
        _ writes: [DomainName: HostWrite], until: Instant, lease: ZoneLease
    ) async throws(HostStoreError) {
        try await write { db in
            try Self.check(lease, db)
            for (name, write) in writes.sorted(by: { $0.key < $1.key }) {
                try db.execute(
                    """
                    UPDATE hosts SET submitted_generation = ?1, submitted = ?2,
                        unsure_until = \(db.words.greatest)(coalesce(unsure_until, ?3), ?3)
                    WHERE sort = ?4
                    """,
                    [
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
                number = try db.row(
                    "INSERT INTO changes (zone, id, at) VALUES (?, ?, ?) RETURNING number",
                    [lease.zone.stored, change.id, change.at.stored])?.value("number")
            }
            for (name, result) in results.sorted(by: { $0.key < $1.key }) {
                guard var stored = try StoredHost.find(name, db, locking: db.words.andLock) else { continue }
                stored.take(result, change, number: number)
                try stored.keepWork(db)
            }
            try StoredEvent.insert(events, db)
        }
    }

    package func openChanges(zone: DomainName, limit: Int) async throws(HostStoreError) -> [OpenChange] {
        try await read { db in
            try db.rows(
                "SELECT * FROM changes WHERE zone = ? ORDER BY number LIMIT ?",
                [zone.stored, limit]
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
                    """
                    UPDATE hosts SET status = 'in-sync'
                    WHERE change = ? AND apex = ? AND status = 'pending' AND NOT \(db.words.isDirty)
                    """, [number, zone.stored])
                try db.execute(
                    "UPDATE hosts SET change = NULL WHERE change = ? AND apex = ?",
                    [number, zone.stored])
                try db.execute("DELETE FROM changes WHERE number = ? AND zone = ?", [number, zone.stored])
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
