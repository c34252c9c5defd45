internal import DNSModel

/// Record types as zone files name them.
enum RecordTypeText {
    /// Types of octoDNS that DNS does not have.
    static let octoDNSOnly = ["ALIAS", "URLFWD"]

    /// The type of a mnemonic or of `TYPE` and a number, in either case.
    @inline(__always)
    static func type(_ text: Octets) -> RecordType? { RecordType(parsing: text) }

    /// Whether a type is written as `TYPE` and a number.
    static func isNumber(_ text: Octets) -> Bool {
        text.count > 4 && text[3] | 0x20 == UInt8(ascii: "e") && text[0] | 0x20 == UInt8(ascii: "t")
            && text[1] | 0x20 == UInt8(ascii: "y") && text[2] | 0x20 == UInt8(ascii: "p")
    }

    /// Whether the text names a type that only some providers have: `Provider/TYPE`, or one of ``octoDNSOnly``.
    static func isProviderSpecific(_ text: Octets) -> Bool {
        if text.is("ALIAS") || text.is("URLFWD") { return true }
        guard text.count <= 255, let slash = text.firstIndex(of: UInt8(ascii: "/")) else { return false }
        return slash > 0 && slash < text.count - 1
            && text.allSatisfy { octet in
                octet &- UInt8(ascii: "0") < 10 || (octet | 0x20) &- UInt8(ascii: "a") < 26
                    || octet == UInt8(ascii: "/") || octet == UInt8(ascii: "_") || octet == UInt8(ascii: "-")
            }
    }

    /// What is wrong with a type that there is not, or that is not modelled, and what to write.
    static func unknown(_ text: Octets) -> String {
        let name = String(decoding: text.prefix(64), as: UTF8.self)
        if let type = RecordType(registered: name) {
            return "gate53 does not model \(name.uppercased()); write TYPE\(type.rawValue) and generic data, as in "
                + "'\\# 4 0a000001' (RFC 3597)"
        }
        return "there is no record type '\(Shown.text(text))'; " + hint(for: name)
    }

    /// What somebody may have meant by a type that there is not.
    static func hint(for text: String) -> String {
        let names = ModelledType.allCases.map(\.mnemonic) + octoDNSOnly
        if let closest = DidYouMean.closest(to: text, in: names) { return "did you mean '\(closest)'?" }
        return "write its number, as in TYPE65280, and its data as '\\# 4 0a000001' (RFC 3597)"
    }
}
