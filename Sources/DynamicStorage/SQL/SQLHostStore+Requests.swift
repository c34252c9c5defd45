internal import DNSModel
package import DynamicDNS
internal import ZonePlanning

extension SQLHostStore {
    package func begin(_ request: KeyedRequest) async throws(HostStoreError) -> KeyedRequestOutcome {
        try await write { db in
            // Whoever asks twice at once waits for the first.
            try StoredAccount.lock(request.account, db)
            try db.execute("DELETE FROM requests WHERE expires <= ?", [request.begun.stored])
            let row = try db.row(
                "SELECT * FROM requests WHERE account = ? AND key = ?", [request.account.text, request.key])
            if let row {
                if try row.hash("digest") != request.digest { return .different }
                if let status = try row.optional("status") as Int? {
                    let answer = KeyedAnswer(
                        status: status, location: try row.optional("location"), body: try row.value("body"))
                    return .answered(answer, salt: try row.value("salt"))
                }
                if KeyedRequest.isUnderWay(since: try row.instant("begun"), at: request.begun) { return .underWay }
            } else {
                let count = try db.count(
                    "SELECT count(*) AS count FROM requests WHERE account = ?", [request.account.text])
                if count >= KeyedRequest.most { return .full }
            }
            try db.execute(
                "DELETE FROM requests WHERE account = ? AND key = ?", [request.account.text, request.key])
            try db.execute(
                "INSERT INTO requests (account, key, digest, salt, begun, expires) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    request.account.text, request.key, request.digest.stored, request.salt, request.begun.stored,
                    request.expires.stored,
                ])
            return .fresh
        }
    }

    package func end(_ request: KeyedRequest, answer: KeyedAnswer?) async throws(HostStoreError) {
        try await write { db in
            let one = "account = ? AND key = ? AND salt = ? AND status IS NULL"
            let arguments: [(any SQLArgument)?] = [request.account.text, request.key, request.salt]
            guard let answer else {
                try db.execute("DELETE FROM requests WHERE \(one)", arguments)
                return
            }
            try db.execute(
                "UPDATE requests SET status = ?, location = ?, body = ? WHERE \(one)",
                [answer.status, answer.location, answer.body] + arguments)
        }
    }
}
