internal import DNSModel
package import DynamicDNS
internal import FoundationEssentials
internal import GRDB
package import ZonePlanning

// Decision 0110: operations of the service.

extension SQLiteHostStore {
    // MARK: - Mail

    package func takeMail(
        at now: Instant, until: Instant, limit: Int
    ) async throws(HostStoreError) -> [QueuedMail] {
        // Mostly there is nothing, and then nothing is written.
        let isDue = try await read { db in
            try Int.fetchOne(
                db.cachedStatement(sql: "SELECT 1 FROM mails WHERE due <= ? LIMIT 1"), arguments: [now.stored]) != nil
        }
        guard isDue else { return [] }
        return try await write { db in
            let rows = try Row.fetchAll(
                db,
                sql: """
                    SELECT events.*, mails.attempts FROM mails JOIN events ON events.number = mails.event
                    WHERE mails.due <= ? ORDER BY mails.due, mails.event LIMIT ?
                    """, arguments: [now.stored, limit])
            let mails = try rows.map { row in
                QueuedMail(event: try StoredEvent.event(row), attempts: try row.value("attempts") + 1)
            }
            for mail in mails {
                try db.cachedStatement(sql: "UPDATE mails SET due = ?, attempts = ? WHERE event = ?").execute(
                    arguments: [until.stored, mail.attempts, mail.event.number])
            }
            return mails.sorted { $0.event.number < $1.event.number }
        }
    }

    package func finishMail(_ events: [Int64]) async throws(HostStoreError) {
        if events.isEmpty { return }
        try await write { db in
            for number in events {
                try db.cachedStatement(sql: "DELETE FROM mails WHERE event = ?").execute(arguments: [number])
            }
        }
    }

    package func delayMail(_ events: [Int64], until: Instant) async throws(HostStoreError) {
        if events.isEmpty { return }
        try await write { db in
            for number in events {
                try db.cachedStatement(sql: "UPDATE mails SET due = ? WHERE event = ?").execute(
                    arguments: [until.stored, number])
            }
        }
    }

    package func waitingMail() async throws(HostStoreError) -> Int {
        try await read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM mails") ?? 0 }
    }

    // MARK: - Abuse reports

    package func add(
        _ report: AbuseReport, most: Int, mostOfHost: Int
    ) async throws(HostStoreError) -> Int64? {
        try await write { db in
            let isOpen = "SELECT count(*) FROM abuse_reports WHERE closed IS NULL"
            let open = try Int.fetchOne(db, sql: isOpen) ?? 0
            let ofHost = try Int.fetchOne(db, sql: isOpen + " AND host = ?", arguments: [report.host.stored]) ?? 0
            guard open < most, ofHost < mostOfHost else { return nil }
            try db.execute(
                sql: "INSERT INTO abuse_reports (at, host, text, contact, source) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    report.at.stored, report.host.stored, report.text, report.contact, report.from?.description,
                ])
            return db.lastInsertedRowID
        }
    }

    package func abuseReports(
        isOpen: Bool, before: Int64?, limit: Int
    ) async throws(HostStoreError) -> [AbuseReport] {
        try await read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT * FROM abuse_reports WHERE closed IS \(isOpen ? "" : "NOT ")NULL AND number < ?
                    ORDER BY number DESC LIMIT ?
                    """, arguments: [before ?? .max, limit]
            ).map { row in
                var report = AbuseReport(
                    at: try row.instant("at"), host: try row.name("host"), text: try row.value("text"),
                    contact: try row.optional("contact"), from: try row.address("source"))
                report.number = try row.value("number")
                report.closed = try row.optionalInstant("closed")
                report.outcome = try row.optional("outcome")
                return report
            }
        }
    }

    package func closeAbuseReport(
        _ number: Int64, outcome: String, at: Instant
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                sql: "UPDATE abuse_reports SET closed = ?, outcome = ? WHERE number = ? AND closed IS NULL",
                arguments: [at.stored, outcome, number])
            return db.changesCount == 1
        }
    }

    package func openAbuseReports() async throws(HostStoreError) -> Int {
        try await read { db in
            try Int.fetchOne(db, sql: "SELECT count(*) FROM abuse_reports WHERE closed IS NULL") ?? 0
        }
    }
}
