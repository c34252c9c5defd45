internal import Hashing

// Decision 0105: the wish is stored before it is answered, and written after.

/// Which account something is of.
package struct AccountID: Hashable, Comparable, Sendable {
    /// 32 hexadecimal digits, or what an earlier version used.
    package var text: String

    package init(_ text: String) { self.text = text }

    package static func < (left: AccountID, right: AccountID) -> Bool { left.text < right.text }
}

/// Which update token it is; not the secret, and may be shown.
package struct TokenID: Hashable, Comparable, Sendable {
    /// In the form of a UUID, as clients of acme-dns expect of a user name.
    package var text: String

    package init(_ text: String) { self.text = text }

    package static func < (left: TokenID, right: TokenID) -> Bool { left.text < right.text }
}

/// The SHA-256 of a random secret. What is stored: whoever reads the store can't use it.
///
/// A secret has at least 125 random bits, so there is nothing to guess and no need for a slow hash; and it can be found
/// by an index.
package struct SecretHash: Hashable, Sendable {
    /// 32 octets.
    package var octets: [UInt8]

    package init(octets: [UInt8]) { self.octets = octets }

    /// The hash of a secret as a client sends it.
    package init(of secret: some StringProtocol) { octets = SHA256.digest(of: Array(secret.utf8)) }
}
