/// A request as it arrives: nothing decoded yet, because the signature covers the spelling.
package struct Request: Sendable {
    /// The method in capitals.
    package var method: String
    /// The path, as sent.
    package var path: String
    /// What stood after `?`, as sent; empty without one.
    package var query: String
    /// Header fields in the order they came.
    package var headers: [(name: String, value: String)]
    /// The body's octets.
    package var body: [UInt8]

    /// A request for `target`, a path with an optional query.
    package init(
        _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8] = []
    ) {
        self.method = method
        if let mark = target.firstIndex(of: "?") {
            path = String(target[..<mark])
            query = String(target[target.index(after: mark)...])
        } else {
            path = target
            query = ""
        }
        self.headers = headers
        self.body = body
    }

    /// The first header field of that name, compared without case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The query's parameters, percent-decoded, in the order they came. `+` stands for itself.
    var parameters: [(name: String, value: String)] {
        query.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (percentDecoded(parts[0]), parts.count > 1 ? percentDecoded(parts[1]) : "")
        }
    }

    /// The first parameter of that name.
    func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
}

/// A response, and what happens to the connection that should carry it.
package struct Response: Sendable {
    /// How a response reaches the client.
    package enum Delivery: Sendable, Equatable {
        /// As HTTP says.
        case whole
        /// The head promises all octets, the connection ends after this many of the body.
        case cut(after: Int)
        /// The connection ends without an octet.
        case dropped
        /// The connection stays open and nothing is ever sent, until the client or the server gives up.
        case stalled
    }

    package var status: Int
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    package var delivery: Delivery = .whole
    /// How long, in real time, a server on a socket waits before it answers. Zero but for a fault that asks for it.
    package var realDelay: Duration = .zero

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header field of that name, compared without case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body as text.
    package var text: String { String(decoding: body, as: UTF8.self) }
}

/// Decodes `%XX`; anything else stands for itself.
func percentDecoded(_ text: Substring) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
    var octets: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let octet = rest.popFirst() {
        if octet == UInt8(ascii: "%"), rest.count >= 2,
            let high = Character(UnicodeScalar(rest[rest.startIndex])).hexDigitValue,
            let low = Character(UnicodeScalar(rest[rest.startIndex + 1])).hexDigitValue
        {
            octets.append(UInt8(high * 16 + low))
            rest = rest.dropFirst(2)
        } else {
            octets.append(octet)
        }
    }
    return String(decoding: octets, as: UTF8.self)
}

/// Encodes everything but RFC 3986's unreserved characters, and `keeping`, as `%XX` with capital digits.
package func percentEncoded(_ text: String, keeping: String = "") -> String {
    let digits = Array("0123456789ABCDEF")
    var result = ""
    for octet in text.utf8 {
        let character = Character(UnicodeScalar(octet))
        if octet < 0x80,
            character.isLetter || character.isNumber || "-_.~".contains(character) || keeping.contains(character)
        {
            result.append(character)
        } else {
            result += "%\(digits[Int(octet >> 4)])\(digits[Int(octet & 15)])"
        }
    }
    return result
}
