// Service parameters in presentation form (RFC 9460 section 2.1 and appendix A).

extension SVCB.Parameter {
    /// Reads a parameter.
    ///
    /// - Parameters:
    ///   - key: the key's name, or `key` and a number.
    ///   - value: the value, escapes and quotes of the character string undone; `nil` where there is no `=`.
    /// - Throws: ``DNSParseError`` with code `bad-data`.
    package init(key: some Collection<UInt8>, value: [UInt8]?) throws(DNSParseError) {
        guard let number = SVCBKey.number(key) else {
            throw DNSParseError(
                .badData,
                "\(DNSParseError.shown(Array(key))) is not a service parameter; write a name such as 'alpn', or key65000"
            )
        }
        self.key = number
        let hasNoValue = number == SVCBKey.noDefaultALPN || number == SVCBKey.ohttp
        if hasNoValue, !(value ?? []).isEmpty {
            throw DNSParseError(.badData, "'\(SVCBKey.name(number))' has no value; remove it")
        }
        if !hasNoValue, number <= SVCBKey.ohttp, (value ?? []).isEmpty {
            throw DNSParseError(.badData, "'\(SVCBKey.name(number))' needs a value")
        }
        // A known key in its generic spelling has its value as on the wire (RFC 9460 section 2.1).
        let isGeneric = key.prefix(3).map(FieldText.lowerCased).elementsEqual("key".utf8) || number > SVCBKey.ohttp
        self.value = isGeneric ? value ?? [] : try Self.wireValue(number, value ?? [])
        if self.value.count > Int(UInt16.max) {
            throw DNSParseError(.badData, "the value of '\(SVCBKey.name(number))' is over 65535 octets")
        }
        try SVCBKey.check(self)
    }

    private static func wireValue(_ key: UInt16, _ value: [UInt8]) throws(DNSParseError) -> [UInt8] {
        switch key {
        case SVCBKey.mandatory: return try mandatory(value)
        case SVCBKey.alpn: return try alpn(value)
        case SVCBKey.port:
            let port = try withOctets(value[...]) { octets throws(DNSParseError) in
                try FieldText.integer(octets, "parameter 'port'", as: UInt16.self)
            }
            return [UInt8(port >> 8), UInt8(port & 0xFF)]
        case SVCBKey.ipv4Hint:
            var writer = WireWriter()
            for item in items(value) {
                writer.append(
                    try withOctets(item) { octets throws(DNSParseError) in try IPv4Address(parsing: octets) })
            }
            return writer.octets
        case SVCBKey.ipv6Hint:
            var writer = WireWriter()
            for item in items(value) {
                writer.append(
                    try withOctets(item) { octets throws(DNSParseError) in try IPv6Address(parsing: octets) })
            }
            return writer.octets
        case SVCBKey.ech:
            return try withOctets(value[...]) { octets throws(DNSParseError) in
                try FieldText.base64(octets, "parameter 'ech'")
            }
        default: return value
        }
    }

    private static func items(_ value: [UInt8]) -> [ArraySlice<UInt8>] {
        value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    }

    /// A list of keys, in any order, each once (RFC 9460 section 8).
    private static func mandatory(_ value: [UInt8]) throws(DNSParseError) -> [UInt8] {
        var keys: [UInt16] = []
        for item in items(value) {
            guard let key = SVCBKey.number(item), key != SVCBKey.mandatory else {
                throw DNSParseError(
                    .badData, "\(DNSParseError.shown(Array(item))) cannot be mandatory: it is not a key for it")
            }
            keys.append(key)
        }
        keys.sort()
        for (left, right) in zip(keys, keys.dropFirst()) where left == right {
            throw DNSParseError(.badData, "'\(SVCBKey.name(left))' stands twice in 'mandatory'")
        }
        return keys.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    /// A list of protocol ids, in which `\,` is a comma and `\\` a backslash (RFC 9460 appendix A.1).
    private static func alpn(_ value: [UInt8]) throws(DNSParseError) -> [UInt8] {
        var result: [UInt8] = []
        var item: [UInt8] = []
        var index = 0
        while index <= value.count {
            if index == value.count || value[index] == UInt8(ascii: ",") {
                guard (1...255).contains(item.count) else {
                    throw DNSParseError(.badData, "a protocol in 'alpn' has \(item.count) octets; it needs 1 to 255")
                }
                result.append(UInt8(item.count))
                result += item
                item = []
            } else if value[index] == UInt8(ascii: "\\") {
                index += 1
                guard index < value.count, value[index] == UInt8(ascii: ",") || value[index] == UInt8(ascii: "\\")
                else {
                    throw DNSParseError(.badData, "in 'alpn' a backslash stands before a comma or a backslash only")
                }
                item.append(value[index])
            } else {
                item.append(value[index])
            }
            index += 1
        }
        return result
    }

    // MARK: - Printing

    /// The key's name, or `key` and its number.
    package var name: String { SVCBKey.name(key) }

    /// The value without the escapes and quotes of a character string; `nil` where it has none and needs no `=`.
    package var presentedValue: [UInt8]? {
        var out: [UInt8] = []
        switch key {
        case SVCBKey.mandatory:
            let names = SVCBKey.numbers(value).map(SVCBKey.name)
            return Array(names.joined(separator: ",").utf8)
        case SVCBKey.alpn:
            for (index, item) in (SVCBKey.protocols(value) ?? []).enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                for octet in item {
                    if octet == UInt8(ascii: ",") || octet == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
                    out.append(octet)
                }
            }
        case SVCBKey.port:
            FieldText.append(SVCBKey.numbers(value).first ?? 0, to: &out)
        case SVCBKey.ipv4Hint:
            var reader = ArraySlice(value)
            while reader.count >= 4 {
                if !out.isEmpty { out.append(UInt8(ascii: ",")) }
                IPv4Address(bits: reader.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }).appendText(to: &out)
                reader = reader.dropFirst(4)
            }
        case SVCBKey.ipv6Hint:
            var reader = ArraySlice(value)
            while reader.count >= 16 {
                if !out.isEmpty { out.append(UInt8(ascii: ",")) }
                let high = reader.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
                let low = reader.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
                IPv6Address(high: high, low: low).appendText(to: &out)
                reader = reader.dropFirst(16)
            }
        case SVCBKey.ech:
            FieldText.appendBase64(value, to: &out)
        default:
            return value.isEmpty ? nil : value
        }
        return out
    }
}

/// Hands a piece of an array to a reader of octets.
func withOctets<Value>(
    _ octets: ArraySlice<UInt8>, _ read: (Octets) throws(DNSParseError) -> Value
) throws(DNSParseError) -> Value {
    try octets.withUnsafeBufferPointer { octets in
        Result { () throws(DNSParseError) in try read(octets) }
    }.get()
}
