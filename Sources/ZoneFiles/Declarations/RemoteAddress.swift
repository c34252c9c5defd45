/// Where a remote is.
package struct RemoteAddress: Hashable, Sendable {
    /// `https`, `http`, `ssh`, `file`, …
    package var scheme: String
    /// The user before an at sign, without a password.
    package var user: String?
    /// Empty for a path.
    package var host: String
    /// As in `8443`.
    package var port: String?
    /// With its first `/` where there is one.
    package var path: String

    /// Reads a remote's URL, the short form of ssh (`git@host:path`), or a path; `nil` where it is none of these.
    package init?(_ url: String) {
        // What is for a program of git's, as in `ext::…`, is nowhere.
        let kind = url.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        if !kind.isEmpty, url[kind.endIndex...].hasPrefix("::") {
            (scheme, user, host, port, path) = (kind.lowercased(), nil, "", nil, "\(kind)::…")
            return
        }
        guard let mark = url.range(of: "://") else {
            // As git sees it: a colon before the first slash ends a host.
            let head = url.prefix { $0 != "/" }
            guard let colon = head.firstIndex(of: ":") else {
                (scheme, user, host, port, path) = ("file", nil, "", nil, url)
                return
            }
            let place = url[..<colon]
            let at = place.lastIndex(of: "@")
            (scheme, port) = ("ssh", nil)
            user = at.map { String(place[..<$0]) }
            host = String(at.map { place[place.index(after: $0)...] } ?? place)
            path = String(url[url.index(after: colon)...])
            return
        }
        scheme = url[..<mark.lowerBound].lowercased()
        let rest = url[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        path = String(rest[slash...])
        var place = rest[..<slash]
        if let at = place.lastIndex(of: "@") {
            user = place[..<at].split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
            place = place[place.index(after: at)...]
        }
        let colon = place.hasPrefix("[") ? place.range(of: "]:")?.upperBound : place.firstIndex(of: ":")
        if let colon {
            let after = place.hasPrefix("[") ? colon : place.index(after: colon)
            port = String(place[after...])
            host = String(place[..<place.index(before: after)])
        } else {
            host = String(place)
        }
        guard scheme == "file" || !host.isEmpty else { return nil }
    }

    /// Whether a password may be sent there: over TLS, or where no network is between.
    package var isConfidential: Bool {
        scheme == "https" || (scheme == "http" && ["localhost", "127.0.0.1", "[::1]"].contains(host))
    }

    /// Whether it is asked by HTTP.
    package var isWeb: Bool { scheme == "https" || scheme == "http" }

    /// Whether a URL names the same server: by its scheme, host and port.
    package func isSameLocation(as url: String) -> Bool {
        guard let other = RemoteAddress(url), scheme == other.scheme, isWeb else { return false }
        let usual = scheme == "https" ? "443" : "80"
        return host.lowercased() == other.host.lowercased() && (port ?? usual) == (other.port ?? usual)
    }

    /// The address without what is secret in it, for a person.
    ///
    /// Over http and https the user is as secret as the password: forges take a token for either. Over ssh it is a
    /// name. What follows a question mark or a number sign may be a token too, and so may a user and a password in the
    /// path.
    package var shown: String {
        if host.isEmpty { return path }
        let name = scheme == "ssh" || scheme.hasSuffix("+ssh") ? user.map { $0 + "@" } ?? "" : ""
        let place = name + host + (port.map { ":" + $0 } ?? "")
        return Self.withoutSecrets("\(scheme)://\(place)\(path.hasPrefix("/") ? "" : "/")\(path)")
    }

    /// A text in which no URL names a user or a password, but for the user of ssh.
    ///
    /// What git, libgit2 and others say of their troubles has URLs as they were configured.
    package static func withoutSecrets(_ text: String) -> String {
        var (result, rest) = ("", text[...])
        while let mark = rest.range(of: "://") {
            let scheme = rest[..<mark.lowerBound].reversed().prefix { $0.isLetter || $0.isNumber || "+-.".contains($0) }
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            // The last at sign before the path: a password may have one, and a slash that was not encoded.
            let place = rest.prefix { !" \t\n'\"".contains($0) }
            let host = place.prefix { $0 != "/" }
            if let at = host.lastIndex(of: "@") ?? (place.hasPrefix("/") ? nil : Self.slashed(place)) {
                if String(scheme.reversed()).lowercased().hasSuffix("ssh") {
                    let user = place[..<at].prefix { $0 != ":" }
                    result += user + "@"
                }
                rest = rest[place.index(after: at)...]
            }
            let shown = rest.prefix { !" \t\n'\");,".contains($0) }
            result += Self.withoutTail(shown)
            rest = rest[shown.endIndex...]
        }
        return result + rest
    }

    /// What follows the host's user, with what may be a token in the path and behind it left out.
    private static func withoutTail(_ place: Substring) -> String {
        let path = place.prefix { $0 != "?" && $0 != "#" }
        let end = path.endIndex < place.endIndex ? "\(place[path.endIndex])…" : ""
        guard let slash = path.firstIndex(of: "/"), let at = path[slash...].lastIndex(of: "@"),
            let colon = path[slash..<at].lastIndex(of: ":"), !path[colon..<at].contains("/")
        else { return path + end }
        return path[..<slash] + "/…" + path[at...] + end
    }

    /// The at sign of a place whose password has a slash: one after a colon that no digit follows.
    private static func slashed(_ place: Substring) -> Substring.Index? {
        guard let colon = place.prefix(while: { $0 != "/" }).firstIndex(of: ":"),
            let next = place[place.index(after: colon)...].first, !next.isNumber
        else { return nil }
        return place.lastIndex(of: "@")
    }
}

extension StringProtocol {
    /// Where a text first is in another; `nil` where it is not.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
