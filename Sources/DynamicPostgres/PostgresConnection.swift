internal import CPostgres
internal import DynamicStorage
internal import Glibc

/// A connection to PostgreSQL, of one thread.
final class PostgresConnection {
    private let handle: OpaquePointer
    /// Statements with the numbers of their arguments, by how they were given.
    private var numbered: [String: String] = [:]

    /// Milliseconds for which an answer is waited for. The server gives up earlier (``settings``), unless it is gone.
    private static let patience: Int64 = 30_000

    /// What each connection says at its start.
    ///
    /// A transaction of a process that sleeps is ended by the server, so that others don't wait for its locks. And
    /// where the server is set to answer before a commit is on its disk, this connection still waits for it.
    private static let settings = """
        SET client_encoding = 'UTF8';
        SET statement_timeout = '15s';
        SET lock_timeout = '10s';
        SET idle_in_transaction_session_timeout = '10s';
        SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
        """

    /// Connects.
    ///
    /// - Parameter address: what libpq takes for a connection string. What it does not say is taken from the
    ///   environment, and the password from `PGPASSWORD` or the file `~/.pgpass`.
    /// - Throws: ``PostgresFailure``.
    init(_ address: String) throws(PostgresFailure) {
        // What is said later counts, so that the address can say otherwise.
        let options = [
            ("connect_timeout", "10"), ("tcp_user_timeout", "20000"), ("keepalives_idle", "30"),
            ("fallback_application_name", "gate53d"), ("dbname", address),
        ]
        let opened = Self.withPointers(options.map(\.0)) { keys in
            Self.withPointers(options.map(\.1)) { values in PQconnectdbParams(keys, values, 1) }
        }
        guard let opened else { throw PostgresFailure("there is no memory for a connection") }
        handle = opened
        guard PQstatus(handle) == CONNECTION_OK else {
            throw PostgresFailure(Self.text(PQerrorMessage(handle)), isLost: true)
        }
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try script(Self.settings)
    }

    deinit { PQfinish(handle) }

    /// Gives texts to C, with a null pointer at the end.
    private static func withPointers<Result>(
        _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        let pointers: [UnsafePointer<CChar>?] = copies.map { copy in copy.map { UnsafePointer($0) } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    // MARK: - Statements

    /// Runs several statements without arguments.
    func script(_ sql: String) throws(PostgresFailure) {
        guard PQsendQuery(handle, sql) == 1 else { throw failure() }
        _ = try answer()
    }

    /// Runs a statement, whose arguments stand in it as `?` or `?1`.
    func run(_ sql: String, _ cells: [SQLCell] = []) throws(PostgresFailure) -> PostgresResult {
        let statement: String
        if let known = numbered[sql] {
            statement = known
        } else {
            statement = PostgresWords.numbered(sql)
            if numbered.count < 200 { numbered[sql] = statement }
        }
        let arguments = PostgresArguments(cells)
        let isSent = arguments.withPointers { values in
            // The answer comes in the form that is not text.
            PQsendQueryParams(
                handle, statement, Int32(cells.count), arguments.types, values, arguments.lengths, arguments.formats, 1)
        }
        guard isSent == 1 else { throw failure() }
        return try answer()
    }

    /// Waits for the answer of what was sent: of several statements, the last one's or that of the first that failed.
    private func answer() throws(PostgresFailure) -> PostgresResult {
        let end = ContinuousClock.now + .milliseconds(Self.patience)
        var last: PostgresResult?
        var failed: PostgresFailure?
        while true {
            while PQisBusy(handle) != 0 {
                try wait(until: end)
                guard PQconsumeInput(handle) == 1 else { throw failure() }
            }
            guard let next = PQgetResult(handle) else { break }
            let result = PostgresResult(next)
            failed = failed ?? result.failure
            last = result
        }
        if var failed {
            failed.isLost = failed.isLost || PQstatus(handle) != CONNECTION_OK
            throw failed
        }
        guard let last else { throw failure() }
        return last
    }

    private func wait(until end: ContinuousClock.Instant) throws(PostgresFailure) {
        let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
        guard left > 0 else {
            throw PostgresFailure("no answer came for \(Self.patience / 1_000) seconds", isLost: true)
        }
        var waiting = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Int32(left.rounded(.up))) >= 0 || errno == EINTR else {
            throw PostgresFailure("its connection can't be waited for", isLost: true)
        }
    }

    /// Why something could not be sent or received.
    private func failure() -> PostgresFailure {
        PostgresFailure(Self.text(PQerrorMessage(handle)), isLost: true)
    }

    // MARK: - Transactions

    /// Runs a transaction.
    ///
    /// - Parameters:
    ///   - begin: the statement that begins it.
    ///   - body: what is done in it.
    /// - Returns: what the body returns.
    /// - Throws: what the body throws, when all it did was taken back; ``PostgresFailure``.
    func transaction<Value>(_ begin: String, _ body: (PostgresConnection) throws -> Value) throws -> Value {
        _ = try run(begin)
        let value: Value
        do { value = try body(self) } catch {
            _ = try? run("ROLLBACK")
            throw error
        }
        do throws(PostgresFailure) {
            // PostgreSQL says so where it took a transaction back instead.
            guard try run("COMMIT").tag == "COMMIT" else { throw PostgresFailure("it was taken back") }
        } catch {
            var error = error
            error.isUnknown = error.isLost
            throw error
        }
        return value
    }
}

/// What PostgreSQL, or the way to it, did not do.
struct PostgresFailure: Error {
    var message: String
    /// Five letters and digits by which PostgreSQL says what it is (SQLSTATE); `nil` where it was not PostgreSQL.
    var state: String?
    /// Whether the connection is good for nothing any more.
    var isLost: Bool
    /// Whether it is not known if the transaction was done.
    var isUnknown = false

    init(_ message: String, state: String? = nil, isLost: Bool = false) {
        self.message = message
        self.state = state
        // 57P01 to 57P03: the server goes down; 25P03: this process slept in a transaction.
        self.isLost = isLost || state.map { $0.hasPrefix("08") || $0.hasPrefix("57P") || $0 == "25P03" } ?? false
    }

    /// Whether the same transaction may go well when it is run again: two were in each other's way.
    var isConflict: Bool { state.map { ["40001", "40P01", "23505"].contains($0) } ?? false }
}
