internal import HTTPTransport
internal import Hashing
internal import ZonePlanning

/// Signs requests with AWS Signature Version 4.
///
/// Source: "AWS Signature Version 4 for API requests" in the AWS IAM User Guide, in the form for services other than
/// S3: the path is encoded once more, and the payload's hash is signed without a header of its own.
struct SignatureV4: Hashable, Sendable {
    /// The region that the signature is for, which is that of the endpoint and not that of the caller.
    var region: String
    /// The service that it is for, as in `route53`.
    var service: String

    /// What was signed, step by step.
    struct Steps: Hashable, Sendable {
        var canonicalRequest: String
        var stringToSign: String
        var authorization: String
    }

    /// A signed request: its headers are `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization` anew, and what it
    /// had.
    ///
    /// To be done just before a request is sent: a signature is good for five minutes.
    ///
    /// - Parameters:
    ///   - request: what to sign. Its URL must be encoded as it is to be sent.
    ///   - credentials: whose signature.
    ///   - time: now, by the server's clock.
    /// - Returns: the request to send.
    /// - Throws: ``SigningError``.
    func sign(
        _ request: HTTPRequest, with credentials: AWSCredentials, at time: Instant
    ) throws(SigningError) -> HTTPRequest {
        var request = prepared(request, credentials, time)
        request.headers["Authorization"] = try steps(request, with: credentials, at: time).authorization
        return request
    }

    /// The steps of signing a request, for tests and for finding out why a signature is refused.
    func steps(
        _ request: HTTPRequest, with credentials: AWSCredentials, at time: Instant
    ) throws(SigningError) -> Steps {
        let request = prepared(request, credentials, time)
        guard let url = SplitURL(request.url) else { throw SigningError(message: "the URL is not absolute") }
        let headers = signedHeaders(request.headers, host: url.host)
        let names = headers.map(\.name).joined(separator: ";")
        let canonicalRequest = [
            request.method.rawValue,
            PercentEncoding.encode(url.path.tidied, keeping: "/"),
            canonicalQuery(url.query),
            headers.map { "\($0.name):\($0.value)\n" }.joined(),
            names,
            hash(request.body),
        ].joined(separator: "\n")

        let scope = "\(time.date.basic)/\(region)/\(service)/aws4_request"
        let stringToSign = ["AWS4-HMAC-SHA256", time.basic, scope, hash(Array(canonicalRequest.utf8))]
            .joined(separator: "\n")

        var key = Array("AWS4\(credentials.secretAccessKey.reveal())".utf8)
        for part in [time.date.basic, region, service, "aws4_request"] { key = try code(key, part) }
        let signature = Hexadecimal.text(try code(key, stringToSign))
        return Steps(
            canonicalRequest: canonicalRequest, stringToSign: stringToSign,
            authorization: "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
                + "Signature=\(signature)")
    }

    private func prepared(_ request: HTTPRequest, _ credentials: AWSCredentials, _ time: Instant) -> HTTPRequest {
        var request = request
        request.headers["Authorization"] = nil
        request.headers["X-Amz-Date"] = time.basic
        request.headers["X-Amz-Security-Token"] = credentials.sessionToken?.reveal()
        return request
    }

    /// The host and the `x-amz-` headers. Other headers may be changed on their way.
    private func signedHeaders(_ headers: HTTPHeaders, host: String) -> [(name: String, value: String)] {
        var values = ["host": [host]]
        for field in headers.fields where field.name.lowercased().hasPrefix("x-amz-") {
            // White space at the ends does not count, and within only once.
            let words = field.value.split { $0 == " " || $0 == "\t" }
            values[field.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ($0.key, $0.value.joined(separator: ",")) }
    }

    /// The parameters in the order of their encoded names, then values.
    private func canonicalQuery(_ query: String) -> String {
        query.split(separator: "&", omittingEmptySubsequences: true)
            .map { pair -> (name: Substring, value: Substring) in
                guard let equals = pair.firstIndex(of: "=") else { return (pair, "") }
                return (pair[..<equals], pair[pair.index(after: equals)...])
            }
            .sorted {
                $0.name == $1.name
                    ? $0.value.utf8.lexicographicallyPrecedes($1.value.utf8)
                    : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
            }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    private func hash(_ octets: [UInt8]) -> String { Hexadecimal.text(SHA256.digest(of: octets)) }

    private func code(_ key: [UInt8], _ text: String) throws(SigningError) -> [UInt8] {
        guard let code = HMACSHA256.code(of: Array(text.utf8), key: key) else {
            throw SigningError(message: "OpenSSL has no HMAC with SHA-256")
        }
        return code
    }
}

/// Why a request was not signed.
struct SigningError: Error, Hashable, Sendable, CustomStringConvertible {
    var message: String
    var description: String { message }
}

/// The parts of a URL that count, as they are written in it.
struct SplitURL: Hashable, Sendable {
    var scheme: String
    /// With the port, unless it is that of the scheme.
    var host: String
    var path: String
    var query: String

    /// Nothing when the URL is not absolute.
    init?(_ url: String) {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://") else { return nil }
        scheme = url[..<colon].lowercased()
        let rest = url[colon...].dropFirst(3)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        var authority = rest[..<end].lowercased()
        if let at = authority.lastIndex(of: "@") { authority = String(authority[authority.index(after: at)...]) }
        for (name, port) in [("https", ":443"), ("http", ":80")] where scheme == name && authority.hasSuffix(port) {
            authority.removeLast(port.count)
        }
        guard !authority.isEmpty else { return nil }
        host = authority
        let target = rest[end...].prefix { $0 != "#" }
        let mark = target.firstIndex(of: "?") ?? target.endIndex
        path = String(target[..<mark])
        query = String(target[mark...].dropFirst())
    }

    /// The host without its port and brackets.
    var hostName: String {
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        return String(host.prefix { $0 != ":" })
    }
}

extension String {
    /// A path without `.` and `..` (RFC 3986 section 5.2.4) and without empty parts.
    fileprivate var tidied: String {
        var parts: [Substring] = []
        for part in split(separator: "/", omittingEmptySubsequences: true) where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/") + (hasSuffix("/") && !parts.isEmpty ? "/" : "")
    }
}
