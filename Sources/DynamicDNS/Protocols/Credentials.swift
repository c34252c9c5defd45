/// What a client shows to say who it is. Not printed anywhere.
package struct Credentials: Hashable, Sendable {
    /// The user, who need not be anybody: the token says whose it is.
    package var user: String
    /// The update token.
    package var secret: String

    package init(user: String, secret: String) {
        self.user = user
        self.secret = secret
    }

    /// Reads the value of `Authorization` with scheme `Basic` (RFC 7617) or `Bearer` (RFC 6750); `nil` for any other.
    package init?(authorization: String) {
        guard authorization.utf8.count <= 2_048 else { return nil }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let value = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "basic":
            guard let octets = Self.base64(value), let text = String(validating: octets, as: UTF8.self),
                let colon = text.firstIndex(of: ":")
            else { return nil }
            self.init(user: String(text[..<colon]), secret: String(text[text.index(after: colon)...]))
        case "bearer", "token":
            guard !value.isEmpty, value.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else { return nil }
            self.init(user: "", secret: String(value))
        default: return nil
        }
        if secret.isEmpty { return nil }
    }

    /// The octets that a text stands for (RFC 4648 section 4); final `=` may be missing.
    private static func base64(_ text: some StringProtocol) -> [UInt8]? {
        var octets: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        var digits = 0
        var rest = Array(text.utf8)[...]
        while rest.last == UInt8(ascii: "=") { rest = rest.dropLast() }
        for octet in rest {
            let value: UInt8
            switch octet {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = octet - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = octet - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = octet - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            default: return nil
            }
            digits += 1
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                octets.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return digits % 4 == 1 ? nil : octets
    }
}
