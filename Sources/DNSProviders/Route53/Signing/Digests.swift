internal import COpenSSL

/// Hashes, as OpenSSL computes them.
enum Digests {
    /// SHA-256 (FIPS 180-4); nothing when OpenSSL refuses.
    static func sha256(_ octets: [UInt8]) -> [UInt8]? { digest(octets, EVP_sha256()) }

    /// SHA-1, only for names of files that others chose so; nothing when OpenSSL refuses.
    static func sha1(_ octets: [UInt8]) -> [UInt8]? { digest(octets, EVP_sha1()) }

    /// HMAC (RFC 2104) with SHA-256; nothing when OpenSSL refuses.
    static func hmacSHA256(key: [UInt8], _ octets: [UInt8]) -> [UInt8]? {
        var code = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(clamping: key.count), octets, octets.count, &code, &count) != nil else {
            return nil
        }
        return Array(code.prefix(Int(count)))
    }

    /// Lower-case hexadecimal digits.
    static func hex(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func digest(_ octets: [UInt8], _ kind: OpaquePointer?) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_Digest(octets, octets.count, &digest, &count, kind, nil) == 1 else { return nil }
        return Array(digest.prefix(Int(count)))
    }
}
