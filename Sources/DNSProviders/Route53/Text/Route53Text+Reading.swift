package import DNSModel

// Reading is by way of RFC 1035: the text with its octal escapes made decimal ones has one meaning there.

extension Route53Text {
    /// Reads a name: `\ooo` is an octet, any other backslash is itself, letters of either case are alike, and the final
    /// dot may be missing as every name is absolute.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-name`.
    package static func domainName(_ text: String) throws(DNSParseError) -> DomainName {
        let octets = Array(text.utf8)
        if octets == [UInt8(ascii: ".")] { return .root }
        return try octets.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in
                var labels: [[UInt8]] = []
                var label: [UInt8] = []
                var index = 0
                while index < octets.count {
                    let octet = octets[index]
                    switch octet {
                    case UInt8(ascii: "."):
                        labels.append(label)
                        label = []
                    case UInt8(ascii: "\\"):
                        let value = octal(octets, at: index)
                        label.append(value ?? octet)
                        if value != nil { index += 3 }
                    case 0x21...0x7E: label.append(octet)
                    default:
                        throw DNSParseError(
                            .badName,
                            "a name of Route 53 has octet \(octet) as it is; it is written as an octal escape",
                            offset: index)
                    }
                    index += 1
                }
                if !label.isEmpty || labels.isEmpty { labels.append(label) }
                return try DomainName(labels: labels)
            }
        }.get()
    }

    /// Reads the text of one `Value`.
    ///
    /// - Parameters:
    ///   - type: the type of the record set that it is in.
    ///   - text: the text, as listed.
    /// - Returns: the data.
    /// - Throws: ``DNSParseError`` where it is not data of that type. Offsets are those of the text in RFC 1035 form.
    package static func data(type: RecordType, _ text: String) throws(DNSParseError) -> RecordData {
        let octets = Array(text.utf8)
        let translated = try octets.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in
                var translation = MasterFileTranslation(octets, type: type)
                return try translation.run()
            }
        }.get()
        return try translated.withUnsafeBufferPointer { octets in
            Result { () throws(DNSParseError) in try RecordData(type: type, parsing: octets, origin: .root) }
        }.get()
    }
}

/// A value's text on its way to RFC 1035 form.
private struct MasterFileTranslation {
    private let text: Octets
    /// Whether the data are character strings, all in quotes.
    private let isQuotedOnly: Bool
    /// How many fields are names and numbers, before parameters with escapes of their own begin.
    private let plainFields: Int
    private var index = 0
    private var out: [UInt8] = []

    init(_ text: Octets, type: RecordType) {
        self.text = text
        isQuotedOnly = type == .txt || type == .spf
        plainFields = type == .svcb || type == .https ? 2 : .max
        out.reserveCapacity(text.count)
    }

    mutating func run() throws(DNSParseError) -> [UInt8] {
        var fields = 0
        var isInField = false
        while index < text.count {
            let octet = text[index]
            let isSpace = octet == 0x20 || octet == 0x09
            if isSpace { isInField = false } else if !isInField { fields += 1 }
            if !isSpace { isInField = true }
            switch octet {
            case 0x20, 0x09: out.append(octet)
            case UInt8(ascii: "\""):
                try takeQuoted()
                continue
            case _ where isQuotedOnly:
                throw DNSParseError(.badData, "the text is not in quotes; write it as \"text\"", offset: index)
            case UInt8(ascii: "\\"):
                if let value = Route53Text.octal(text, at: index) {
                    MasterFileEscape.appendDecimal(value, to: &out)
                    index += 4
                    continue
                }
                out.append(octet)
                // A backslash in a name stands for itself, one in a parameter is for the octet after it.
                if fields <= plainFields {
                    out.append(octet)
                } else if index + 1 < text.count {
                    index += 1
                    appendLiteral(text[index])
                }
            // To RFC 1035 a lone `@` is the origin.
            case UInt8(ascii: "@"): MasterFileEscape.appendDecimal(octet, to: &out)
            case 0x21...0x7E: out.append(octet)
            default:
                throw DNSParseError(
                    .badData, "the value has octet \(octet) outside of quotes; it is written as an octal escape",
                    offset: index)
            }
            index += 1
        }
        return out
    }

    /// Takes a string in quotes with both its quotes.
    private mutating func takeQuoted() throws(DNSParseError) {
        let start = index
        out.append(text[index])
        index += 1
        while index < text.count {
            let octet = text[index]
            if octet == UInt8(ascii: "\"") {
                out.append(octet)
                index += 1
                return
            }
            if octet != UInt8(ascii: "\\") {
                out.append(octet)
                index += 1
            } else if let value = Route53Text.octal(text, at: index) {
                MasterFileEscape.appendDecimal(value, to: &out)
                index += 4
            } else if index + 1 < text.count {
                out.append(octet)
                appendLiteral(text[index + 1])
                index += 2
            } else {
                break
            }
        }
        throw DNSParseError(.badData, "the quote that starts here is not closed", offset: start)
    }

    /// Appends what stands behind a backslash and is no octal number: a digit would begin a decimal one.
    private mutating func appendLiteral(_ octet: UInt8) {
        if octet &- UInt8(ascii: "0") < 10 {
            out.removeLast()
        }
        out.append(octet)
    }
}
