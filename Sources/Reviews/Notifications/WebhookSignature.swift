internal import Hashing
internal import ZonePlanning

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

    /// Signs a body; `nil` when OpenSSL has no HMAC with SHA-256.
    ///
    /// - Parameters:
    ///   - body: what is sent.
    ///   - secret: the key; any octets.
    ///   - seconds: the time.
    package init?(of body: [UInt8], secret: [UInt8], seconds: Int64) {
        time = String(seconds)
        guard let code = HMACSHA256.code(of: Array("\(time).".utf8) + body, key: secret) else { return nil }
        signature = "sha256=" + Hexadecimal.text(code)
    }
}
