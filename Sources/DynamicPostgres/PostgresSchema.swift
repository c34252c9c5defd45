internal import DynamicDNS
internal import DynamicStorage

// Decision 0109: forwards only, and a database that is newer is left alone.

/// The tables, and which steps to them a database has behind it.
enum PostgresSchema {
    /// The table of the steps that were done.
    private static let steps = "gate53d_steps"

    /// Refuses a database that is not of this version.
    ///
    /// - Parameter connection: to which.
    /// - Throws: ``HostStoreError``, ``PostgresFailure``.
    static func check(_ connection: PostgresConnection) throws {
        guard try missing(try done(connection)).isEmpty else { throw isEarlier }
    }

    /// Brings a database to this version.
    ///
    /// - Parameters:
    ///   - connection: to which.
    ///   - migrates: whether one of an earlier version is brought to this one; one without tables always is.
    /// - Throws: ``HostStoreError``, ``PostgresFailure``.
    static func bring(_ connection: PostgresConnection, migrates: Bool) throws {
        if let before = try done(connection), try missing(before).isEmpty { return }
        try connection.transaction("BEGIN") { connection in
            // It may take its time. Of two processes, the second finds what the first has done.
            try connection.script("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")
            _ = try connection.run("SELECT pg_advisory_xact_lock(5353)")
            let before = try done(connection)
            if before == nil { try connection.script("CREATE TABLE \(steps) (name TEXT COLLATE \"C\" PRIMARY KEY)") }
            guard before?.isEmpty ?? true || migrates else { throw isEarlier }
            for step in try missing(before) {
                try connection.script(PostgresWords.tables(step.statements))
                _ = try connection.run("INSERT INTO \(steps) (name) VALUES (?)", [.text(step.name)])
            }
        }
    }

    /// The steps that a database has behind it; `nil` where it has no table of them.
    private static func done(_ connection: PostgresConnection) throws -> [String]? {
        let table = try connection.run(
            """
            SELECT tablename FROM pg_catalog.pg_tables
            WHERE tablename = ? AND schemaname = ANY (current_schemas(false))
            """, [.text(steps)])
        if table.rows.isEmpty { return nil }
        return try connection.run("SELECT name FROM \(steps)").rows.map { row in
            guard case .text(let name) = row.cell("name") else { throw DamagedRow(what: "name") }
            return name
        }
    }

    /// The steps that are still to be done.
    private static func missing(_ done: [String]?) throws(HostStoreError) -> [StoreSchema.Step] {
        let done = Set(done ?? [])
        guard done.isSubset(of: StoreSchema.steps.map(\.name)) else {
            throw .damaged(
                "the database was written by a newer gate53d, and this one leaves it alone; use that one, or restore a "
                    + "backup from before")
        }
        return StoreSchema.steps.filter { !done.contains($0.name) }
    }

    private static var isEarlier: HostStoreError {
        .damaged("the database has the tables of an earlier gate53d; make a backup, then run 'gate53d migrate'")
    }
}
