internal import HTTPTransport

/// The URL of a receiver: `https`, or `http` on this machine. It may have a secret in it, so only the host is shown.
package struct ReceiverAddress: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text is no address of a receiver.
    package struct Objection: Error, Hashable, Sendable {
        /// What is wrong, without the text.
        package var message: String
    }

    /// The URL itself, to be sent to and nothing else.
    let url: String
    /// Whether it is on this machine, so that no proxy is asked.
    let isLoopback: Bool

    /// Reads a URL.
    ///
    /// - Throws: ``Objection``.
    package init(_ text: String) throws(Objection) {
        guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), !text.contains("\\"), text.utf8.count <= 2_048 else {
            throw Objection(message: "it is no URL of printable ASCII characters")
        }
        let isPlain = text.lowercased().hasPrefix("http://")
        guard isPlain || text.lowercased().hasPrefix("https://") else {
            throw Objection(message: "it does not start with 'https://'")
        }
        let rest = text.dropFirst(isPlain ? 7 : 8)
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") { throw Objection(message: "it has a user name in it") }
        if text.contains("#") { throw Objection(message: "it has a fragment, '#…'") }
        guard let host = Self.host(of: authority) else { throw Objection(message: "it names no host") }
        let isLoopback = ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
        guard isLoopback || !isPlain else {
            throw Objection(message: "it is 'http://', which anybody on the way can read; write 'https://'")
        }
        url = text
        self.isLoopback = isLoopback
    }

    /// The host of `host:port`; `nil` where there is none or the port is no number.
    private static func host(of authority: Substring) -> Substring? {
        let end = authority.hasPrefix("[") ? authority.firstIndex(of: "]").map(authority.index(after:)) : nil
        if authority.hasPrefix("["), end == nil { return nil }
        let host = authority[..<(end ?? authority.firstIndex(of: ":") ?? authority.endIndex)]
        let port = authority[host.endIndex...]
        guard !host.isEmpty, port.isEmpty || UInt16(port.dropFirst()) != nil && port.hasPrefix(":") else { return nil }
        return host
    }

    /// The host and port.
    package var description: String { HTTPRequest(.post, url).authority }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
