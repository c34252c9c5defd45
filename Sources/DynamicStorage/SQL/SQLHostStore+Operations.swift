internal import DNSModel
package import DynamicDNS
package import ZonePlanning

// Decision 0110: operations of the service.

extension SQLHostStore {
    // MARK: - Mail

    package func takeMail(
        at now: Instant, until: Instant, limit: Int
    ) async throws(HostStoreError) -> [QueuedMail] {
        // Mostly there is nothing, and then nothing is written.
        let isDue = try await read { db in
            try db.row("SELECT event FROM mails WHERE due <= ? LIMIT 1", [now.stored]) != nil
        }
        guard isDue else { return [] }
        return try await write { db in
            // Locked first, so that no two processes send the same mail.
            let due = try db.rows(
                "SELECT event FROM mails WHERE due <= ? ORDER BY due, event LIMIT ?\(db.words.andLock)",
                [now.stored, limit]
            ).map { try $0.value("event") as Int64 }
            let rows = try due.compactMap { number in
                try db.row(
                    """
                    SELECT events.*, mails.attempts FROM mails JOIN events ON events.number = mails.event
                    WHERE mails.event = ? AND mails.due <= ?
                    """, [number, now.stored])
            }
            let mails = try rows.map { row in
                QueuedMail(event: try StoredEvent.event(row), attempts: try row.value("attempts") + 1)
            }
            for mail in mails {
                try db.execute(
                    "UPDATE mails SET due = ?, attempts = ? WHERE event = ?",
                    [until.stored, mail.attempts, mail.event.number])
            }
            return mails.sorted { $0.event.number < $1.event.number }
        }
    }

    package func finishMail(_ events: [Int64]) async throws(HostStoreError) {
        if events.isEmpty { return }
        try await write { db in
            for number in events {
                try db.execute("DELETE FROM mails WHERE event = ?", [number])
            }
        }
    }

    package func delayMail(_ events: [Int64], until: Instant) async throws(HostStoreError) {
        if events.isEmpty { return }
        try await write { db in
            for number in events {
                try db.execute("UPDATE mails SET due = ? WHERE event = ?", [until.stored, number])
            }
        }
    }

    package func waitingMail() async throws(HostStoreError) -> Int {
        try await read { db in try db.count("SELECT count(*) AS count FROM mails", []) }
    }

    // MARK: - Abuse reports

    package func add(
        _ report: AbuseReport, most: Int, mostOfHost: Int
    ) async throws(HostStoreError) -> Int64? {
        try await write { db in
            let isOpen = "SELECT count(*) AS count FROM abuse_reports WHERE closed IS NULL"
            let open = try db.count(isOpen, [])
            let ofHost = try db.count(isOpen + " AND host = ?", [report.host.stored])
            guard open < most, ofHost < mostOfHost else { return nil }
            return try db.row(
                "INSERT INTO abuse_reports (at, host, text, contact, source) VALUES (?, ?, ?, ?, ?) RETURNING number",
                [report.at.stored, report.host.stored, report.text, report.contact, report.from?.description]
            ).map { try $0.value("number") }
        }
    }

    package func abuseReports(
        isOpen: Bool, before: Int64?, limit: Int
    ) async throws(HostStoreError) -> [AbuseReport] {
        try await read { db in
            try db.rows(
                """
                SELECT * FROM abuse_reports WHERE closed IS \(isOpen ? "" : "NOT ")NULL AND number < ?
                ORDER BY number DESC LIMIT ?
                """, [before ?? .max, limit]
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
                "UPDATE abuse_reports SET closed = ?, outcome = ? WHERE number = ? AND closed IS NULL",
                [at.stored, outcome, number]) == 1
        }
    }

    package func openAbuseReports() async throws(HostStoreError) -> Int {
        try await read { db in
            try db.count("SELECT count(*) AS count FROM abuse_reports WHERE closed IS NULL", [])
        }
    }
}
