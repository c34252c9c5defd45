internal import DynamicDNS

/// An account as a row.
enum StoredAccount {
    static func find(_ id: AccountID, _ db: any SQLSession) throws -> Account? {
        try db.row(
            "SELECT * FROM accounts WHERE id = ?", [id.text]
        ).map { try account($0, db) }
    }

    static func account(_ row: any SQLRow, _ db: any SQLSession) throws -> Account {
        var account = Account(
            id: AccountID(try row.value("id")), name: try row.value("name"), created: try row.instant("created"))
        account.mail = try row.optional("mail")
        account.role = try row.choice("role")
        account.block = try row.optional("block")
        account.oneTimeSecret = try row.optional("one_time_secret")
        account.oneTimeStep = try row.optional("one_time_step")
        account.recoveryCodes = try db.rows(
            "SELECT hash FROM recovery_codes WHERE account = ? ORDER BY hash",
            [account.id.text]
        ).map { try $0.hash("hash") }
        return account
    }

    /// Writes an account with its recovery codes. One that is not new must be there.
    static func write(_ account: Account, isNew: Bool, _ db: any SQLSession) throws {
        let values: [(any SQLArgument)?] = [
            account.name, account.mail, account.role.rawValue, account.created.stored, account.block,
            account.oneTimeSecret, account.oneTimeStep, account.id.text,
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
        try db.execute(sql, values)
        try db.execute("DELETE FROM recovery_codes WHERE account = ?", [account.id.text])
        for code in account.recoveryCodes {
            try db.execute(
                "INSERT INTO recovery_codes (account, hash) VALUES (?, ?)",
                [account.id.text, code.stored])
        }
    }

    static func session(_ row: any SQLRow) throws -> Session {
        Session(
            hash: try row.hash("hash"), account: AccountID(try row.value("account")),
            created: try row.instant("created"), expires: try row.instant("expires"),
            hasSecondFactor: try row.value("second_factor") != 0, from: try row.address("source"),
            client: try row.value("client"))
    }

    /// Keeps other transactions from doing anything with an account until this one is over.
    static func lock(_ id: AccountID, _ db: any SQLSession) throws {
        _ = try db.row("SELECT id FROM accounts WHERE id = ?\(db.words.andLock)", [id.text])
    }

    static func isKnown(_ identity: Identity, _ db: any SQLSession) throws -> Bool {
        try db.row(
            "SELECT account FROM identities WHERE issuer = ? AND subject = ?",
            [identity.issuer, identity.subject]) != nil
    }

    static func insert(_ identity: Identity, _ account: AccountID, _ db: any SQLSession) throws {
        try db.execute(
            "INSERT INTO identities (issuer, subject, account) VALUES (?, ?, ?)",
            [identity.issuer, identity.subject, account.text])
    }
}
