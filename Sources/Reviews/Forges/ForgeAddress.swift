internal import DNSModel
package import ZonePlanning

/// Where a repository is at a forge.
package struct ForgeAddress: Hashable, Sendable {
    package let kind: ForgeKind
    /// The URL of the interface without a slash at its end, as in `https://api.github.com`.
    package let url: String
    /// The repository, as in `org/dns`; at GitLab also its number.
    package let repository: String

    /// Makes an address.
    ///
    /// - Parameters:
    ///   - kind: the forge.
    ///   - url: the interface's URL; `nil` means the usual one, which Gitea has not.
    ///   - repository: the repository with its owner.
    /// - Throws: ``ForgeError`` with code `misconfigured`: where the URL is not `https`, a token would be sent in the
    ///   clear. Only this machine is reached without.
    package init(kind: ForgeKind, url: String?, repository: String) throws(ForgeError) {
        var text = url ?? ""
        if text.isEmpty {
            switch kind {
            case .github: text = "https://api.github.com"
            case .gitlab: text = "https://gitlab.com/api/v4"
            case .gitea:
                throw ForgeError(
                    .misconfigured,
                    "\(kind.name) has no usual address; give its URL, as in 'https://git.example.com/api/v1'")
            }
        }
        while text.hasSuffix("/") { text.removeLast() }
        guard Self.isSafe(text) else {
            throw ForgeError(
                .misconfigured,
                "'\(Printable.text(text))' is no URL for a token to be sent to; write one that begins with 'https://', without "
                    + "user name and query")
        }
        let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
        let isNumber = parts.count == 1 && !repository.isEmpty && repository.utf8.allSatisfy { 48...57 ~= $0 }
        let isPath =
            (kind == .gitlab ? parts.count >= 2 : parts.count == 2)
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard isPath || (isNumber && kind == .gitlab) else {
            throw ForgeError(
                .misconfigured,
                "'\(Printable.text(repository))' is not a repository; write it with its owner, as in org/dns")
        }
        self.kind = kind
        self.url = text
        self.repository = repository
    }

    /// The owner of the repository.
    package var owner: String { String(repository.split(separator: "/").first ?? "") }

    /// The host that people know, in lower case: of GitHub's cloud not that of its interface.
    var serverHost: String {
        let authority = url.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" }
        let host = authority.hasPrefix("[") ? authority[...] : authority.prefix { $0 != ":" }
        let name = host.lowercased()
        return name == "api.github.com" ? "github.com" : name
    }

    /// How a pull request is named in messages, as in `github org/dns#12`.
    package func shown(_ number: Int) -> String {
        "\(kind.rawValue) \(repository)\(kind == .gitlab ? "!" : "#")\(number)"
    }

    /// A part of a path with everything but letters, digits and `-_.` percent-encoded (RFC 3986 section 2.1).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        var result = String.UnicodeScalarView()
        for octet in text.utf8 {
            switch octet {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                result.append(Unicode.Scalar(octet))
            default:
                result.append("%")
                result.append(digits[Int(octet >> 4)])
                result.append(digits[Int(octet & 15)])
            }
        }
        return String(result)
    }

    /// The repository as it stands in a path of the interface.
    var path: String {
        switch kind {
        case .github, .gitea:
            "repos/" + repository.split(separator: "/").map { Self.encoded(String($0)) }.joined(separator: "/")
        case .gitlab: "projects/" + Self.encoded(repository)
        }
    }

    private static func isSafe(_ url: String) -> Bool {
        guard url.utf8.allSatisfy({ 0x21...0x7E ~= $0 }), !url.contains(where: { "?#@\\\"<>".contains($0) }) else {
            return false
        }
        if url.hasPrefix("https://") { return url.utf8.count > 8 && !url.hasPrefix("https:///") }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst(7).prefix { $0 != "/" }
        let host: Substring
        if authority.hasPrefix("[") {
            host = authority.dropFirst().prefix { $0 != "]" }
        } else {
            host = authority.prefix { $0 != ":" }
        }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        let isLoopback = octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
        return isLoopback || host == "::1" || host == "localhost"
    }
}
