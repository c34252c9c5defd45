/// Makes text safe to show in a terminal.
package enum Printable {
    /// The text with every character that could steer a terminal or reorder a line written as `\u{…}`.
    ///
    /// Control characters (C0, DEL, C1), line and paragraph separators, and the directional formatting characters of
    /// Unicode (UAX #9), which can make a line read as another one.
    package static func text(_ text: some StringProtocol) -> String {
        if text.utf8.allSatisfy({ 0x20...0x7E ~= $0 }) { return String(text) }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHarmless(scalar) {
                result.append(scalar)
            } else {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            }
        }
        return String(result)
    }

    /// The text as ``text(_:)`` shows it, with its line ends kept and the further lines set in.
    package static func lines(_ text: some StringProtocol) -> String {
        text.split(separator: "\n").map { self.text($0) }.joined(separator: "\n  ")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E: true
        case 0x00...0x1F, 0x7F...0x9F: false
        case 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB: false
        case 0xE0000...0xE007F: false
        default: true
        }
    }
}
