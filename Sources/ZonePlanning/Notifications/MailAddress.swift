/// A mail address that is safe in a header and to a mail program: `local@domain`, no name beside it.
///
/// Narrower than RFC 5322 section 3.4.1, without what mail programs took for routes, files and commands: a local part
/// of letters, digits and `.'+=_~-` that begins with a letter or digit, and a domain of letters, digits, dots and
/// hyphens; at most 254 octets (RFC 5321 section 4.5.3.1).
package struct MailAddress: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Reads an address; `nil` for any other text.
    package init?(_ text: String) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, parts[0].utf8.count <= 64,
            Self.isDotted(parts[0], "'+=_~-"), Self.isDotted(parts[1], "-"),
            parts.allSatisfy({ $0.utf8.first.map(Self.isLetterOrDigit) ?? false }),
            parts[1].split(separator: ".").allSatisfy({ !$0.hasPrefix("-") && !$0.hasSuffix("-") })
        else { return nil }
        description = text
    }

    private static func isLetterOrDigit(_ octet: UInt8) -> Bool {
        48...57 ~= octet || 65...90 ~= octet || 97...122 ~= octet
    }

    /// Whether a text is of parts between dots, none empty, of letters, digits and some more.
    private static func isDotted(_ text: Substring, _ more: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { isLetterOrDigit($0) || more.utf8.contains($0) }
        }
    }
}
