internal import DNSModel
package import DynamicDNS
internal import HTTPTypes
package import Hummingbird
internal import NIOCore
internal import ZonePlanning

/// Everything that is answered over HTTP.
package struct WebSite: Sendable {
    /// What the service says of itself.
    package struct Health: Sendable {
        /// Why it can't serve now, one sentence each; for whoever looks after it.
        package var problems: @Sendable () async -> [String]
        /// Numbers of the moment.
        package var gauges: @Sendable () async -> [Gauge]
        /// What should be known, and stops nothing, one sentence each.
        package var warnings: @Sendable () async -> [String] = { [] }
        /// The latest report on drift, as text; `nil` where nobody looks for it.
        package var drift: @Sendable () -> String? = { nil }
        /// More numbers, in the text format of Prometheus.
        package var metrics: @Sendable () -> String = { "" }

        package init(
            problems: @escaping @Sendable () async -> [String] = { [] },
            gauges: @escaping @Sendable () async -> [Gauge] = { [] }
        ) {
            self.problems = problems
            self.gauges = gauges
        }
    }

    let updates: UpdateService
    let hosts: HostService
    /// What is in force; `nil` before the branch was read.
    let rules: @Sendable () -> DynamicRules?
    let health: Health
    let proxies: TrustedProxies
    /// From where numbers may be read.
    let observers: [AddressNetwork]
    let metrics = WebMetrics()
    package var limits = WebLimits()
    /// What the pages need of others.
    package var pages: PagePorts
    let guesses = PageGuesses()

    /// - Parameters:
    ///   - updates: carries out updates.
    ///   - hosts: gives out hosts and tokens.
    ///   - proxies: whose word counts on where a request came from.
    ///   - observers: from where `/metrics` and the reasons of `/readyz` may be read; this machine where none is named.
    ///   - health: what the service says of itself.
    ///   - rules: what is in force.
    package init(
        updates: UpdateService, hosts: HostService, proxies: TrustedProxies = TrustedProxies(),
        observers: [AddressNetwork] = [], health: Health = Health(),
        rules: @escaping @Sendable () -> DynamicRules?
    ) {
        self.updates = updates
        self.hosts = hosts
        self.proxies = proxies
        self.observers =
            observers.isEmpty ? ["127.0.0.0/8", "::1"].compactMap { AddressNetwork(parsing: $0) } : observers
        self.health = health
        self.rules = rules
        pages = PagePorts(key: hosts.random.octets(32))
        pages.abuse = StoredReports(hosts: hosts)
        pages.secondFactor = OneTimePasswords(random: hosts.random)
    }

    /// Answers requests.
    package var responder: some HTTPResponder<WebContext> { SiteResponder(site: self, router: router.buildResponder()) }

    /// Methods and paths of all routes, as in `GET /hosts/{name}`.
    package var routes: [String] { router.routes.map { "\($0.method.rawValue) \($0.path)" } }

    private var router: Router<WebContext> {
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        addUpdates(to: router)
        addHealth(to: router)
        addAPI(to: router)
        addPages(to: router)
        return router
    }

    /// Whose address a request has.
    func sender(_ request: Request, _ context: WebContext) -> IPAddress? {
        proxies.sender(peer: context.peer, request.headers)
    }

    // MARK: - Updates

    private func addUpdates(to router: Router<WebContext>) {
        for path: RouterPath in ["/nic/update", "/v3/update"] {
            add(path, to: router) { await updates.dynDNS2($0, rules: $1) }
        }
        for path: RouterPath in ["/update", "/update/:domains/:token", "/update/:domains/:token/:ip"] {
            add(path, to: router) { await updates.update($0, rules: $1) }
        }
        router.post("/register") { request, context in
            let reading = try await RequestReading.read(request, sender: sender(request, context), limits)
            guard let rules = rules(), let suffix = rules.suffixes.first(where: { $0.types.contains(.txt) }) else {
                throw WebRefusal(.notFound, "no domain here takes challenges")
            }
            return await hosts.register(reading, below: suffix, rules: rules, updates: updates).response
        }
        router.get("/checkip") { request, context in
            let request = UpdateRequest(path: "/checkip", sender: sender(request, context))
            return CheckIP.answer(request).response
        }
    }

    private func add(
        _ path: RouterPath, to router: Router<WebContext>,
        _ answer: @escaping @Sendable (UpdateRequest, DynamicRules) async -> UpdateAnswer
    ) {
        for method in [HTTPRequest.Method.get, .post] {
            router.on(path, method: method) { request, context in
                let reading = try await RequestReading.read(request, sender: sender(request, context), limits)
                guard let rules = rules() else { return UpdateAnswer(body: "911\n").response }
                return await answer(reading, rules).response
            }
        }
    }
}

extension UpdateAnswer {
    /// As it is sent: its length is known, so that no client has to join parts.
    var response: Response {
        var fields = HTTPFields()
        for header in headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }
}

/// Answers by the router, and makes of whatever is thrown a response that says what is wrong.
struct SiteResponder<Inner: HTTPResponder>: HTTPResponder where Inner.Context == WebContext {
    let site: WebSite
    let router: Inner

    func respond(to request: Request, context: WebContext) async throws -> Response {
        var response: Response
        do {
            if request.uri.string.utf8.count > site.limits.pathOctets {
                throw WebRefusal(
                    .uriTooLong,
                    "the path with its query is too long; at most \(site.limits.pathOctets) octets are read")
            }
            response = try await router.respond(to: request, context: context)
            if response.status == .notFound, !isSaid(response) {
                response =
                    wantsPage(request)
                    ? try await site.missingPage(request, context)
                    : APIRoute.refusal(of: request).response
            }
        } catch let refusal as WebRefusal {
            response = refusal.response
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        response.headers[.xContentTypeOptions] = "nosniff"
        if let name = HTTPField.Name("Referrer-Policy"), response.headers[name] == nil {
            response.headers[name] = "no-referrer"
        }
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
        site.metrics.count(route: context.endpointPath ?? "other", status: response.status.code)
        return response
    }

    /// Whether a response says itself what is wrong.
    private func isSaid(_ response: Response) -> Bool {
        let type = response.headers[.contentType] ?? ""
        return type.hasPrefix("application/problem") || type.hasPrefix("text/html")
    }

    /// Whether it is a browser that asks for a page.
    private func wantsPage(_ request: Request) -> Bool {
        !request.uri.path.hasPrefix("/api/") && request.headers[.accept]?.contains("text/html") == true
    }
}
