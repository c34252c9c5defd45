package import DynamicDNS
internal import GRDB
package import ZonePlanning

extension SQLiteHostStore {
    package func prolongSession(hash: SecretHash, until: Instant) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                sql: "UPDATE sessions SET expires = ? WHERE hash = ?", arguments: [until.stored, hash.stored])
        }
    }

    package func sessions(of account: AccountID) async throws(HostStoreError) -> [Session] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM sessions WHERE account = ? ORDER BY created DESC, hash",
                arguments: [account.text]
            ).map { row in try StoredAccount.session(row) }
        }
    }

    package func remove(_ account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                sql: "DELETE FROM accounts WHERE id = ? AND NOT EXISTS (SELECT 1 FROM hosts WHERE owner = ?)",
                arguments: [account.text, account.text])
            guard db.changesCount == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }
}
