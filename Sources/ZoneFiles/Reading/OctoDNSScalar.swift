internal import DNSModel

/// What a scalar without quotes is to octoDNS, which reads YAML 1.1 as PyYAML does: some texts are truth values or
/// numbers there (yaml.org/type, "bool", "null", "int", "float"; PyYAML's `resolver.py` and `constructor.py`).
enum OctoDNSScalar {
    /// How octoDNS reads a scalar without quotes, as text; `nil` where that is the scalar's own text.
    @inline(__always)
    static func reading(of text: Octets) -> String? {
        guard let first = text.first, text.count <= longest else { return nil }
        if isDigit(first) { return isPlainNumber(text) ? nil : otherReading(of: text) }
        if text.count > 1, "+-.".utf8.contains(first) { return otherReading(of: text) }
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

    @inline(__always)
    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    /// Whether a text is digits without a zero in front.
    private static func isPlainNumber(_ text: Octets) -> Bool {
        (text[0] != UInt8(ascii: "0") || text.count == 1) && text.allSatisfy(isDigit)
    }

    private static func otherReading(of text: Octets) -> String? {
        guard mayBeNumber(text) else { return nil }
        let read = number(text)
        return read.flatMap { text.elementsEqual($0.utf8) ? nil : $0 }
    }

    /// Whether a closer look is worth it; not for addresses, which are what files are full of.
    private static func mayBeNumber(_ text: Octets) -> Bool {
        var points = 0
        var last: UInt8 = 0
        for octet in text {
            defer { last = octet }
            if isDigit(octet) { continue }
            switch octet {
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: ":"): if last == UInt8(ascii: ":") { return false }
            case UInt8(ascii: "x"), UInt8(ascii: "b"): if last == UInt8(ascii: "0") { return true }
            case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "e"), UInt8(ascii: "E"): break
            default:
                // Of .inf and .nan.
                if last != UInt8(ascii: ".") { return false }
                return true
            }
            if points > 1 { return false }
        }
        return true
    }

    // MARK: - Numbers

    /// A number as Python prints it, or what becomes of one that Python can't make; `nil` for any other text.
    private static func number(_ text: Octets) -> String? {
        let isSigned = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-")
        let isNegative = text[0] == UInt8(ascii: "-")
        let body = Array(isSigned ? text[1...] : text[0...])
        if let whole = wholeNumber(body) {
            // Python knows no whole number -0.
            return whole.map { isNegative && $0 != "0" ? "-" + $0 : $0 } ?? "no number, and fails"
        }
        return float(body, isSigned: isSigned).map { isNegative ? "-" + $0 : $0 }
    }

    /// The digits of a whole number; `nil` inside where it has none, and `nil` for any other text.
    private static func wholeNumber(_ body: [UInt8]) -> String?? {
        guard let first = body.first, isDigit(first) else { return nil }
        let digits = body.filter { $0 != UInt8(ascii: "_") }
        if first == UInt8(ascii: "0") {
            switch body.dropFirst().first {
            case nil: return "0"
            case UInt8(ascii: "b"): return inBase(2, body.dropFirst(2))
            case UInt8(ascii: "x"): return inBase(16, body.dropFirst(2))
            default: return inBase(8, digits.isEmpty ? [] : body.dropFirst())
            }
        }
        if body.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }) { return DecimalDigits(digits, base: 10).text }
        return sexagesimal(body)
    }

    /// Digits to a base, and underscores.
    private static func inBase(_ base: UInt32, _ body: ArraySlice<UInt8>) -> String?? {
        let digits = body.filter { $0 != UInt8(ascii: "_") }
        guard !body.isEmpty, digits.allSatisfy({ DecimalDigits.value(of: $0).map { $0 < base } ?? false }) else {
            return nil
        }
        if digits.isEmpty { return base == 8 ? "0" : .some(nil) }
        return DecimalDigits(digits, base: base).text
    }

    /// A whole number to the base of 60, as in `1:30`.
    private static func sexagesimal(_ body: [UInt8]) -> String?? {
        let parts = body.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].allSatisfy({ isDigit($0) || $0 == UInt8(ascii: "_") }),
            parts.dropFirst().allSatisfy(isSixtieth)
        else { return nil }
        var total = DecimalDigits(parts[0].filter { $0 != UInt8(ascii: "_") }, base: 10)
        for part in parts.dropFirst() {
            total.multiply(by: 60, adding: part.reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) })
        }
        return total.text
    }

    /// Whether digits are a number from 0 to 59, of at most two digits.
    private static func isSixtieth(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let first = digits.first, 1...2 ~= digits.count, digits.allSatisfy(isDigit) else { return false }
        return digits.count == 1 || first < UInt8(ascii: "6")
    }

    /// A number with a point, as Python prints it.
    private static func float(_ body: [UInt8], isSigned: Bool) -> String? {
        let text = String(decoding: body, as: UTF8.self)
        if [".inf", ".Inf", ".INF"].contains(text) { return "inf" }
        if [".nan", ".NaN", ".NAN"].contains(text) { return isSigned ? nil : "nan" }
        guard let point = body.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        let (before, after) = (body[..<point], body[(point + 1)...])
        let isOfDigits = { (octet: UInt8) in isDigit(octet) || octet == UInt8(ascii: "_") }
        if before.contains(UInt8(ascii: ":")) {
            let parts = before.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard let first = parts[0].first, isDigit(first), parts[0].allSatisfy(isOfDigits),
                parts.dropFirst().allSatisfy(isSixtieth), after.allSatisfy(isOfDigits)
            else { return nil }
            var total = 0.0
            for part in parts.dropLast() { total = (total + plain(part)) * 60 }
            return printed(total + plain(parts[parts.count - 1] + [UInt8(ascii: ".")] + after))
        }
        let mark = after.firstIndex { $0 | 0x20 == UInt8(ascii: "e") }
        let fraction = after[..<(mark ?? after.endIndex)]
        guard before.allSatisfy(isOfDigits), fraction.allSatisfy(isOfDigits) else { return nil }
        if let first = before.first {
            guard isDigit(first) else { return nil }
        } else {
            // Without a digit before the point one stands behind it, and no sign is in front.
            guard !isSigned, let first = fraction.first, isDigit(first) else { return nil }
        }
        if let mark {
            let exponent = after[(mark + 1)...]
            guard let sign = exponent.first, "+-".utf8.contains(sign), exponent.count > 1,
                exponent.dropFirst().allSatisfy(isDigit)
            else { return nil }
        }
        return printed(plain(body[...]))
    }

    /// The value of a text that is a number with a point, underscores left out.
    private static func plain(_ text: some Collection<UInt8>) -> Double {
        var digits = text.filter { $0 != UInt8(ascii: "_") }
        if digits.first == UInt8(ascii: ".") { digits.insert(UInt8(ascii: "0"), at: 0) }
        if let point = digits.firstIndex(of: UInt8(ascii: ".")),
            point + 1 == digits.count || !isDigit(digits[point + 1])
        {
            digits.insert(UInt8(ascii: "0"), at: point + 1)
        }
        return Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
    }

    /// As Python prints a number that is not negative: with an exponent of two digits from 1e16 on, and below 0.0001.
    private static func printed(_ value: Double) -> String {
        if value.isInfinite { return "inf" }
        // The digits are the fewest that say the number, as Python's.
        let text = "\(value)"
        let parts = text.split(separator: "e")
        let digits = parts[0].filter { $0 != "." }
        let whole = parts[0].prefix { $0 != "." }.count
        let exponent = (parts.count > 1 ? Int(parts[1]) ?? 0 : 0) + whole - 1
        let leading = digits.prefix { $0 == "0" }.count
        let figures = String(digits.dropFirst(leading))
        guard !figures.isEmpty else { return "0.0" }
        let place = exponent - leading
        var trimmed = figures
        while trimmed.count > 1, trimmed.hasSuffix("0") { trimmed.removeLast() }
        guard place < -4 || place >= 16 else {
            if place < 0 { return "0." + String(repeating: "0", count: -place - 1) + trimmed }
            let all = trimmed + String(repeating: "0", count: max(0, place + 1 - trimmed.count))
            let rest = all.dropFirst(place + 1)
            return all.prefix(place + 1) + "." + (rest.isEmpty ? "0" : rest)
        }
        let rest = trimmed.dropFirst()
        let power = abs(place) < 10 ? "0\(abs(place))" : "\(abs(place))"
        return trimmed.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e" + (place < 0 ? "-" : "+") + power
    }
}

/// A whole number of any size, of which the decimal digits are wanted.
private struct DecimalDigits {
    /// Nine digits each, the lowest first.
    private var parts: [UInt32] = [0]

    init(_ digits: some Sequence<UInt8>, base: UInt32) {
        for digit in digits { multiply(by: base, adding: Self.value(of: digit) ?? 0) }
    }

    /// The value of a digit to a base of up to 16.
    static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    mutating func multiply(by factor: UInt32, adding digit: UInt32) {
        var carry = UInt64(digit)
        for index in parts.indices {
            let product = UInt64(parts[index]) * UInt64(factor) + carry
            parts[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        if carry > 0 { parts.append(UInt32(carry)) }
    }

    var text: String {
        let lower = parts.dropLast().reversed().map { part in
            String(repeating: "0", count: 9 - "\(part)".count) + "\(part)"
        }
        return "\(parts[parts.count - 1])" + lower.joined()
    }
}
