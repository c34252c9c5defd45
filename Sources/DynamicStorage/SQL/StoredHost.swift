internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

/// A host as a row.
struct StoredHost {
    var host: Host
    /// The change that wrote it last, while it is not known to be served everywhere.
    var change: Int64?

    /// `locking` is put behind the statement, so that the row stays as it is until the end.
    static func find(_ name: DomainName, _ db: any SQLSession, locking: String = "") throws -> StoredHost? {
        try db.row("SELECT * FROM hosts WHERE sort = ?\(locking)", [name.sort]).map { try StoredHost($0) }
    }

    static func all(_ db: any SQLSession, _ condition: String, _ arguments: [(any SQLArgument)?]) throws -> [Host] {
        try db.rows("SELECT * FROM hosts \(condition)", arguments).map {
            try StoredHost($0).host
        }
    }

    init(_ row: any SQLRow) throws {
        host = Host(
            name: try row.name("name"), suffix: try row.name("suffix"), apex: try row.name("apex"),
            owner: AccountID(try row.value("owner")), created: try row.instant("created"),
            kind: try row.choice("kind"))
        host.wanted = try row.sets("wanted")
        host.latestChallenge = try row.optional("challenge")
        host.notBefore = try row.optionalInstant("not_before")
        host.generation = try row.value("generation")
        host.wantedAt = try row.instant("wanted_at")
        host.written = try Self.write("written", row)
        host.submitted = try Self.write("submitted", row)
        host.unsureUntil = try row.optionalInstant("unsure_until")
        host.status = try Self.status(row)
        if let at = try row.optionalInstant("updated_at") {
            host.lastUpdate = HostUpdate(
                at: at, from: try row.address("updated_from"), client: try row.optional("updated_by") ?? "")
        }
        host.lastSeen = try row.instant("last_seen")
        host.block = try row.optional("block")
        host.isLeaving = try row.value("leaving") != 0
        change = try row.optional("change")
    }

    private static func write(_ column: String, _ row: any SQLRow) throws -> HostWrite? {
        guard let generation = try row.optional(column + "_generation") as Int64? else { return nil }
        return HostWrite(generation: generation, sets: try row.sets(column))
    }

    private static func status(_ row: any SQLRow) throws -> Host.Status {
        switch try row.value("status") as String {
        case "pending": .pending
        case "in-sync": .inSync
        case "set-aside": .setAside(try row.optional("reason") ?? "")
        default: throw DamagedRow(what: "status")
        }
    }

    /// The columns of a status.
    private static func columns(of status: Host.Status) -> (status: String, reason: String?) {
        switch status {
        case .pending: ("pending", nil)
        case .inSync: ("in-sync", nil)
        case .setAside(let reason): ("set-aside", reason)
        }
    }

    static func insert(_ host: Host, _ db: any SQLSession) throws {
        let (status, reason) = columns(of: host.status)
        try db.execute(
            """
            INSERT INTO hosts (sort, name, suffix, apex, kind, owner, created, wanted, challenge, not_before,
                generation, wanted_at, written_generation, written, submitted_generation, submitted, status, reason,
                updated_at, updated_from, updated_by, last_seen, block, leaving)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                host.name.sort, host.name.stored, host.suffix.stored, host.apex.stored, host.kind.rawValue,
                host.owner.text, host.created.stored, HostRecords.text(of: host.wanted),
                host.latestChallenge, host.notBefore?.stored, host.generation, host.wantedAt.stored,
                host.written?.generation, host.written.map { HostRecords.text(of: $0.sets) },
                host.submitted?.generation, host.submitted.map { HostRecords.text(of: $0.sets) }, status, reason,
                host.lastUpdate?.at.stored, host.lastUpdate?.from?.description, host.lastUpdate?.client,
                host.lastSeen.stored, host.block, host.isLeaving ? 1 : 0,
            ])
    }

    /// Replaces what became of a host's writes; takes it out where it is gone.
    func keepWork(_ db: any SQLSession) throws {
        if host.isGone {
            try db.execute("DELETE FROM hosts WHERE sort = ?", [host.name.sort])
            return
        }
        let (status, reason) = Self.columns(of: host.status)
        try db.execute(
            """
            UPDATE hosts SET written_generation = ?, written = ?, submitted_generation = ?, submitted = ?,
                unsure_until = ?, status = ?, reason = ?, change = ?
            WHERE sort = ?
            """,
            [
                host.written?.generation, host.written.map { HostRecords.text(of: $0.sets) },
                host.submitted?.generation, host.submitted.map { HostRecords.text(of: $0.sets) },
                host.unsureUntil?.stored, status, reason, change, host.name.sort,
            ])
    }
}

/// A line of the log as a row.
enum StoredEvent {
    static func insert(_ events: [HostEvent], _ db: any SQLSession) throws {
        for event in events {
            let (actor, id): (String, String?) =
                switch event.actor {
                case .account(let id): ("account", id.text)
                case .token(let id): ("token", id.text)
                case .administrator(let id): ("administrator", id.text)
                case .service: ("service", nil)
                }
            let row = try db.row(
                """
                INSERT INTO events (at, account, host, kind, actor, actor_id, before, after, source, client)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                RETURNING number
                """,
                [
                    event.at.stored, event.account.text, event.host?.stored, event.kind.rawValue, actor, id,
                    event.before, event.after, event.from?.description, event.client,
                ])
            guard event.kind.isTold, let row else { continue }
            try db.execute(
                "INSERT INTO mails (event, due, attempts) VALUES (?, ?, 0)",
                [try row.value("number") as Int64, event.at.stored])
        }
    }

    static func event(_ row: any SQLRow) throws -> HostEvent {
        let id: String = try row.optional("actor_id") ?? ""
        let actor: HostEvent.Actor =
            switch try row.value("actor") as String {
            case "account": .account(AccountID(id))
            case "token": .token(TokenID(id))
            case "administrator": .administrator(AccountID(id))
            case "service": .service
            default: throw DamagedRow(what: "actor")
            }
        let host = try (row.optional("host") as String?).map { _ in try row.name("host") }
        var event = HostEvent(
            at: try row.instant("at"), account: AccountID(try row.value("account")), host: host,
            kind: try row.choice("kind"), actor: actor, before: try row.optional("before"),
            after: try row.optional("after"), from: try row.address("source"), client: try row.optional("client"))
        event.number = try row.value("number")
        return event
    }
}
