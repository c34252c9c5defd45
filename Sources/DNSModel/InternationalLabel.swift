/// Internationalized labels: U-labels to A-labels and back (RFC 5890 to RFC 5892, RFC 3492).
///
/// On input letters are mapped to lower case, full-width ASCII to ASCII, and the whole is composed (NFC), as RFC 5895
/// describes. The bidi rule (RFC 5893) and the rules for U+200C (RFC 5892 appendix A.1) are kept in a stricter form
/// that needs no tables beyond the standard library's.
package enum InternationalLabel {
    /// Turns a label with letters beyond ASCII into its A-label.
    ///
    /// - Parameters:
    ///   - label: the label as UTF-8.
    ///   - offset: where the label starts, for the error.
    /// - Returns: the A-label, `xn--` and letters; the label itself in lower case where mapping leaves only ASCII.
    /// - Throws: ``DNSParseError`` with code `bad-name`.
    package static func toASCII(_ label: [UInt8], offset: Int) throws(DNSParseError) -> [UInt8] {
        func invalid(_ message: String) -> DNSParseError { DNSParseError(.badName, message, offset: offset) }
        // No A-label of 63 octets stands for more than this; longer ones would only cost time.
        guard label.count <= 1000 else { throw invalid("the label \(DNSParseError.shown(label)) is too long") }
        guard let text = String(validating: label, as: UTF8.self) else {
            throw invalid("the label \(DNSParseError.shown(label)) is not UTF-8; write single octets as \\DDD")
        }
        let scalars = composed(mapped(text.unicodeScalars))
        if scalars.allSatisfy(\.isASCII) {
            guard scalars.allSatisfy({ LabelRules.isLetterDigitHyphen($0) }) else {
                throw invalid("the label \(DNSParseError.shown(label)) has a character that labels cannot have")
            }
            return scalars.map { UInt8(truncatingIfNeeded: $0.value) }
        }
        if let problem = LabelRules.problem(in: scalars) {
            // Some registries have names with emoji all the same, as what encoding gives.
            if scalars.contains(where: \.properties.isEmojiPresentation), let code = Punycode.encode(scalars),
                code.count + 4 <= DomainName.maximumLabelLength
            {
                throw invalid(
                    "the label \(DNSParseError.shown(label)) \(problem); for a name with emoji that is registered write "
                        + "'xn--\(String(decoding: code, as: UTF8.self))'")
            }
            throw invalid("the label \(DNSParseError.shown(label)) \(problem)")
        }
        guard let code = Punycode.encode(scalars) else {
            throw invalid("the label \(DNSParseError.shown(label)) is too long")
        }
        return Array("xn--".utf8) + code
    }

    /// Turns an A-label into the U-label it stands for.
    ///
    /// - Parameter label: the label, in any case.
    /// - Returns: the U-label, or `nil` where the label is no A-label: it does not start with `xn--`, does not
    ///   decode, stands for characters that labels cannot have, or is not what encoding them gives.
    package static func toUnicode(_ label: [UInt8]) -> String? {
        let lower = label.map(FieldText.lowerCased)
        guard lower.count <= DomainName.maximumLabelLength, lower.starts(with: "xn--".utf8),
            let scalars = Punycode.decode(lower.dropFirst(4)), !scalars.allSatisfy(\.isASCII)
        else { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        let result = String(text)
        guard let again = try? toASCII(Array(result.utf8), offset: 0), again == lower else { return nil }
        return result
    }

    /// How many octets the label separator takes that starts at `index`, or 0 where there is none (RFC 3490 section
    /// 3.1).
    static func dotLength(_ text: Octets, at index: Int) -> Int {
        switch text[index] {
        case UInt8(ascii: "."): return 1
        case 0xE3, 0xEF:
            guard index + 2 < text.count else { return 0 }
            switch (text[index], text[index + 1], text[index + 2]) {
            case (0xE3, 0x80, 0x82), (0xEF, 0xBC, 0x8E), (0xEF, 0xBD, 0xA1): return 3
            default: return 0
            }
        default: return 0
        }
    }

    /// The mapping of RFC 5895 section 2: lower case, and full-width ASCII to ASCII.
    private static func mapped(_ scalars: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        for scalar in scalars {
            var scalar = scalar
            if 0xFF01...0xFF5E ~= scalar.value, let narrow = UnicodeScalar(scalar.value - 0xFEE0) { scalar = narrow }
            result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
        }
        return result
    }

    /// Composes a text canonically (NFC).
    private static func composed(_ scalars: String.UnicodeScalarView) -> [UnicodeScalar] {
        Array(String(scalars).composedScalars)
    }
}
