internal import DNSModel
package import DynamicDNS
internal import ZonePlanning

/// What a row has that can't be read.
package struct DamagedRow: Error {
    /// The column.
    package var what: String

    package init(what: String) { self.what = what }
}

extension HostStoreError {
    package init(_ row: DamagedRow) {
        self = .damaged("a row of the database has something unreadable in the column '\(row.what)'")
    }
}

extension SQLRow {
    /// The value of a column, which must be there.
    func value<Value: SQLArgument>(_ column: String) throws -> Value {
        guard let cell = cell(column), let value = Value(cell) else { throw DamagedRow(what: column) }
        return value
    }

    /// The value of a column; `nil` for `NULL`.
    func optional<Value: SQLArgument>(_ column: String) throws -> Value? {
        guard let cell = cell(column) else { throw DamagedRow(what: column) }
        return cell == .null ? nil : try value(column)
    }

    func instant(_ column: String) throws -> Instant { Instant(stored: try value(column)) }

    func optionalInstant(_ column: String) throws -> Instant? {
        (try optional(column) as Int64?).map(Instant.init(stored:))
    }

    func name(_ column: String) throws -> DomainName {
        guard let name = try? DomainName(parsing: try value(column) as String) else { throw DamagedRow(what: column) }
        return name
    }

    func address(_ column: String) throws -> IPAddress? {
        guard let text = try optional(column) as String? else { return nil }
        guard let address = IPAddress(parsing: text) else { throw DamagedRow(what: column) }
        return address
    }

    func sets(_ column: String) throws -> [RecordSet] {
        guard let sets = try? HostRecords.sets(from: try value(column) as String) else {
            throw DamagedRow(what: column)
        }
        return sets
    }

    func choice<Value: RawRepresentable>(_ column: String) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: try value(column)) else { throw DamagedRow(what: column) }
        return value
    }

    func hash(_ column: String) throws -> SecretHash { SecretHash(octets: try value(column)) }
}

extension Instant {
    /// Microseconds since 1970.
    var stored: Int64 { seconds * 1_000_000 + Int64(microsecond) }

    init(stored: Int64) {
        // Rounded down, and nothing that may stand in a file overflows.
        var (seconds, microsecond) = stored.quotientAndRemainder(dividingBy: 1_000_000)
        if microsecond < 0 { (seconds, microsecond) = (seconds - 1, microsecond + 1_000_000) }
        self.init(seconds: seconds, microsecond: Int(microsecond))
    }
}

extension SecretHash {
    var stored: [UInt8] { octets }
}

extension DomainName {
    var stored: String { description }
    var sort: [UInt8] { Array(sortKey) }
}
