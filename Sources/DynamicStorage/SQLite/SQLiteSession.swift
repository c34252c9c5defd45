internal import FoundationEssentials
internal import GRDB

/// A transaction of SQLite. There is one writer at a time, so that no row needs a lock.
struct SQLiteSession: SQLSession {
    let db: Database

    var words: SQLWords { SQLWords(differsFrom: "IS NOT", greatest: "max", andLock: "") }

    func rows(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> [any SQLRow] {
        try Row.fetchAll(db.cachedStatement(sql: sql), arguments: Self.arguments(arguments))
    }

    func execute(_ sql: String, _ arguments: [(any SQLArgument)?]) throws -> Int {
        try db.cachedStatement(sql: sql).execute(arguments: Self.arguments(arguments))
        return db.changesCount
    }

    private static func arguments(_ arguments: [(any SQLArgument)?]) -> StatementArguments {
        StatementArguments(
            arguments.map { argument -> (any DatabaseValueConvertible)? in
                switch argument?.cell ?? .null {
                case .null: nil
                case .integer(let number): number
                case .text(let text): text
                case .octets(let octets): Data(octets)
                }
            })
    }
}

extension Row: SQLRow {
    func cell(_ column: String) -> SQLCell? {
        guard let value: DatabaseValue = self[column] else { return nil }
        return switch value.storage {
        case .null: .null
        case .int64(let number): .integer(number)
        case .string(let text): .text(text)
        case .blob(let data): .octets(Array(data))
        case .double: nil
        }
    }
}
