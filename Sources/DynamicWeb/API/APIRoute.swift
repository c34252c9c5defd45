internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird

// Decision 0111: the router and the document of the API are made from one list.

/// One thing that the REST API does: from the list of them come the router and the OpenAPI document.
struct APIRoute: Sendable {
    /// What all paths begin with.
    static let base = "/api/v1"

    /// Who may ask.
    enum Access: Sendable {
        case anybody
        /// Who shows any token that is good.
        case token
        /// Who shows a token that manages the account.
        case manager
    }

    var method: HTTPRequest.Method
    /// After the base, as in `/hosts/{name}`.
    var path: String
    var access: Access
    var operation: APIOperation
    var answer: @Sendable (WebSite, APICall) async throws -> APIAnswer

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access, _ operation: APIOperation,
        _ answer: @escaping @Sendable (WebSite, APICall) async throws -> APIAnswer
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.operation = operation
        self.answer = answer
    }

    /// All that there is.
    static let all: [APIRoute] = general + hosts + records + tokens

    /// Whether it has a body that is read.
    var hasBody: Bool { operation.body != nil }

    /// What is answered to a request that no route is for.
    static func refusal(of request: Request) -> WebRefusal {
        let path = request.uri.path
        if path.hasPrefix(base) {
            let parts = path.dropFirst(base.count).split(separator: "/")
            let methods = all.filter { route in
                let own = route.path.split(separator: "/")
                return own.count == parts.count && zip(own, parts).allSatisfy { $0 == $1 || $0.first == "{" }
            }.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }
            if !methods.isEmpty {
                return WebRefusal(
                    .methodNotAllowed, "there is nothing at this path for this method",
                    headers: [.allow: methods.sorted().joined(separator: ", ")])
            }
        }
        return WebRefusal(.notFound, "there is nothing at this path for this method")
    }
}

/// What the document says of a route.
struct APIOperation: Sendable {
    var id: String
    var summary: String
    /// Names of parameters of the document, besides those in the path.
    var parameters: [String] = []
    /// The name of the body's schema.
    var body: String?
    var answer: Answer
    /// What is refused besides what every route refuses.
    var refusals: [HTTPResponse.Status] = []

    /// What is answered where nothing is refused.
    struct Answer: Sendable {
        var status: HTTPResponse.Status
        /// The name of the schema; `nil` where there is no body.
        var schema: String?
        /// Whether it has an `ETag`.
        var hasTag = false
        /// Whether it has a `Location`.
        var hasLocation = false
    }
}

/// A request to the API that was admitted.
struct APICall: Sendable {
    var request: Request
    var context: WebContext
    var body: [UInt8]
    /// Random octets that are stored with a request that has an idempotency key.
    var salt: [UInt8]?
    /// Who asks; `nil` where anybody may.
    var known: APICaller?

    /// Who asks.
    func caller() throws -> APICaller {
        guard let known else { throw WebRefusal(.unauthorized, "send a token as 'Authorization: Bearer …'") }
        return known
    }

    /// A part of the path, decoded.
    func part(_ name: String) throws -> String {
        guard let text = context.parameters.get(name).flatMap({ RequestReading.decoded($0) }) else {
            throw WebRefusal(.badRequest, "the path can't be read; write % only before two hexadecimal digits")
        }
        return text
    }

    /// The first value of a parameter of the query.
    func parameter(_ name: String) throws -> String? {
        guard let parameters = FormText.parameters(of: request.uri.query ?? "") else {
            throw WebRefusal(
                .badRequest, "the query can't be read; write it as name=value, with %XX for other characters")
        }
        return parameters.first { $0.name == name }?.value
    }

    /// How many items a page has.
    func limit() throws -> Int {
        guard let text = try parameter("limit") else { return 100 }
        guard text.utf8.count <= 3, let limit = Int(text), (1...500).contains(limit) else {
            throw WebRefusal(.badRequest, "'limit' is a number from 1 to 500")
        }
        return limit
    }
}

/// Who asks by the REST API.
struct APICaller: Sendable {
    var token: UpdateToken
    var account: Account
    var credentials: Credentials
    var rules: DynamicRules
    var from: IPAddress?
    var client: String

    var author: HostService.Author {
        HostService.Author(account: account, actor: .token(token.id), from: from, client: client)
    }
}
