private import Hashing

/// The SHA-256 digest of a document's octets (FIPS 180-4): the document's identity.
package struct Digest: Hashable, Sendable {
    /// 64 hexadecimal digits, lower case.
    package let hexadecimal: String

    /// The digest of octets.
    package init(of octets: [UInt8]) {
        hexadecimal = Hexadecimal.text(SHA256.digest(of: octets))
    }

    /// Reads 64 hexadecimal digits; `nil` for any other text.
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
