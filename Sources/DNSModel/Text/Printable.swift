/// Makes text safe to show: the one answer to which characters of somebody else's text may reach a terminal or a
/// message.
package enum Printable {
    /// The text with every character that could steer a terminal, hide, or reorder a line written as `\u{…}`.
    ///
    /// Those are control characters (C0, DEL, C1), line and paragraph separators, format characters, among them the
    /// directional ones that can make a line read as another one (UAX #9), characters that are shown as nothing
    /// (Default_Ignorable_Code_Point, UAX #44), private and unassigned ones, and spaces but the common one.
    package static func text(_ text: some StringProtocol) -> String { self.text(String(text)) }

    /// The text as ``text(_:)`` shows any other; nearly all texts are shown as they are.
    package static func text(_ text: String) -> String {
        text.utf8.allSatisfy { 0x20...0x7E ~= $0 } ? text : start(of: text, upTo: .max)
    }

    /// The first characters of a text as ``text(_:)`` shows them, and `…` where there are more.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - count: how many of its characters (Unicode scalars) are shown.
    /// - Returns: the text, safe to print.
    package static func start(of text: some StringProtocol, upTo count: Int) -> String {
        var result = String.UnicodeScalarView()
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == count { return String(result) + "…" }
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

    /// The first 500 characters of another program's or service's message, on one line: each control character is a
    /// space, the rest as ``text(_:)`` shows it.
    package static func message(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(500).map { $0.properties.generalCategory == .control ? " " : $0 }
        return self.text(String(String.UnicodeScalarView(scalars)))
    }

    /// The text as ``text(_:)`` shows it, at most so many characters long.
    package static func cut(_ text: String, to length: Int) -> String {
        // Cut before it is looked through, so that a text of megabytes costs nothing.
        let shown = self.text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length + 1))))
        guard shown.unicodeScalars.count > length else { return shown }
        return String(String.UnicodeScalarView(shown.unicodeScalars.prefix(length - 1))) + "…"
    }

    /// Whether a character can be shown as it is.
    package static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
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
