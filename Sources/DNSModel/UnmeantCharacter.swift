/// Characters that come into texts and names by the work of word processors, chat programs and copying from web pages,
/// and that nobody means there.
package enum UnmeantCharacter {
    /// What one is called, and what to write in its place.
    package struct Remedy: Hashable, Sendable {
        /// The end of a sentence on the character, as in `, a dash`.
        package var name: String
        /// What to do in a text.
        package var advice: String
        /// What to do in a name.
        var adviceInName: String
    }

    /// The remedy for a character; `nil` for one that may be meant.
    package static func remedy(for scalar: UnicodeScalar) -> Remedy? {
        switch scalar.value {
        case 0x09: gone(", a tab", "write a space, or leave it out")
        case 0x0A, 0x0D, 0x2028, 0x2029: gone(", a line break", "write a space, or leave it out")
        case 0..<0x20, 0x7F, 0x80..<0xA0: gone(", a control character", "leave it out")
        case 0xA0, 0x2007, 0x202F: gone(", a space that does not break", "write a space")
        case 0x1680, 0x2000...0x200A, 0x205F, 0x3000: gone(", a space of another width", "write a space")
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63:
            Remedy(name: ", a dash", advice: "write '-'", adviceInName: "write '-'")
        case 0xB4, 0x2018...0x201B, 0x2032: gone(", a quote", "write \"'\"")
        case 0x201C...0x201F, 0x2033: gone(", a quote", "write '\"', or leave it out")
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF:
            gone(", which nobody sees", "leave it out")
        case 0xFF01...0xFF5E: fullWidth(scalar)
        default: nil
        }
    }

    private static func gone(_ name: String, _ advice: String) -> Remedy {
        Remedy(name: name, advice: advice, adviceInName: "leave it out")
    }

    /// ASCII in the width of Chinese characters.
    private static func fullWidth(_ scalar: UnicodeScalar) -> Remedy {
        let plain = Character(UnicodeScalar(UInt8(truncatingIfNeeded: scalar.value - 0xFEE0)))
        return Remedy(name: ", in full width", advice: "write '\(plain)'", adviceInName: "write '\(plain)'")
    }
}
