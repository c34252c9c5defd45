/// The service parameter keys (RFC 9460 section 14.3.2, RFC 9461, RFC 9540).
enum SVCBKey {
    static let mandatory: UInt16 = 0
    static let alpn: UInt16 = 1
    static let noDefaultALPN: UInt16 = 2
    static let port: UInt16 = 3
    static let ipv4Hint: UInt16 = 4
    static let ech: UInt16 = 5
    static let ipv6Hint: UInt16 = 6
    static let dohPath: UInt16 = 7
    static let ohttp: UInt16 = 8
    /// RFC 9460 section 14.3.2: never a key.
    static let invalid: UInt16 = .max

    private static let names = [
        "mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath", "ohttp",
    ]

    /// The registered name, or `key` and the number (RFC 9460 section 2.1).
    ///
    /// `ohttp` is written as `key8`, which means the same: BIND 9.18 does not load a file with the name.
    static func name(_ key: UInt16) -> String {
        key <= dohPath ? names[Int(key)] : "key\(key)"
    }

    /// The key of a name in either case, or of `key` and a number without zeros in front; `nil` for any other text.
    static func number(_ name: some Collection<UInt8>) -> UInt16? {
        guard name.count <= 32 else { return nil }
        let lower = String(decoding: name.map(FieldText.lowerCased), as: UTF8.self)
        if let index = names.firstIndex(of: lower) { return UInt16(index) }
        let digits = lower.utf8.dropFirst(3)
        guard lower.hasPrefix("key"), let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1,
            digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = UInt16(lower.dropFirst(3)),
            number != invalid
        else { return nil }
        return number
    }

    /// The 16-bit numbers in the value of `mandatory`.
    static func numbers(_ value: [UInt8]) -> [UInt16] {
        stride(from: 0, to: value.count - 1, by: 2).map { UInt16(value[$0]) << 8 | UInt16(value[$0 + 1]) }
    }

    /// The protocol ids in the value of `alpn`, or `nil` when it is malformed (RFC 9460 section 7.1.1).
    static func protocols(_ value: [UInt8]) -> [ArraySlice<UInt8>]? {
        var result: [ArraySlice<UInt8>] = []
        var index = 0
        while index < value.count {
            let end = index + 1 + Int(value[index])
            guard end > index + 1, end <= value.count else { return nil }
            result.append(value[(index + 1)..<end])
            index = end
        }
        return result
    }

    /// Checks a parameter's value as on the wire.
    static func check(_ parameter: SVCB.Parameter, offset: Int = 0) throws(DNSParseError) {
        let value = parameter.value
        let isGood: Bool
        switch parameter.key {
        case mandatory:
            let keys = numbers(value)
            isGood =
                !value.isEmpty && value.count % 2 == 0 && !keys.contains(mandatory) && !keys.contains(invalid)
                && zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
        case alpn: isGood = protocols(value).map { !$0.isEmpty } ?? false
        case noDefaultALPN, ohttp: isGood = value.isEmpty
        case port: isGood = value.count == 2
        case ipv4Hint: isGood = !value.isEmpty && value.count % 4 == 0
        case ech: isGood = !value.isEmpty
        case ipv6Hint: isGood = !value.isEmpty && value.count % 16 == 0
        case dohPath: isGood = !value.isEmpty && String(validating: value, as: UTF8.self) != nil
        case invalid: isGood = false
        default: isGood = true
        }
        if !isGood {
            throw DNSParseError(
                .badData, "the value of the parameter '\(name(parameter.key))' is malformed", offset: offset)
        }
    }
}
