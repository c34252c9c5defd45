// Decision 0053: a zone has one file name.

// A zone's name where it names a file, and as people copy it from there.

extension DomainName {
    /// The zone's name as the name of a file, without an ending: one text for each name, and never a path.
    ///
    /// Letters in lower case, digits, `-`, `_` and the dots between labels stand for themselves; any other octet is `%`
    /// and two hexadecimal digits: `0/25.2.0.192.in-addr.arpa` is `0%2F25.2.0.192.in-addr.arpa` (RFC 2317). The root is
    /// `%root`. ``init(zone:)`` reads it back.
    package var fileName: String {
        if self == .root { return Self.rootFileName }
        var text: [UInt8] = []
        for label in labels {
            if !text.isEmpty { text.append(UInt8(ascii: ".")) }
            for octet in label {
                switch octet {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    text.append(octet)
                default:
                    text.append(UInt8(ascii: "%"))
                    text += [octet >> 4, octet & 15].map { $0 + UInt8(ascii: $0 < 10 ? "0" : "7") }
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static let rootFileName = "%root"

    /// Reads a zone's name as the name of a file has it, or as a person writes it for one: in presentation form,
    /// relative to the root, and besides
    ///
    /// - `%` and two hexadecimal digits are that octet; `%root` is the root;
    /// - `\DDD` is that octet in decimal digits, as in RFC 1035 section 5.1. Where that would be a letter, a digit or
    ///   `-`, which nobody escapes, or over 255, the digits are octal ones as Route 53 shows them: `0\05725` is `0/25`.
    ///
    /// - Parameter text: the name.
    /// - Throws: ``DNSParseError`` with code `bad-name`.
    package init(zone text: some StringProtocol) throws(DNSParseError) {
        if text == Self.rootFileName {
            self = .root
            return
        }
        let octets = Array(text.utf8)
        var presentation: [UInt8] = []
        var index = 0
        while index < octets.count {
            switch octets[index] {
            case UInt8(ascii: "%"):
                if let octet = Self.number(octets[(index + 1)...].prefix(2), digits: 2, radix: 16) {
                    MasterFileEscape.appendDecimal(UInt8(octet), to: &presentation)
                    index += 3
                    continue
                }
                presentation.append(octets[index])
            case UInt8(ascii: "\\"):
                let rest = octets[(index + 1)...]
                if let octet = Self.escapedByRoute53(rest.prefix(3)) {
                    MasterFileEscape.appendDecimal(octet, to: &presentation)
                    index += 4
                    continue
                }
                // What is escaped is taken along, so that it begins nothing itself.
                presentation += octets[index...].prefix(2)
                index += 2
                continue
            default: presentation.append(octets[index])
            }
            index += 1
        }
        self = try DomainName(parsing: String(decoding: presentation, as: UTF8.self), origin: .root)
    }

    /// The octet of three octal digits, where they can't be meant as decimal ones.
    private static func escapedByRoute53(_ digits: ArraySlice<UInt8>) -> UInt8? {
        guard let octal = number(digits, digits: 3, radix: 8), octal < 256,
            let decimal = number(digits, digits: 3, radix: 10)
        else { return nil }
        guard let octet = UInt8(exactly: decimal) else { return UInt8(octal) }
        let isEverPlain =
            octet &- UInt8(ascii: "0") < 10 || (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet == UInt8(ascii: "-")
        return isEverPlain ? UInt8(octal) : nil
    }

    private static func number(_ text: ArraySlice<UInt8>, digits: Int, radix: Int) -> Int? {
        guard text.count == digits, text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else {
            return nil
        }
        return Int(String(decoding: text, as: UTF8.self), radix: radix)
    }
}
