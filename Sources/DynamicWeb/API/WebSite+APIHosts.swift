internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import ZonePlanning

extension APIRoute {
    /// Hosts, and their changes and history.
    static let hosts: [APIRoute] = [
        APIRoute(
            .get, "/hosts", .token,
            APIOperation(
                id: "listHosts", summary: "The hosts of the account that the token is good for, by name.",
                parameters: ["limit", "cursor"], answer: APIOperation.Answer(status: .ok, schema: "HostPage"))
        ) { site, call in
            try await site.hostPage(call) { API.HostDocument($0) }
        },
        APIRoute(
            .post, "/hosts", .manager,
            APIOperation(
                id: "claimHost", summary: "Claims a host name.", parameters: ["Idempotency-Key"], body: "NewHost",
                answer: APIOperation.Answer(status: .created, schema: "Host", hasLocation: true),
                refusals: [.conflict, .contentTooLarge, .unprocessableContent])
        ) { site, call in
            try await site.claim(call, try JSONBody.value(call.body))
        },
        APIRoute(
            .get, "/hosts/{name}", .token,
            APIOperation(
                id: "getHost", summary: "A host, its records, and how far its latest change has come.",
                answer: APIOperation.Answer(status: .ok, schema: "Host"), refusals: [.notFound])
        ) { site, call in
            try APIAnswer(API.HostDocument(try await site.host(call)))
        },
        APIRoute(
            .delete, "/hosts/{name}", .manager,
            APIOperation(
                id: "deleteHost",
                summary: "Gives a host up. It is there until its records are gone; then it is not found, and anybody "
                    + "may claim it.",
                answer: APIOperation.Answer(status: .accepted), refusals: [.notFound])
        ) { site, call in
            let host = try await site.host(call)
            guard try await site.hosts.delete(host.name, by: try call.caller().author) else { throw WebSite.noHost }
            return APIAnswer(status: .accepted)
        },
        APIRoute(
            .get, "/hosts/{name}/changes/{number}", .token,
            APIOperation(
                id: "getChange", summary: "How far a change of a host has come.",
                answer: APIOperation.Answer(status: .ok, schema: "Change"), refusals: [.notFound])
        ) { site, call in
            let text = try call.part("number")
            guard text.utf8.count <= 18, let number = Int64(text),
                let change = API.ChangeDocument(try await site.host(call), number)
            else { throw WebRefusal(.notFound, "the host has had no change of this number") }
            return try APIAnswer(change)
        },
        APIRoute(
            .get, "/hosts/{name}/events", .token,
            APIOperation(
                id: "listHostEvents", summary: "The history of a host, the latest first.",
                parameters: ["limit", "cursor"], answer: APIOperation.Answer(status: .ok, schema: "EventPage"),
                refusals: [.notFound])
        ) { site, call in
            try await site.events(call, host: try await site.host(call).name)
        },
        APIRoute(
            .get, "/changes", .token,
            APIOperation(
                id: "listChanges", summary: "The latest change of each host, by its name, and how far it has come.",
                parameters: ["limit", "cursor"], answer: APIOperation.Answer(status: .ok, schema: "ChangePage"))
        ) { site, call in
            try await site.hostPage(call) { API.ChangeDocument($0, $0.generation) }
        },
    ]
}

extension WebSite {
    static let noHost = WebRefusal(.notFound, "there is no such host in this account")

    /// The host in the path, which the caller may see.
    func host(_ call: APICall) async throws -> Host {
        let name = try Self.name(try call.part("name"))
        let caller = try call.caller()
        guard let host = try await updates.store.host(name), host.owner == caller.account.id,
            caller.token.scope.allows(host: name)
        else { throw Self.noHost }
        return host
    }

    /// A page of what there is of each host. Those that the token is not for are passed over, so a page may be short.
    fileprivate func hostPage<Item: Encodable>(_ call: APICall, _ item: (Host) -> Item?) async throws -> APIAnswer {
        let limit = try call.limit()
        let caller = try call.caller()
        let after = try call.parameter("cursor").map { try Self.name($0) }
        let found = try await updates.store.hosts(of: caller.account.id, after: after, limit: limit + 1)
        let shown = found.prefix(limit)
        let items = shown.filter { caller.token.scope.allows(host: $0.name) }.compactMap(item)
        return try Paging.answer(items, found.count > limit ? shown.last?.name.withoutDot : nil, limit, call)
    }

    fileprivate func claim(_ call: APICall, _ wanted: API.NewHost) async throws -> APIAnswer {
        let caller = try call.caller()
        guard caller.token.scope.hosts == nil else {
            throw WebRefusal(.forbidden, "this token is good for some hosts only; claim with one that is for all")
        }
        // The label may have letters beyond ASCII, which a domain name in a zone file has not.
        let parent = wanted.name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first
        let suffix: DynamicSuffix?
        if let text = wanted.suffix {
            suffix = caller.rules.suffix(named: try Self.name(text))
        } else if let parent, !parent.isEmpty {
            suffix = (try? Self.name(String(parent))).flatMap { caller.rules.suffix(named: $0) }
        } else {
            suffix = caller.rules.suffixes.first
        }
        guard let suffix else {
            let known = caller.rules.suffixes.map { $0.name.withoutDot }.joined(separator: ", ")
            throw WebRefusal(
                .unprocessableContent, "the name is not one label below one of \(known)", id: .nameRefused)
        }
        do throws(HostService.Refusal) {
            let host = try await hosts.claim(wanted.name, below: suffix, rules: caller.rules, by: caller.author)
            return try Self.claimed(host)
        } catch {
            throw Self.refusal(error)
        }
    }

    private static func claimed(_ host: Host) throws(HostService.Refusal) -> APIAnswer {
        do {
            return try APIAnswer(
                API.HostDocument(host), status: .created,
                headers: [.location: "\(APIRoute.base)/hosts/\(host.name.withoutDot)"])
        } catch {
            throw .store(.unavailable("the host can't be written as JSON"))
        }
    }

    private static func refusal(_ error: HostService.Refusal) -> any Error {
        switch error {
        case .name(let reason):
            var refusal = WebRefusal(.unprocessableContent, error.message, id: .nameRefused)
            refusal.reason = reason.id
            return refusal
        case .taken: return WebRefusal(.conflict, error.message, id: .hostTaken)
        case .full: return WebRefusal(.forbidden, error.message, id: .tooManyHosts)
        case .blocked: return WebRefusal(.forbidden, error.message, id: .blocked)
        case .store(let error): return error
        }
    }
}
