internal import DNSModel

/// What a scalar without quotes is to octoDNS, which reads YAML 1.1: some texts are truth values or numbers there
/// (yaml.org/type, "bool", "null", "int", "float").
enum OctoDNSScalar {
    /// How octoDNS reads a scalar without quotes, as text; nothing where that is the scalar's own text.
    @inline(__always)
    static func reading(of text: Octets) -> String? {
        guard let first = text.first, text.count <= longest else { return nil }
        if isDigit(first) { return isPlainNumber(text) ? nil : number(text) }
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
        if others == [UInt8(ascii: ".")] {
            guard let value = Double(digits.hasSuffix(".") ? digits + "0" : digits), value < 1e15 else { return nil }
            let read = "\(value)"
            return text.elementsEqual(read.utf8) ? nil : read
        }
        guard others.allSatisfy({ $0 == UInt8(ascii: ":") }), text[0] != UInt8(ascii: "0") else { return nil }
        return sexagesimal(digits)
    }

    /// A number to the base of 60, as in `1:30`.
    private static func sexagesimal(_ text: String) -> String? {
        var total = 0
        for (position, part) in text.split(separator: ":", omittingEmptySubsequences: false).enumerated() {
            guard let value = Int(part), position == 0 || value < 60 && part.count <= 2, total < 1 << 40,
                value < 1 << 40
            else { return nil }
            total = total * 60 + value
        }
        return "\(total)"
    }
}
