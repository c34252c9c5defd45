internal import CPostgres
internal import DNSModel
package import DynamicDNS
package import DynamicStorage
internal import Glibc
internal import Platform

// Decision 0109: PostgreSQL for more than one machine, over libpq, on threads of our own.

/// What the dynamic DNS service keeps, in PostgreSQL. Several machines may share it.
package typealias PostgresHostStore = SQLHostStore<PostgresDatabase>

extension SQLHostStore where Database == PostgresDatabase {
    /// Opens a database.
    ///
    /// - Parameters:
    ///   - address: a connection string of libpq, as in `postgres://user@host/database`, without a password.
    ///   - migrates: whether a database of an earlier version is brought to this one.
    ///   - connections: the most connections that are held.
    /// - Returns: the store.
    /// - Throws: ``HostStoreError``; also where the database has an earlier version and is to stay as it is, and always
    ///   where it has a later one.
    package static func open(
        _ address: String, migrates: Bool = false, connections: Int = 6
    ) async throws(HostStoreError) -> PostgresHostStore {
        try PostgresDatabase.checkAddress(address)
        let database = try PostgresDatabase(address, connections: connections)
        try await database.bring(migrates: migrates)
        return PostgresHostStore(database)
    }
}

/// A database of PostgreSQL: threads of our own, with a connection each, that take transactions from a queue.
package final class PostgresDatabase: SQLDatabase {
    /// What a thread does with its connection, which is not there before it is needed, and after it was lost.
    private typealias Job = @Sendable (inout PostgresConnection?) -> Void

    private let address: String
    private let queue: JobQueue<Job>

    /// How many transactions may wait for a connection.
    private static let mostWaiting = 2_000
    /// How often a transaction is tried that others are in the way of, or whose connection was gone.
    private static let mostAttempts = 10

    fileprivate init(_ address: String, connections: Int) throws(HostStoreError) {
        let queue = JobQueue<Job>(most: Self.mostWaiting)
        self.address = address
        self.queue = queue
        for _ in 0..<max(1, connections) {
            do throws(SystemFailure) {
                try OwnThread.start {
                    var connection: PostgresConnection?
                    while let job = queue.take() { job(&connection) }
                }
            } catch {
                queue.close()
                throw .unavailable("no thread for a connection to the database: \(error)")
            }
        }
    }

    deinit { queue.close() }

    /// Refuses an address that libpq does not understand, or in which a password stands for everybody to see.
    fileprivate static func checkAddress(_ address: String) throws(HostStoreError) {
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(address, &message) else {
            // What libpq says of it may have the password in it.
            PQfreemem(message)
            throw .damaged("the address of the database can't be read; it is as in postgres://user@host/database")
        }
        defer { PQconninfoFree(options) }
        var option = options
        while let keyword = option.pointee.keyword {
            if option.pointee.val != nil, ["password", "sslpassword"].contains(String(cString: keyword)) {
                throw .damaged(
                    "the address of the database has a password in it, where others can read it; put it into the "
                        + "variable PGPASSWORD, or into the file ~/.pgpass")
            }
            option += 1
        }
    }

    /// Each waits for locks of its own, and a server joins what it writes to the disk.
    package var joinsWrites: Bool { false }

    package func close() throws(HostStoreError) { queue.close() }

    // MARK: - Transactions

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        try await perform { connection in
            try connection.transaction("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY") {
                try body(PostgresSession(connection: $0))
            }
        }
    }

    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        try await perform { connection in
            try connection.transaction("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE") {
                try body(PostgresSession(connection: $0))
            }
        }
    }

    fileprivate func bring(migrates: Bool) async throws(HostStoreError) {
        try await perform(checks: false) { try PostgresSchema.bring($0, migrates: migrates) }
    }

    /// Does something with a connection on one of the threads.
    ///
    /// - Parameters:
    ///   - checks: whether the database must be of this version.
    ///   - body: what is done. It is done again where that can go well.
    /// - Returns: what the body returns.
    /// - Throws: ``HostStoreError``.
    private func perform<Value: Sendable>(
        checks: Bool = true, _ body: @escaping @Sendable (PostgresConnection) throws -> Value
    ) async throws(HostStoreError) -> Value {
        let outcome: Result<Value, HostStoreError> = await withCheckedContinuation { continuation in
            let isTaken = queue.put { [address] connection in
                continuation.resume(returning: Self.attempt(&connection, address, checks: checks, body))
            }
            if !isTaken {
                continuation.resume(
                    returning: .failure(.unavailable("the database has more to do than it can; or it was closed")))
            }
        }
        return try outcome.get()
    }

    private static func attempt<Value>(
        _ connection: inout PostgresConnection?, _ address: String, checks: Bool,
        _ body: (PostgresConnection) throws -> Value
    ) -> Result<Value, HostStoreError> {
        for attempt in 1... {
            do {
                return .success(try body(try Self.connect(&connection, address, checks: checks)))
            } catch let failure as PostgresFailure {
                let wasOpen = connection != nil
                if failure.isLost { connection = nil }
                // Nothing was done; a connection that is gone may be an old one, and one that can't be made stays so.
                let mayRepeat = failure.isConflict || failure.isLost && wasOpen && !failure.isUnknown
                guard mayRepeat, attempt < mostAttempts else { return .failure(HostStoreError(failure)) }
                if failure.isConflict { usleep(.random(in: 1_000...(2_000 << UInt32(min(attempt, 6))))) }
            } catch let error as HostStoreError {
                return .failure(error)
            } catch let row as DamagedRow {
                return .failure(HostStoreError(row))
            } catch {
                return .failure(.damaged(Printable.cut("\(error)", to: 200)))
            }
        }
        return .failure(.unavailable("the database did not answer"))
    }

    private static func connect(
        _ connection: inout PostgresConnection?, _ address: String, checks: Bool
    ) throws -> PostgresConnection {
        if let connection { return connection }
        let made = try PostgresConnection(address)
        if checks { try PostgresSchema.check(made) }
        connection = made
        return made
    }
}

extension HostStoreError {
    /// What went wrong, for whoever looks after the service.
    init(_ failure: PostgresFailure) {
        let lines = failure.message.split(separator: "\n").joined(separator: " ")
        let message = Printable.cut(lines.isEmpty ? "no reason given" : lines, to: 200)
        let state = failure.state ?? ""
        if failure.isUnknown {
            self = .unavailable("the database went away while it stored something, and may have stored it: \(message)")
        } else if state == "53100" {
            self = .unavailable("the disk of the database is full: \(message); free some space")
        } else if ["22", "28", "3D", "3F", "42", "XX"].contains(String(state.prefix(2))) {
            self = .damaged("the database can't be used: \(message)")
        } else {
            self = .unavailable("the database did not answer: \(message)")
        }
    }
}
