internal import DNSModel
package import DynamicDNS
internal import FoundationEssentials
internal import GRDB
internal import ZonePlanning

extension SQLiteHostStore {
    package func begin(_ request: KeyedRequest) async throws(HostStoreError) -> KeyedRequestOutcome {
        try await write { db in
            try db.execute(sql: "DELETE FROM requests WHERE expires <= ?", arguments: [request.begun.stored])
            let row = try Row.fetchOne(
                db, sql: "SELECT * FROM requests WHERE account = ? AND key = ?",
                arguments: [request.account.text, request.key])
            if let row {
                if try row.hash("digest") != request.digest { return .different }
                if let status = try row.optional("status") as Int? {
                    let answer = KeyedAnswer(
                        status: status, location: try row.optional("location"), body: try row.value("body"))
                    return .answered(answer, salt: try row.octets("salt"))
                }
                if KeyedRequest.isUnderWay(since: try row.instant("begun"), at: request.begun) { return .underWay }
            } else {
                let count = try Int.fetchOne(
                    db, sql: "SELECT count(*) FROM requests WHERE account = ?", arguments: [request.account.text])
                if count ?? 0 >= KeyedRequest.most { return .full }
            }
            try db.execute(
                sql: """
                    INSERT OR REPLACE INTO requests (account, key, digest, salt, begun, expires)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    request.account.text, request.key, request.digest.stored, Data(request.salt),
                    request.begun.stored, request.expires.stored,
                ])
            return .fresh
        }
    }

    package func end(_ request: KeyedRequest, answer: KeyedAnswer?) async throws(HostStoreError) {
        try await write { db in
            let one = "account = ? AND key = ? AND salt = ? AND status IS NULL"
            let arguments: StatementArguments = [request.account.text, request.key, Data(request.salt)]
            guard let answer else {
                try db.execute(sql: "DELETE FROM requests WHERE \(one)", arguments: arguments)
                return
            }
            try db.execute(
                sql: "UPDATE requests SET status = ?, location = ?, body = ? WHERE \(one)",
                arguments: [answer.status, answer.location, answer.body] + arguments)
        }
    }
}
