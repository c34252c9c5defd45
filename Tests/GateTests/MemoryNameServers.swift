internal import DNSModel
internal import Gate
internal import TestSupport
internal import ZonePlanning

/// Name servers in memory, one at each address, and a resolver that knows what all of them serve.
actor MemoryNameServers: NameServerQueries {
    private var servers: [NameServerEndpoint: AuthoritativeServer] = [:]
    /// What a server serves from its next so-many-th question on.
    private var later: [NameServerEndpoint: (after: Int, server: AuthoritativeServer)] = [:]
    /// What the resolver answers from.
    private var resolver: AuthoritativeServer
    private var isResolverDown = false
    /// How many questions to the resolver fail first.
    private var resolverFailures = 0
    /// Whether a server that is down never says so.
    private var isSilent = false
    /// How many questions each was asked.
    private(set) var asked: [NameServerEndpoint: Int] = [:]

    init(resolver zones: [Zone]) { resolver = AuthoritativeServer(zones) }

    func serve(_ zones: [Zone], at endpoint: NameServerEndpoint) { servers[endpoint] = AuthoritativeServer(zones) }

    func serve(_ zones: [Zone], at endpoint: NameServerEndpoint, afterQuestions count: Int) {
        later[endpoint] = (count, AuthoritativeServer(zones))
    }

    func stop(_ endpoint: NameServerEndpoint) { servers[endpoint] = nil }
    func stopResolver() { isResolverDown = true }
    func failResolver(times: Int) { resolverFailures = times }
    func beSilent() { isSilent = true }

    func ask(_ question: DNSQuestion, at endpoint: NameServerEndpoint) async throws(DNSQueryError) -> DNSMessage {
        asked[endpoint, default: 0] += 1
        if let next = later[endpoint], asked[endpoint, default: 0] > next.after { servers[endpoint] = next.server }
        guard let server = servers[endpoint] else {
            if isSilent { try? await Task.sleep(for: .seconds(3_600)) }
            throw DNSQueryError(.timedOut, "did not answer within 6 seconds")
        }
        return server.answer(question)
    }

    func resolve(_ question: DNSQuestion) async throws(DNSQueryError) -> DNSMessage {
        if isResolverDown { throw DNSQueryError(.timedOut, "did not answer within 6 seconds") }
        if resolverFailures > 0 {
            resolverFailures -= 1
            return AuthoritativeServer([], failure: .serverFailure).answer(question)
        }
        return resolver.answer(question)
    }
}
