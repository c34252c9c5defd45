private import COpenSSL

/// HMAC with SHA-1 (RFC 2104), as OpenSSL computes it: for one-time passwords, whose apps know nothing else. What is
/// broken of SHA-1 (RFC 6194) does not touch this use of it.
package enum HMACSHA1 {
    /// The authentication code of octets.
    ///
    /// - Parameters:
    ///   - octets: what is authenticated.
    ///   - key: the secret; of any length.
    /// - Returns: 20 octets; `nil` when OpenSSL refuses, as it does without memory.
    package static func code(of octets: [UInt8], key: [UInt8]) -> [UInt8]? {
        guard let length = Int32(exactly: key.count) else { return nil }
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard HMAC(EVP_sha1(), key, length, octets, octets.count, &code, &count) != nil else { return nil }
        return Array(code.prefix(Int(count)))
    }
}
