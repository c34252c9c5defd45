package import DynamicDNS

// Decision 0109: one store for both databases; what differs is what is here.

/// A database that knows SQL, and runs transactions.
package protocol SQLDatabase: Sendable {
    /// Runs a transaction that changes nothing, and sees one state.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value

    /// Runs a transaction: all of it is durable when this returns, or none of it is there when the body throws.
    ///
    /// - Parameter body: what is done. It may be run again, after what it did the first time was taken back.
    /// - Returns: what the body returns.
    /// - Throws: ``HostStoreError``.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value

    /// Whether wishes that wait at the same time are stored by one transaction: where one writes at a time, and each
    /// transaction waits for the disk.
    var joinsWrites: Bool { get }

    /// Waits for whoever uses the database, and lets go of it.
    func close() throws(HostStoreError)
}

/// A transaction that is under way. Arguments stand in the text as `?`, one after the other, or as `?1`, `?2`.
package protocol SQLSession {
    var words: SQLWords { get }

    func rows(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> [any SQLRow]

    /// Changes something.
    ///
    /// - Returns: how many rows were added, changed or taken out.
    @discardableResult
    func execute(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> Int
}

extension SQLSession {
    /// The first row.
    func row(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> (any SQLRow)? {
        try rows(sql, arguments).first
    }

    /// The number in the column `count` of the first row.
    func count(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> Int {
        try row(sql, arguments)?.value("count") ?? 0
    }
}

/// What the databases have other words for.
package struct SQLWords: Sendable {
    /// That two values differ, where `NULL` is a value as any other.
    package var differsFrom: String
    /// The greatest of several values.
    package var greatest: String
    /// Put behind a `SELECT` of rows that the transaction goes on to change, or on which it relies until its end.
    package var andLock: String

    package init(differsFrom: String, greatest: String, andLock: String) {
        self.differsFrom = differsFrom
        self.greatest = greatest
        self.andLock = andLock
    }

    /// Hosts that are dirty, as the index of them has it.
    var isDirty: String {
        "(written_generation \(differsFrom) generation OR submitted_generation IS NOT NULL)"
    }
}

/// A value of a row.
package enum SQLCell: Hashable, Sendable {
    case null
    case integer(Int64)
    case text(String)
    case octets([UInt8])
}

/// What can be stored in a column, and is read from one.
package protocol SQLArgument {
    init?(_ cell: SQLCell)
    var cell: SQLCell { get }
}

extension Int64: SQLArgument {
    package init?(_ cell: SQLCell) {
        guard case .integer(let number) = cell else { return nil }
        self = number
    }

    package var cell: SQLCell { .integer(self) }
}

extension Int: SQLArgument {
    package init?(_ cell: SQLCell) {
        guard case .integer(let number) = cell else { return nil }
        self.init(exactly: number)
    }

    package var cell: SQLCell { .integer(Int64(self)) }
}

extension String: SQLArgument {
    package init?(_ cell: SQLCell) {
        guard case .text(let text) = cell else { return nil }
        self = text
    }

    package var cell: SQLCell { .text(self) }
}

extension [UInt8]: SQLArgument {
    package init?(_ cell: SQLCell) {
        guard case .octets(let octets) = cell else { return nil }
        self = octets
    }

    package var cell: SQLCell { .octets(self) }
}

/// A row that was read.
package protocol SQLRow {
    /// What a column has; `nil` where there is no such column, or it has something that no column of ours has.
    func cell(_ column: String) -> SQLCell?
}
