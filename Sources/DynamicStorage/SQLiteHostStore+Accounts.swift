package import DynamicDNS
internal import FoundationEssentials
internal import GRDB
package import ZonePlanning

extension SQLiteHostStore {
    package func account(_ id: AccountID) async throws(HostStoreError) -> Account? {
        try await read { db in try StoredAccount.find(id, db) }
    }

    package func account(identity: Identity) async throws(HostStoreError) -> Account? {
        try await read { db in
            let id = try String.fetchOne(
                db, sql: "SELECT account FROM identities WHERE issuer = ? AND subject = ?",
                arguments: [identity.issuer, identity.subject])
            return try id.flatMap { try StoredAccount.find(AccountID($0), db) }
        }
    }

    package func accounts(after: AccountID?, limit: Int) async throws(HostStoreError) -> [Account] {
        try await read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM accounts WHERE id > ? ORDER BY id LIMIT ?",
                arguments: [after?.text ?? "", limit]
            ).map { try StoredAccount.account($0, db) }
        }
    }

    package func add(
        _ account: Account, identity: Identity?, invitation: SecretHash?, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            if let identity, try StoredAccount.isKnown(identity, db) { return false }
            if let invitation {
                try db.execute(
                    sql: "DELETE FROM invitations WHERE hash = ? AND expires > ?",
                    arguments: [invitation.stored, at.stored])
                guard db.changesCount == 1 else { return false }
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
            try Row.fetchAll(
                db, sql: "SELECT * FROM identities WHERE account = ? ORDER BY issuer, subject",
                arguments: [account.text]
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
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM identities WHERE account = ?", arguments: [account.text])
            guard count ?? 0 > 1 else { return false }
            try db.execute(
                sql: "DELETE FROM identities WHERE issuer = ? AND subject = ? AND account = ?",
                arguments: [identity.issuer, identity.subject, account.text])
            guard db.changesCount == 1 else { return false }
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
                sql: "DELETE FROM recovery_codes WHERE account = ? AND hash = ?",
                arguments: [account.text, hash.stored])
            return db.changesCount == 1
        }
    }

    package func useOneTimeStep(_ step: Int64, of account: AccountID) async throws(HostStoreError) -> Bool {
        try await write { db in
            try db.execute(
                sql: """
                    UPDATE accounts SET one_time_step = ?
                    WHERE id = ? AND (one_time_step IS NULL OR one_time_step < ?)
                    """, arguments: [step, account.text, step])
            return db.changesCount == 1
        }
    }

    package func add(_ invitation: Invitation) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                sql: "INSERT INTO invitations (hash, role, created, expires) VALUES (?, ?, ?, ?)",
                arguments: [
                    invitation.hash.stored, invitation.role.rawValue, invitation.created.stored,
                    invitation.expires.stored,
                ])
        }
    }

    package func invitation(hash: SecretHash) async throws(HostStoreError) -> Invitation? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM invitations WHERE hash = ?", arguments: [hash.stored]
            ).map { row in
                Invitation(
                    hash: hash, role: try row.choice("role"), created: try row.instant("created"),
                    expires: try row.instant("expires"))
            }
        }
    }

    // MARK: - Sessions

    package func session(hash: SecretHash) async throws(HostStoreError) -> Session? {
        try await read { db in
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT * FROM sessions WHERE hash = ?"), arguments: [hash.stored])
            return try row.map(StoredAccount.session)
        }
    }

    package func add(_ session: Session) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                sql: """
                    INSERT INTO sessions (hash, account, created, expires, second_factor, source, client)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    session.hash.stored, session.account.text, session.created.stored, session.expires.stored,
                    session.hasSecondFactor ? 1 : 0, session.from?.description, session.client,
                ])
        }
    }

    package func removeSession(hash: SecretHash) async throws(HostStoreError) {
        try await write { db in
            try db.execute(sql: "DELETE FROM sessions WHERE hash = ?", arguments: [hash.stored])
        }
    }

    package func removeSessions(of account: AccountID?, at: Instant) async throws(HostStoreError) {
        try await write { db in
            if let account {
                try db.execute(sql: "DELETE FROM sessions WHERE account = ?", arguments: [account.text])
            } else {
                try db.execute(sql: "DELETE FROM sessions WHERE expires <= ?", arguments: [at.stored])
            }
        }
    }
}
