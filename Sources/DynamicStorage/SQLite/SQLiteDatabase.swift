internal import DNSModel
package import DynamicDNS
internal import GRDB

// Decision 0106: SQLite in one file, durable before it is answered.
// Decision 0112: updates that wait at the same time are stored by one transaction.

/// What the dynamic DNS service keeps, in a file of SQLite.
package typealias SQLiteHostStore = SQLHostStore<SQLiteDatabase>

extension SQLHostStore where Database == SQLiteDatabase {
    /// Opens a file, which is made where there is none.
    ///
    /// - Parameters:
    ///   - path: the file. SQLite has two more beside it, with `-wal` and `-shm` at the end.
    ///   - migrates: whether a file of an earlier version is brought to this one.
    ///   - mostPages: how many pages of 4,096 octets the file may have; `nil` for as many as the disk takes.
    /// - Throws: ``HostStoreError``; also where the file has an earlier version and is to stay as it is, and always
    ///   where it has a later one.
    package convenience init(path: String, migrates: Bool = false, mostPages: Int? = nil) throws(HostStoreError) {
        self.init(try SQLiteDatabase(path: path, migrates: migrates, mostPages: mostPages))
    }
}

/// A file of SQLite.
///
/// Commits reach the disk before a call returns (`synchronous = FULL`; GRDB's own choice for WAL would lose the last
/// ones with the power). Reads don't wait for the writer.
package final class SQLiteDatabase: SQLDatabase {
    private let pool: DatabasePool

    init(path: String, migrates: Bool, mostPages: Int?) throws(HostStoreError) {
        pool = try Self.said { () throws(any Error) in
            var configuration = Configuration()
            configuration.busyMode = .timeout(10)
            configuration.maximumReaderCount = 3
            configuration.label = "gate53d"
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA synchronous = FULL")
            }
            try Self.migrate(pool, path: path, migrates: migrates)
            if let mostPages {
                try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA max_page_count = \(mostPages)") }
            }
            return pool
        }
    }

    package var joinsWrites: Bool { true }

    package func close() throws(HostStoreError) { try Self.said { () throws(any Error) in try pool.close() } }

    /// Copies the database as it is now into another file, while others use it.
    ///
    /// - Parameter path: the file, which must not be there.
    /// - Throws: ``HostStoreError``.
    package func backUp(to path: String) throws(HostStoreError) {
        try Self.said { () throws(any Error) in
            let copy = try DatabaseQueue(path: path)
            try pool.backup(to: copy)
            try copy.close()
        }
    }

    private static func migrate(_ pool: DatabasePool, path: String, migrates: Bool) throws {
        var migrator = DatabaseMigrator()
        for step in StoreSchema.steps {
            migrator.registerMigration(step.name) { db in try db.execute(sql: step.statements) }
        }
        let shown = Printable.text(path)
        if try pool.read(migrator.hasBeenSuperseded) {
            throw HostStoreError.damaged(
                "'\(shown)' was written by a newer gate53d, and this one leaves it alone; use that one, or restore a "
                    + "backup from before")
        }
        if try pool.read(migrator.hasCompletedMigrations) { return }
        let isNew = try pool.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") == 0 }
        guard isNew || migrates else {
            throw HostStoreError.damaged(
                "'\(shown)' has the tables of an earlier gate53d; make a backup, then run 'gate53d migrate'")
        }
        try migrator.migrate(pool)
    }

    // MARK: - Reading and writing

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        do { return try await pool.read { db in try body(SQLiteSession(db: db)) } } catch { throw Self.said(error) }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        do { return try await pool.write { db in try body(SQLiteSession(db: db)) } } catch { throw Self.said(error) }
    }

    private static func said<Value>(_ body: () throws -> Value) throws(HostStoreError) -> Value {
        do { return try body() } catch { throw said(error) }
    }

    /// What went wrong, for whoever looks after the service.
    static func said(_ error: any Error) -> HostStoreError {
        switch error {
        case let error as HostStoreError: return error
        case let row as DamagedRow: return HostStoreError(row)
        case let error as DatabaseError:
            let message = Printable.cut(error.message ?? "no reason given", to: 200)
            switch error.resultCode {
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_MISMATCH, .SQLITE_ERROR:
                return .damaged("the database can't be used: \(message)")
            case .SQLITE_FULL: return .unavailable("the disk of the database is full: \(message); free some space")
            default: return .unavailable("the database did not answer: \(message)")
            }
        default: return .unavailable("the database did not answer: \(Printable.cut("\(error)", to: 200))")
        }
    }
}
