/// Makes text safe to show in a terminal.
package enum Printable {
    /// The text with every character that could steer a terminal, hide, or reorder a line written as `\u{…}`.
    ///
    /// Those are control characters (C0, DEL, C1), line and paragraph separators, format characters, among them the
    /// directional ones that can make a line read as another one (UAX #9), characters that are shown as nothing
    /// (Default_Ignorable_Code_Point, UAX #44), private and unassigned ones, and spaces but the common one.
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

    /// The text as ``text(_:)`` shows it, at most so many characters long.
    static func cut(_ text: String, to length: Int) -> String {
        // Cut before it is looked through, so that a text of megabytes costs nothing.
        let shown = self.text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length + 1))))
        guard shown.unicodeScalars.count > length else { return shown }
        return String(String.UnicodeScalarView(shown.unicodeScalars.prefix(length - 1))) + "…"
    }

    /// Whether a character can be shown as it is.
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return 0x20...0x7E ~= scalar.value }
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
