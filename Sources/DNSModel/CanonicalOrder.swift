/// The order record sets are kept in: canonical name order (RFC 4034 section 6.1), then type number, then set
/// identifier.
package enum CanonicalOrder {
    /// How to rearrange `count` keyed items into canonical order.
    ///
    /// - Parameters:
    ///   - count: how many items there are.
    ///   - apex: a name that most of the names are at or below; it only makes sorting faster.
    ///   - identifier: the set identifier of the item at an index.
    ///   - key: name and type of the item at an index.
    /// - Returns: the items' indices in order, items of one key in the order they came in; `nil` when the items are
    ///   in order already.
    package static func permutation(
        count: Int, apex: DomainName, identifier: (Int) -> SetIdentifier? = { _ in nil },
        key: (Int) -> (name: DomainName, type: RecordType)
    ) -> [Int]? {
        if isSorted(count: count, identifier: identifier, key: key) { return nil }
        let below = (0..<count).allSatisfy { key($0).name.isAtOrBelow(apex) }
        let skip = below ? apex.sortKey.count : 0
        var entries: [Entry] = []
        entries.reserveCapacity(count)
        for index in 0..<count { entries.append(Entry(key(index).name, from: skip, index: index)) }
        entries.sort { left, right in
            if left.high != right.high { return left.high < right.high }
            if left.low != right.low { return left.low < right.low }
            let (leftKey, rightKey) = (key(Int(left.index)), key(Int(right.index)))
            let order = octetsCompare(leftKey.name.sortKey, rightKey.name.sortKey)
            if order != 0 { return order < 0 }
            if leftKey.type != rightKey.type { return leftKey.type < rightKey.type }
            let identifiers = SetIdentifier.order(identifier(Int(left.index)), identifier(Int(right.index)))
            return identifiers != 0 ? identifiers < 0 : left.index < right.index
        }
        return entries.map { Int($0.index) }
    }

    private static func isSorted(
        count: Int, identifier: (Int) -> SetIdentifier?, key: (Int) -> (name: DomainName, type: RecordType)
    ) -> Bool {
        for index in stride(from: 1, to: count, by: 1) {
            let (left, right) = (key(index - 1), key(index))
            let order = octetsCompare(left.name.sortKey, right.name.sortKey)
            if order > 0 { return false }
            guard order == 0 else { continue }
            if left.type > right.type { return false }
            if left.type == right.type, SetIdentifier.order(identifier(index - 1), identifier(index)) > 0 {
                return false
            }
        }
        return true
    }

    /// Sixteen octets of a name, so that most comparisons need no look at the name.
    private struct Entry {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var index: UInt32

        init(_ name: DomainName, from skip: Int, index: Int) {
            self.index = UInt32(index)
            name.sortKey.withUnsafeBufferPointer { key in
                var shift: UInt64 = 64
                for octet in key[skip..<min(key.count, skip + 8)] {
                    shift -= 8
                    high |= UInt64(octet) << shift
                }
                shift = 64
                for octet in key[min(key.count, skip + 8)..<min(key.count, skip + 16)] {
                    shift -= 8
                    low |= UInt64(octet) << shift
                }
            }
        }
    }
}
