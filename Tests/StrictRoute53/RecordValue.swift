internal import Glibc

/// Checks the text of one value, and gives a form in which texts of one meaning are equal.
///
/// - Throws: `Problem` with the code of the service. Codes that no public source shows are made in the same style.
func canonicalValue(_ type: String, _ value: String) throws(Problem) -> String {
    switch type {
    case "A":
        guard isIPv4(value) else {
            throw Problem("ARRDATAIllegalIPv4Address", "Value is not a valid IPv4 address", value)
        }
        return value
    case "AAAA":
        guard let address = ipv6(value) else {
            throw Problem("AAAARRDATAIllegalIPv6Address", "Value is not a valid IPv6 address", value)
        }
        return address
    case "CNAME", "NS", "PTR":
        return try host(value, in: value)
    case "TXT", "SPF":
        return try characterStrings(value, in: value).joined(separator: " ")
    case "MX":
        let fields = try exactly(value, 2, type)
        return "\(try number(fields[0], 65535, type, value)) \(try host(fields[1], in: value))"
    case "SRV":
        let fields = try exactly(value, 4, type)
        return try numbers(fields[0..<3], [65535, 65535, 65535], type, value) + " " + host(fields[3], in: value)
    case "SOA":
        let fields = try exactly(value, 7, type)
        let names = try host(fields[0], in: value) + " " + host(fields[1], in: value)
        return try names + " " + numbers(fields[2...], Array(repeating: 4_294_967_295, count: 5), type, value)
    case "CAA":
        return try caa(value)
    case "NAPTR":
        return try naptr(value)
    case "DS":
        return try hexRecord(value, type, [65535, 255, 255])
    case "TLSA":
        return try hexRecord(value, type, [255, 255, 255])
    case "SSHFP":
        return try hexRecord(value, type, [255, 255])
    case "SVCB", "HTTPS":
        return try service(value, type)
    default:
        throw Problem("UnsupportedType", "Type is not supported", value)
    }
}

// MARK: Addresses

private func isIPv4(_ value: String) -> Bool {
    let parts = value.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
        && parts.allSatisfy { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && Int(part).map { $0 <= 255 } == true
                && (part.utf8.count == 1 || part.first != "0")
        }
}

private func ipv6(_ value: String) -> String? {
    var address = in6_addr()
    guard value.utf8.allSatisfy({ isHexDigit($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }),
        inet_pton(AF_INET6, value, &address) == 1
    else { return nil }
    return withUnsafeBytes(of: address) { $0.map { padded(Int($0), 3) }.joined(separator: ".") }
}

// MARK: Fields

private let countWords = [2: "Two", 3: "Three", 4: "Four", 6: "Six", 7: "Seven"]

private func exactly(_ value: String, _ count: Int, _ type: String) throws(Problem) -> [String] {
    let fields = value.split(separator: " ").map(String.init)
    guard fields.count == count else {
        throw Problem(
            "\(type)RRDATANot\(countWords[count] ?? "")Fields", "\(type) record doesn't have \(count) fields", value)
    }
    return fields
}

private func number(_ text: String, _ limit: Int, _ type: String, _ value: String) throws(Problem) -> Int {
    guard !text.isEmpty, text.utf8.allSatisfy(isDigit), let number = Int(text), number <= limit else {
        throw Problem("\(type)RRDATAInvalidNumber", "\(type) record has an invalid number", value)
    }
    return number
}

private func numbers(
    _ fields: ArraySlice<String>, _ limits: [Int], _ type: String, _ value: String
) throws(Problem) -> String {
    var result: [String] = []
    for (field, limit) in zip(fields, limits) { result.append(String(try number(field, limit, type, value))) }
    return result.joined(separator: " ")
}

/// A host name; the root is allowed, a final dot is not required.
private func host(_ text: String, in value: String) throws(Problem) -> String {
    do { return try Name(text, allowsRoot: true).text } catch { throw Problem(error.code, error.text, value) }
}

// MARK: Character strings

/// The quoted strings of a TXT value, each in a form with every octet but printable ASCII escaped.
///
/// - Throws: InvalidCharacterString, CharacterStringTooLong, UnsupportedCharacter.
private func characterStrings(_ text: String, in value: String) throws(Problem) -> [String] {
    var strings: [String] = []
    var rest = Array(text.utf8)[...]
    repeat {
        strings.append(try characterString(&rest, value))
        let spaces = rest.prefix { $0 == UInt8(ascii: " ") }.count
        rest = rest.dropFirst(spaces)
        if !rest.isEmpty, spaces == 0 { throw unquoted(value) }
    } while !rest.isEmpty
    return strings
}

private func unquoted(_ value: String) -> Problem {
    Problem("InvalidCharacterString", "Value should be enclosed in quotation marks", value)
}

private func characterString(_ rest: inout ArraySlice<UInt8>, _ value: String) throws(Problem) -> String {
    guard rest.popFirst() == UInt8(ascii: "\"") else { throw unquoted(value) }
    var text = "\""
    var length = 0
    while let octet = rest.popFirst() {
        if octet == UInt8(ascii: "\"") {
            if length > 255 { throw Problem("CharacterStringTooLong", "Value is too long", value) }
            return text + "\""
        }
        guard (0x20...0x7E).contains(octet) else {
            throw Problem("UnsupportedCharacter", "Value contains unsupported characters", value)
        }
        length += 1
        guard octet == UInt8(ascii: "\\") else {
            text.unicodeScalars.append(UnicodeScalar(octet))
            continue
        }
        if rest.count >= 3, let decoded = octal(rest.prefix(3)) {
            rest = rest.dropFirst(3)
            text += "\\[\(decoded)]"
        } else {
            guard let next = rest.popFirst(), (0x20...0x7E).contains(next) else { throw unquoted(value) }
            text += next == UInt8(ascii: "\"") || next == UInt8(ascii: "\\") ? "\\" : ""
            text.unicodeScalars.append(UnicodeScalar(next))
        }
    }
    throw unquoted(value)
}

// MARK: Types with a shape of their own

private func caa(_ value: String) throws(Problem) -> String {
    let fields = value.split(separator: " ", maxSplits: 2).map(String.init)
    guard fields.count == 3 else { throw Problem("CAARRDATANotThreeFields", "CAA record doesn't have 3 fields", value) }
    let flags = try number(fields[0], 255, "CAA", value)
    guard (1...15).contains(fields[1].utf8.count), fields[1].utf8.allSatisfy(isAlphanumeric) else {
        throw Problem("CAARRDATAInvalidTag", "CAA tag is not alphanumeric", value)
    }
    let strings = try characterStrings(fields[2], in: value)
    guard strings.count == 1 else { throw unquoted(value) }
    return "\(flags) \(fields[1].lowercased()) \(strings[0])"
}

private func naptr(_ value: String) throws(Problem) -> String {
    let wrong = Problem("NAPTRRRDATANotSixFields", "NAPTR record doesn't have 6 fields", value)
    let fields = value.split(separator: " ", maxSplits: 2).map(String.init)
    guard fields.count == 3 else { throw wrong }
    var result = try numbers(fields[0..<2], [65535, 65535], "NAPTR", value)
    var rest = Array(fields[2].utf8)[...]
    for _ in 0..<3 {
        result += " " + (try characterString(&rest, value))
        guard rest.popFirst() == UInt8(ascii: " ") else { throw wrong }
        rest = rest.drop { $0 == UInt8(ascii: " ") }
    }
    let replacement = String(decoding: rest, as: UTF8.self)
    return try result + " " + host(replacement, in: value)
}

private func hexRecord(_ value: String, _ type: String, _ limits: [Int]) throws(Problem) -> String {
    let fields = value.split(separator: " ").map(String.init)
    guard fields.count > limits.count else {
        let count = limits.count + 1
        throw Problem(
            "\(type)RRDATANot\(countWords[count] ?? "")Fields", "\(type) record doesn't have \(count) fields", value)
    }
    let digits = fields[limits.count...].joined().lowercased()
    guard digits.utf8.count % 2 == 0, digits.utf8.allSatisfy(isHexDigit) else {
        throw Problem("\(type)RRDATAInvalidHex", "\(type) record has an invalid hexadecimal field", value)
    }
    return try numbers(fields[..<limits.count], limits, type, value) + " " + digits
}

private func service(_ value: String, _ type: String) throws(Problem) -> String {
    let fields = value.split(separator: " ", maxSplits: 2).map(String.init)
    guard fields.count >= 2 else {
        throw Problem("\(type)RRDATANotTwoFields", "\(type) record doesn't have 2 fields", value)
    }
    let priority = try number(fields[0], 65535, type, value)
    let parameters = fields.count > 2 ? fields[2].split(separator: " ").map(String.init) : []
    for parameter in parameters {
        let key = parameter.prefix { $0 != "=" }
        guard !key.isEmpty, key.utf8.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") }) else {
            throw Problem("\(type)RRDATAInvalidParameter", "\(type) record has an invalid parameter", value)
        }
    }
    if priority == 0, !parameters.isEmpty {
        throw Problem("\(type)RRDATAInvalidParameter", "An alias form has no parameters", value)
    }
    return try (["\(priority)", host(fields[1], in: value)] + parameters).joined(separator: " ")
}
