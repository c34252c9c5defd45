internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ZonePlanning

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

    /// Refuses a token that may only update records.
    func checkManages() throws {
        guard token.scope.managesAccount else {
            throw WebRefusal(.forbidden, "this token only updates records; use one that manages the account")
        }
    }
}

extension WebSite {
    func addAPI(to router: Router<WebContext>) {
        let group = router.group("/api/v1")
        addHosts(to: group)
        addTokens(to: group)
        on(group, .get, "/account") { caller, _, _ in
            JSONBody.response(
                API.AccountDocument(
                    id: caller.account.id.text, name: caller.account.name, role: caller.account.role.rawValue,
                    created: "\(caller.account.created)"))
        }
        on(group, .get, "/events") { caller, request, _ in
            try caller.checkManages()
            return try await events(of: caller, host: nil, request)
        }
    }

    /// Adds a route that is for those who show a token.
    private func on(
        _ group: RouterGroup<WebContext>, _ method: HTTPRequest.Method, _ path: RouterPath,
        _ answer: @escaping @Sendable (APICaller, Request, WebContext) async throws -> Response
    ) {
        group.on(path, method: method) { request, context in
            do {
                return try await answer(try await caller(request, context), request, context)
            } catch let error as HostStoreError {
                context.logger.error("the database failed", metadata: ["reason": "\(error.message)"])
                throw WebRefusal(.serviceUnavailable, "the service cannot store anything now; try again in a minute")
            }
        }
    }

    private func caller(_ request: Request, _ context: WebContext) async throws -> APICaller {
        guard let rules = rules() else { throw WebRefusal(.serviceUnavailable, "the service is starting; try again") }
        let challenge: HTTPFields = [.wwwAuthenticate: "Bearer realm=\"dynamic DNS\""]
        guard let credentials = request.headers[.authorization].flatMap({ Credentials(authorization: $0) }) else {
            throw WebRefusal(.unauthorized, "send a token as 'Authorization: Bearer …'", headers: challenge)
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
        case .refused(.blocked): throw WebRefusal(.forbidden, "the account is blocked; ask an administrator")
        case .refused:
            throw WebRefusal(
                .unauthorized, "the token is unknown, revoked, or not good from this address", headers: challenge)
        }
    }

    private static func limited(_ seconds: Int) -> WebRefusal {
        WebRefusal(
            .tooManyRequests, "too many requests; try again in \(seconds) seconds",
            headers: [.retryAfter: "\(seconds)"])
    }

    // MARK: - Hosts

    private func addHosts(to group: RouterGroup<WebContext>) {
        on(group, .get, "/hosts") { caller, request, _ in
            let limit = try Self.limit(request)
            let after = try request.uri.queryParameters["after"].map { try Self.name(String($0)) }
            // Those that the token is not for are passed over, so a page may be short.
            let found = try await updates.store.hosts(of: caller.account.id, after: after, limit: limit)
            let next = found.count == limit ? found.last?.name.withoutDot : nil
            let items = found.filter { caller.token.scope.allows(host: $0.name) }.map(API.HostDocument.init)
            return JSONBody.response(API.Page(items: items, next: next))
        }
        on(group, .post, "/hosts") { caller, request, _ in
            try caller.checkManages()
            return try await claim(caller, try JSONBody.value(try await RequestReading.body(request, limits)))
        }
        on(group, .get, "/hosts/:name") { caller, _, context in
            JSONBody.response(API.HostDocument(try await host(caller, context)))
        }
        on(group, .delete, "/hosts/:name") { caller, _, context in
            try caller.checkManages()
            let host = try await host(caller, context)
            guard try await hosts.delete(host.name, by: caller.author) else { throw Self.noHost }
            return Response(status: .accepted)
        }
        on(group, .put, "/hosts/:name/records") { caller, request, context in
            let records: API.NewRecords = try JSONBody.value(try await RequestReading.body(request, limits))
            return try await replace(records, of: try await host(caller, context), caller)
        }
        on(group, .get, "/hosts/:name/events") { caller, request, context in
            try await events(of: caller, host: try await host(caller, context).name, request)
        }
    }

    private static let noHost = WebRefusal(.notFound, "there is no such host in this account")

    private func host(_ caller: APICaller, _ context: WebContext) async throws -> Host {
        let name = try Self.name(context.parameters.get("name") ?? "")
        guard let host = try await updates.store.host(name), host.owner == caller.account.id,
            caller.token.scope.allows(host: name)
        else { throw Self.noHost }
        return host
    }

    private func claim(_ caller: APICaller, _ wanted: API.NewHost) async throws -> Response {
        let suffix: DynamicSuffix?
        if let text = wanted.suffix {
            suffix = caller.rules.suffix(named: try Self.name(text))
        } else {
            suffix = caller.rules.host(wanted.name, allowsLabel: true).flatMap { caller.rules.suffix(of: $0) }
        }
        guard let suffix else {
            let known = caller.rules.suffixes.map { $0.name.withoutDot }.joined(separator: ", ")
            throw WebRefusal(.unprocessableContent, "the name is not one label below one of \(known)")
        }
        do throws(HostService.Refusal) {
            let host = try await hosts.claim(wanted.name, below: suffix, rules: caller.rules, by: caller.author)
            return JSONBody.response(
                API.HostDocument(host), status: .created, [.location: "/api/v1/hosts/\(host.name.withoutDot)"])
        } catch {
            switch error {
            case .name: throw WebRefusal(.unprocessableContent, error.message)
            case .taken: throw WebRefusal(.conflict, error.message)
            case .full, .blocked: throw WebRefusal(.forbidden, error.message)
            case .store(let error): throw error
            }
        }
    }

    private func replace(
        _ records: API.NewRecords, of host: Host, _ caller: APICaller
    ) async throws -> Response {
        guard let suffix = caller.rules.suffix(named: host.suffix) else { throw Self.noHost }
        guard records.records.count <= 50 else {
            throw WebRefusal(.unprocessableContent, "at most 50 record sets are read")
        }
        let sets = try records.records.map { try $0.set(suffix) }
        let command = UpdateCommand(
            credentials: caller.credentials, hosts: [.host(host.name)], edit: .records(sets), from: caller.from,
            client: caller.client)
        switch await updates.perform(command, rules: caller.rules) {
        case .hosts(let outcomes):
            switch outcomes.first {
            case .changed, .unchanged:
                guard let now = try await updates.store.host(host.name) else { throw Self.noHost }
                return JSONBody.response(API.HostDocument(now))
            case .refused(let reason): throw WebRefusal(.unprocessableContent, reason)
            case .limited(let seconds): throw Self.limited(seconds)
            case .blocked: throw WebRefusal(.forbidden, "the host is blocked; ask an administrator")
            case .malformed, .missing, nil: throw Self.noHost
            }
        case .limited(let seconds): throw Self.limited(seconds)
        case .unknownCredentials, .blocked: throw WebRefusal(.forbidden, "the token is not good any more")
        case .failed: throw HostStoreError.unavailable("the update was not stored")
        }
    }

    // MARK: - Tokens

    private func addTokens(to group: RouterGroup<WebContext>) {
        on(group, .get, "/tokens") { caller, _, _ in
            try caller.checkManages()
            let tokens = try await updates.store.tokens(of: caller.account.id)
            return JSONBody.response(API.Page(items: tokens.map { API.TokenDocument($0) }, next: nil))
        }
        on(group, .post, "/tokens") { caller, request, _ in
            try caller.checkManages()
            let wanted: API.NewToken = try JSONBody.value(try await RequestReading.body(request, limits))
            let (token, secret) = try await hosts.makeToken(
                wanted.label, scope: try Self.scope(wanted), by: caller.author)
            return JSONBody.response(API.TokenDocument(token, secret: secret), status: .created)
        }
        on(group, .delete, "/tokens/:id") { caller, _, context in
            try caller.checkManages()
            let id = TokenID(context.parameters.get("id") ?? "")
            let now = updates.clock.now
            var event = HostEvent(
                at: now, account: caller.account.id, host: nil, kind: .tokenRevoked, actor: .token(caller.token.id),
                from: caller.from, client: caller.client)
            event.before = Printable.cut(id.text, to: 100)
            guard try await updates.store.revoke(id, of: caller.account.id, at: now, event: event) else {
                throw WebRefusal(.notFound, "the account has no such token")
            }
            return Response(status: .noContent)
        }
    }

    private static func scope(_ wanted: API.NewToken) throws -> UpdateToken.Scope {
        guard (wanted.hosts?.count ?? 0) <= 100, (wanted.sources?.count ?? 0) <= 50 else {
            throw WebRefusal(.unprocessableContent, "a token has at most 100 hosts and 50 networks")
        }
        return UpdateToken.Scope(
            hosts: try wanted.hosts.map { Set(try $0.map { try name($0) }) },
            types: try wanted.types.map { types in
                Set(
                    try types.map { text in
                        guard let type = RecordType(parsing: text) else {
                            throw WebRefusal(
                                .unprocessableContent, "'\(Printable.cut(text, to: 50))' is no record type")
                        }
                        return type
                    })
            },
            sources: try wanted.sources?.map { text in
                guard let network = AddressNetwork(parsing: text) else {
                    throw WebRefusal(
                        .unprocessableContent, "'\(Printable.cut(text, to: 50))' is no network, as in 192.0.2.0/24")
                }
                return network
            }, managesAccount: wanted.manages ?? false)
    }

    // MARK: - History

    private func events(of caller: APICaller, host: DomainName?, _ request: Request) async throws -> Response {
        let limit = try Self.limit(request)
        let before = request.uri.queryParameters["before"].flatMap { Int64($0) }
        let found = try await updates.store.events(
            account: caller.account.id, host: host, before: before, limit: limit)
        return JSONBody.response(
            API.Page(
                items: found.map(API.EventDocument.init),
                next: found.count == limit ? found.last.map { "\($0.number)" } : nil))
    }

    // MARK: - What requests say

    private static func limit(_ request: Request) throws -> Int {
        guard let text = request.uri.queryParameters["limit"] else { return 100 }
        guard let limit = Int(text), (1...500).contains(limit) else {
            throw WebRefusal(.badRequest, "'limit' is a number from 1 to 500")
        }
        return limit
    }

    private static func name(_ text: String) throws -> DomainName {
        guard text.utf8.count <= 1_000, let name = try? DomainName(parsing: text, origin: .root) else {
            throw WebRefusal(.badRequest, "'\(Printable.cut(text, to: 100))' is no domain name")
        }
        return name
    }
}
