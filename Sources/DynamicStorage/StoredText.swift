internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import GRDB
internal import ZonePlanning

/// What a row has that can't be read.
struct DamagedRow: Error {
    var what: String
}

extension Row {
    /// The value of a column, which must be there.
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = Value.fromDatabaseValue(try databaseValue(column)) else { throw DamagedRow(what: column) }
        return value
    }

    /// The value of a column; `nil` for `NULL`.
    func optional<Value: DatabaseValueConvertible>(_ column: String) throws -> Value? {
        let value = try databaseValue(column)
        return value.isNull ? nil : try self.value(column)
    }

    private func databaseValue(_ column: String) throws -> DatabaseValue {
        guard let value: DatabaseValue = self[column] else { throw DamagedRow(what: column) }
        return value
    }

    func octets(_ column: String) throws -> [UInt8] { Array(try value(column) as Data) }

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

    func hash(_ column: String) throws -> SecretHash { SecretHash(octets: try octets(column)) }
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
    var stored: Data { Data(octets) }
}

extension DomainName {
    var stored: String { description }
    var sort: Data { Data(sortKey) }
}
