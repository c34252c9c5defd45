extension RecordData {
    /// Data in canonical order (RFC 4034 section 6.3), each once.
    package static func canonical(_ data: [RecordData]) -> [RecordData] {
        if isCanonical(data) { return data }
        if data.count <= 8 { return insertionSorted(data) }
        var keyed = data.map { (wire: $0.wire, data: $0) }
        keyed.sort { octetsCompare($0.wire, $1.wire) < 0 }
        var result: [RecordData] = []
        result.reserveCapacity(keyed.count)
        for entry in keyed where result.last != entry.data { result.append(entry.data) }
        return result
    }

    private static func isCanonical(_ data: [RecordData]) -> Bool {
        for index in stride(from: 1, to: data.count, by: 1) where data[index - 1].order(to: data[index]) >= 0 {
            return false
        }
        return true
    }

    private static func insertionSorted(_ data: [RecordData]) -> [RecordData] {
        var result: [RecordData] = []
        result.reserveCapacity(data.count)
        for item in data {
            var index = result.count
            var order = 1
            while index > 0 {
                order = result[index - 1].order(to: item)
                if order <= 0 { break }
                index -= 1
            }
            if index == 0 || order < 0 { result.insert(item, at: index) }
        }
        return result
    }

    /// Compares the wire forms of data of one type as octets, without making them for the types that are common.
    ///
    /// - Returns: a number below, at or above zero, as this sorts before, with or after `other`.
    func order(to other: RecordData) -> Int {
        switch self {
        case .a(let left):
            if case .a(let right) = other { return Self.order(left.bits, right.bits) }
        case .aaaa(let left):
            if case .aaaa(let right) = other {
                return left.high == right.high ? Self.order(left.low, right.low) : Self.order(left.high, right.high)
            }
        case .mx(let left):
            if case .mx(let right) = other {
                return left.preference == right.preference
                    ? left.exchange.wireOrder(to: right.exchange) : Self.order(left.preference, right.preference)
            }
        case .ns(let left):
            if case .ns(let right) = other { return left.wireOrder(to: right) }
        case .ptr(let left):
            if case .ptr(let right) = other { return left.wireOrder(to: right) }
        case .txt(let left):
            if case .txt(let right) = other { return left.order(to: right) }
        case .caa, .cname, .dname, .ds, .fields, .https, .loc, .naptr, .openpgpkey, .soa, .spf, .srv, .sshfp, .svcb,
            .tlsa, .uri,
            .unknown:
            break
        }
        return octetsCompare(wire, other.wire)
    }

    private static func order<Number: FixedWidthInteger>(_ left: Number, _ right: Number) -> Int {
        left < right ? -1 : left > right ? 1 : 0
    }
}

extension DomainName {
    /// Compares the wire forms of names as octets: unlike canonical order, from the leftmost label, length first.
    func wireOrder(to other: DomainName) -> Int {
        if sortKey == other.sortKey { return 0 }
        let parent = sortKey.dropLast().lastIndex(of: 0).map { $0 + 1 } ?? 0
        let otherParent = other.sortKey.dropLast().lastIndex(of: 0).map { $0 + 1 } ?? 0
        let left = sortKey[parent...]
        let right = other.sortKey[otherParent...]
        // Without escaped octets in the first labels those mostly decide.
        if !left.contains(1), !right.contains(1) {
            if left.count != right.count { return left.count - right.count }
            let order = left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in octetsCompare(left, right) }
            }
            if order != 0 { return order }
        }
        var (leftWire, rightWire): ([UInt8], [UInt8]) = ([], [])
        appendWire(to: &leftWire)
        other.appendWire(to: &rightWire)
        return octetsCompare(leftWire, rightWire)
    }
}
