internal import DNSModel

/// How octoDNS writes the text of TXT and SPF in YAML.
///
/// - Where the text starts with `"`, that one and the `"` at its end are taken off. octoDNS takes off the last character
///   whatever it is; here a text that only starts with `"` is an error.
/// - `" "` between two chunks is taken out, also without quotes around the text. In a text in quotes each is a cut between
///   two strings; octoDNS joins them.
/// - `\;` is `;` and `\"` is `"`. Of several backslashes before one of them one is taken off.
/// - Every other octet stands for itself: other backslashes, other quotes and a `;` alone too.
///
/// A text that this cannot say is written as type `TYPE16` in presentation format.
enum CharacterText {
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let semicolon = UInt8(ascii: ";")

    /// The text, or nothing where it starts with `"` and does not end with one.
    @inline(__always)
    static func decode(_ text: Octets) -> TXT? {
        var text = text
        var isQuoted = false
        if let first = text.first, first == quote {
            guard text.count >= 2, text.last == quote else { return nil }
            text = Octets(rebasing: text[1..<text.count - 1])
            isQuoted = true
        }
        var isPlain = true
        for octet in text where octet == quote || octet == backslash { isPlain = false }
        return isPlain ? TXT(Array(text)) : unescaped(text, isCut: isQuoted)
    }

    private static func unescaped(_ text: Octets, isCut: Bool) -> TXT {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var cuts: [Int] = []
        var index = 0
        while index < text.count {
            let octet = text[index]
            if octet == quote, index + 2 < text.count, text[index + 1] == UInt8(ascii: " "), text[index + 2] == quote {
                cuts.append(out.count)
                index += 3
                continue
            }
            // A join may stand between a backslash and its semicolon or quote, so look at what is out already.
            if octet == semicolon || octet == quote, out.last == backslash {
                out.removeLast()
                for cut in cuts.indices.reversed() where cuts[cut] > out.count { cuts[cut] = out.count }
            }
            out.append(octet)
            index += 1
        }
        guard isCut, !cuts.isEmpty else { return TXT(out) }
        let ends = cuts + [out.count]
        return TXT(out, lengths: zip(ends, [0] + cuts).map { $0 - $1 })
    }

    /// A text that ``decode(_:)`` turns into this one, or nothing where there is none.
    ///
    /// Strings of another cut than after each 255 octets are written in quotes, one behind the other.
    static func encode(_ text: TXT) -> [UInt8]? {
        let isCut = text.hasOwnCut && text != TXT(text.octets)
        var out: [UInt8] = []
        out.reserveCapacity(text.octets.count + 2)
        var last: UInt8?
        for (index, string) in (isCut ? text.strings : [text.octets[...]]).enumerated() {
            if index > 0 { out += [quote, UInt8(ascii: " "), quote] }
            for octet in string {
                if octet == semicolon || octet == quote, last == backslash { out.append(backslash) }
                out.append(octet)
                last = octet
            }
        }
        if isCut || out.first == quote { out = [quote] + out + [quote] }
        guard out.withUnsafeBufferPointer({ decode($0) }) == text else { return nil }
        return out
    }
}
