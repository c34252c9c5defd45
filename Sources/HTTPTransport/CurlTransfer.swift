internal import CCurl

/// One request on its way, and as much of the response as is there. Only the engine's thread touches it once it is
/// submitted.
final class CurlTransfer: @unchecked Sendable {
    let request: HTTPRequest
    let ticket: CurlEngine.Ticket
    private let configuration: HTTPConfiguration
    private let completion: CurlEngine.Completion
    /// What libcurl reads while the request is under way; it must not move.
    private var sentHeaders: UnsafeMutablePointer<curl_slist>?
    private var sentBody: UnsafeMutableBufferPointer<UInt8>?
    private let problemText: UnsafeMutablePointer<CChar>

    private var headers = HTTPHeaders()
    private var headerSize = 0
    private var body: [UInt8] = []
    private var isTooLarge = false

    /// The most octets of all response headers together.
    private static let largestHeaders = 256 << 10
    private static let problemTextSize = Int(CURL_ERROR_SIZE)

    init(
        _ request: HTTPRequest, _ configuration: HTTPConfiguration, _ ticket: CurlEngine.Ticket,
        _ completion: @escaping CurlEngine.Completion
    ) {
        self.request = request
        self.ticket = ticket
        self.configuration = configuration
        self.completion = completion
        problemText = .allocate(capacity: Self.problemTextSize)
        problemText.initialize(repeating: 0, count: Self.problemTextSize)
    }

    deinit {
        if let sentHeaders { curl_slist_free_all(sentHeaders) }
        sentBody?.deallocate()
        problemText.deallocate()
    }

    func complete(_ result: Result<HTTPResponse, HTTPError>) { completion(result) }

    func cancelled(wasSent: Bool) -> HTTPError {
        HTTPError(.cancelled, wasSent: wasSent, "the request to \(request.authority) was cancelled")
    }

    // MARK: Before

    /// Tells a handle all about the request. Says what is wrong with the request, or nothing.
    func prepare(_ easy: UnsafeMutableRawPointer) -> HTTPError? {
        if let wrong = request.objection ?? (configuration.userAgent.isHeaderText ? nil : "the user agent is malformed")
        {
            return HTTPError(
                .invalidRequest, wasSent: false, "the request to \(request.authority) is malformed: \(wrong)")
        }
        var settings = CurlSettings(easy)
        settings.set(CURLOPT_URL, request.url)
        settings.set(CURLOPT_USERAGENT, configuration.userAgent)
        settings.check(gate53_curl_only_http(easy))
        settings.set(CURLOPT_PATH_AS_IS, 1)
        settings.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        settings.set(CURLOPT_NOSIGNAL, 1)
        settings.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(problemText))
        setConnection(&settings)
        setMethod(&settings)
        setHeaders(&settings)
        settings.set(CURLOPT_FOLLOWLOCATION, request.largestRedirectCount > 0 ? 1 : 0)
        settings.set(CURLOPT_MAXREDIRS, max(0, request.largestRedirectCount))

        let pointer = Unmanaged.passUnretained(self).toOpaque()
        settings.set(CURLOPT_WRITEDATA, pointer)
        settings.set(CURLOPT_HEADERDATA, pointer)
        settings.check(gate53_curl_set_callback(easy, CURLOPT_WRITEFUNCTION, takeBody))
        settings.check(gate53_curl_set_callback(easy, CURLOPT_HEADERFUNCTION, takeHeader))
        settings.check(gate53_curl_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, Int(clamping: request.largestResponse)))
        guard let failure = settings.failure else { return nil }
        return HTTPError(
            .other, wasSent: false,
            "the request to \(request.authority) cannot be prepared: \(String(cString: curl_easy_strerror(failure)))")
    }

    private func setConnection(_ settings: inout CurlSettings) {
        settings.set(CURLOPT_SSL_VERIFYPEER, 1)
        settings.set(CURLOPT_SSL_VERIFYHOST, 2)
        settings.set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        settings.set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        settings.set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        if let file = configuration.trustedCertificates {
            for option in [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO] { settings.set(option, file) }
            // Otherwise the system's folder of certificates is looked into as well.
            for option in [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] { settings.set(option, nil as String?) }
        }
        let isPlain = request.url.lowercased().hasPrefix("http:")
        let proxy = isPlain ? configuration.proxy.http : configuration.proxy.https
        // An empty text means none; without any, libcurl would read the environment.
        settings.set(CURLOPT_PROXY, request.usesProxy ? proxy ?? "" : "")
        settings.set(CURLOPT_NOPROXY, configuration.proxy.exceptions)
        settings.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)

        settings.set(CURLOPT_HTTP_VERSION, Int(isPlain ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS))
        // To wait and see whether a connection turns out to be HTTP/2. Without TLS that would be until its first
        // answer.
        settings.set(CURLOPT_PIPEWAIT, isPlain ? 0 : 1)
        settings.set(CURLOPT_FRESH_CONNECT, request.mayBeRepeated ? 0 : 1)
        let connecting = request.connectTimeout ?? configuration.connectTimeout
        settings.set(CURLOPT_CONNECTTIMEOUT_MS, connecting.milliseconds)
        settings.set(CURLOPT_TIMEOUT_MS, (request.totalTimeout ?? configuration.totalTimeout).milliseconds)
    }

    private func setMethod(_ settings: inout CurlSettings) {
        switch request.method {
        case .get: settings.set(CURLOPT_HTTPGET, 1)
        case .head: settings.set(CURLOPT_NOBODY, 1)
        case .delete where request.body.isEmpty: settings.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .post, .put, .patch, .delete:
            settings.set(CURLOPT_POST, 1)
            if request.method != .post { settings.set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
            // One octet more, so that there is an address also for an empty body.
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: request.body.count + 1)
            copy.initialize(repeating: 0)
            _ = copy.update(fromContentsOf: request.body)
            sentBody = copy
            settings.set(CURLOPT_POSTFIELDS, copy.baseAddress.map(UnsafeMutableRawPointer.init))
            settings.check(
                gate53_curl_set_offset(settings.easy, CURLOPT_POSTFIELDSIZE_LARGE, Int(clamping: request.body.count)))
        }
    }

    private func setHeaders(_ settings: inout CurlSettings) {
        // libcurl adds these two unless they are given empty.
        var lines = ["Expect:"]
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        for field in request.headers.fields {
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        for line in lines {
            guard let longer = curl_slist_append(sentHeaders, line) else {
                settings.check(CURLE_OUT_OF_MEMORY)
                return
            }
            sentHeaders = longer
        }
        settings.set(CURLOPT_HTTPHEADER, sentHeaders.map(UnsafeMutableRawPointer.init))
    }

    // MARK: During

    /// Takes a part of the body. Says whether to go on.
    fileprivate func take(body part: UnsafeRawBufferPointer) -> Bool {
        guard body.count + part.count <= request.largestResponse else {
            isTooLarge = true
            return false
        }
        body.append(contentsOf: part)
        return true
    }

    /// Takes one line of the header section. Says whether to go on.
    fileprivate func take(header part: UnsafeRawBufferPointer) -> Bool {
        headerSize += part.count
        guard headerSize <= Self.largestHeaders else {
            isTooLarge = true
            return false
        }
        let line = String(decoding: part, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // The final response's headers count, not those of a redirect or a 100.
            headers = HTTPHeaders()
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].trimmed
            headers.add(line[..<colon].trimmed, value)
        }
        return true
    }

    // MARK: After

    /// Whether any of the request may have gone out. Where libcurl does not tell, it may have.
    static func wasSent(_ easy: UnsafeMutableRawPointer) -> Bool {
        var ready: curl_off_t = 0
        let code = gate53_curl_get_offset(easy, CURLINFO_PRETRANSFER_TIME_T, &ready)
        return code != CURLE_OK || ready > 0
    }

    func result(_ code: CURLcode, _ easy: UnsafeMutableRawPointer) -> Result<HTTPResponse, HTTPError> {
        var status = 0
        if code == CURLE_OK, gate53_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK {
            return .success(HTTPResponse(status: status, headers: headers, body: body))
        }
        let wasSent = Self.wasSent(easy)
        var meaning = HTTPError.Code(code, isTooLarge: isTooLarge)
        // A proxy that does not let us through.
        if meaning == .receiveFailed, !wasSent { meaning = .connect }
        let detail = String(cString: problemText).printable
        let cause = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        let what =
            isTooLarge || meaning == .tooLarge
            ? "the response is larger than \(request.largestResponse) octets" : cause
        return .failure(
            HTTPError(meaning, wasSent: wasSent, "\(request.method.rawValue) to \(request.authority) failed: \(what)"))
    }
}

private let takeBody: curl_write_callback = { octets, size, count, context in
    guard let octets, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(body: UnsafeRawBufferPointer(start: octets, count: size * count)) ? size * count : 0
}

private let takeHeader: curl_write_callback = { octets, size, count, context in
    guard let octets, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    return transfer.take(header: UnsafeRawBufferPointer(start: octets, count: size * count)) ? size * count : 0
}
