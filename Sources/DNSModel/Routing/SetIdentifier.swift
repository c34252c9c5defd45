/// What tells record sets of one name and type apart where a routing policy chooses between them: 1 to 128 characters,
/// compared octet by octet, letters of either case apart.
///
/// Source: `SetIdentifier` in ResourceRecordSet, Amazon Route 53 API Reference.
package struct SetIdentifier: Hashable, Sendable {
    /// The text in UTF-8. A `String` would take texts for equal that the provider keeps apart.
    package let octets: [UInt8]

    /// The longest identifier, in characters.
    package static let maximumLength = 128

    /// Makes an identifier, or `nil` where the text is empty or too long.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.unicodeScalars.count) else { return nil }
        octets = Array(text.utf8)
    }
}

extension SetIdentifier: Comparable {
    package static func < (left: SetIdentifier, right: SetIdentifier) -> Bool {
        octetsCompare(left.octets, right.octets) < 0
    }
}

extension SetIdentifier: CustomStringConvertible {
    package var description: String { String(decoding: octets, as: UTF8.self) }

    /// For messages: what is not printable as `\u{…}`, cut after 60 characters.
    package var shown: String { String(DNSParseError.shown(octets).dropFirst().dropLast()) }
}
