internal import DNSModel
package import DynamicDNS
package import ZonePlanning

extension SQLHostStore {
    package func token(
        hash: SecretHash
    ) async throws(HostStoreError) -> (token: UpdateToken, account: Account)? {
        try await read { db -> (token: UpdateToken, account: Account)? in
            let row = try db.row("SELECT * FROM tokens WHERE hash = ?", [hash.stored])
            guard let row else { return nil }
            let token = try StoredToken.token(row)
            guard let account = try StoredAccount.find(token.account, db) else { throw DamagedRow(what: "account") }
            return (token, account)
        }
    }

    package func tokens(of account: AccountID) async throws(HostStoreError) -> [UpdateToken] {
        try await read { db in
            try db.rows(
                "SELECT * FROM tokens WHERE account = ? ORDER BY created, id", [account.text]
            ).map(StoredToken.token)
        }
    }

    package func add(_ token: UpdateToken, event: HostEvent) async throws(HostStoreError) {
        try await write { db in
            try db.execute(
                """
                INSERT INTO tokens (id, account, label, hash, hosts, types, sources, manages, created, last_used,
                    revoked)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    token.id.text, token.account.text, token.label, token.hash.stored,
                    StoredToken.lines(token.scope.hosts?.sorted().map(\.stored)),
                    StoredToken.lines(token.scope.types?.map(\.description).sorted()),
                    StoredToken.lines(token.scope.sources?.map(\.description)),
                    token.scope.managesAccount ? 1 : 0, token.created.stored, token.lastUsed?.stored,
                    token.revoked?.stored,
                ])
            try StoredEvent.insert([event], db)
        }
    }

    package func revoke(
        _ token: TokenID, of account: AccountID, at: Instant, event: HostEvent
    ) async throws(HostStoreError) -> Bool {
        try await write { db in
            let changed = try db.execute(
                "UPDATE tokens SET revoked = ? WHERE id = ? AND account = ? AND revoked IS NULL",
                [at.stored, token.text, account.text])
            guard changed == 1 else { return false }
            try StoredEvent.insert([event], db)
            return true
        }
    }
}

/// A token as a row.
enum StoredToken {
    /// A list as lines; `nil` for none.
    static func lines(_ items: [String]?) -> String? { items?.joined(separator: "\n") }

    private static func items<Item>(_ column: String, _ row: any SQLRow, _ read: (Substring) -> Item?) throws -> [Item]?
    {
        guard let text = try row.optional(column) as String? else { return nil }
        return try text.split(separator: "\n").map {
            guard let item = read($0) else { throw DamagedRow(what: column) }
            return item
        }
    }

    static func token(_ row: any SQLRow) throws -> UpdateToken {
        let scope = UpdateToken.Scope(
            hosts: try items("hosts", row) { try? DomainName(parsing: $0) }.map { Set($0) },
            types: try items("types", row) { RecordType(parsing: $0) }.map { Set($0) },
            sources: try items("sources", row) { AddressNetwork(parsing: $0) },
            managesAccount: try row.value("manages") != 0)
        var token = UpdateToken(
            id: TokenID(try row.value("id")), account: AccountID(try row.value("account")),
            label: try row.value("label"), hash: try row.hash("hash"), scope: scope,
            created: try row.instant("created"))
        token.lastUsed = try row.optionalInstant("last_used")
        token.revoked = try row.optionalInstant("revoked")
        return token
    }
}
