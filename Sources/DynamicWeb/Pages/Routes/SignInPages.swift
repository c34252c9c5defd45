internal import DNSModel
internal import DynamicDNS
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import ZonePlanning

// Decision 0108: pages are whole without a script, and a form is bound to its session.

extension WebSite {
    func addSignIn(to router: Router<WebContext>) {
        page(router, "/sign-in", hasForm: true) { visit in
            if visit.isHalfway { return visit.go(to: "/second-factor") }
            if visit.person != nil { return visit.go(to: "/hosts") }
            return visit.page("sign-in", "Sign in", SignInView(pages.services))
        }
        form(router, "/sign-in/invitation") { visit in try await useInvitation(&visit) }
        form(router, "/sign-in/recovery") { visit in try await recover(&visit) }
        page(router, "/sign-in/:id") { visit in try await beginElsewhere(&visit, links: false) }
        page(router, "/sign-in/:id/answer") { visit in try await endElsewhere(&visit) }
        page(router, "/account/identities/:id") { visit in
            _ = try visit.signedIn()
            return try await beginElsewhere(&visit, links: true)
        }
        page(router, "/second-factor") { visit in
            guard visit.isHalfway else { return visit.go(to: visit.person == nil ? "/sign-in" : "/hosts") }
            return visit.page("second-factor", "Second factor", PlainView())
        }
        form(router, "/second-factor") { visit in try await takeSecondFactor(&visit) }
        form(router, "/sign-out") { visit in
            if let session = visit.session { try await hosts.store.removeSession(hash: session.hash) }
            return signedOut(&visit)
        }
        form(router, "/sign-out/everywhere") { visit in
            let account = try visit.signedIn()
            try await hosts.store.removeSessions(of: account.id, at: visit.now)
            return signedOut(&visit)
        }
    }

    func signedOut(_ visit: inout Visit) -> Response {
        visit.cookies = [PageCookie.session.clearing(isSecure: visit.place.isSecure)]
        return visit.go(to: "/sign-in", done: .signedOut)
    }

    // MARK: - Invitations and recovery codes

    /// Refuses whoever guesses.
    private func checkGuesses(_ visit: Visit) async throws {
        guard let subscriber = visit.from?.subscriber else { return }
        if let wait = await hosts.limiter.wait(for: .failures(subscriber), at: visit.now) {
            throw PageRefusal.limited(wait, at: "/sign-in", link: "Sign in")
        }
    }

    private func noteGuess(_ visit: Visit) async {
        if let subscriber = visit.from?.subscriber {
            _ = await hosts.limiter.take([.failures(subscriber)], at: visit.now)
        }
    }

    private func useInvitation(_ visit: inout Visit) async throws -> Response {
        try await checkGuesses(visit)
        let refusal = PageRefusal(
            .forbidden, "No such invitation", "The invitation is not known, was used, or is too old.",
            do: "Copy it again as a whole, or ask for a new one.", at: "/sign-in", link: "Sign in")
        let name = Printable.cut(visit.form["name"], to: 100)
        guard !name.isEmpty else {
            throw PageRefusal(
                .unprocessableContent, "No name", "The account needs a name.", do: "Write what you want to be called.",
                at: "/sign-in", link: "Sign in")
        }
        let hash = SecretHash(of: visit.form["invitation"])
        guard let invitation = try await hosts.store.invitation(hash: hash), invitation.expires > visit.now else {
            await noteGuess(visit)
            throw refusal
        }
        var account = Account(id: hosts.accountID(), name: name, created: visit.now)
        account.role = invitation.role
        let codes = try RecoveryCodes(hosts.random)
        account.recoveryCodes = codes.hashes
        guard
            try await hosts.store.add(
                account, identity: nil, invitation: hash, at: visit.now,
                event: visit.event(.accountCreated, account, after: "by an invitation"))
        else { throw refusal }
        try await begin(account, &visit, hasSecondFactor: false)
        return visit.page(
            "codes", "Your account",
            CodesView(isNew: true, owner: account.name, number: account.id.text, codes: codes.texts, path: "/hosts"))
    }

    private func recover(_ visit: inout Visit) async throws -> Response {
        try await checkGuesses(visit)
        let id = AccountID(visit.form["account"].lowercased())
        let hash = RecoveryCodes.hash(of: visit.form["code"])
        guard let account = try await hosts.store.account(id),
            try await hosts.store.useRecoveryCode(hash, of: account.id)
        else {
            await noteGuess(visit)
            throw PageRefusal(
                .forbidden, "Not signed in", "The account has no such recovery code, or it was used.",
                do: "Look at what you kept, and try the next code.", at: "/sign-in", link: "Sign in")
        }
        guard var now = try await hosts.store.account(account.id) else { throw PageRefusal.storeFailed }
        now.recoveryCodes.removeAll { $0 == hash }
        return try await enter(now, &visit)
    }

    /// Signs an account in, and asks for its second factor if it has one.
    private func enter(_ account: Account, _ visit: inout Visit) async throws -> Response {
        try await begin(account, &visit, hasSecondFactor: false)
        return visit.go(to: visit.isHalfway ? "/second-factor" : "/hosts")
    }

    // MARK: - The second factor

    private func takeSecondFactor(_ visit: inout Visit) async throws -> Response {
        guard visit.isHalfway, let account = visit.account else { return visit.go(to: "/sign-in") }
        if let wait = guesses.take(account.id, at: visit.now) {
            throw PageRefusal.limited(wait, at: "/second-factor", link: "Second factor")
        }
        let text = visit.form["password"]
        let isPassword = try await uses(text, of: account, at: visit.now)
        if !isPassword {
            guard try await hosts.store.useRecoveryCode(RecoveryCodes.hash(of: text), of: account.id) else {
                throw PageRefusal(
                    .forbidden, "Not right", "The one-time password is not that of now, or was used.",
                    do: "Wait for the next one, and see that the clock of your device is right.", at: "/second-factor",
                    link: "Second factor")
            }
        }
        guesses.forget(account.id)
        guard let now = try await hosts.store.account(account.id) else { throw PageRefusal.storeFailed }
        try await begin(now, &visit, hasSecondFactor: true)
        return visit.go(to: "/hosts")
    }

    /// Whether a one-time password is right, which uses it up.
    func uses(_ password: String, of account: Account, at now: Instant) async throws(HostStoreError) -> Bool {
        guard let factor = pages.secondFactor, let secret = account.oneTimeSecret,
            let step = factor.step(of: password, secret: secret, at: now)
        else { return false }
        return try await hosts.store.useOneTimeStep(step, of: account.id)
    }

    // MARK: - Signing in elsewhere

    /// What a browser keeps while somebody signs in elsewhere.
    private struct Attempt: Codable {
        var attempt: SignInAttempt
        /// For which account another way to sign in is added; `nil` where somebody signs in.
        var account: String?
    }

    private static let attemptSeconds: Int64 = 600

    private func service(_ visit: Visit) throws(PageRefusal) -> any SignInService {
        let id = visit.parameters["id"]
        guard let service = pages.services.first(where: { $0.id == id }) else { throw PageRefusal.nothingHere }
        return service
    }

    private func answerAddress(_ service: any SignInService, _ visit: Visit) -> String {
        "\(visit.place.address)/sign-in/\(service.id)/answer"
    }

    private func beginElsewhere(_ visit: inout Visit, links: Bool) async throws -> Response {
        let service = try service(visit)
        let start: SignInStart
        do throws(SignInRefusal) {
            start = try await service.begin(redirect: answerAddress(service, visit))
        } catch {
            throw Self.refusal(of: error, service)
        }
        let attempt = Attempt(attempt: start.attempt, account: links ? visit.account?.id.text : nil)
        guard let data = try? JSONEncoder().encode(attempt),
            let value = SignedValue.sign(
                String(decoding: data, as: UTF8.self), until: visit.now.seconds + Self.attemptSeconds, key: pages.key)
        else { throw PageRefusal.storeFailed }
        visit.cookies.append(
            PageCookie.attempt.setting(value, seconds: Self.attemptSeconds, isSecure: visit.place.isSecure))
        return visit.go(to: start.url)
    }

    private func endElsewhere(_ visit: inout Visit) async throws -> Response {
        let service = try service(visit)
        let isSecure = visit.place.isSecure
        // Good once, whatever becomes of it.
        visit.cookies.append(PageCookie.attempt.clearing(isSecure: isSecure))
        guard let cookie = visit.attempt,
            let text = SignedValue.read(cookie, now: visit.now.seconds, key: pages.key),
            let attempt = try? JSONDecoder().decode(Attempt.self, from: Data(text.utf8)),
            attempt.attempt.service == service.id, let answer = visit.query.single
        else {
            throw PageRefusal(
                .forbidden, "Not signed in",
                "This answer is not to a sign-in that this browser has begun, or came late.",
                do: "Begin again. This site needs cookies for it.", at: "/sign-in", link: "Sign in")
        }
        let person: SignedInPerson
        do throws(SignInRefusal) {
            person = try await service.finish(
                answer, attempt: attempt.attempt, redirect: answerAddress(service, visit))
        } catch {
            throw Self.refusal(of: error, service)
        }
        if let id = attempt.account { return try await link(person, to: id, &visit) }
        if let account = try await hosts.store.account(identity: person.identity) {
            return try await enter(account, &visit)
        }
        return try await signUp(person, &visit)
    }

    private func link(_ person: SignedInPerson, to id: String, _ visit: inout Visit) async throws -> Response {
        let account = try visit.signedIn()
        guard account.id.text == id else { throw PageRefusal.staleForm }
        let event = visit.event(
            .identityAdded, account, after: "\(person.identity.subject) at \(person.identity.issuer)")
        guard try await hosts.store.add(person.identity, to: account.id, event: event) else {
            throw PageRefusal(
                .conflict, "Not added", "That identity has an account here already, and can have one only.",
                do: "Sign in with it, and remove it there first.", at: "/account", link: "Account")
        }
        return visit.go(to: "/account", done: .added)
    }

    private func signUp(_ person: SignedInPerson, _ visit: inout Visit) async throws -> Response {
        guard pages.admits(person, try visit.rules()) else {
            throw PageRefusal(
                .forbidden, "Not invited",
                "You are signed in there, and have no account here; only those who are "
                    + "invited get one.",
                do: "Ask for an invitation, make an account with it, and add this way to sign in.", at: "/sign-in",
                link: "Sign in")
        }
        var account = Account(id: hosts.accountID(), name: Printable.cut(person.name, to: 100), created: visit.now)
        account.mail = person.mail.map { Printable.cut($0, to: 200) }
        guard
            try await hosts.store.add(
                account, identity: person.identity, invitation: nil, at: visit.now,
                event: visit.event(.accountCreated, account, after: "at \(person.identity.issuer)"))
        else {
            // Another tab was faster.
            guard let account = try await hosts.store.account(identity: person.identity) else {
                throw PageRefusal.storeFailed
            }
            return try await enter(account, &visit)
        }
        return try await enter(account, &visit)
    }

    private static func refusal(of error: SignInRefusal, _ service: any SignInService) -> PageRefusal {
        let (status, problem): (HTTPResponse.Status, String) =
            switch error {
            case .denied: (.forbidden, "\(service.title) did not sign you in, or you said no there.")
            case .invalid: (.forbidden, "The answer of \(service.title) is not one to what was asked, or came late.")
            case .unavailable: (.badGateway, "\(service.title) can't be reached, or answers otherwise than it should.")
            }
        return PageRefusal(
            status, "Not signed in", problem, do: "Try again, or sign in another way.", at: "/sign-in", link: "Sign in")
    }
}
