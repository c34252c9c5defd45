internal import DynamicDNS
internal import FoundationEssentials
internal import GRDB

/// An account as a row.
enum StoredAccount {
    static func find(_ id: AccountID, _ db: Database) throws -> Account? {
        try Row.fetchOne(
            db.cachedStatement(sql: "SELECT * FROM accounts WHERE id = ?"), arguments: [id.text]
        ).map { try account($0, db) }
    }

    static func account(_ row: Row, _ db: Database) throws -> Account {
        var account = Account(
            id: AccountID(try row.value("id")), name: try row.value("name"), created: try row.instant("created"))
        account.mail = try row.optional("mail")
        account.role = try row.choice("role")
        account.block = try row.optional("block")
        account.oneTimeSecret = (try row.optional("one_time_secret") as Data?).map { Array($0) }
        account.oneTimeStep = try row.optional("one_time_step")
        account.recoveryCodes = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT hash FROM recovery_codes WHERE account = ? ORDER BY hash"),
            arguments: [account.id.text]
        ).map { try $0.hash("hash") }
        return account
    }

    /// Writes an account with its recovery codes. One that is not new must be there.
    static func write(_ account: Account, isNew: Bool, _ db: Database) throws {
        let values: StatementArguments = [
            account.name, account.mail, account.role.rawValue, account.created.stored, account.block,
            account.oneTimeSecret.map { Data($0) }, account.oneTimeStep, account.id.text,
        ]
        let sql =
            isNew
            ? """
            INSERT INTO accounts (name, mail, role, created, block, one_time_secret, one_time_step, id)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
            : """
            UPDATE accounts SET name = ?, mail = ?, role = ?, created = ?, block = ?, one_time_secret = ?,
                one_time_step = ?
            WHERE id = ?
            """
        try db.execute(sql: sql, arguments: values)
        try db.execute(sql: "DELETE FROM recovery_codes WHERE account = ?", arguments: [account.id.text])
        for code in account.recoveryCodes {
            try db.execute(
                sql: "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)",
                arguments: [account.id.text, code.stored])
        }
    }

    static func session(_ row: Row) throws -> Session {
        Session(
            hash: try row.hash("hash"), account: AccountID(try row.value("account")),
            created: try row.instant("created"), expires: try row.instant("expires"),
            hasSecondFactor: try row.value("second_factor") != 0, from: try row.address("source"),
            client: try row.value("client"))
    }

    static func isKnown(_ identity: Identity, _ db: Database) throws -> Bool {
        try Int.fetchOne(
            db, sql: "SELECT 1 FROM identities WHERE issuer = ? AND subject = ?",
            arguments: [identity.issuer, identity.subject]) != nil
    }

    static func insert(_ identity: Identity, _ account: AccountID, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO identities (issuer, subject, account) VALUES (?, ?, ?)",
            arguments: [identity.issuer, identity.subject, account.text])
    }
}
