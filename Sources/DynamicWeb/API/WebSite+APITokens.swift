internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import ZonePlanning

extension APIRoute {
    /// Update tokens.
    static let tokens: [APIRoute] = [
        APIRoute(
            .get, "/tokens", .manager,
            APIOperation(
                id: "listTokens", summary: "The tokens of the account, by when they were made, without their secrets.",
                parameters: ["limit", "cursor"], answer: APIOperation.Answer(status: .ok, schema: "TokenPage"))
        ) { site, call in
            let limit = try call.limit()
            let tokens = try await site.updates.store.tokens(of: try call.caller().account.id)
            var rest = tokens[...]
            if let cursor = try call.parameter("cursor") {
                guard let place = tokens.firstIndex(where: { $0.id.text == cursor }) else {
                    throw WebRefusal(
                        .badRequest, "'cursor' is none that a page gave; follow the link 'next' of a page")
                }
                rest = tokens[(place + 1)...]
            }
            return try Paging.page(rest.prefix(limit + 1).map { API.TokenDocument($0) }, limit, call) { $0.id }
        },
        APIRoute(
            .post, "/tokens", .manager,
            APIOperation(
                id: "makeToken", summary: "Makes a token. Its secret is in this answer and nowhere else.",
                parameters: ["Idempotency-Key"], body: "NewToken",
                answer: APIOperation.Answer(status: .created, schema: "Token"),
                refusals: [.conflict, .contentTooLarge, .unprocessableContent])
        ) { site, call in
            try await site.makeToken(call, try JSONBody.value(call.body))
        },
        APIRoute(
            .delete, "/tokens/{id}", .manager,
            APIOperation(
                id: "revokeToken", summary: "Makes a token good for nothing.",
                answer: APIOperation.Answer(status: .noContent), refusals: [.notFound])
        ) { site, call in
            try await site.revoke(TokenID(try call.part("id")), call)
        },
    ]
}

extension WebSite {
    fileprivate func makeToken(_ call: APICall, _ wanted: API.NewToken) async throws -> APIAnswer {
        let caller = try call.caller()
        let scope = try Self.scope(wanted)
        guard caller.token.scope.covers(scope) else {
            throw WebRefusal(.forbidden, "the new token would be good for more than this one; ask for less")
        }
        if let names = scope.hosts {
            let found = try await updates.store.hosts(names.sorted())
            if let name = names.sorted().first(where: { found[$0]?.owner != caller.account.id }) {
                throw WebRefusal(
                    .unprocessableContent, "\(name.withoutDot) is no host of this account; claim it first")
            }
        }
        let kept = try await updates.store.tokens(of: caller.account.id).count { $0.revoked == nil }
        guard kept < HostService.mostTokens else {
            throw WebRefusal(
                .forbidden, "the account has \(kept) tokens, and may have no more; revoke one first",
                id: .tooManyTokens)
        }
        let (token, secret) = try await hosts.makeToken(
            wanted.label, scope: scope, by: caller.author,
            secret: call.salt.flatMap { FreshSecret(madeBy: caller.credentials.secret, salt: $0) })
        var answer = try APIAnswer(API.TokenDocument(token, secret: secret), status: .created)
        answer.secret = secret
        return answer
    }

    fileprivate func revoke(_ id: TokenID, _ call: APICall) async throws -> APIAnswer {
        let caller = try call.caller()
        let noToken = WebRefusal(.notFound, "the account has no such token, or it is revoked")
        guard let token = try await updates.store.tokens(of: caller.account.id).first(where: { $0.id == id }) else {
            throw noToken
        }
        guard caller.token.scope.covers(token.scope) else {
            throw WebRefusal(.forbidden, "the token is good for more than this one, which can't revoke it")
        }
        let now = updates.clock.now
        var event = HostEvent(
            at: now, account: caller.account.id, host: nil, kind: .tokenRevoked, actor: .token(caller.token.id),
            from: caller.from, client: caller.client)
        event.before = token.label
        guard try await updates.store.revoke(id, of: caller.account.id, at: now, event: event) else { throw noToken }
        return APIAnswer(status: .noContent)
    }

    private static func scope(_ wanted: API.NewToken) throws -> UpdateToken.Scope {
        guard (wanted.hosts?.count ?? 0) <= 100, (wanted.types?.count ?? 0) <= 50, (wanted.sources?.count ?? 0) <= 50
        else {
            throw WebRefusal(.unprocessableContent, "a token has at most 100 hosts, 50 types and 50 networks")
        }
        return UpdateToken.Scope(
            hosts: try wanted.hosts.map { Set(try $0.map { try name($0) }) },
            types: try wanted.types.map { Set(try $0.map { try type($0) }) },
            sources: try wanted.sources?.map { text in
                guard let network = AddressNetwork(parsing: text) else {
                    throw WebRefusal(
                        .unprocessableContent, "'\(Printable.cut(text, to: 50))' is no network, as in 192.0.2.0/24")
                }
                return network
            }, managesAccount: wanted.manages ?? false)
    }
}
