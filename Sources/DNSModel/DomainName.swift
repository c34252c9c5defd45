// Decision 0001: a name is kept as its canonical sort key.

/// An absolute domain name, compared as DNS compares names: octet by octet, ASCII letters of either case alike.
///
/// Letters are kept in lower case (RFC 4343). The only stored form is ``sortKey``, so equality, hashing, canonical
/// order (RFC 4034 section 6.1) and "is below" are each one pass over octets.
package struct DomainName: Hashable, Sendable {
    /// The labels, root first, in lower case, each ended by an octet 0.
    ///
    /// Inside a label the octets 0 and 1 are written `1 1` and `1 2`, so that comparing keys octet by octet gives the
    /// canonical order of names and a name below another has the other's key as its prefix. The root is empty.
    package let sortKey: [UInt8]

    init(sortKey: [UInt8]) { self.sortKey = sortKey }

    /// Whether two names are the same: one look at memory, where arrays would compare octet by octet.
    package static func == (left: DomainName, right: DomainName) -> Bool {
        left.sortKey.count == right.sortKey.count && octetsCompare(left.sortKey, right.sortKey) == 0
    }

    /// The root of the name space, `.`.
    package static let root = DomainName(sortKey: [])

    /// The longest name in wire form, in octets (RFC 1035 section 2.3.4).
    package static let maximumWireLength = 255
    /// The longest label, in octets (RFC 1035 section 2.3.4).
    package static let maximumLabelLength = 63
}

extension DomainName: Comparable {
    /// Canonical DNS name order (RFC 4034 section 6.1).
    package static func < (left: DomainName, right: DomainName) -> Bool {
        left.sortKey.withUnsafeBufferPointer { left in
            right.sortKey.withUnsafeBufferPointer { right in
                octetsCompare(left, right) < 0
            }
        }
    }
}

// MARK: - Labels

extension DomainName {
    /// The name's labels as octets, leftmost first, without the root's empty label.
    package var labels: [[UInt8]] {
        var labels: [[UInt8]] = []
        var label: [UInt8] = []
        var index = 0
        while index < sortKey.count {
            switch sortKey[index] {
            case 0:
                labels.append(label)
                label.removeAll(keepingCapacity: true)
            case 1:
                index += 1
                label.append(sortKey[index] - 1)
            case let octet:
                label.append(octet)
            }
            index += 1
        }
        labels.reverse()
        return labels
    }

    /// Makes a name of labels given as octets, leftmost first.
    ///
    /// - Throws: ``DNSParseError`` when a label is empty or over 63 octets, or the name over 255.
    package init(labels: some BidirectionalCollection<[UInt8]>) throws(DNSParseError) {
        var key: [UInt8] = []
        var wireLength = 1
        for label in labels.reversed() {
            if label.isEmpty {
                throw DNSParseError(.badName, "a label is empty; write one dot between two labels")
            }
            if label.count > Self.maximumLabelLength {
                throw DNSParseError(
                    .badName, "a label has \(label.count) octets; the longest allowed is \(Self.maximumLabelLength)")
            }
            wireLength += label.count + 1
            Self.appendKey(label, to: &key)
        }
        if wireLength > Self.maximumWireLength {
            throw DNSParseError(
                .badName, "the name has \(wireLength) octets; the longest allowed is \(Self.maximumWireLength)")
        }
        self.init(sortKey: key)
    }

    /// How many labels the name has; the root has none.
    package var labelCount: Int { sortKey.count { $0 == 0 } }

    /// The length of the name in wire form, in octets, the root's length octet included.
    package var wireLength: Int {
        // An escaped octet takes two octets of the key, `1 1` or `1 2`.
        var length = 1
        var index = 0
        while index < sortKey.count {
            index += sortKey[index] == 1 ? 2 : 1
            length += 1
        }
        return length
    }

    /// Whether the leftmost label is `*` (RFC 4592 section 2.1.1).
    package var isWildcard: Bool {
        let count = sortKey.count
        return count >= 2 && sortKey[count - 2] == UInt8(ascii: "*") && (count == 2 || sortKey[count - 3] == 0)
    }

    /// The name without its leftmost label, or `nil` for the root.
    package var parent: DomainName? {
        if sortKey.isEmpty { return nil }
        let end = sortKey.dropLast().lastIndex(of: 0).map { $0 + 1 } ?? 0
        return DomainName(sortKey: Array(sortKey[..<end]))
    }

    /// Whether this name is `other` or below it.
    package func isAtOrBelow(_ other: DomainName) -> Bool {
        sortKey.count >= other.sortKey.count
            && sortKey.withUnsafeBufferPointer { key in
                other.sortKey.withUnsafeBufferPointer { prefix in
                    octetsCompare(UnsafeBufferPointer(rebasing: key[..<prefix.count]), prefix) == 0
                }
            }
    }
}
