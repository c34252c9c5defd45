// Decision 0106: the database says which schema it has, and one that is newer is left alone.

/// The tables, and how a database gets from one version of them to the next. A version that was released stays as it
/// is. They are in the words of SQLite; the target DynamicPostgres says them in those of PostgreSQL.
package enum StoreSchema {
    /// What leads from one version to the next.
    package struct Step: Sendable {
        package var name: String
        /// Statements, each with a semicolon at its end.
        package var statements: String
    }

    package static var steps: [Step] {
        [
            Step(name: "1", statements: people + "\n" + hosts + "\n" + work),
            Step(name: "2-requests", statements: requests), Step(name: "3-operations", statements: operations),
        ]
    }

    /// Times are microseconds since 1970. Lists are lines; `NULL` is what `nil` is.
    private static let people = """
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            mail TEXT,
            role TEXT NOT NULL,
            created INTEGER NOT NULL,
            block TEXT,
            one_time_secret BLOB,
            one_time_step INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE recovery_codes (
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            hash BLOB NOT NULL,
            PRIMARY KEY (account, hash)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE identities (
            issuer TEXT NOT NULL,
            subject TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            PRIMARY KEY (issuer, subject)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX identities_of ON identities (account);
        CREATE TABLE invitations (
            hash BLOB PRIMARY KEY NOT NULL,
            role TEXT NOT NULL,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE sessions (
            hash BLOB PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            created INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            second_factor INTEGER NOT NULL,
            source TEXT,
            client TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX sessions_of ON sessions (account);
        CREATE TABLE tokens (
            id TEXT PRIMARY KEY NOT NULL,
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            label TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            hosts TEXT,
            types TEXT,
            sources TEXT,
            manages INTEGER NOT NULL,
            created INTEGER NOT NULL,
            last_used INTEGER,
            revoked INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tokens_of ON tokens (account, created);
        """

    /// `sort` is the name's sort key, so that the order of octets is the canonical order of names.
    private static let hosts = """
        CREATE TABLE hosts (
            sort BLOB PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            suffix TEXT NOT NULL,
            apex TEXT NOT NULL,
            kind TEXT NOT NULL,
            owner TEXT NOT NULL REFERENCES accounts (id),
            created INTEGER NOT NULL,
            wanted TEXT NOT NULL,
            challenge BLOB,
            not_before INTEGER,
            generation INTEGER NOT NULL,
            wanted_at INTEGER NOT NULL,
            written_generation INTEGER,
            written TEXT,
            submitted_generation INTEGER,
            submitted TEXT,
            unsure_until INTEGER,
            status TEXT NOT NULL,
            reason TEXT,
            change INTEGER,
            updated_at INTEGER,
            updated_from TEXT,
            updated_by TEXT,
            last_seen INTEGER NOT NULL,
            block TEXT,
            leaving INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX hosts_of ON hosts (owner, sort);
        CREATE INDEX hosts_idle ON hosts (suffix, last_seen);
        CREATE INDEX hosts_changed ON hosts (change) WHERE change IS NOT NULL;
        CREATE INDEX hosts_dirty ON hosts (apex, wanted_at, sort)
            WHERE written_generation IS NOT generation OR submitted_generation IS NOT NULL;
        CREATE INDEX hosts_unsure ON hosts (apex, unsure_until) WHERE unsure_until IS NOT NULL;
        CREATE TABLE events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            account TEXT NOT NULL,
            host TEXT,
            kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            actor_id TEXT,
            before TEXT,
            after TEXT,
            source TEXT,
            client TEXT
        ) STRICT;
        CREATE INDEX events_of_account ON events (account, number);
        CREATE INDEX events_of_host ON events (host, number);
        """

    private static let work = """
        CREATE TABLE leases (
            zone TEXT PRIMARY KEY NOT NULL,
            holder TEXT NOT NULL,
            fence INTEGER NOT NULL,
            expires INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE changes (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            zone TEXT NOT NULL,
            id TEXT,
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX changes_of ON changes (zone, number);
        """

    /// Requests that may come again, and their answers.
    private static let requests = """
        CREATE TABLE requests (
            account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            digest BLOB NOT NULL,
            salt BLOB NOT NULL,
            begun INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            status INTEGER,
            location TEXT,
            body TEXT,
            PRIMARY KEY (account, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX requests_expired ON requests (expires);
        """

    /// A mail is of the event with the same number; it has a line of its own only while it was not sent.
    private static let operations = """
        CREATE TABLE mails (
            event INTEGER PRIMARY KEY NOT NULL REFERENCES events (number),
            due INTEGER NOT NULL,
            attempts INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX mails_due ON mails (due, event);
        CREATE TABLE abuse_reports (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at INTEGER NOT NULL,
            host TEXT NOT NULL,
            text TEXT NOT NULL,
            contact TEXT,
            source TEXT,
            closed INTEGER,
            outcome TEXT
        ) STRICT;
        CREATE INDEX abuse_reports_open ON abuse_reports (host, number) WHERE closed IS NULL;
        """
}
