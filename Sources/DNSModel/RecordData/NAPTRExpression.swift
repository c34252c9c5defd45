/// The regular expression of a NAPTR record: a delimiter, an extended regular expression, the delimiter, what takes its
/// place, the delimiter, and flags.
///
/// Source: RFC 3402 section 3.2; POSIX.1-2008 section 9.4 for the expression itself. Where POSIX leaves open what an
/// expression means, it is read as BIND reads it, which refuses a whole zone for one that it can't read.
package struct NAPTRExpression: Hashable, Sendable {
    /// What is wrong with an expression.
    package enum Problem: Hashable, Sendable {
        /// The first octet can't be a delimiter.
        case badDelimiter
        /// The delimiter does not stand three times.
        case missingDelimiter
        /// Something other than `i` stands behind the last delimiter.
        case badFlag
        /// The part between the first two delimiters is no extended regular expression.
        case badExpression
        /// The replacement names a group that the expression does not have.
        case badReference

        /// What is wrong and what to do, as a part of a sentence.
        package var phrase: String {
            switch self {
            case .badDelimiter: "starts with an octet that can't be a delimiter; start and divide it with '!'"
            case .missingDelimiter: "needs its delimiter three times, as in '!^.*$!sip:info@example.com!'"
            case .badFlag: "has a flag other than 'i' behind its last delimiter"
            case .badExpression: "has no valid extended regular expression between its first two delimiters"
            case .badReference: "refers to a group, as '\\1' does, that its expression does not have"
            }
        }
    }

    /// What is wrong with the octets of a `regexp`; `nil` for a good one, and for none at all.
    package static func problem(in octets: [UInt8]) -> Problem? {
        guard let delimiter = octets.first else { return nil }
        if delimiter == 0 || delimiter == backslash || delimiter == UInt8(ascii: "i") || isDigit(delimiter) {
            return .badDelimiter
        }
        var fields: [[UInt8]] = [[]]
        var index = 1
        while index < octets.count {
            let octet = octets[index]
            if octet == 0 { return fields.count > 2 ? .badFlag : .badExpression }
            if octet == delimiter, fields.count < 3 {
                fields.append([])
            } else if octet == backslash, fields.count < 3, index + 1 < octets.count {
                fields[fields.count - 1] += octets[index...(index + 1)]
                index += 1
            } else {
                fields[fields.count - 1].append(octet)
            }
            index += 1
        }
        guard fields.count == 3 else { return .missingDelimiter }
        if !fields[2].allSatisfy({ $0 == UInt8(ascii: "i") }) { return .badFlag }
        var expression = ExtendedExpression(fields[0])
        guard expression.isValid() else { return .badExpression }
        return isReplacement(fields[1], groups: expression.groups) ? nil : .badReference
    }

    private static let backslash = UInt8(ascii: "\\")

    private static func isDigit(_ octet: UInt8) -> Bool { octet &- UInt8(ascii: "0") < 10 }

    private static func isReplacement(_ octets: [UInt8], groups: Int) -> Bool {
        var index = 0
        while index < octets.count {
            if octets[index] == backslash {
                index += 1
                guard index < octets.count else { return false }
                if isDigit(octets[index]) {
                    let group = Int(octets[index] - UInt8(ascii: "0"))
                    if group == 0 || group > groups { return false }
                }
            }
            index += 1
        }
        return true
    }
}

/// Looks whether octets are an extended regular expression.
private struct ExtendedExpression {
    private let octets: [UInt8]
    private var index = 0
    /// How many groups were opened.
    private(set) var groups = 0
    private var open = 0
    /// Whether there is something that can be repeated.
    private var hasAtom = false
    /// Whether the branch so far may end here.
    private var mayEnd = false
    private var isRepeated = false

    private static let classes: Set<String> = [
        "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
    ]
    /// The most that a bound may say (RE_DUP_MAX).
    private static let most = 255

    init(_ octets: [UInt8]) { self.octets = octets }

    private var next: UInt8? { index < octets.count ? octets[index] : nil }

    mutating func isValid() -> Bool {
        while let octet = next {
            index += 1
            switch octet {
            case UInt8(ascii: "\\"):
                guard let escaped = next else { return false }
                index += 1
                if UInt8(ascii: "1")...UInt8(ascii: "9") ~= escaped, Int(escaped - UInt8(ascii: "0")) > groups {
                    return false
                }
                setAtom()
            case UInt8(ascii: "["):
                guard readBracket() else { return false }
                setAtom()
            case UInt8(ascii: "("):
                groups += 1
                open += 1
                (hasAtom, mayEnd, isRepeated) = (false, true, false)
            case UInt8(ascii: ")"):
                if open > 0 {
                    if !mayEnd { return false }
                    open -= 1
                }
                setAtom()
            case UInt8(ascii: "|"):
                // Only behind '$' may a branch end without something that can be repeated.
                if !hasAtom, index < 2 || octets[index - 2] != UInt8(ascii: "$") { return false }
                (hasAtom, mayEnd, isRepeated) = (false, false, false)
            case UInt8(ascii: "^"), UInt8(ascii: "$"):
                (hasAtom, mayEnd, isRepeated) = (false, true, false)
            case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"):
                guard repeatAtom() else { return false }
            case UInt8(ascii: "{"):
                if let digit = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
                    guard repeatAtom(), readBound() else { return false }
                } else {
                    setAtom()
                }
            default: setAtom()
            }
        }
        return open == 0 && mayEnd
    }

    private mutating func setAtom() { (hasAtom, mayEnd, isRepeated) = (true, true, false) }

    private mutating func repeatAtom() -> Bool {
        if !hasAtom || isRepeated { return false }
        isRepeated = true
        return true
    }

    /// The rest of `{low}`, `{low,}` or `{low,high}`.
    private mutating func readBound() -> Bool {
        guard let low = readNumber() else { return false }
        if next == UInt8(ascii: ",") {
            index += 1
            if next != UInt8(ascii: "}") {
                guard let high = readNumber(), low <= high else { return false }
            }
        }
        guard next == UInt8(ascii: "}") else { return false }
        index += 1
        return true
    }

    private mutating func readNumber() -> Int? {
        var number: Int?
        while let digit = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= digit {
            let value = (number ?? 0) * 10 + Int(digit - UInt8(ascii: "0"))
            if value > Self.most { return nil }
            number = value
            index += 1
        }
        return number
    }

    /// The rest of a bracket expression, `[^]a-z[:digit:]]`.
    private mutating func readBracket() -> Bool {
        if next == UInt8(ascii: "^") { index += 1 }
        var isFirst = true
        while let octet = next {
            if octet == UInt8(ascii: "]"), !isFirst {
                index += 1
                return true
            }
            isFirst = false
            guard let start = readElement() else { return false }
            guard isRange else { continue }
            // '[' at either end of a range, and '-' at its start, are read in different ways, so it is none here.
            guard case .octet(let low) = start, low != UInt8(ascii: "["), low != UInt8(ascii: "-") else { return false }
            index += 1
            guard case .octet(let high)? = readElement(), low <= high, high != UInt8(ascii: "["),
                next != UInt8(ascii: "-")
            else { return false }
        }
        return false
    }

    /// Whether a hyphen follows that is not the last octet of the bracket expression.
    private var isRange: Bool {
        next == UInt8(ascii: "-") && index + 1 < octets.count && octets[index + 1] != UInt8(ascii: "]")
    }

    private enum Element {
        /// An octet, written as it is or as `[.a.]`.
        case octet(UInt8)
        /// What can't be the end of a range: a class as `[:digit:]`, an equivalence class, a longer collating element.
        case several
    }

    private mutating func readElement() -> Element? {
        guard let octet = next else { return nil }
        index += 1
        guard octet == UInt8(ascii: "["), let kind = next,
            [UInt8(ascii: "."), UInt8(ascii: "="), UInt8(ascii: ":")].contains(kind)
        else { return .octet(octet) }
        index += 1
        let start = index
        while index + 1 < octets.count {
            if octets[index] == kind, octets[index + 1] == UInt8(ascii: "]") {
                let content = octets[start..<index]
                index += 2
                guard let first = content.first else { return nil }
                if kind == UInt8(ascii: "."), content.count == 1 { return .octet(first) }
                if kind != UInt8(ascii: ":") { return .several }
                return Self.classes.contains(String(decoding: content, as: UTF8.self)) ? .several : nil
            }
            index += 1
        }
        return nil
    }
}
