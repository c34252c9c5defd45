internal import DNSModel

/// Addresses, URLs and the like where a host name belongs.
enum AddressAsName {
    /// The id of the diagnostic.
    static let id = "address-as-name"

    /// What stands where a name belongs.
    enum Kind: String {
        case ipv4 = "an IPv4 address"
        case ipv6 = "an IPv6 address"
        case range = "a range of addresses"
        case url = "a URL"
        case endpoint = "a host with a port"
        case mail = "a mail address"
    }

    private static let (dot, colon, slash) = (UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "/"))

    /// Whether a name that was read, with its final dot, needs a closer look.
    @inline(__always)
    static func mayBeOne(_ text: Octets) -> Bool {
        guard text.count > 2 else { return false }
        if text[text.count - 2] &- UInt8(ascii: "0") < 10 || text[0] == slash || text[0] == UInt8(ascii: "[") {
            return true
        }
        for octet in text where octet == colon || octet == UInt8(ascii: "@") { return true }
        return false
    }

    /// What a text is, with or without a final dot; `nil` for one that can be a name.
    static func kind(of text: Octets) -> Kind? {
        var text = text
        if text.last == dot { text = Octets(rebasing: text.dropLast()) }
        if let kind = address(text) { return kind }
        if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]"), text.count > 2,
            address(Octets(rebasing: text[1..<text.count - 1])) == .ipv6
        {
            return .ipv6
        }
        if let index = text.lastIndex(of: slash), isNumber(text[(index + 1)...]),
            address(Octets(rebasing: text[..<index])) != nil
        {
            return .range
        }
        if text.starts(with: [slash, slash]) || hasScheme(text) { return .url }
        if let index = text.lastIndex(of: colon), index > 0, isNumber(text[(index + 1)...]) { return .endpoint }
        if let index = text.firstIndex(of: UInt8(ascii: "@")), index > 0, index < text.count - 1,
            text[index - 1] != UInt8(ascii: "\\")
        {
            return .mail
        }
        return nil
    }

    private static func address(_ text: Octets) -> Kind? {
        if (try? IPv4Address(parsing: text)) != nil { return .ipv4 }
        return text.contains(colon) && (try? IPv6Address(parsing: text)) != nil ? .ipv6 : nil
    }

    private static func hasScheme(_ text: Octets) -> Bool {
        guard let index = text.firstIndex(of: colon), index + 2 < text.count else { return false }
        return text[index + 1] == slash && text[index + 2] == slash
    }

    private static func isNumber(_ text: Slice<Octets>) -> Bool {
        !text.isEmpty && text.count <= 5 && text.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    }

    /// What to say of it.
    static func message(_ what: String, _ shown: String, _ kind: Kind) -> String {
        let rest =
            switch kind {
            case .ipv4, .ipv6, .range: ", or the address in a record of type A or AAAA"
            case .url: " without scheme and path"
            case .endpoint: " without the port"
            case .mail: ""
            }
        return "\(what) '\(shown)' is \(kind.rawValue), not a name; write the name of a host" + rest
    }
}
