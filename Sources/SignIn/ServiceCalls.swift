internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import HTTPTransport

/// Requests to a sign-in service: to secure URLs, without redirects, and with bounded answers.
struct ServiceCalls: Sendable {
    /// Which service it is, for messages.
    let service: String
    let transport: any SignInTransport

    /// The most octets of an answer.
    static let largestAnswer = 256 << 10

    /// Asks for a JSON document.
    ///
    /// - Parameters:
    ///   - url: where.
    ///   - what: what it is, for messages.
    ///   - bearer: the access token that is sent along.
    ///   - type: what it is read as.
    /// - Returns: the document.
    /// - Throws: `SignInRefusal.unavailable` where there is none, or something else.
    func document<Document: Decodable>(
        _ url: SecureURL, _ what: String, bearer: String? = nil, as type: Document.Type = Document.self
    ) async throws(SignInRefusal) -> Document {
        var headers: HTTPHeaders = ["Accept": "application/json"]
        if let bearer { headers["Authorization"] = "Bearer \(bearer)" }
        let response = try await send(HTTPRequest(.get, url.text, headers: headers), what)
        guard response.status == 200 else {
            throw unavailable("\(what) at \(authority(url)) was answered with status \(response.status)")
        }
        return try read(response, what)
    }

    /// Sends a form.
    ///
    /// - Parameters:
    ///   - url: where to.
    ///   - what: what is asked for, for messages.
    ///   - parameters: the form.
    ///   - authorization: the value of the header field.
    /// - Returns: the answer, whatever its status.
    /// - Throws: `SignInRefusal.unavailable` where there is none.
    func post(
        _ url: SecureURL, _ what: String, _ parameters: [(name: String, value: String)], authorization: String?
    ) async throws(SignInRefusal) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
        ]
        if let authorization { headers["Authorization"] = authorization }
        return try await send(
            HTTPRequest(.post, url.text, headers: headers, body: Array(Form.text(parameters).utf8)), what)
    }

    /// Reads an answer as JSON.
    func read<Document: Decodable>(
        _ response: HTTPResponse, _ what: String, as type: Document.Type = Document.self
    ) throws(SignInRefusal) -> Document {
        do {
            return try JSONDecoder().decode(Document.self, from: Data(response.body))
        } catch {
            // What is in it may be secret.
            throw unavailable("\(what) is not the JSON that it should be")
        }
    }

    private func send(_ request: HTTPRequest, _ what: String) async throws(SignInRefusal) -> HTTPResponse {
        var request = request
        request.largestResponse = Self.largestAnswer
        request.largestRedirectCount = 0
        // Such URLs are of this machine, which a proxy is not.
        if request.url.hasPrefix("http://") { request.usesProxy = false }
        let response: HTTPResponse
        do throws(HTTPError) { response = try await transport.send(request) } catch {
            throw unavailable("\(what): \(Printable.message(error.message))")
        }
        guard response.body.count <= Self.largestAnswer else {
            throw unavailable("\(what) has more than \(Self.largestAnswer) octets")
        }
        return response
    }

    func unavailable(_ message: String) -> SignInRefusal { .unavailable("sign-in service '\(service)': \(message)") }

    private func authority(_ url: SecureURL) -> String { HTTPRequest(.get, url.text).authority }
}
