/// Percent-encoding as signatures want it: everything but letters, digits and `-._~` (RFC 3986 section 2.3), upper
/// case.
enum PercentEncoding {
    /// Encodes a text.
    ///
    /// - Parameters:
    ///   - text: any text; its UTF-8 octets are encoded.
    ///   - keeping: ASCII characters that are left as they are besides.
    /// - Returns: the encoded text.
    static func encode(_ text: String, keeping: String = "") -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let kept = Set(keeping.utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for octet in text.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(octet)
            case _ where kept.contains(octet): encoded.append(octet)
            default: encoded += [UInt8(ascii: "%"), digits[Int(octet >> 4)], digits[Int(octet & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Encodes a query, or a form (`application/x-www-form-urlencoded`), in the order given.
    static func query(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }
}
