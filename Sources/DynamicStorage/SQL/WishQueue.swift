internal import DynamicDNS
internal import Platform

// Decision 0112: updates that wait at the same time are stored by one transaction.

/// The wishes that wait to be stored. While one transaction reaches the disk, those that come wait for the next, and
/// that has all of them: the disk is waited for once, however many there are.
final class WishQueue<Database: SQLDatabase>: Sendable {
    /// The wishes of one call, which are stored together or not at all.
    private struct Group: Sendable {
        var wishes: [HostWish]
        var continuation: CheckedContinuation<Result<[WishOutcome], HostStoreError>, Never>
    }

    private struct State: Sendable {
        var groups: [Group] = []
        var isRunning = false
    }

    /// How many calls one transaction has at most, so that it ends.
    private static var most: Int { 500 }

    private let state = LockedValue(State())

    /// Stores wishes in the next transaction.
    ///
    /// - Parameters:
    ///   - wishes: the wishes.
    ///   - store: where to.
    /// - Returns: what became of each, once it is on the disk.
    /// - Throws: ``HostStoreError``.
    func store(_ wishes: [HostWish], in store: SQLHostStore<Database>) async throws(HostStoreError) -> [WishOutcome] {
        let result: Result<[WishOutcome], HostStoreError> = await withCheckedContinuation { continuation in
            let begins = state.locked { state in
                state.groups.append(Group(wishes: wishes, continuation: continuation))
                if state.isRunning { return false }
                state.isRunning = true
                return true
            }
            // In a task of its own, since it stores what others wait for: a caller that goes away ends nothing.
            if begins { Task.detached { await self.run(in: store) } }
        }
        return try result.get()
    }

    private func run(in store: SQLHostStore<Database>) async {
        while let groups = next() {
            let wishes = groups.map(\.wishes)
            let results: [Result<[WishOutcome], HostStoreError>]
            do throws(HostStoreError) {
                results = try await store.write { db in try wishes.map { try Self.result(of: $0, db) } }
            } catch {
                results = groups.map { _ in .failure(error) }
            }
            for (group, result) in zip(groups, results) { group.continuation.resume(returning: result) }
        }
    }

    private func next() -> [Group]? {
        state.locked { state in
            if state.groups.isEmpty {
                state.isRunning = false
                return nil
            }
            let groups = Array(state.groups.prefix(Self.most))
            state.groups.removeFirst(groups.count)
            return groups
        }
    }

    /// Stores the wishes of one call. What can't be read of its hosts fails this call alone.
    ///
    /// Whatever the database says fails all of them: it may have ended the transaction by itself, with what was before.
    private static func result(
        of wishes: [HostWish], _ db: any SQLSession
    ) throws -> Result<[WishOutcome], HostStoreError> {
        try db.execute("SAVEPOINT wishes", [])
        do {
            let outcomes = try SQLHostStore<Database>.take(wishes, db)
            try db.execute("RELEASE wishes", [])
            return .success(outcomes)
        } catch let error as DamagedRow {
            try db.execute("ROLLBACK TO wishes", [])
            try db.execute("RELEASE wishes", [])
            return .failure(HostStoreError(error))
        }
    }
}
