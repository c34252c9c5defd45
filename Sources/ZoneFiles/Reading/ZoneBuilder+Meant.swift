internal import DNSModel
internal import ZonePlanning

// Warnings of what is read as it is written, and was likely meant otherwise.

extension ZoneBuilder {
    /// Warns of a scalar without quotes that octoDNS reads as something else.
    @inline(__always)
    mutating func warnIfOtherwise(_ tree: borrowing YAMLTree, _ node: Int) {
        guard tree[node].kind == .plain, let reading = OctoDNSScalar.reading(of: tree.octets(of: node)) else { return }
        warnOfReading(reading, tree.octets(of: node), at: mark(tree[node]))
    }

    private mutating func warnOfReading(_ reading: String, _ text: Octets, at mark: SourceMark) {
        let shown = Shown.text(text)
        warning(
            "octodns-reads-otherwise",
            "octoDNS reads \(shown) without quotes as \(reading); write it as '\(shown)', in quotes, or as what is meant",
            at: mark)
    }

    /// Warns of a number that octoDNS reads as another one.
    @inline(__always)
    mutating func warnIfOtherNumber(_ tree: borrowing YAMLTree, _ node: Int) {
        guard tree[node].kind == .plain, let reading = OctoDNSScalar.reading(of: tree.octets(of: node)) else { return }
        warning(
            "octodns-reads-otherwise",
            "octoDNS reads the number \(Shown.text(tree.octets(of: node))) as \(reading); write it without zeros in front",
            at: mark(tree[node]))
    }

    // MARK: - Characters

    /// Warns of characters in a text that were likely not meant.
    @inline(__always)
    mutating func warnOfCharacters(in text: [UInt8], at mark: SourceMark) {
        var isOdd = false
        for octet in text where !(0x20...0x7E ~= octet) { isOdd = true }
        if isOdd { reportCharacters(in: text, at: mark) }
    }

    private mutating func reportCharacters(in text: [UInt8], at mark: SourceMark) {
        if text.last == UInt8(ascii: "\n") {
            warning(
                "odd-character",
                "the text ends with a line feed, which is part of the data; write it in quotes on one line, or with '|-' "
                    + "or '>-' in place of '|' or '>'", at: mark)
            return
        }
        guard let valid = String(validating: text, as: UTF8.self) else { return }
        for scalar in valid.unicodeScalars where !scalar.isASCII || scalar.value < 0x20 || scalar.value == 0x7F {
            guard let remedy = Self.remedy(for: scalar) else { continue }
            let digits = String(scalar.value, radix: 16, uppercase: true)
            let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            warning(
                "odd-character", "the text has the character U+\(number)\(remedy.name); \(remedy.advice)", at: mark)
            return
        }
    }

    /// What a character is called and what to write in its place; nothing for one that may be meant.
    private static func remedy(for scalar: UnicodeScalar) -> (name: String, advice: String)? {
        switch scalar.value {
        case 0x09: return (", a tab", "write a space, or leave it out")
        case 0x0A, 0x0D: return (", a line break", "write a space, or leave it out")
        case 0..<0x20, 0x7F, 0x80..<0xA0: return (", a control character", "leave it out")
        case 0xA0, 0x2007, 0x202F: return (", a space that does not break", "write a space")
        case 0x2010...0x2015, 0x2212: return (", a dash", "write '-'")
        case 0x2018...0x201B, 0x2032: return (", a quote", "write \"'\"")
        case 0x201C...0x201F, 0x2033: return (", a quote", "write '\"', or leave it out")
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF:
            return (", which nobody sees", "leave it out")
        default: return nil
        }
    }

    // MARK: - Names

    /// Warns of a name with `\DDD` where the character itself can stand.
    mutating func warnOfEscapes(in text: Octets, _ name: DomainName, at mark: SourceMark) {
        var index = 0
        while index < text.count {
            guard text[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            guard let (octet, length) = try? MasterFileEscape.decode(text, at: index) else { return }
            let isUsual =
                (octet | 0x20) &- UInt8(ascii: "a") < 26 || octet &- UInt8(ascii: "0") < 10
                || "-_*".utf8.contains(octet)
            if length == 4, isUsual {
                let escape = Shown.text(Octets(rebasing: text[index..<index + 4]))
                warning(
                    "needless-escape",
                    "'\(Shown.text(text))' is the name \(name), as '\(escape)' is decimal and stands for "
                        + "'\(Character(UnicodeScalar(octet)))'; write that\(Self.octalRemedy(escape))", at: mark)
                return
            }
            index += length
        }
    }

    /// What to write where an escape was copied from Route 53, which writes them in octal.
    private static func octalRemedy(_ escape: String) -> String {
        guard let value = UInt8(escape.dropFirst(), radix: 8), 0x21...0x7E ~= value else { return "" }
        let shown = Character(UnicodeScalar(value))
        return ", or '\(shown)' if that is meant: Route 53 shows '\(shown)' as '\(escape)', in octal"
    }
}
