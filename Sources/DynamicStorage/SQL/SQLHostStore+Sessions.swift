package import DynamicDNS
package import ZonePlanning

extension SQLHostStore {
    package func prolongSession(hash: SecretHash, until: Instant) async throws(HostStoreError) {
        try await write { db in
            try db.execute("UPDATE sessions SET expires = ? WHERE hash = ?", [until.stored, hash.stored])
        }
    }

    package func sessions(of account: AccountID) async throws(HostStoreError) -> [Session] {
        try await read { db in
            try db.rows(
                "SELECT * FROM sessions WHERE account = ? ORDER BY created DESC, hash", [account.text]
            ).map { row in try StoredAccount.session(row) }
        }
    }

    package func remove(_ account: AccountID, event: HostEvent) async throws(HostStoreError) -> Bool {
        try await write { db in
            let count = try db.execute(
                "DELETE FROM accounts WHERE id = ? AND NOT EXISTS (SELECT 1 FROM hosts WHERE owner = ?)",
                [account.text, account.text])
            guard count == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }
}
