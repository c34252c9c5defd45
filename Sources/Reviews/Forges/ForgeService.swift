internal import DNSModel
internal import FoundationEssentials
package import HTTPTransport
internal import ZonePlanning

// Decision 0060: an answer is the document that was asked for, and whole.

/// Sends requests to a forge and reads its answers: again where that can do no harm, page by page, and never further
/// than the pages that are allowed.
package struct ForgeService: Sendable {
    package let address: ForgeAddress
    private let token: ForgeToken?
    private let retry: RetryPolicy
    private let time: TimeSource
    private let send: @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

    /// The most pages that are read of one list; a list that is longer is no answer.
    static let mostPages = 20
    /// How long we wait at most when the forge asks us to.
    static let longestWait = Duration.seconds(60)

    /// Makes a service.
    ///
    /// - Parameters:
    ///   - address: where the repository is.
    ///   - token: what lets us in; `nil` where anybody may read.
    ///   - retry: when a request is sent again.
    ///   - time: what waiting is done on.
    ///   - send: sends one request.
    package init(
        address: ForgeAddress, token: ForgeToken?,
        retry: RetryPolicy = RetryPolicy(cap: Self.longestWait, largestAttempts: 4), time: TimeSource = .machine,
        send: @escaping @Sendable (_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse
    ) {
        self.address = address
        self.token = token
        self.retry = retry
        self.time = time
        self.send = send
    }

    /// A service over the network.
    package init(address: ForgeAddress, token: ForgeToken?, configuration: HTTPConfiguration) {
        let client = HTTPClient(configuration)
        self.init(address: address, token: token) { request throws(HTTPError) in try await client.send(request) }
    }

    // MARK: - Asking

    /// Reads one thing.
    ///
    /// - Throws: ``ForgeError``; with code `notFound` where it is not there.
    func get<Answer: Decodable & Sendable>(_ path: String, as _: Answer.Type) async throws(ForgeError) -> Answer {
        try decode(Answer.self, from: try await call(.get, path), of: path)
    }

    /// Reads one thing, with what the forge says beside it.
    ///
    /// - Returns: the answer, when the forge says it is (RFC 9110 section 6.6.1), and the scopes that it says the token
    ///   has, which is GitHub's alone; `nil` where it says nothing of them.
    /// - Throws: ``ForgeError``; with code `notFound` where it is not there.
    func dated<Answer: Decodable & Sendable>(
        _ path: String, as _: Answer.Type
    ) async throws(ForgeError) -> (answer: Answer, date: Instant?, scopes: [String]?) {
        let response = try await call(.get, path)
        let scopes = response.headers["X-OAuth-Scopes"].map { text in
            text.prefix(1_000).split { $0 == "," || $0 == " " }.map(String.init)
        }
        return (
            try decode(Answer.self, from: response, of: path),
            response.headers["Date"].flatMap(Instant.init(httpDate:)), scopes
        )
    }

    /// Reads all pages of a list.
    ///
    /// The pages are numbered by us: no address of an answer is followed. A list is whole where the forge says that
    /// there is no more (`Link` without `rel="next"`, `X-Next-Page`, a total that is reached), or where the next page
    /// is empty. A page that is short is no sign of it: what stands in between may cap pages, and leave out what the
    /// forge says of more.
    ///
    /// - Parameters:
    ///   - path: the path with its query, without page and size.
    ///   - type: what an entry is.
    ///   - size: how many entries of a page are asked for.
    ///   - sizeName: the name of that parameter.
    ///   - leavesOut: whether the forge counts entries in the total that it does not show to everybody.
    /// - Returns: the entries of all pages.
    /// - Throws: ``ForgeError``; with code `tooMany` past ``mostPages``, with `unreadable` where fewer came than were
    ///   counted.
    func list<Answer: Decodable & Sendable>(
        _ path: String, as type: Answer.Type, size: Int = 100, sizeName: String = "per_page", leavesOut: Bool = false
    ) async throws(ForgeError) -> [Answer] {
        var entries: [Answer] = []
        var before: [UInt8] = []
        let separator = path.contains("?") ? "&" : "?"
        for page in 1...Self.mostPages {
            let response = try await call(.get, "\(path)\(separator)\(sizeName)=\(size)&page=\(page)")
            let found = try decode([Answer].self, from: response, of: path)
            switch ForgePage(response.headers) {
            case .last: return entries + found
            case .more: break
            case .of(let total):
                if entries.count + found.count >= total { return entries + found }
                if found.isEmpty, page * size >= total {
                    if leavesOut { return entries }
                    throw ForgeError(
                        .unreadable,
                        "\(shown(path)) can't be read: \(address.kind.name) says that there are \(total) entries, "
                            + "and lists \(entries.count); try again")
                }
            case .unsaid:
                if found.isEmpty { return entries }
                // Who has no pages gives the same again.
                if page > 1, found.count < size, response.body == before { return entries }
            }
            entries += found
            before = response.body
        }
        throw ForgeError(
            .tooMany,
            "\(shown(path)) has more than \(Self.mostPages) pages of \(size), or its pages go round in a circle; this is "
                + "more than is read")
    }

    /// Sends something and reads the answer.
    func send<Answer: Decodable & Sendable>(
        _ method: HTTPRequest.Method, _ path: String, _ fields: [String: String], as _: Answer.Type
    ) async throws(ForgeError) -> Answer {
        let body: [UInt8]
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            body = Array(try encoder.encode(fields))
        } catch {
            throw ForgeError(.unreadable, "the request can't be written as JSON")
        }
        return try decode(Answer.self, from: try await call(method, path, body: body), of: path)
    }

    // MARK: - Sending

    private func call(
        _ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []
    ) async throws(ForgeError) -> HTTPResponse {
        var request = HTTPRequest(
            method, "\(address.url)/\(path)", body: body, mayBeRepeated: method != .post, largestResponse: 32 << 20)
        request.headers["Accept"] = address.kind == .github ? "application/vnd.github+json" : "application/json"
        if address.kind == .github { request.headers["X-GitHub-Api-Version"] = "2022-11-28" }
        if !body.isEmpty { request.headers["Content-Type"] = "application/json" }
        if let header = token?.header() { request.headers[header.name] = header.value }
        let (outgoing, what) = (request, shown(path))
        do {
            return try await retry.run(
                isIdempotent: method != .post, clock: time, classify: { (failure: Failure) in failure.retryClass },
                send: { (_: Int) async throws(Failure) -> HTTPResponse in
                    let response: HTTPResponse
                    do throws(HTTPError) {
                        response = try await send(outgoing)
                    } catch {
                        throw .transport(error)
                    }
                    guard (200..<300).contains(response.status) else {
                        let isAnswer = response.status != 404 || Self.isObject(response.body)
                        throw isAnswer ? .refused(response.status, response.headers) : .foreign(response.status)
                    }
                    return response
                })
        } catch {
            throw error.forgeError(what, at: address, hasToken: token != nil)
        }
    }

    /// Whether a body is a JSON object, as the forges' errors are, or there is none.
    private static func isObject(_ body: [UInt8]) -> Bool {
        struct Anything: Decodable {
            init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: Key.self) }

            enum Key: CodingKey {}
        }
        return body.isEmpty || (try? JSONDecoder().decode(Anything.self, from: Data(body))) != nil
    }

    /// Why there is no answer to a request.
    private enum Failure: Error {
        case transport(HTTPError)
        case refused(Int, HTTPHeaders)
        /// Something else than a forge says that there is nothing.
        case foreign(Int)

        /// Whether the forge refuses because it was asked too often: 429, or GitHub's 403 with nothing left.
        var isRateLimit: Bool {
            guard case .refused(let status, let headers) = self else { return false }
            if status == 429 { return true }
            return status == 403 && (headers["Retry-After"] != nil || headers["X-RateLimit-Remaining"] == "0")
        }

        /// What it says about the request's fate, and the wait that the forge asks for.
        var retryClass: (RetryPolicy.Failure, atLeast: Duration) {
            switch self {
            case .transport(let error): return (error.retryClass, .zero)
            case .foreign: return (.refused, .zero)
            case .refused(let status, let headers):
                guard isRateLimit else { return (status >= 500 ? .serverFailed : .refused, .zero) }
                guard let seconds = headers["Retry-After"].flatMap(Int.init), seconds >= 0 else {
                    // Without a wait GitHub means the end of the hour.
                    return (headers["X-RateLimit-Remaining"] == "0" ? .refused : .throttled, .zero)
                }
                let wait = Duration.seconds(min(seconds, 1_000_000))
                return (wait > ForgeService.longestWait ? .refused : .throttled, wait)
            }
        }

        func forgeError(_ what: String, at address: ForgeAddress, hasToken: Bool) -> ForgeError {
            switch self {
            case .transport(let error):
                return ForgeError(.unavailable, "\(what) can't be read: \(error.message); try again")
            case .foreign(let status):
                return ForgeError(
                    .unreadable,
                    "\(what) can't be read: the answer, with status \(status), is not from \(address.kind.name); "
                        + "check the address of the forge, and any proxy on the way")
            case .refused(let status, _) where isRateLimit:
                return ForgeError(
                    .rateLimited,
                    "\(what) can't be read: too many requests for \(address.kind.name) (status \(status)); try again "
                        + "later"
                )
            case .refused(let status, _) where status == 401 || status == 403:
                let remedy =
                    hasToken
                    ? "check the permissions of the token"
                    : "set a token, in \(ForgeEnvironment.tokenNames(address.kind)[0])"
                var error = ForgeError(
                    .forbidden,
                    "\(what) can't be read: \(address.kind.name) does not permit it (status \(status)); "
                        + "\(remedy)")
                error.isTokenRefused = hasToken && status == 401
                return error
            case .refused(404, _):
                return ForgeError(
                    .notFound,
                    "\(what) does not exist, or the token can't see it; check the repository, the number and the "
                        + "token")
            case .refused(let status, _):
                return ForgeError(
                    status >= 500 ? .unavailable : .unreadable,
                    "\(what) can't be read: \(address.kind.name) answered with status \(status)"
                        + (status >= 500 ? "; try again" : "; check the address of the forge"))
            }
        }
    }

    private func decode<Answer: Decodable>(
        _ type: Answer.Type, from response: HTTPResponse, of path: String
    ) throws(ForgeError) -> Answer {
        do {
            return try JSONDecoder().decode(type, from: Data(response.body))
        } catch {
            throw ForgeError(
                .unreadable,
                "\(shown(path)) can't be read: the answer is not in the form that \(address.kind.name) documents; "
                    + "check the address of the forge, and any proxy on the way")
        }
    }

    private func shown(_ path: String) -> String { "'\(Printable.text(path.prefix { $0 != "?" }))'" }
}
