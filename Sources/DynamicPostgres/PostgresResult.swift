internal import CPostgres
internal import DynamicStorage

/// What a statement gave.
final class PostgresResult {
    fileprivate let handle: OpaquePointer
    /// The columns, by their names.
    fileprivate let columns: [String: Int32]

    init(_ handle: OpaquePointer) {
        self.handle = handle
        var columns: [String: Int32] = [:]
        for column in 0..<PQnfields(handle) {
            if let name = PQfname(handle, column) { columns[String(cString: name)] = column }
        }
        self.columns = columns
    }

    deinit { PQclear(handle) }

    /// Why it failed; `nil` where it did not.
    var failure: PostgresFailure? {
        switch PQresultStatus(handle) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return nil
        default:
            // Without a code it is libpq that says it, since the server is gone.
            guard let state = field("C") else {
                return PostgresFailure(String(cString: PQresultErrorMessage(handle)), isLost: true)
            }
            return PostgresFailure(field("M") ?? "", state: state)
        }
    }

    private func field(_ code: Unicode.Scalar) -> String? {
        PQresultErrorField(handle, Int32(code.value)).map { String(cString: $0) }
    }

    /// What was done, in PostgreSQL's words: `COMMIT`, or `UPDATE 3`.
    var tag: String { String(cString: PQcmdStatus(handle)) }

    /// How many rows were changed.
    var changed: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

    var rows: [PostgresRow] { (0..<PQntuples(handle)).map { PostgresRow(result: self, number: $0) } }
}

/// A row of a result.
struct PostgresRow: SQLRow {
    fileprivate let result: PostgresResult
    fileprivate let number: Int32

    func cell(_ name: String) -> SQLCell? {
        guard let column = result.columns[name] else { return nil }
        if PQgetisnull(result.handle, number, column) == 1 { return .null }
        guard let value = PQgetvalue(result.handle, number, column) else { return nil }
        let octets = UnsafeRawBufferPointer(start: value, count: Int(PQgetlength(result.handle, number, column)))
        return switch PostgresType(rawValue: PQftype(result.handle, column)) {
        case .int8 where octets.count == 8:
            .integer(Int64(bitPattern: octets.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }))
        case .text, .name: .text(String(decoding: octets, as: UTF8.self))
        case .bytea: .octets(Array(octets))
        case .int8, nil: nil
        }
    }
}

/// The types of columns that there are in our tables, by PostgreSQL's numbers, which never change.
enum PostgresType: Oid {
    case bytea = 17
    /// Of names in its own tables.
    case name = 19
    case int8 = 20
    case text = 25
}

/// Arguments as libpq takes them.
struct PostgresArguments {
    private(set) var types: [Oid] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    /// Where each begins in `octets`; `nil` for `NULL`.
    private var starts: [Int?] = []
    private var octets: [UInt8] = []

    init(_ cells: [SQLCell]) {
        for cell in cells {
            switch cell {
            case .null: add(nil, 0)
            case .integer(let number): add(Array(String(number).utf8), PostgresType.int8.rawValue)
            // A text of PostgreSQL can't have the character of number 0.
            case .text(let text):
                add(text.utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, PostgresType.text.rawValue)
            case .octets(let octets): add(octets, PostgresType.bytea.rawValue, format: 1)
            }
        }
    }

    private mutating func add(_ value: [UInt8]?, _ type: Oid, format: Int32 = 0) {
        types.append(type)
        formats.append(format)
        lengths.append(Int32(clamping: value?.count ?? 0))
        starts.append(value == nil ? nil : octets.count)
        octets.append(contentsOf: value ?? [])
        octets.append(0)
    }

    /// Gives where each argument is, while that can be read.
    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        octets.withUnsafeBytes { all in
            body(
                starts.map { start in
                    start.flatMap { all.baseAddress?.advanced(by: $0).assumingMemoryBound(to: CChar.self) }
                })
        }
    }
}
