package import DynamicDNS
package import ZonePlanning

extension SQLHostStore {
    package func account(_ id: AccountID) async throws(HostStoreError) -> Account? {
        try await read { db in try StoredAccount.find(id, db) }
    }

    package func account(identity: Identity) async throws(HostStoreError) -> Account? {
        try await read { db in
            let row = try db.row(
                "SELECT account FROM identities WHERE issuer = ? AND subject = ?",
                [identity.issuer, identity.subject])
            return try row.flatMap { try StoredAccount.find(AccountID(try $0.value("account")), db) }
        }
    }

    package func accounts(after: AccountID?, limit: Int) async throws(HostStoreError) -> [Account] {
        try await read { db in
            try db.rows(
                "SELECT * FROM accounts WHERE id > ? ORDER BY id LIMIT ?",
                [after?.text ?? "", limit]
            ).map { try StoredAccount.account($0, db) }
        }
    }

    package func add(
        _ account: Account, identity: Identity?, invitation: SecretHash?, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            if let identity, try StoredAccount.isKnown(identity, db) { return false }
            if let invitation {
                let changed = try db.execute(
                    "DELETE FROM invitations WHERE hash = ? AND expires > ?",
                    [invitation.stored, at.stored])
                guard changed == 1 else { return false }
            }
            try StoredAccount.write(account, isNew: true, db)
            if let identity { try StoredAccount.insert(identity, account.id, db) }
            try StoredEvent.insert([event], db)
            return true
        }
    }

    package func update(_ account: Account, event: HostEvent?) async throws(HostStoreError) {
        try await write { db in
            try StoredAccount.write(account, isNew: false, db)
            if let event { try StoredEvent.insert([event], db) }
        }
    }

    // MARK: - Identities

    package func identities(of account: AccountID) async throws(HostStoreError) -> [Identity] {
        try await read { db in
            try db.rows(
                "SELECT * FROM identities WHERE account = ? ORDER BY issuer, subject",
                [account.text]
            ).map { Identity(issuer: try $0.value("issuer"), subject: try $0.value("subject")) }
        }
    }

    package func add(
        _ identity: Identity, to account: AccountID, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            if try StoredAccount.isKnown(identity, db) { return false }
            try StoredAccount.insert(identity, account, db)
            try StoredEvent.insert([event], db)
            return true
        }
    }

    package func remove(
        _ identity: Identity, from account: AccountID, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            try StoredAccount.lock(account, db)
            let found = try db.row("SELECT count(*) AS count FROM identities WHERE account = ?", [account.text])
            guard let found, try found.value("count") > 1 else { return false }
            let changed = try db.execute(
                "DELETE FROM identities WHERE issuer = ? AND subject = ? AND account = ?",
                [identity.issuer, identity.subject, account.text])
            guard changed == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }

    // MARK: - What is good once

    package func useRecoveryCode(
        _ hash: SecretHash, of account: AccountID
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                "DELETE FROM recovery_codes WHERE account = ? AND hash = ?",
                [account.text, hash.stored]) == 1
        }
    }

    package func useOneTimeStep(_ step: Int64, of account: AccountID) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                """
                UPDATE accounts SET one_time_step = ?
                WHERE id = ? AND (one_time_step IS NULL OR one_time_step < ?)
                """, [step, account.text, step]) == 1
        }
    }

    package func add(_ invitation: Invitation) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                "INSERT INTO invitations (hash, role, created, expires) VALUES (?, ?, ?, ?)",
                [
                    invitation.hash.stored, invitation.role.rawValue, invitation.created.stored,
                    invitation.expires.stored,
                ])
        }
    }

    package func invitation(hash: SecretHash) async throws(HostStoreError) -> Invitation? {
        try await read { db in
            try db.row("SELECT * FROM invitations WHERE hash = ?", [hash.stored]).map { row in
                Invitation(
                    hash: hash, role: try row.choice("role"), created: try row.instant("created"),
                    expires: try row.instant("expires"))
            }
        }
    }

    // MARK: - Sessions

    package func session(hash: SecretHash) async throws(HostStoreError) -> Session? {
        try await read { db in
            try db.row("SELECT * FROM sessions WHERE hash = ?", [hash.stored]).map(StoredAccount.session)
        }
    }

    package func add(_ session: Session) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                """
                INSERT INTO sessions (hash, account, created, expires, second_factor, source, client)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    session.hash.stored, session.account.text, session.created.stored, session.expires.stored,
                    session.hasSecondFactor ? 1 : 0, session.from?.description, session.client,
                ])
        }
    }

    package func removeSession(hash: SecretHash) async throws(HostStoreError) {
        try await write { db in
            try db.execute("DELETE FROM sessions WHERE hash = ?", [hash.stored])
        }
    }

    package func removeSessions(of account: AccountID?, at: Instant) async throws(HostStoreError) {
        try await write { db in
            if let account {
                try db.execute("DELETE FROM sessions WHERE account = ?", [account.text])
            } else {
                try db.execute("DELETE FROM sessions WHERE expires <= ?", [at.stored])
            }
        }
    }
}
