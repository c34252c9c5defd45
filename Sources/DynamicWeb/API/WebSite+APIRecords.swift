internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import ZonePlanning

extension APIRoute {
    private static let refusals: [HTTPResponse.Status] = [
        .notFound, .conflict, .preconditionFailed, .contentTooLarge, .unprocessableContent,
    ]

    /// The records of hosts.
    static let records: [APIRoute] = [
        APIRoute(
            .get, "/hosts/{name}/records", .token,
            APIOperation(
                id: "getRecords", summary: "All records of a host.", parameters: ["If-None-Match"],
                answer: APIOperation.Answer(status: .ok, schema: "Records", hasTag: true),
                refusals: [.notModified, .notFound])
        ) { site, call in
            let host = try await site.host(call)
            return try site.tagged(host, call) { try APIAnswer(API.RecordsDocument(host)) }
        },
        APIRoute(
            .put, "/hosts/{name}/records", .token,
            APIOperation(
                id: "setRecords", summary: "Sets all records of a host: those that are not sent are deleted.",
                parameters: ["If-Match"], body: "NewRecords",
                answer: APIOperation.Answer(status: .ok, schema: "Records", hasTag: true), refusals: refusals)
        ) { site, call in
            let host = try await site.host(call)
            let wanted: API.NewRecords = try JSONBody.value(call.body)
            guard wanted.records.count <= 50 else {
                throw WebRefusal(.unprocessableContent, "at most 50 record sets are read; send fewer")
            }
            let suffix = try site.suffix(of: host, call)
            let now = try await site.edit(host, .records(try wanted.records.map { try $0.set(suffix) }), call)
            return try site.tagged(now, call) { try APIAnswer(API.RecordsDocument(now)) }
        },
        APIRoute(
            .get, "/hosts/{name}/records/{owner}/{type}", .token,
            APIOperation(
                id: "getRecord", summary: "One record set of a host.", parameters: ["If-None-Match"],
                answer: APIOperation.Answer(status: .ok, schema: "Record", hasTag: true),
                refusals: [.notModified, .notFound, .unprocessableContent])
        ) { site, call in
            let host = try await site.host(call)
            let key = try site.key(of: host, call)
            guard let set = host.wanted.first(where: { $0.key == key }) else {
                throw WebRefusal(.notFound, "the host has no such records")
            }
            return try site.tagged(host, call) { try APIAnswer(API.RecordDocument(set)) }
        },
        APIRoute(
            .put, "/hosts/{name}/records/{owner}/{type}", .token,
            APIOperation(
                id: "setRecord", summary: "Sets one record set of a host.", parameters: ["If-Match"],
                body: "NewValues", answer: APIOperation.Answer(status: .ok, schema: "Record", hasTag: true),
                refusals: refusals)
        ) { site, call in
            let host = try await site.host(call)
            let key = try site.key(of: host, call)
            let wanted: API.NewValues = try JSONBody.value(call.body)
            let set = try API.set(name: key.name, type: key.type, wanted.values, try site.suffix(of: host, call))
            let now = try await site.edit(host, .record(key, set), call)
            return try site.tagged(now, call) { try APIAnswer(API.RecordDocument(set)) }
        },
        APIRoute(
            .delete, "/hosts/{name}/records/{owner}/{type}", .token,
            APIOperation(
                id: "deleteRecord", summary: "Deletes one record set of a host, if it is there.",
                parameters: ["If-Match"], answer: APIOperation.Answer(status: .noContent, hasTag: true),
                refusals: [.notFound, .conflict, .preconditionFailed, .unprocessableContent])
        ) { site, call in
            let host = try await site.host(call)
            let now = try await site.edit(host, .record(try site.key(of: host, call), nil), call)
            return try site.tagged(now, call) { APIAnswer(status: .noContent) }
        },
    ]
}

extension WebSite {
    fileprivate func suffix(of host: Host, _ call: APICall) throws -> DynamicSuffix {
        guard let suffix = try call.caller().rules.suffix(named: host.suffix) else { throw Self.noHost }
        return suffix
    }

    /// Which record set the path names: of the host itself by `@`, or of what is below it.
    fileprivate func key(of host: Host, _ call: APICall) throws -> RecordSet.Key {
        let type = try Self.type(try call.part("type"))
        let owner = try call.part("owner")
        if owner == "@" { return RecordSet.Key(name: host.name, type: type) }
        guard owner.lowercased() == "_acme-challenge",
            let name = try? DomainName(labels: [Array("_acme-challenge".utf8)] + host.name.labels)
        else {
            throw WebRefusal(.notFound, "a host has records at '@', itself, and at '_acme-challenge' below it")
        }
        return RecordSet.Key(name: name, type: type)
    }

    /// Changes records, and gives back the host as it is then.
    fileprivate func edit(_ host: Host, _ edit: RecordEdit, _ call: APICall) async throws -> Host {
        let caller = try call.caller()
        var command = UpdateCommand(
            credentials: caller.credentials, hosts: [.host(host.name)], edit: edit, from: caller.from,
            client: caller.client)
        if let tags = try EntityTags(call.request.headers, .ifMatch) { command.versions = tags.versions }
        let result = try await updates.perform(
            command, with: caller.token, rules: caller.rules, at: updates.clock.now)
        guard case .hosts(let outcomes) = result, let outcome = outcomes.first else {
            throw HostStoreError.unavailable("the update was not stored")
        }
        switch outcome {
        case .changed, .unchanged:
            guard let now = try await updates.store.host(host.name) else { throw Self.noHost }
            return now
        case .otherVersion:
            throw WebRefusal(
                .preconditionFailed, "the records were changed since they had this ETag; read them again")
        case .refused(let reason): throw WebRefusal(.unprocessableContent, reason, id: .recordsRefused)
        case .limited(let seconds): throw Self.limited(seconds)
        case .blocked: throw WebRefusal(.forbidden, "the host is blocked; ask an administrator", id: .blocked)
        case .malformed, .missing: throw Self.noHost
        }
    }

    /// An answer about what is wanted at a host, with its tag; without a body where the client has it already.
    fileprivate func tagged(_ host: Host, _ call: APICall, _ answer: () throws -> APIAnswer) throws -> APIAnswer {
        let fields: HTTPFields = [.eTag: EntityTags.text(of: host.version)]
        if call.request.method == .get, let tags = try EntityTags(call.request.headers, .ifNoneMatch),
            tags.versions?.contains(host.version) ?? true
        {
            return APIAnswer(status: .notModified, headers: fields)
        }
        var answer = try answer()
        answer.headers.append(contentsOf: fields)
        return answer
    }
}

/// The entity tags of a condition (RFC 9110, section 13.1), as states of hosts.
struct EntityTags {
    /// The states; `nil` where any will do.
    var versions: Set<HostVersion>?

    /// Reads a header field; `nil` where there is none.
    ///
    /// A weak tag, or one that we did not give out, is of no state.
    ///
    /// - Parameters:
    ///   - headers: the header fields of a request.
    ///   - field: `If-Match` or `If-None-Match`.
    /// - Throws: ``WebRefusal``.
    init?(_ headers: HTTPFields, _ field: HTTPField.Name) throws {
        let text = headers[values: field].joined(separator: ",").trimmed
        if headers[values: field].isEmpty { return nil }
        if text == "*" { return }
        var versions: Set<HostVersion> = []
        for part in text.split(separator: ",") {
            let tag = part.trimmed
            let isWeak = tag.hasPrefix("W/")
            let quoted = isWeak ? tag.dropFirst(2) : tag[...]
            guard quoted.utf8.count >= 2, quoted.first == "\"", quoted.last == "\"" else {
                throw WebRefusal(
                    .badRequest, "'\(field.rawName)' is no list of entity tags; send the 'ETag' of an answer as it is")
            }
            // A weak one is good enough for whoever only asks whether there is something new.
            if isWeak, field == .ifMatch { continue }
            if let version = Self.version(quoted.dropFirst().dropLast()) { versions.insert(version) }
        }
        self.versions = versions
    }

    /// The tag of a state.
    static func text(of version: HostVersion) -> String {
        let made = version.created.seconds * 1_000_000 + Int64(version.created.microsecond)
        return "\"\(String(made, radix: 16))-\(version.generation)\""
    }

    private static func version(_ text: Substring) -> HostVersion? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let made = Int64(parts[0], radix: 16), let generation = Int64(parts[1]), made >= 0
        else {
            return nil
        }
        let created = Instant(seconds: made / 1_000_000, microsecond: Int(made % 1_000_000))
        return HostVersion(created: created, generation: generation)
    }
}

extension StringProtocol {
    /// Without blanks around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first == " " || rest.first == "\t" { rest = rest.dropFirst() }
        while rest.last == " " || rest.last == "\t" { rest = rest.dropLast() }
        return String(rest)
    }
}
