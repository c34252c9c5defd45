// Decision 0007: targets that wait for their first user.

// Which names may be those of hosts.

extension DomainName {
    /// Whether the name is one that a host may have: labels of letters, digits and hyphens that start and end with a
    /// letter or digit (RFC 952, RFC 1123 section 2.1). The root is one, as it stands for "no host".
    ///
    /// - Parameter allowsWildcard: whether the first label may be `*`.
    /// - Returns: whether it is.
    package func isHostName(allowsWildcard: Bool = false) -> Bool {
        // A host's name has no octet that the key writes as two, so labels are in it as they are.
        var last: UInt8 = 0
        for octet in allowsWildcard && isWildcard ? sortKey.dropLast(2) : sortKey[...] {
            let isInside = octet != 0 && last != 0
            guard Self.isAlphanumeric(octet == 0 ? last : octet) || isInside && octet == UInt8(ascii: "-") else {
                return false
            }
            last = octet
        }
        return true
    }

    /// Whether the name may stand for a mailbox: any printable octets but the blank, then the name of a host (RFC 1035
    /// section 8).
    package var isMailbox: Bool {
        let labels = labels
        guard let local = labels.first else { return true }
        return local.allSatisfy { 0x21...0x7E ~= $0 } && labels.dropFirst().allSatisfy(Self.isHostLabel)
    }

    private static func isHostLabel(_ label: [UInt8]) -> Bool {
        guard let first = label.first, let last = label.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        return label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        octet &- UInt8(ascii: "0") < 10 || (octet | 0x20) &- UInt8(ascii: "a") < 26
    }
}
