extension FieldText {
    /// Collects hexadecimal digits over several fields.
    struct HexadecimalReader {
        private var octets: [UInt8] = []
        private var high: UInt8?

        mutating func read(_ text: Octets, _ name: String, offset: Int) throws(DNSParseError) {
            octets.reserveCapacity(octets.count + text.count / 2)
            for (index, octet) in text.enumerated() where !PresentationFields.isSpace(octet) {
                guard let digit = Self.value(octet) else {
                    throw DNSParseError(
                        .badData, "the \(name) has something else than hexadecimal digits", offset: offset + index)
                }
                if let first = high {
                    octets.append(first << 4 | digit)
                    high = nil
                } else {
                    high = digit
                }
            }
        }

        func finish(_ name: String, offset: Int) throws(DNSParseError) -> [UInt8] {
            if high != nil {
                throw DNSParseError(.badData, "the \(name) has an odd number of hexadecimal digits", offset: offset)
            }
            return octets
        }

        static func value(_ octet: UInt8) -> UInt8? {
            switch octet {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
            default: nil
            }
        }
    }

    /// Collects base64 digits over several fields.
    struct Base64Reader {
        private var octets: [UInt8] = []
        private var bits: UInt32 = 0
        private var digits = 0
        private var padding = 0

        mutating func read(_ text: Octets, _ name: String, offset: Int) throws(DNSParseError) {
            octets.reserveCapacity(octets.count + text.count / 4 * 3)
            for (index, octet) in text.enumerated() where !PresentationFields.isSpace(octet) {
                if octet == UInt8(ascii: "="), digits >= 2, digits + padding < 4 {
                    padding += 1
                    continue
                }
                guard padding == 0, let digit = Self.value(octet) else {
                    throw DNSParseError(.badData, "the \(name) is not base64", offset: offset + index)
                }
                bits = bits << 6 | UInt32(digit)
                digits += 1
                if digits == 4 {
                    octets.append(UInt8(truncatingIfNeeded: bits >> 16))
                    octets.append(UInt8(truncatingIfNeeded: bits >> 8))
                    octets.append(UInt8(truncatingIfNeeded: bits))
                    (bits, digits) = (0, 0)
                }
            }
        }

        mutating func finish(_ name: String, offset: Int) throws(DNSParseError) -> [UInt8] {
            if digits == 0 { return octets }
            let unused = digits == 2 ? bits & 15 : bits & 3
            guard digits + padding == 4, digits >= 2, unused == 0 else {
                throw DNSParseError(
                    .badData, "the \(name) is cut short: base64 comes in groups of four", offset: offset)
            }
            if digits == 2 {
                octets.append(UInt8(truncatingIfNeeded: bits >> 4))
            } else {
                octets.append(UInt8(truncatingIfNeeded: bits >> 10))
                octets.append(UInt8(truncatingIfNeeded: bits >> 2))
            }
            return octets
        }

        private static func value(_ octet: UInt8) -> UInt8? {
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): octet - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): octet - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): 62
            case UInt8(ascii: "/"): 63
            default: nil
            }
        }
    }
}
