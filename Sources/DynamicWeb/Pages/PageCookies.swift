internal import DynamicDNS
internal import HTTPTypes
internal import Hashing
internal import Hummingbird

// Decision 0108: pages are whole without a script, and a form is bound to its session.

/// The cookies of the pages.
enum PageCookie: String, CaseIterable {
    /// The secret of a session.
    case session = "gate53"
    /// A secret that binds forms to a browser in which nobody is signed in.
    case form = "gate53-form"
    /// What a browser keeps while somebody signs in elsewhere.
    case attempt = "gate53-attempt"

    /// The name. With `__Host-` browsers take it only over TLS, from this host and for all of its paths, so that no
    /// other host of the domain can set it; names below a shared domain are given to strangers.
    func name(isSecure: Bool) -> String { isSecure ? "__Host-" + rawValue : rawValue }

    /// Its value in a request. Browsers send no two with the prefix; without it the first counts.
    func value(in fields: HTTPFields, isSecure: Bool) -> String? {
        let name = name(isSecure: isSecure)
        for line in fields[values: .cookie] {
            for part in line.split(separator: ";") {
                let pair = part.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard pair.count == 2, pair[0] == name else { continue }
                return pair[1].utf8.count <= 4_000 ? String(pair[1]) : nil
            }
        }
        return nil
    }

    /// The header field that sets it. The value is of letters, digits and `-_.`.
    func setting(_ value: String, seconds: Int64, isSecure: Bool) -> String {
        "\(name(isSecure: isSecure))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }

    func clearing(isSecure: Bool) -> String { setting("", seconds: 0, isSecure: isSecure) }
}

/// Where the pages are, as the browser sees it.
struct PagePlace: Hashable, Sendable {
    /// As in `https://dyn.example.com`.
    var address: String
    /// Whether cookies are for TLS alone.
    var isSecure: Bool

    /// - Parameters:
    ///   - publicAddress: what whoever looks after the service says.
    ///   - authority: what the browser asked for.
    init(publicAddress: String?, authority: String?) {
        if let publicAddress {
            address = publicAddress.hasSuffix("/") ? String(publicAddress.dropLast()) : publicAddress
            isSecure = !address.hasPrefix("http://") || !Self.isLoopback(String(address.dropFirst("http://".count)))
        } else {
            let authority = (authority ?? "").lowercased()
            isSecure = !Self.isLoopback(authority)
            address = (isSecure ? "https://" : "http://") + authority
        }
    }

    /// Whether it is this machine, to which browsers speak without TLS.
    private static func isLoopback(_ authority: String) -> Bool {
        var host = authority[...]
        if host.hasPrefix("[") {
            host = host.prefix { $0 != "]" }.dropFirst()
        } else {
            host = host.prefix { $0 != ":" }
        }
        if host == "localhost" || host == "::1" { return true }
        return IPAddress(parsing: host).map { AddressNetwork(parsing: "127.0.0.0/8")?.contains($0) == true } ?? false
    }

    /// Whether a request that changes something comes from one of our pages, as far as the browser says that (Fetch
    /// standard, `Origin`; Fetch Metadata, `Sec-Fetch-Site`). One that says nothing is told by its form.
    func isOurs(_ fields: HTTPFields) -> Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = fields[name], site != "same-origin" { return false }
        guard let origin = fields[.origin] else { return true }
        return origin == address
    }
}

/// Values that only this service can make.
enum SignedValue {
    /// A text with its code, of characters that a cookie can have.
    static func sign(_ text: String, until: Int64, key: [UInt8]) -> String? {
        let body = "\(Hexadecimal.text(Array(text.utf8))).\(until)"
        guard !key.isEmpty, let code = HMACSHA256.code(of: Array(body.utf8), key: key) else { return nil }
        return "\(body).\(Hexadecimal.text(code))"
    }

    /// The text of what ``sign(_:until:key:)`` made; `nil` for anything else, and when it is too old.
    static func read(_ value: String, now: Int64, key: [UInt8]) -> String? {
        let parts = value.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let until = Int64(parts[1]), until > now, !key.isEmpty,
            let code = HMACSHA256.code(of: Array("\(parts[0]).\(parts[1])".utf8), key: key),
            isSame(Hexadecimal.text(code), String(parts[2]))
        else { return nil }
        return octets(parts[0]).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Whether two texts are the same, in a time that does not depend on where they differ.
    static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The octets of hexadecimal digits.
    static func octets(_ digits: Substring) -> [UInt8]? {
        let digits = Array(digits.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var octets: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            octets.append(high << 4 | low)
        }
        return octets
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
