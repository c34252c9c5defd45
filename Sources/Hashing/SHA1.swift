private import COpenSSL

/// SHA-1 (FIPS 180-4), as OpenSSL computes it: only for names that other programs have chosen so. It is broken as a
/// proof of anything.
package enum SHA1 {
    /// The digest of octets: 20 octets. Never fails.
    package static func digest(of octets: [UInt8]) -> [UInt8] {
        var context = SHA_CTX()
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1_Init(&context)
        SHA1_Update(&context, octets, octets.count)
        SHA1_Final(&digest, &context)
        return digest
    }
}
