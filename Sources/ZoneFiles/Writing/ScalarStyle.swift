/// How a scalar is written: plain where no reader of YAML 1.1 or 1.2 would take it for something else than text, in
/// quotes otherwise.
enum ScalarStyle {
    /// Appends a text.
    ///
    /// - Parameters:
    ///   - text: the text, as UTF-8.
    ///   - out: where to.
    ///   - quoted: whether it is put in quotes even where it need not be.
    static func append(text: [UInt8], to out: inout [UInt8], quoted: Bool = false) {
        if !quoted, isPlainText(text), !isNoText(text) {
            out += text
        } else if !isPrintable(text) {
            appendEscaped(text, to: &out)
        } else if quoted
            ? !text.contains(where: { $0 == doubleQuote || $0 == backslash })
            : text.contains(singleQuote) && !text.contains(where: { $0 == doubleQuote || $0 == backslash })
        {
            out.append(doubleQuote)
            out += text
            out.append(doubleQuote)
        } else {
            out.append(singleQuote)
            for octet in text {
                out.append(octet)
                if octet == singleQuote { out.append(singleQuote) }
            }
            out.append(singleQuote)
        }
    }

    /// Appends what was a plain scalar: plain again where it can be on one line.
    static func append(plain text: [UInt8], to out: inout [UInt8]) {
        if text.isEmpty || isPlainText(text) { out += text } else { append(text: text, to: &out) }
    }

    private static let doubleQuote = UInt8(ascii: "\"")
    private static let singleQuote = UInt8(ascii: "'")
    private static let backslash = UInt8(ascii: "\\")

    // MARK: - What may be plain

    /// Whether a text may stand without quotes in block context.
    static func isPlainText(_ text: [UInt8]) -> Bool {
        guard let first = text.first, let last = text.last, isPrintable(text) else { return false }
        let space = UInt8(ascii: " ")
        if first == space || last == space || last == UInt8(ascii: ":") { return false }
        if "-?:,[]{}#&*!|>'\"%@`".utf8.contains(first) {
            // '-' may begin a text when no space follows.
            guard first == UInt8(ascii: "-"), text.count > 1, text[1] != space, text[1] != first else { return false }
        }
        if text.starts(with: "...".utf8) { return false }
        for index in 1..<max(1, text.count) {
            if text[index] == UInt8(ascii: "#"), text[index - 1] == space { return false }
            if text[index] == space, text[index - 1] == UInt8(ascii: ":") { return false }
        }
        return true
    }

    /// Whether every character can be written as it is.
    private static func isPrintable(_ text: [UInt8]) -> Bool {
        if text.allSatisfy({ 0x20...0x7E ~= $0 }) { return true }
        return String(decoding: text, as: UTF8.self).unicodeScalars.allSatisfy(isPrintable)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: scalar.value <= 0xFFFF
        }
    }

    private static func appendEscaped(_ text: [UInt8], to out: inout [UInt8]) {
        out.append(doubleQuote)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            switch scalar {
            case "\"": out += [backslash, doubleQuote]
            case "\\": out += [backslash, backslash]
            case "\n": out += "\\n".utf8
            case "\t": out += "\\t".utf8
            case "\r": out += "\\r".utf8
            default:
                if isPrintable(scalar) {
                    out += String(Character(scalar)).utf8
                } else {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let (letter, width) =
                        scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
                    out += "\\\(letter)".utf8
                    out += String(repeating: "0", count: width - digits.utf8.count).utf8
                    out += digits.utf8
                }
            }
        }
        out.append(doubleQuote)
    }

    // MARK: - What readers take for something else

    private static let words: Set<String> = [
        "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "", "<<", "=", ".inf", "-.inf", "+.inf",
        ".nan",
    ]

    /// Whether a plain scalar would be a truth value, nothing, a number or a date to some reader.
    static func isNoText(_ text: [UInt8]) -> Bool {
        if text.count <= 6, words.contains(String(decoding: text, as: UTF8.self).lowercased()) { return true }
        var rest = text[...]
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        guard let first = rest.first, isDigit(first) || first == UInt8(ascii: ".") else { return false }
        if rest.starts(with: "0x".utf8) || rest.starts(with: "0b".utf8) || rest.starts(with: "0o".utf8) { return true }
        // A date.
        if rest.count >= 8, rest.prefix(4).allSatisfy(isDigit), rest.dropFirst(4).first == UInt8(ascii: "-"),
            rest.allSatisfy({ isDigit($0) || "-:. +tTzZ".utf8.contains($0) })
        {
            return true
        }
        // A number, also to the base of 60, with an exponent or with '_' in it; two dots make a text of it.
        var dots = 0
        var colons = 0
        var previous: UInt8 = 0
        for octet in rest {
            switch octet {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ":"):
                if previous == octet { return false }
                colons += 1
            case UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "_"): break
            case UInt8(ascii: "+"), UInt8(ascii: "-"): if previous | 0x20 != UInt8(ascii: "e") { return false }
            default: if !isDigit(octet) { return false }
            }
            previous = octet
        }
        return dots <= 1 && (colons == 0 || previous != UInt8(ascii: ":"))
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }
}
