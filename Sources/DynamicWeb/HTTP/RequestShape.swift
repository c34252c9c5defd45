internal import NIOHTTP1

/// Whether the head of a request has one meaning.
struct RequestShape {
    private let head: HTTPRequestHead

    init(_ head: HTTPRequestHead) { self.head = head }

    /// Why it is refused; `nil` where it has one meaning.
    var refusal: HTTPParserError? {
        if head.version.major != 1 { return .invalidVersion }
        if !isPath { return .invalidURL }
        let headers = head.headers
        let lengths = headers["Content-Length"]
        let codings = headers["Transfer-Encoding"]
        if lengths.count > 1 || lengths.contains(where: { !Self.isNumber($0) }) { return .invalidContentLength }
        if !codings.isEmpty {
            // HTTP/1.0 has no transfer codings (RFC 9112, section 6.1), and chunked is the only one we can read.
            guard codings.count == 1, codings[0].lowercased() == "chunked", lengths.isEmpty, head.version.minor > 0
            else { return .unexpectedContentLength }
        }
        let hosts = headers["Host"]
        if hosts.count > 1 || (hosts.isEmpty && head.version.minor > 0) { return .invalidHeaderToken }
        if let host = hosts.first, host.utf8.contains(where: { !Self.isOfHost($0) }) { return .invalidHeaderToken }
        if headers["Expect"].contains(where: { $0.lowercased() != "100-continue" }) { return .invalidHeaderToken }
        if headers["Authorization"].count > 1 { return .invalidHeaderToken }
        for (name, value) in headers where !Self.isVisible(value) || name.isEmpty { return .invalidHeaderToken }
        return nil
    }

    /// Whether the target is a path: `/` and visible ASCII without a fragment, and not `//`.
    private var isPath: Bool {
        guard head.uri.utf8.first == UInt8(ascii: "/"), !head.uri.hasPrefix("//") else { return false }
        return head.uri.utf8.allSatisfy {
            $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\")
        }
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count < 12
            && text.utf8.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    private static func isOfHost(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Whether a value has no control characters but tabs.
    private static func isVisible(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }

    /// Whether the client expects the connection to end after the response.
    ///
    /// A client of HTTP/1.0 that asks to keep the connection is not given that, which it must expect.
    static func isLast(_ head: HTTPRequestHead) -> Bool {
        if head.version.minor == 0 { return true }
        return head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "close" }
    }
}
