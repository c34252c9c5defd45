internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import ZonePlanning

// Decision 0108: pages are whole without a script, and a form is bound to its session.

extension WebSite {
    func addPages(to router: Router<WebContext>) {
        addPublicPages(to: router)
        addSignIn(to: router)
        addHostPages(to: router)
        addTokenPages(to: router)
        addAccountPages(to: router)
        addAdministration(to: router)
        router.get("/style/:name") { _, context in
            guard context.parameters.get("name") == PageStyle.name else {
                throw WebRefusal(.notFound, "there is no style sheet with this name")
            }
            return Response(
                status: .ok,
                headers: [
                    .contentType: "text/css; charset=utf-8", .cacheControl: "public, max-age=31536000, immutable",
                ], body: ResponseBody(byteBuffer: ByteBuffer(string: PageStyle.text)))
        }
    }

    /// Adds a page. Where its answer throws, a page says what happened and what to do.
    func page(
        _ router: Router<WebContext>, _ path: RouterPath, hasForm: Bool = false,
        _ answer: @escaping @Sendable (inout Visit) async throws -> Response
    ) {
        router.get(path) { request, context in
            try await visit(request, context) { visit in
                if hasForm, visit.secret == nil { beginForm(&visit) }
                return try await answer(&visit)
            }
        }
    }

    /// Adds what a form does.
    func form(
        _ router: Router<WebContext>, _ path: RouterPath,
        _ answer: @escaping @Sendable (inout Visit) async throws -> Response
    ) {
        router.post(path) { request, context in
            try await visit(request, context) { visit in
                visit.form = try await PageForm.read(request, limits, place: visit.place, secret: visit.secret)
                if let account = visit.account,
                    let wait = await hosts.limiter.take([.account(account.id)], at: visit.now)
                {
                    throw PageRefusal.limited(wait, at: "/hosts", link: "My hosts")
                }
                return try await answer(&visit)
            }
        }
    }

    /// The page that says that there is none.
    func missingPage(_ request: Request, _ context: WebContext) async throws -> Response {
        try await visit(request, context) { _ in throw PageRefusal.nothingHere }
    }

    /// What paths have in the place of a word.
    private static let captures = ["name", "id", "token", "number"]

    private func visit(
        _ request: Request, _ context: WebContext, _ answer: (inout Visit) async throws -> Response
    ) async throws -> Response {
        let from = sender(request, context)
        var visit = Visit(
            site: self, now: hosts.clock.now,
            place: PagePlace(publicAddress: pages.publicAddress, authority: request.head.authority), from: from,
            client: Printable.cut(request.headers[.userAgent] ?? "", to: 100),
            query: PageForm(FormText.parameters(of: request.uri.query ?? "") ?? []),
            parameters: Self.captures.reduce(into: [:]) { $0[$1] = context.parameters.get($1) })
        do {
            try await recognise(&visit, request)
            return try await answer(&visit)
        } catch let refusal as PageRefusal {
            return visit.refused(refusal)
        } catch let error as HostStoreError {
            context.logger.error("the database failed", metadata: ["reason": "\(error.message)"])
            return visit.refused(.storeFailed)
        } catch let refusal as WebRefusal {
            return visit.refused(
                PageRefusal(
                    refusal.status, "Not done", message: refusal.detail, at: "/hosts", link: "My hosts"))
        }
    }

    /// Looks up whose session it is, and lets it go on.
    private func recognise(_ visit: inout Visit, _ request: Request) async throws(HostStoreError) {
        let isSecure = visit.place.isSecure
        visit.attempt = PageCookie.attempt.value(in: request.headers, isSecure: isSecure)
        if let secret = PageCookie.session.value(in: request.headers, isSecure: isSecure) {
            let hash = SecretHash(of: secret)
            if let session = try await hosts.store.session(hash: hash), session.expires > visit.now,
                let account = try await hosts.store.account(session.account)
            {
                visit.secret = secret
                visit.session = session
                visit.account = account
                try await prolong(session, account, at: visit.now)
                return
            }
            visit.cookies.append(PageCookie.session.clearing(isSecure: isSecure))
        }
        visit.secret = PageCookie.form.value(in: request.headers, isSecure: isSecure)
    }

    /// Moves the end of a session on, at most once an hour, and never beyond its last end.
    private func prolong(
        _ session: Session, _ account: Account, at now: Instant
    ) async throws(HostStoreError) {
        let times = pages.times
        let most = account.role == .administrator ? times.mostOfAdministrators : times.most
        let end = min(now.adding(seconds: times.idle), session.created.adding(seconds: most))
        guard end.seconds(since: session.expires) >= min(3_600, times.idle / 4) else { return }
        try await hosts.store.prolongSession(hash: session.hash, until: end)
    }

    /// Gives a browser a secret that its forms are bound to.
    private func beginForm(_ visit: inout Visit) {
        guard let secret = FreshSecret(random: hosts.random.octets(FreshSecret.octets)) else { return }
        visit.secret = secret.text
        visit.cookies.append(
            PageCookie.form.setting(secret.text, seconds: 86_400, isSecure: visit.place.isSecure))
    }

    /// Signs somebody in: another secret than before, so that nobody can know it.
    func begin(_ account: Account, _ visit: inout Visit, hasSecondFactor: Bool) async throws {
        guard let secret = FreshSecret(random: hosts.random.octets(FreshSecret.octets)) else {
            throw HostStoreError.unavailable("there are no random octets")
        }
        if let old = visit.session { try await hosts.store.removeSession(hash: old.hash) }
        let times = pages.times
        let most = account.role == .administrator ? times.mostOfAdministrators : times.most
        let session = Session(
            hash: secret.hash, account: account.id, created: visit.now,
            expires: visit.now.adding(seconds: min(times.idle, most)), hasSecondFactor: hasSecondFactor,
            from: visit.from, client: visit.client)
        try await hosts.store.removeSessions(of: nil, at: visit.now)
        try await hosts.store.add(session)
        try await hosts.store.append([visit.event(.signedIn, account, after: hasSecondFactor ? "second factor" : nil)])
        visit.secret = secret.text
        visit.session = session
        visit.account = account
        let isSecure = visit.place.isSecure
        visit.cookies = [
            PageCookie.session.setting(secret.text, seconds: most, isSecure: isSecure),
            PageCookie.form.clearing(isSecure: isSecure), PageCookie.attempt.clearing(isSecure: isSecure),
        ]
    }
}
