private import COpenSSL

/// SHA-256 (FIPS 180-4), as OpenSSL computes it.
package enum SHA256 {
    /// The digest of octets: 32 octets. Never fails: it needs no memory and no provider of OpenSSL.
    package static func digest(of octets: [UInt8]) -> [UInt8] {
        var context = SHA256_CTX()
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256_Init(&context)
        SHA256_Update(&context, octets, octets.count)
        SHA256_Final(&digest, &context)
        return digest
    }
}
