package import DNSModel
package import ZonePlanning

/// Finds the name servers of zones and where they are asked. What it has found it keeps, for all zones of a run.
package actor NameServerLookup {
    private let queries: any NameServerQueries
    /// Where a name server is asked, where that is not what DNS says.
    private let places: [DomainName: NameServerEndpoint]
    private var addresses: [DomainName: Task<Result<[NameServerEndpoint], DNSQueryError>, Never>] = [:]

    /// - Parameters:
    ///   - queries: asks.
    ///   - places: where single name servers are asked, in place of their own addresses.
    package init(_ queries: any NameServerQueries, places: [DomainName: NameServerEndpoint] = [:]) {
        self.queries = queries
        self.places = places
    }

    /// The names of a zone's name servers, as a resolver finds them.
    ///
    /// - Throws: ``DNSQueryError``, also when there are none.
    package func names(of apex: DomainName) async throws(DNSQueryError) -> [DomainName] {
        let message: DNSMessage
        do throws(DNSQueryError) { message = try await queries.resolve(DNSQuestion(apex, .ns)) } catch {
            throw error.ofResolver
        }
        let names = message.responseCode == .noError ? message.nameServers(of: apex) : []
        guard !names.isEmpty else {
            throw DNSQueryError(
                .noResolver, "no name servers of \(apex) are to be found: the resolver answers \(message.responseCode)")
        }
        return Set(names).sorted()
    }

    /// Where a name server is asked: at each of its IPv4 addresses; at those of IPv6 where it has no others.
    ///
    /// - Throws: ``DNSQueryError`` when it has no address, or nobody says it; the next who wants to know asks again.
    package func endpoints(of server: DomainName) async throws(DNSQueryError) -> [NameServerEndpoint] {
        if let place = places[server] { return [place] }
        if let known = addresses[server] { return try await known.value.get() }
        let task = Task { [queries] () -> Result<[NameServerEndpoint], DNSQueryError> in
            do throws(DNSQueryError) {
                return .success(try await Self.resolved(server, queries))
            } catch {
                return .failure(error)
            }
        }
        addresses[server] = task
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        if case .failure = result { addresses[server] = nil }
        return try result.get()
    }

    private static func resolved(
        _ server: DomainName, _ queries: any NameServerQueries
    ) async throws(DNSQueryError) -> [NameServerEndpoint] {
        for type in [RecordType.a, .aaaa] {
            let message: DNSMessage
            do throws(DNSQueryError) {
                message = try await queries.resolve(DNSQuestion(server, type))
            } catch {
                throw DNSQueryError(error.code, "can't be found: \(error.ofResolver.message)")
            }
            guard message.responseCode == .noError || message.responseCode == .nameError else {
                throw DNSQueryError(
                    .noResolver, "can't be found: the resolver answers \(message.responseCode)")
            }
            // Behind an alias the addresses stand under another name (a name server should have none, RFC 2181 section
            // 10.3).
            let end = message.endOfAliases(from: server)
            var endpoints: [NameServerEndpoint] = []
            for record in message.answer where record.name == end && record.type == type {
                switch record.data {
                case .a(let address): endpoints.append(NameServerEndpoint(.v4(address)))
                case .aaaa(let address): endpoints.append(NameServerEndpoint(.v6(address)))
                default: continue
                }
            }
            if !endpoints.isEmpty { return endpoints }
        }
        throw DNSQueryError(.noResolver, "has no address")
    }

    /// The names, with where each is asked.
    ///
    /// - Returns: one for each address of each name, in the order of the names.
    package func servers(_ names: [DomainName]) async -> [(name: DomainName, place: Result<NameServer, DNSQueryError>)]
    {
        var result: [(name: DomainName, place: Result<NameServer, DNSQueryError>)] = []
        for name in Set(names).sorted() {
            do throws(DNSQueryError) {
                for endpoint in try await endpoints(of: name) {
                    result.append((name, .success(NameServer(name: name, endpoint: endpoint))))
                }
            } catch {
                result.append((name, .failure(error)))
            }
        }
        return result
    }

    /// How many name servers of a parent zone are asked before it is left.
    private static let parentServers = 3

    /// What a name server of the parent zone says of a zone's name servers.
    ///
    /// The parent is the nearest zone above that a resolver knows name servers of. Its servers are asked one after the
    /// other until one answers.
    ///
    /// - Parameters:
    ///   - apex: the zone.
    ///   - nameServers: those that the zone itself has.
    /// - Returns: whether both have the same.
    package func delegation(of apex: DomainName, nameServers: [DomainName]) async -> DelegationCheck {
        var above = apex.parent
        while let parent = above {
            above = parent.parent
            let names: [DomainName]
            do throws(DNSQueryError) {
                let message = try await queries.resolve(DNSQuestion(parent, .ns))
                guard message.responseCode == .noError || message.responseCode == .nameError else {
                    return .unknown("the resolver answers \(message.responseCode), asked for \(parent) NS")
                }
                names = message.nameServers(of: parent)
            } catch {
                return .unknown("\(error.ofResolver.message), asked for \(parent) NS")
            }
            if names.isEmpty { continue }
            var last = DelegationCheck.unknown("no name server of \(parent) has an address")
            for name in names.sorted().prefix(Self.parentServers) {
                do throws(DNSQueryError) {
                    guard let endpoint = try await endpoints(of: name).first else { continue }
                    let answer = try await queries.ask(DNSQuestion(apex, .ns), at: endpoint)
                    last = DelegationCheck(answer, of: apex, nameServers: nameServers)
                    if case .unknown = last { continue }
                    return last
                } catch {
                    last = .unknown("\(name), a name server of \(parent), \(error.message)")
                }
            }
            return last
        }
        return .unknown("no zone above \(apex) is to be found")
    }
}

extension DNSMessage {
    /// The name servers that an answer has for a name.
    fileprivate func nameServers(of name: DomainName) -> [DomainName] {
        answer.compactMap { record in
            if record.name == name, case .ns(let server) = record.data { server } else { nil }
        }
    }

    /// Where the aliases of an answer lead that begin at a name. What else stands in it is no answer for that name.
    fileprivate func endOfAliases(from start: DomainName) -> DomainName {
        var (name, seen): (DomainName, Set<DomainName>) = (start, [start])
        while true {
            let next = answer.lazy.compactMap { record -> DomainName? in
                if record.name == name, case .cname(let target) = record.data { target } else { nil }
            }.first
            guard let next, seen.insert(next).inserted else { return name }
            name = next
        }
    }
}

extension DNSQueryError {
    /// The same as a whole sentence about the resolver.
    fileprivate var ofResolver: DNSQueryError {
        code == .noResolver ? self : DNSQueryError(code, "the resolver \(message)")
    }
}
