internal import CCurl

/// Sets options of a handle and remembers the first failure.
struct CurlSettings {
    let easy: UnsafeMutableRawPointer
    private(set) var failure: CURLcode?

    init(_ easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func check(_ code: CURLcode) {
        if code != CURLE_OK, failure == nil { failure = code }
    }

    mutating func set(_ option: CURLoption, _ value: Int) { check(gate53_curl_set_long(easy, option, value)) }

    mutating func set(_ option: CURLoption, _ value: String?) { check(gate53_curl_set_string(easy, option, value)) }

    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        check(gate53_curl_set_pointer(easy, option, value))
    }
}

extension HTTPError.Code {
    /// What a code of libcurl means to us.
    init(_ code: CURLcode, isTooLarge: Bool) {
        switch code {
        case _ where isTooLarge: self = .tooLarge
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED, CURLE_BAD_FUNCTION_ARGUMENT:
            self = .invalidRequest
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolve
        case CURLE_COULDNT_CONNECT, CURLE_PROXY: self = .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls
        case CURLE_OPERATION_TIMEDOUT: self = .timeout
        case CURLE_SEND_ERROR, CURLE_SEND_FAIL_REWIND, CURLE_UPLOAD_FAILED: self = .sendFailed
        case CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_BAD_CONTENT_ENCODING, CURLE_TOO_MANY_REDIRECTS:
            self = .receiveFailed
        case CURLE_FILESIZE_EXCEEDED: self = .tooLarge
        default: self = .other
        }
    }
}

extension HTTPRequest {
    /// What is wrong with the request that libcurl would not notice, or nothing.
    var objection: String? {
        if !url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return "the URL has characters that are not encoded" }
        if url.contains("#") { return "the URL has a fragment" }
        for field in headers.fields {
            if !field.name.isHeaderName { return "a header's name is malformed" }
            // The value may be a secret.
            if !field.value.isHeaderText { return "the value of the header \(field.name) is malformed" }
        }
        return nil
    }
}

extension String {
    /// Whether this is a token (RFC 9110 section 5.6.2).
    fileprivate var isHeaderName: Bool {
        !isEmpty
            && utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains($0)
                }
            }
    }

    /// Whether a header may have this as its value: no control characters.
    var isHeaderText: Bool { utf8.allSatisfy { ($0 >= 0x20 || $0 == 0x09) && $0 != 0x7F } }

    /// Without control characters.
    var printable: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}

extension Substring {
    /// Without white space at either end.
    var trimmed: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
        let start = unicodeScalars.drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(start[...last])
    }
}

extension Duration {
    /// In whole milliseconds, at least one, since none means "no limit" to libcurl.
    var milliseconds: Int {
        let (seconds, rest) = components
        let limit = Int64(Int32.max)
        let whole = max(0, min(seconds, limit / 1_000)) * 1_000
        return Int(clamping: max(1, min(limit, whole + rest / 1_000_000_000_000_000)))
    }
}
