package import DynamicDNS
internal import Platform

// Decision 0109: one store for both databases.

/// What the dynamic DNS service keeps, in a database that knows SQL.
package final class SQLHostStore<Database: SQLDatabase>: HostStore {
    package let database: Database
    /// What clients said that is not stored yet.
    let uses = LockedValue(PendingUses())
    /// What clients want that waits for its transaction, where the database joins them.
    let wishes = WishQueue<Database>()

    package init(_ database: Database) { self.database = database }

    /// Waits for whoever uses the database, and closes it.
    package func close() throws(HostStoreError) { try database.close() }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        try await database.read(body)
    }

    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> Value
    ) async throws(HostStoreError) -> Value {
        try await database.write(body)
    }
}
