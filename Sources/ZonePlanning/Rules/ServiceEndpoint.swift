internal import DNSModel

/// Where a service may be asked that is sent credentials: over https, or on the same machine.
package enum ServiceEndpoint {
    /// What is wrong with a URL, and what to write, as a sentence; `nil` for a good one.
    ///
    /// Without https a request can be read and answered by whoever is on the way; the same machine is `localhost`, an
    /// address of 127.0.0.0/8 or `[::1]` (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3).
    package static func problem(in url: String) -> String? {
        // A backslash is a slash to some readers and none to others (RFC 3986 has none).
        guard url.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "\\") }) else {
            return "write a URL that starts with 'https://'"
        }
        let text = url.lowercased()
        let isPlain = text.hasPrefix("http://")
        guard isPlain || text.hasPrefix("https://") else { return "write a URL that starts with 'https://'" }
        let rest = text.dropFirst(isPlain ? 7 : 8)
        let authority = rest.prefix { !"/?#".contains($0) }
        if authority.contains("@") { return "write the URL without a user and password" }
        guard let host = host(of: authority) else {
            return "write a host after '://', as in 'https://route53.amazonaws.com'"
        }
        if isPlain, !isLoopback(host) {
            return
                "write 'https://', as what is sent to '\(Printable.text(String(host)))' could be read and answered by others; "
                + "'http://' is for 127.0.0.1, [::1] and localhost only"
        }
        return nil
    }

    /// The host of `host:port`, its brackets included; `nil` where there is none or the port is none.
    private static func host(of authority: Substring) -> Substring? {
        let end: Substring.Index
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { return nil }
            end = authority.index(after: bracket)
        } else {
            end = authority.firstIndex(of: ":") ?? authority.endIndex
        }
        let (host, port) = (authority[..<end], authority[end...])
        guard !host.isEmpty, port.isEmpty || port.first == ":" && port.dropFirst().allSatisfy({ "0"..."9" ~= $0 })
        else {
            return nil
        }
        return host
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.utf8.allSatisfy { 48...57 ~= $0 } && UInt8(part) != nil
            }
    }
}
