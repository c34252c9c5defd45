internal import COpenSSL

/// The headers by which a receiver knows that a request is from who shares its secret, and that it is new.
///
/// HMAC (RFC 2104) with SHA-256 over the time, a full stop, and the body. A receiver computes the same, compares in
/// constant time, and refuses a time that is not about now.
package struct WebhookSignature: Hashable, Sendable {
    /// The header with the time: seconds since 1970-01-01T00:00:00Z, in decimal digits.
    package static let timeHeader = "X-Gate53-Timestamp"
    /// The header with the signature: `sha256=` and 64 lower-case hexadecimal digits.
    package static let signatureHeader = "X-Gate53-Signature"

    /// The value of ``timeHeader``.
    package let time: String
    /// The value of ``signatureHeader``.
    package let signature: String

    /// Signs a body; nothing when OpenSSL has no HMAC with SHA-256.
    ///
    /// - Parameters:
    ///   - body: what is sent.
    ///   - secret: the key; any octets.
    ///   - seconds: the time.
    package init?(of body: [UInt8], secret: [UInt8], seconds: Int64) {
        time = String(seconds)
        guard let code = Self.hmacSHA256(key: secret, Array("\(time).".utf8) + body) else { return nil }
        let digits = Array("0123456789abcdef".utf8)
        let text = code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        signature = "sha256=" + String(decoding: text, as: UTF8.self)
    }

    /// HMAC with SHA-256; nothing when OpenSSL refuses.
    static func hmacSHA256(key: [UInt8], _ octets: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(clamping: key.count), octets, octets.count, &code, &count) != nil else {
            return nil
        }
        return Array(code.prefix(Int(count)))
    }
}
