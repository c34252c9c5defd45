internal import DNSModel

/// How octoDNS writes the text of TXT and SPF in YAML.
///
/// - Where the text starts with `"`, that one and the `"` at its end are taken off. octoDNS takes off the last character
///   whatever it is; here a text that only starts with `"` is an error.
/// - `" "` between two chunks is taken out, also without quotes around the text.
/// - `\;` is `;`. Of several backslashes before a `;` one is taken off.
/// - Every other octet stands for itself: other backslashes, other quotes and a `;` alone too.
///
/// A text that this cannot say is written as type `TYPE16` in presentation format.
enum CharacterText {
    /// The longest text that fits into record data, each 255 octets with their length.
    static let longest = 65_279

    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let semicolon = UInt8(ascii: ";")

    /// The octets that the text stands for, or nothing where it starts with `"` and does not end with one.
    @inline(__always)
    static func decode(_ text: Octets) -> [UInt8]? {
        var text = text
        if let first = text.first, first == quote {
            guard text.count >= 2, text.last == quote else { return nil }
            text = Octets(rebasing: text[1..<text.count - 1])
        }
        var isPlain = true
        for octet in text where octet == quote || octet == backslash { isPlain = false }
        return isPlain ? Array(text) : unescaped(text)
    }

    private static func unescaped(_ text: Octets) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let octet = text[index]
            if octet == quote, index + 2 < text.count, text[index + 1] == UInt8(ascii: " "), text[index + 2] == quote {
                index += 3
                continue
            }
            // A join may stand between a backslash and its semicolon, so look at what is out already.
            if octet == semicolon, out.last == backslash { out.removeLast() }
            out.append(octet)
            index += 1
        }
        return out
    }

    /// A text that ``decode(_:)`` turns into these octets, or nothing where there is none.
    static func encode(_ octets: [UInt8]) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(octets.count)
        for octet in octets {
            if octet == semicolon, out.last == backslash { out.append(backslash) }
            out.append(octet)
        }
        if out.first == quote { out = [quote] + out + [quote] }
        guard out.withUnsafeBufferPointer({ decode($0) }) == octets else { return nil }
        return out
    }
}
