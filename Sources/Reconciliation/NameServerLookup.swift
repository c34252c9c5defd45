package import DNSModel
package import ZonePlanning

/// Finds the name servers of zones and where they are asked. What it has found it keeps, for all zones of a run.
package actor NameServerLookup {
    private let queries: any NameServerQueries
    /// Where a name server is asked, where that is not what DNS says.
    private let places: [DomainName: NameServerEndpoint]
    private var addresses: [DomainName: Task<Result<NameServerEndpoint, DNSQueryError>, Never>] = [:]

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
        let names = message.answer.compactMap { record in
            if record.name == apex, case .ns(let name) = record.data { name } else { nil }
        }
        guard !names.isEmpty else {
            throw DNSQueryError(
                .noResolver, "no name servers of \(apex) are to be found: the resolver answers \(message.responseCode)")
        }
        return Set(names).sorted()
    }

    /// Where a name server is asked: by IPv4 where it has such an address.
    ///
    /// - Throws: ``DNSQueryError`` when it has no address, or nobody says it.
    package func endpoint(of server: DomainName) async throws(DNSQueryError) -> NameServerEndpoint {
        if let place = places[server] { return place }
        if let known = addresses[server] { return try await known.value.get() }
        let task = Task { [queries] () -> Result<NameServerEndpoint, DNSQueryError> in
            do throws(DNSQueryError) {
                return .success(try await Self.resolved(server, queries))
            } catch {
                return .failure(error)
            }
        }
        addresses[server] = task
        return try await task.value.get()
    }

    private static func resolved(
        _ server: DomainName, _ queries: any NameServerQueries
    ) async throws(DNSQueryError) -> NameServerEndpoint {
        for type in [RecordType.a, .aaaa] {
            let message: DNSMessage
            do throws(DNSQueryError) {
                message = try await queries.resolve(DNSQuestion(server, type))
            } catch {
                throw DNSQueryError(error.code, "can't be found: \(error.ofResolver.message)")
            }
            // Behind an alias the addresses stand under another name (a name server should have none, RFC 2181 section 10.3).
            for record in message.answer {
                switch record.data {
                case .a(let address): return NameServerEndpoint(.v4(address))
                case .aaaa(let address): return NameServerEndpoint(.v6(address))
                default: continue
                }
            }
        }
        throw DNSQueryError(.noResolver, "has no address")
    }

    /// The names, with where each is asked.
    ///
    /// - Returns: one for each name, in the order of the names.
    package func servers(_ names: [DomainName]) async -> [(name: DomainName, place: Result<NameServer, DNSQueryError>)]
    {
        var result: [(name: DomainName, place: Result<NameServer, DNSQueryError>)] = []
        for name in Set(names).sorted() {
            do throws(DNSQueryError) {
                result.append((name, .success(NameServer(name: name, endpoint: try await endpoint(of: name)))))
            } catch {
                result.append((name, .failure(error)))
            }
        }
        return result
    }

    /// What a name server of the parent zone says of a zone's name servers.
    ///
    /// The parent is the nearest zone above that a resolver knows name servers of. Its servers are asked one after the other
    /// until one answers.
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
                names = message.answer.compactMap { record in
                    if record.name == parent, case .ns(let name) = record.data { name } else { nil }
                }
            } catch {
                return .unknown("\(error.ofResolver.message), asked for \(parent) NS")
            }
            if names.isEmpty { continue }
            var last = DelegationCheck.unknown("no name server of \(parent) has an address")
            for name in names.sorted() {
                do throws(DNSQueryError) {
                    let answer = try await queries.ask(DNSQuestion(apex, .ns), at: try await endpoint(of: name))
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

extension DNSQueryError {
    /// The same as a whole sentence about the resolver.
    fileprivate var ofResolver: DNSQueryError {
        code == .noResolver ? self : DNSQueryError(code, "the resolver \(message)")
    }
}
