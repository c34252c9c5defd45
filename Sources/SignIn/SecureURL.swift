internal import DynamicDNS

/// A URL that may be told secrets: `https`, or `http` on this machine alone.
package struct SecureURL: Hashable, Sendable {
    /// As it is sent.
    package let text: String

    /// - Parameter text: an absolute URL without user name and fragment; no other makes one.
    package init?(_ text: String) {
        guard text.utf8.count <= 2_000, text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        let isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else { return nil }
        let authority = text.dropFirst(isPlain ? 7 : 8).prefix { $0 != "/" && $0 != "?" }
        guard let host = Self.host(of: authority) else { return nil }
        if isPlain, !["127.0.0.1", "[::1]", "localhost"].contains(host) { return nil }
        self.text = text
    }

    /// Whether it has a query.
    package var hasQuery: Bool { text.contains("?") }

    /// The URL with further parameters.
    func adding(_ parameters: [(name: String, value: String)]) -> String {
        guard !parameters.isEmpty else { return text }
        return text + (hasQuery ? "&" : "?") + Form.text(parameters)
    }

    /// Whether an octet may stand in a URL (RFC 3986), but `#`, which begins a fragment, and `@`, since what is before
    /// it looks like a host and is none.
    private static func isAllowed(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~:/?[]!$&'()*+,;=%".utf8.contains(octet)
        }
    }

    /// The host of an authority, without its port.
    private static func host(of authority: Substring) -> String? {
        var host = authority
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]") : authority.startIndex
        guard let end else { return nil }
        if let colon = authority[end...].firstIndex(of: ":") {
            host = authority[..<colon]
            guard let port = UInt16(authority[authority.index(after: colon)...]), port > 0 else { return nil }
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.utf8.count > 2,
                host.utf8.dropFirst().dropLast().allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) })
            else { return nil }
            return String(host)
        }
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."
        guard !host.isEmpty, host.utf8.allSatisfy({ letters.utf8.contains($0) }) else { return nil }
        return String(host)
    }
}

/// Names and values as in queries and forms.
enum Form {
    static func text(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
            .joined(separator: "&")
    }
}
