/// A request, complete: nothing is added to it but `Host`, `Accept`, `User-Agent` and `Content-Length`.
package struct HTTPRequest: Hashable, Sendable {
    /// What is done to the resource (RFC 9110 section 9).
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    package var method: Method
    /// An absolute `http` or `https` URL, percent-encoded, without user name and fragment. It is sent as it is.
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// Whether the server may get the request twice.
    ///
    /// A request that may not is sent over a connection of its own. libcurl sends a request again, unasked, when a
    /// connection that it kept turns out to be closed, and cannot know whether the server had acted on it.
    package var mayBeRepeated: Bool
    /// The most octets of a response body; a longer one is an error.
    package var largestResponse: Int
    /// How long connecting may take; that of the client when absent.
    package var connectTimeout: Duration?
    /// How long all of it may take, from when it is this request's turn; that of the client when absent.
    package var totalTimeout: Duration?
    /// How many redirects are followed.
    package var largestRedirectCount: Int
    /// Whether the client's proxy is used.
    package var usesProxy: Bool

    /// The bound of a response body where the caller does not give one: 16 MiB.
    package static let usualLargestResponse = 16 << 20

    /// Makes a request; `mayBeRepeated` is true for `GET` and `HEAD` unless it is given.
    package init(
        _ method: Method, _ url: String, headers: HTTPHeaders = [:], body: [UInt8] = [], mayBeRepeated: Bool? = nil,
        largestResponse: Int = HTTPRequest.usualLargestResponse, connectTimeout: Duration? = nil,
        totalTimeout: Duration? = nil, largestRedirectCount: Int = 0, usesProxy: Bool = true
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.mayBeRepeated = mayBeRepeated ?? (method == .get || method == .head)
        self.largestResponse = largestResponse
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.largestRedirectCount = largestRedirectCount
        self.usesProxy = usesProxy
    }

    /// The host and port as they are in the URL, for messages; without user name, path and query.
    package var authority: String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        let rest = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
        return String(rest[(rest.lastIndex(of: "@").map(rest.index(after:)) ?? rest.startIndex)...])
    }
}

extension String {
    /// Where a text begins and ends the first time.
    fileprivate func firstRange(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            formIndex(after: &start)
        }
        return nil
    }
}
