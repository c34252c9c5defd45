internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ZonePlanning

extension WebSite {
    func addAPI(to router: Router<WebContext>) {
        for route in APIRoute.all {
            router.on(RouterPath(APIRoute.base + route.path), method: route.method) { request, context in
                do {
                    return try await answer(route, request, context)
                } catch let error as HostStoreError {
                    context.logger.error("the database failed", metadata: ["reason": "\(error.message)"])
                    throw WebRefusal(
                        .serviceUnavailable, "the service cannot store anything now; try again in a minute",
                        headers: [.retryAfter: "60"])
                }
            }
        }
    }

    private func answer(_ route: APIRoute, _ request: Request, _ context: WebContext) async throws -> Response {
        var call = APICall(request: request, context: context, body: [])
        if route.access == .anybody {
            if let subscriber = sender(request, context)?.subscriber,
                let wait = await updates.limiter.take([.address(subscriber)], at: updates.clock.now)
            {
                throw Self.limited(wait)
            }
        } else {
            let caller = try await caller(request, context)
            if route.access == .manager, !caller.token.scope.managesAccount {
                throw WebRefusal(.forbidden, "this token only updates records; use one that manages the account")
            }
            call.known = caller
        }
        if route.hasBody { call.body = try await RequestReading.body(request, limits) }
        return try await once(route, call).response
    }

    private func caller(_ request: Request, _ context: WebContext) async throws -> APICaller {
        guard let rules = rules() else {
            throw WebRefusal(
                .serviceUnavailable, "the service is starting; try again", id: .starting, headers: [.retryAfter: "5"])
        }
        let challenge: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"dynamic DNS\""]
        guard let credentials = request.headers[.authorization].flatMap({ Credentials(authorization: $0) }) else {
            throw WebRefusal(
                .unauthorized, "send a token as 'Authorization: Bearer …'", id: .noCredentials, headers: challenge)
        }
        let from = sender(request, context)
        switch try await updates.admitted(credentials, from: from, at: updates.clock.now) {
        case .admitted(let token):
            guard let account = try await updates.store.account(token.account) else {
                throw WebRefusal(.unauthorized, "the account is gone", headers: challenge)
            }
            return APICaller(
                token: token, account: account, credentials: credentials, rules: rules, from: from,
                client: Printable.cut(request.headers[.userAgent] ?? "REST", to: 100))
        case .refused(.limited(let seconds)): throw Self.limited(seconds)
        case .refused(.blocked):
            throw WebRefusal(.forbidden, "the account is blocked; ask an administrator", id: .blocked)
        case .refused:
            throw WebRefusal(
                .unauthorized, "the token is unknown, revoked, or not good from this address", headers: challenge)
        }
    }

    static func limited(_ seconds: Int) -> WebRefusal {
        WebRefusal(
            .tooManyRequests, "too many requests; try again in \(seconds) seconds",
            headers: [.retryAfter: "\(seconds)"])
    }

    /// A name that a request says.
    static func name(_ text: String) throws -> DomainName {
        guard text.utf8.count <= 1_000, let name = try? DomainName(parsing: text, origin: .root) else {
            throw WebRefusal(.badRequest, "'\(Printable.cut(text, to: 100))' is no domain name")
        }
        return name
    }

    /// A record type that a request says.
    static func type(_ text: String) throws -> RecordType {
        guard text.utf8.count <= 20, let type = RecordType(parsing: text) else {
            throw WebRefusal(.unprocessableContent, "'\(Printable.cut(text, to: 50))' is no record type")
        }
        return type
    }
}

extension APIRoute {
    /// The document, what problems mean, the account and its history.
    static let general: [APIRoute] = [
        APIRoute(
            .get, "/openapi.json", .anybody,
            APIOperation(
                id: "getDocument", summary: "This document.",
                answer: APIOperation.Answer(status: .ok, schema: "Document"))
        ) { site, _ in
            try APIAnswer(OpenAPIDocument(rules: site.rules()).value)
        },
        APIRoute(
            .get, "/problems/{id}", .anybody,
            APIOperation(
                id: "getProblem", summary: "What a problem means that a response names, and what to do.",
                answer: APIOperation.Answer(status: .ok, schema: "ProblemType"), refusals: [.notFound])
        ) { _, call in
            guard let id = ProblemID(rawValue: try call.part("id")) else {
                throw WebRefusal(.notFound, "there is no problem with this id")
            }
            return try APIAnswer(API.ProblemDocument(id: id.rawValue, explanation: id.explanation))
        },
        APIRoute(
            .get, "/account", .manager,
            APIOperation(
                id: "getAccount", summary: "The account that the token is of.",
                answer: APIOperation.Answer(status: .ok, schema: "Account"))
        ) { _, call in
            let account = try call.caller().account
            return try APIAnswer(
                API.AccountDocument(
                    id: account.id.text, name: account.name, role: account.role.rawValue,
                    created: "\(account.created)"))
        },
        APIRoute(
            .get, "/events", .manager,
            APIOperation(
                id: "listEvents", summary: "The history of the account, the latest first.",
                parameters: ["limit", "cursor"], answer: APIOperation.Answer(status: .ok, schema: "EventPage"))
        ) { site, call in
            try await site.events(call, host: nil)
        },
    ]
}

extension WebSite {
    /// A page of the history of an account, or of one of its hosts.
    func events(_ call: APICall, host: DomainName?) async throws -> APIAnswer {
        let limit = try call.limit()
        let before = try call.parameter("cursor").map { text in
            guard text.utf8.count <= 18, let number = Int64(text), number > 0 else {
                throw WebRefusal(.badRequest, "'cursor' is none that a page gave; follow the link 'next' of a page")
            }
            return number
        }
        let found = try await updates.store.events(
            account: try call.caller().account.id, host: host, before: before, limit: limit + 1)
        return try Paging.page(found.map(API.EventDocument.init), limit, call) { "\($0.number)" }
    }
}

/// Pages of lists.
enum Paging {
    /// A page of items, with a link to the next one where there is one.
    ///
    /// - Parameters:
    ///   - items: the items, one more than a page has where there are more.
    ///   - limit: how many a page has.
    ///   - call: the request.
    ///   - cursor: what says after which item the next page begins.
    /// - Returns: the answer.
    /// - Throws: ``WebRefusal``.
    static func page<Item: Encodable>(
        _ items: [Item], _ limit: Int, _ call: APICall, _ cursor: (Item) -> String
    ) throws -> APIAnswer {
        let shown = Array(items.prefix(limit))
        return try answer(shown, items.count > limit ? shown.last.map(cursor) : nil, limit, call)
    }

    /// A page of items, of which some may have been left out.
    static func answer<Item: Encodable>(
        _ items: [Item], _ cursor: String?, _ limit: Int, _ call: APICall
    ) throws -> APIAnswer {
        guard let cursor else { return try APIAnswer(API.Page(items: items, next: nil)) }
        let escaped = cursor.utf8.map { octet -> String in
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(UnicodeScalar(octet))
            default: "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }.joined()
        let next = "\(call.request.uri.path)?limit=\(limit)&cursor=\(escaped)"
        var fields = HTTPFields()
        if let name = HTTPField.Name("Link") { fields[name] = "<\(next)>; rel=\"next\"" }
        return try APIAnswer(API.Page(items: items, next: next), headers: fields)
    }
}
