internal import COpenSSL

/// AWS Signature Version 4, written from its documentation and from nothing of the product, so that one checks the other.
enum Signature {
    /// Refuses a request that is not signed by one of the credentials at about this time.
    ///
    /// - Returns: The credentials that signed it.
    /// - Throws: MissingAuthenticationToken, IncompleteSignature, InvalidClientTokenId, SignatureDoesNotMatch or
    ///   ExpiredToken.
    static func verify(
        _ request: Request, service: String = "route53", settings: Settings, now: VirtualClock.Instant
    ) throws(ServiceError) -> Credentials {
        guard let authorization = request.header("Authorization") else {
            throw ServiceError("MissingAuthenticationToken", status: 403, ["Missing Authentication Token"])
        }
        let parts = try Parts(authorization)
        guard let date = request.header("X-Amz-Date") else {
            throw incomplete(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
                    + "Authorization=\(authorization.prefix(16))")
        }
        guard let time = VirtualClock.Instant(amzDate: date) else {
            throw incomplete("Date must be in ISO-8601 'basic format'. Got '\(date)'.")
        }
        guard let credentials = settings.credentials.first(where: { $0.accessKeyID == parts.accessKeyID }) else {
            throw ServiceError(
                "InvalidClientTokenId", status: 403, ["The security token included in the request is invalid."])
        }
        try checkScope(parts, date, service, settings)
        try checkTime(time, settings.clockSkew, now)
        try checkHeaders(parts, request, credentials)
        let canonical = canonicalRequest(request, signing: parts.signedHeaders)
        let expected = signature(canonical, scope: parts.scope, date: date, secret: credentials.secretAccessKey)
        guard expected == parts.signature else {
            throw mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical "
                    + "String for this request should have been\n'\(canonical)'\n\nThe String-to-Sign should have been\n"
                    + "'\(stringToSign(canonical, scope: parts.scope, date: date))'\n")
        }
        if let expires = credentials.expires, expires <= now {
            throw ServiceError("ExpiredToken", status: 403, ["The security token included in the request is expired"])
        }
        return credentials
    }

    /// The request with `Host`, `X-Amz-Date`, a session token if there is one, and `Authorization`.
    static func sign(
        _ request: Request, host: String, credentials: Credentials, region: String, at now: VirtualClock.Instant
    ) -> Request {
        var signed = request
        let date = now.amzDate
        signed.headers += [("Host", host), ("X-Amz-Date", date)]
        var names = ["host", "x-amz-date"]
        if let token = credentials.sessionToken {
            signed.headers.append(("X-Amz-Security-Token", token))
            names.append("x-amz-security-token")
        }
        let scope = "\(date.prefix(8))/\(region)/route53/aws4_request"
        let canonical = canonicalRequest(signed, signing: names)
        let value = signature(canonical, scope: scope, date: date, secret: credentials.secretAccessKey)
        signed.headers.append(
            (
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), "
                    + "SignedHeaders=\(names.joined(separator: ";")), Signature=\(value)"
            ))
        return signed
    }

    // MARK: The header

    private struct Parts {
        var accessKeyID: String
        var scope: String
        var signedHeaders: [String]
        var signature: String

        init(_ authorization: String) throws(ServiceError) {
            guard authorization.hasPrefix("AWS4-HMAC-SHA256 ") else {
                throw incomplete("Unsupported Authorization Header: '\(authorization.prefix(32))'.")
            }
            var fields: [String: String] = [:]
            for field in authorization.dropFirst(17).split(separator: ",") {
                let pair = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { fields[String(pair[0])] = String(pair[1]) }
            }
            for name in ["Credential", "Signature", "SignedHeaders"] where fields[name] == nil {
                throw incomplete("Authorization header requires '\(name)' parameter.")
            }
            let credential = fields["Credential"]?.split(separator: "/", maxSplits: 1) ?? []
            guard credential.count == 2 else {
                throw incomplete("Credential must have exactly 5 slash-delimited elements.")
            }
            accessKeyID = String(credential[0])
            scope = String(credential[1])
            signedHeaders = fields["SignedHeaders"]?.split(separator: ";").map(String.init) ?? []
            signature = fields["Signature"] ?? ""
        }
    }

    private static func incomplete(_ text: String) -> ServiceError {
        ServiceError("IncompleteSignature", status: 403, [text])
    }
    private static func mismatch(_ text: String) -> ServiceError {
        ServiceError("SignatureDoesNotMatch", status: 403, [text])
    }

    private static func checkScope(
        _ parts: Parts, _ date: String, _ service: String, _ settings: Settings
    ) throws(ServiceError) {
        let scope = parts.scope.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard scope.count == 4, scope[3] == "aws4_request" else {
            throw mismatch("Credential should be scoped with a valid terminator: 'aws4_request'.")
        }
        if scope[0] != date.prefix(8) {
            throw mismatch(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '\(scope[0])' "
                    + "!= '\(date.prefix(8))', from '\(date)'.")
        }
        if scope[1] != settings.region {
            throw mismatch("Credential should be scoped to a valid region, not '\(scope[1])'.")
        }
        if scope[2] != service {
            throw mismatch("Credential should be scoped to correct service: '\(service)'.")
        }
    }

    private static func checkTime(
        _ time: VirtualClock.Instant, _ skew: Duration, _ now: VirtualClock.Instant
    ) throws(ServiceError) {
        let minutes = skew.components.seconds / 60
        let whole = VirtualClock.Instant(sinceEpoch: .seconds(now.sinceEpoch.components.seconds))
        let earliest = whole.advanced(by: .zero - skew)
        let latest = whole.advanced(by: skew)
        if time < earliest {
            throw mismatch(
                "Signature expired: \(time.amzDate) is now earlier than \(earliest.amzDate) (\(whole.amzDate) - "
                    + "\(minutes) min.)")
        }
        if time > latest {
            throw mismatch(
                "Signature not yet current: \(time.amzDate) is still later than \(latest.amzDate) (\(whole.amzDate) + "
                    + "\(minutes) min.)")
        }
    }

    private static func checkHeaders(
        _ parts: Parts, _ request: Request, _ credentials: Credentials
    ) throws(ServiceError) {
        let names = parts.signedHeaders
        guard names == names.sorted(), names.contains("host") else {
            throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
        }
        for header in request.headers.map({ $0.name.lowercased() })
        where header.hasPrefix("x-amz-") && !names.contains(header) {
            throw mismatch("The header '\(header)' must be signed.")
        }
        for name in names where request.header(name) == nil {
            throw mismatch("The signed header '\(name)' is not in the request.")
        }
        if request.header("X-Amz-Security-Token") != credentials.sessionToken {
            throw ServiceError(
                "InvalidClientTokenId", status: 403, ["The security token included in the request is invalid."])
        }
        if let hash = request.header("X-Amz-Content-Sha256"), hash != hex(sha256(request.body)) {
            throw mismatch("The value of x-amz-content-sha256 is not the hash of the body.")
        }
    }

    // MARK: The canonical request

    static func canonicalRequest(_ request: Request, signing names: [String]) -> String {
        // Every service but S3 encodes the path as sent once more.
        let path = percentEncoded(request.path, keeping: "/")
        let pairs = request.parameters.map { (percentEncoded($0.name), percentEncoded($0.value)) }
        let query = pairs.sorted { $0 < $1 }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
        let headers = names.map { name in
            let values = request.headers.filter { $0.name.lowercased() == name }.map { header in
                header.value.split(separator: " ").joined(separator: " ")
            }
            return "\(name):\(values.joined(separator: ","))\n"
        }
        return [
            request.method, path, query, headers.joined(), names.joined(separator: ";"), hex(sha256(request.body)),
        ].joined(separator: "\n")
    }

    private static func stringToSign(_ canonical: String, scope: String, date: String) -> String {
        "AWS4-HMAC-SHA256\n\(date)\n\(scope)\n\(hex(sha256(Array(canonical.utf8))))"
    }

    private static func signature(_ canonical: String, scope: String, date: String, secret: String) -> String {
        var key = Array("AWS4\(secret)".utf8)
        for part in scope.split(separator: "/") { key = hmac(key, Array(part.utf8)) }
        return hex(hmac(key, Array(stringToSign(canonical, scope: scope, date: date).utf8)))
    }

    // MARK: Digests

    static func sha256(_ octets: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        _ = EVP_Digest(octets, octets.count, &digest, nil, EVP_sha256(), nil)
        return digest
    }

    /// HMAC (RFC 2104) over SHA-256.
    private static func hmac(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? sha256(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        return sha256(block.map { $0 ^ 0x5C } + sha256(block.map { $0 ^ 0x36 } + message))
    }

    private static func hex(_ octets: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return String(octets.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
