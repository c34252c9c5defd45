private import COpenSSL

/// The SHA-256 digest of a document's octets (FIPS 180-4): the document's identity.
package struct Digest: Hashable, Sendable {
    /// 64 hexadecimal digits, lower case.
    package let hexadecimal: String

    /// The digest of octets.
    package init(of octets: [UInt8]) {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let done = EVP_Digest(octets, octets.count, &digest, &length, EVP_sha256(), nil)
        precondition(done == 1 && length == 32, "OpenSSL has no SHA-256")
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for octet in digest { text += [digits[Int(octet >> 4)], digits[Int(octet & 15)]] }
        hexadecimal = String(decoding: text, as: UTF8.self)
    }

    /// Reads 64 hexadecimal digits; nothing for any other text.
    package init?(hexadecimal: String) {
        guard hexadecimal.utf8.count == 64,
            hexadecimal.utf8.allSatisfy({ 48...57 ~= $0 || 97...102 ~= $0 })
        else { return nil }
        self.hexadecimal = hexadecimal
    }

    /// The first twelve digits, enough for people to tell documents apart.
    package var short: String { String(hexadecimal.prefix(12)) }
}

extension Digest: CustomStringConvertible {
    /// `sha256:` and the digits.
    package var description: String { "sha256:\(hexadecimal)" }
}
