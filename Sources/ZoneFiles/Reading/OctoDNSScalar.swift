internal import DNSModel

/// What a scalar without quotes is to octoDNS, which reads YAML 1.1: some texts are truth values or numbers there
/// (yaml.org/type, "bool", "null", "int", "float").
enum OctoDNSScalar {
    /// How octoDNS reads a scalar without quotes, as text; nothing where that is the scalar's own text.
    @inline(__always)
    static func reading(of text: Octets) -> String? {
        guard let first = text.first, text.count <= longest else { return nil }
        if isDigit(first) { return isPlainNumber(text) ? nil : number(text) }
        if text.count > 1, "+-.".utf8.contains(first) { return signed(text) }
        return text.count <= 5 && "tTfFyYnNoO~".utf8.contains(first) ? word(text) : nil
    }

    /// No scalar that is longer is looked at; the digits of the longest digest that is in use are 128.
    private static let longest = 256

    private static let truths: Set<String> = ["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]
    private static let untruths: Set<String> = ["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]
    private static let nothings: Set<String> = ["~", "null", "Null", "NULL"]

    private static func word(_ text: Octets) -> String? {
        let word = String(decoding: text, as: UTF8.self)
        if truths.contains(word) { return "true" }
        if untruths.contains(word) { return "false" }
        return nothings.contains(word) ? "nothing" : nil
    }

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    /// Whether a text is digits without a zero in front.
    private static func isPlainNumber(_ text: Octets) -> Bool {
        (text[0] != UInt8(ascii: "0") || text.count == 1) && text.allSatisfy(isDigit)
    }

    /// A number with a sign or a point in front; `.inf` and `.nan` too.
    private static func signed(_ text: Octets) -> String? {
        let isNegative = text[0] == UInt8(ascii: "-")
        let rest = text[0] == UInt8(ascii: ".") ? text : Octets(rebasing: text.dropFirst())
        guard let first = rest.first else { return nil }
        var reading: String?
        if isDigit(first) {
            reading = isPlainNumber(rest) ? String(decoding: rest, as: UTF8.self) : number(rest)
            // What is the number as it stands is left alone.
            if reading == nil, isNegative { return nil }
        } else if first == UInt8(ascii: "."), rest.count > 1 {
            let word = String(decoding: rest, as: UTF8.self)
            if [".inf", ".Inf", ".INF"].contains(word) {
                reading = "inf"
            } else if [".nan", ".NaN", ".NAN"].contains(word), rest.count == text.count {
                return "nan"
            } else if isDigit(rest[1]), rest.count == text.count {
                reading = number(rest)
            }
        }
        guard let reading else { return nil }
        let whole = isNegative ? "-" + reading : reading
        return text.elementsEqual(whole.utf8) ? nil : whole
    }

    private static func number(_ text: Octets) -> String? {
        let digits = String(decoding: text.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        if digits.hasPrefix("0x") { return Int(digits.dropFirst(2), radix: 16).map { "\($0)" } }
        if digits.hasPrefix("0b") { return Int(digits.dropFirst(2), radix: 2).map { "\($0)" } }
        let others = text.filter { !isDigit($0) && $0 != UInt8(ascii: "_") }
        if others.isEmpty {
            guard digits.hasPrefix("0") else { return Int(digits).map { "\($0)" } }
            if let value = Int(digits, radix: 8) { return "\(value)" }
            return digits.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 8 } ? "a number in octal" : nil
        }
        if isFloat(others, digits) {
            let whole =
                (digits.hasPrefix(".") ? "0" : "") + digits.replacing(".e", with: ".0e").replacing(".E", with: ".0e")
            guard let value = Double(whole.hasSuffix(".") ? whole + "0" : whole), value < 1e15 else { return nil }
            let read = "\(value)"
            return text.elementsEqual(read.utf8) ? nil : read
        }
        guard others.allSatisfy({ $0 == UInt8(ascii: ":") }), text[0] != UInt8(ascii: "0") else { return nil }
        return sexagesimal(digits)
    }

    /// Whether what a text has beside digits is a point, or a point and an exponent with a sign.
    private static func isFloat(_ others: [UInt8], _ digits: String) -> Bool {
        switch String(decoding: others, as: UTF8.self) {
        case ".": true
        case ".e+", ".e-", ".E+", ".E-":
            // The exponent ends the number, and its sign stands behind the letter.
            digits.split(whereSeparator: { "eE".contains($0) }).last.map {
                $0.count > 1 && "+-".contains($0.prefix(1)) && !$0.dropFirst().contains(".")
            } ?? false
        default: false
        }
    }

    /// A number to the base of 60, as in `1:30`.
    private static func sexagesimal(_ text: String) -> String? {
        var total = 0
        for (position, part) in text.split(separator: ":", omittingEmptySubsequences: false).enumerated() {
            guard let value = Int(part), position == 0 || value < 60 && part.count <= 2, total < 1 << 56,
                value < 1 << 40
            else { return nil }
            total = total * 60 + value
        }
        return "\(total)"
    }
}
