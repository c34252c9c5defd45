internal import DNSModel

/// Addresses and URLs where a host name belongs.
enum AddressAsName {
    /// The id of the diagnostic.
    static let id = "address-as-name"

    private static let dot = UInt8(ascii: ".")
    private static let colon = UInt8(ascii: ":")

    /// Whether a name that was read, with its final dot, needs a closer look.
    @inline(__always)
    static func mayBeOne(_ text: Octets) -> Bool {
        guard text.count > 2 else { return false }
        return text[text.count - 2] &- UInt8(ascii: "0") < 10 || text.contains(colon)
    }

    /// What a text is, with or without a final dot; nothing for one that can be a name.
    static func kind(of text: Octets) -> String? {
        var text = text
        if text.last == dot { text = Octets(rebasing: text.dropLast()) }
        if (try? IPv4Address(parsing: text)) != nil { return "an IPv4 address" }
        guard let index = text.firstIndex(of: colon) else { return nil }
        if (try? IPv6Address(parsing: text)) != nil { return "an IPv6 address" }
        guard index + 2 < text.count, text[index + 1] == UInt8(ascii: "/"), text[index + 2] == UInt8(ascii: "/") else {
            return nil
        }
        return "a URL"
    }

    /// What to say of it.
    static func message(_ what: String, _ shown: String, _ kind: String) -> String {
        "\(what) '\(shown)' is \(kind), and that is no name; write the name of a host"
            + (kind == "a URL" ? " without scheme and path" : ", or the address in a record of type A or AAAA")
    }
}
