/// JSON objects (RFC 8259) whose members are texts or lists of texts: all that the bodies of acme-dns are.
enum FlatJSON {
    enum Value: Hashable {
        case text(String)
        case texts([String])
    }

    /// More octets than these are not read.
    static let longest = 16_384

    /// The members of an object; `nil` for any other text. Members that are neither are an error, and so is a name that
    /// stands twice.
    static func object(_ octets: [UInt8]) -> [String: Value]? {
        guard octets.count <= longest else { return nil }
        var reader = Reader(rest: octets[...])
        guard let members = reader.object() else { return nil }
        reader.skipBlanks()
        return reader.rest.isEmpty ? members : nil
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func skipBlanks() { rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) } }

        mutating func pass(_ character: Unicode.Scalar) -> Bool {
            skipBlanks()
            guard let octet = rest.first, UInt32(octet) == character.value else { return false }
            rest = rest.dropFirst()
            return true
        }

        mutating func object() -> [String: Value]? {
            guard pass("{") else { return nil }
            var members: [String: Value] = [:]
            if pass("}") { return members }
            repeat {
                guard let name = text(), pass(":"), members[name] == nil else { return nil }
                if pass("[") {
                    guard let list = list() else { return nil }
                    members[name] = .texts(list)
                } else {
                    guard let value = text() else { return nil }
                    members[name] = .text(value)
                }
            } while pass(",")
            return pass("}") ? members : nil
        }

        mutating func list() -> [String]? {
            var list: [String] = []
            if pass("]") { return list }
            repeat {
                guard let value = text() else { return nil }
                list.append(value)
            } while pass(",")
            return pass("]") ? list : nil
        }

        mutating func text() -> String? {
            guard pass("\"") else { return nil }
            var octets: [UInt8] = []
            while let octet = rest.popFirst() {
                switch octet {
                case UInt8(ascii: "\""): return String(validating: octets, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let character = escaped() else { return nil }
                    octets += Array(String(character).utf8)
                case 0..<0x20: return nil
                default: octets.append(octet)
                }
            }
            return nil
        }

        private mutating func escaped() -> Unicode.Scalar? {
            guard let octet = rest.popFirst() else { return nil }
            switch octet {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(octet)
            case UInt8(ascii: "b"): return "\u{8}"
            case UInt8(ascii: "f"): return "\u{C}"
            case UInt8(ascii: "n"): return "\n"
            case UInt8(ascii: "r"): return "\r"
            case UInt8(ascii: "t"): return "\t"
            case UInt8(ascii: "u"):
                guard let high = unit() else { return nil }
                guard 0xD800...0xDBFF ~= high else { return Unicode.Scalar(high) }
                guard rest.starts(with: "\\u".utf8) else { return nil }
                rest = rest.dropFirst(2)
                guard let low = unit(), 0xDC00...0xDFFF ~= low else { return nil }
                return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            default: return nil
            }
        }

        /// Four hexadecimal digits.
        private mutating func unit() -> UInt32? {
            let digits = rest.prefix(4)
            guard digits.count == 4, digits.allSatisfy({ UnicodeScalar($0).properties.isASCIIHexDigit }) else {
                return nil
            }
            rest = rest.dropFirst(4)
            return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        }
    }
}
