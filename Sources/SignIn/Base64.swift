internal import FoundationEssentials

/// Base 64 (RFC 4648), both alphabets.
enum Base64 {
    /// With padding, as credentials are written (RFC 7617).
    static func text(_ octets: [UInt8]) -> String { Data(octets).base64EncodedString() }

    /// In the alphabet for URLs, without padding (RFC 7515, section 2).
    static func url(_ octets: [UInt8]) -> String {
        let text = text(octets).utf8.filter { $0 != UInt8(ascii: "=") }.map { octet in
            switch octet {
            case UInt8(ascii: "+"): UInt8(ascii: "-")
            case UInt8(ascii: "/"): UInt8(ascii: "_")
            default: octet
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What a text in the alphabet for URLs stands for; `nil` where another text would stand for the same.
    static func octets(url text: some StringProtocol) -> [UInt8]? {
        var letters = text.utf8.map { octet in
            switch octet {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: octet
            }
        }
        letters += [UInt8](repeating: UInt8(ascii: "="), count: (4 - letters.count % 4) % 4)
        guard let data = Data(base64Encoded: Data(letters)) else { return nil }
        let octets = Array(data)
        return url(octets) == String(text) ? octets : nil
    }
}
