internal import DNSModel
internal import DynamicDNS
internal import Hashing
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    func addAccountPages(to router: Router<WebContext>) {
        page(router, "/account") { visit in
            let account = try visit.signedIn()
            let view = AccountView(
                account, identities: try await hosts.store.identities(of: account.id),
                sessions: try await hosts.store.sessions(of: account.id), this: visit.session?.hash,
                services: pages.services, takesSecondFactor: pages.secondFactor != nil, now: visit.now)
            return visit.page("account", "Account", view)
        }
        form(router, "/account/profile") { visit in try await saveProfile(visit) }
        form(router, "/account/identities/remove") { visit in
            let account = try visit.signedIn()
            let identity = Identity(issuer: visit.form["issuer"], subject: visit.form["subject"])
            let event = visit.event(.identityRemoved, account, before: "\(identity.subject) at \(identity.issuer)")
            guard try await hosts.store.remove(identity, from: account.id, event: event) else {
                throw Self.accountRefusal(
                    "Not removed", "It is the last way to sign in, or is not there any more.", "Add another one first.")
            }
            return visit.go(to: "/account", done: .removed)
        }
        form(router, "/account/recovery-codes") { visit in
            var account = try visit.signedIn()
            let codes = try RecoveryCodes(hosts.random)
            account.recoveryCodes = codes.hashes
            try await hosts.store.update(
                account, event: visit.event(.secondFactorSet, account, after: "new recovery codes"))
            return visit.page(
                "codes", "Recovery codes",
                CodesView(
                    isNew: false, owner: account.name, number: account.id.text, codes: codes.texts, path: "/account"))
        }
        addSecondFactor(to: router)
        page(router, "/account/delete") { visit in
            _ = try visit.signedIn()
            return visit.page(
                "confirm", "Delete the account?",
                ConfirmView(
                    question: "The account is deleted for good:",
                    effects: [
                        "all its hosts are given up, and anybody can claim their names",
                        "all its tokens, sessions and ways to sign in are gone",
                    ], action: "/account/delete", verb: "Delete my account", back: "/account"))
        }
        form(router, "/account/delete") { visit in try await deleteAccount(&visit) }
    }

    private static func accountRefusal(_ title: String, _ problem: String, _ remedy: String) -> PageRefusal {
        PageRefusal(.unprocessableContent, title, problem, do: remedy, at: "/account", link: "Account")
    }

    private func saveProfile(_ visit: Visit) async throws -> Response {
        var account = try visit.signedIn()
        let name = Printable.cut(visit.form["name"], to: 100)
        guard !name.isEmpty else {
            throw Self.accountRefusal("Not saved", "The account needs a name.", "Write what you want to be called.")
        }
        let mail = visit.form["mail"]
        guard mail.isEmpty || Self.isMail(mail) else {
            throw Self.accountRefusal(
                "Not saved", "'\(Printable.cut(mail, to: 100))' is no mail address.", "Write it as in ana@example.com.")
        }
        account.name = name
        account.mail = mail.isEmpty ? nil : mail
        try await hosts.store.update(account, event: nil)
        return visit.go(to: "/account", done: .saved)
    }

    /// Whether a text has the form of a mail address that needs no quoting.
    private static func isMail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return text.utf8.count <= 200 && parts.count == 2 && !parts[0].isEmpty && parts[1].contains(".")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"<>()[]\\,;:\"".utf8.contains($0) }
    }

    // MARK: - One-time passwords

    private func addSecondFactor(to router: Router<WebContext>) {
        page(router, "/account/second-factor") { visit in
            let account = try visit.signedIn()
            guard let factor = pages.secondFactor, account.oneTimeSecret == nil else {
                return visit.go(to: "/account")
            }
            let secret = factor.secret()
            let shown = factor.enrolment(secret, account: account)
            guard
                let signed = SignedValue.sign(
                    "\(account.id.text) \(Hexadecimal.text(secret))", until: visit.now.seconds + 900, key: pages.key)
            else { throw PageRefusal.storeFailed }
            return visit.page(
                "set-second-factor", "One-time passwords",
                SetSecondFactorView(text: shown.text, url: shown.url, signed: signed))
        }
        form(router, "/account/second-factor") { visit in try await setSecondFactor(&visit) }
        form(router, "/account/second-factor/remove") { visit in
            var account = try visit.signedIn()
            if let wait = guesses.take(account.id, at: visit.now) {
                throw PageRefusal.limited(wait, at: "/account", link: "Account")
            }
            guard try await uses(visit.form["password"], of: account, at: visit.now) else {
                throw Self.accountRefusal(
                    "Not removed", "The one-time password is not that of now, or was used.", "Wait for the next one.")
            }
            guesses.forget(account.id)
            account.oneTimeSecret = nil
            account.oneTimeStep = nil
            try await hosts.store.update(account, event: visit.event(.secondFactorSet, account, after: "removed"))
            return visit.go(to: "/account", done: .removed)
        }
    }

    private func setSecondFactor(_ visit: inout Visit) async throws -> Response {
        var account = try visit.signedIn()
        guard let factor = pages.secondFactor, account.oneTimeSecret == nil else { return visit.go(to: "/account") }
        let parts = SignedValue.read(visit.form["secret"], now: visit.now.seconds, key: pages.key)?.split(
            separator: " ")
        guard let parts, parts.count == 2, parts[0] == account.id.text, let secret = SignedValue.octets(parts[1]),
            let step = factor.step(of: visit.form["password"], secret: secret, at: visit.now)
        else {
            throw PageRefusal(
                .forbidden, "Not right", "The one-time password is not that of the secret, or the page is too old.",
                do: "Begin again, give the program the new secret, and see that its clock is right.",
                at: "/account/second-factor", link: "Begin again")
        }
        account.oneTimeSecret = secret
        account.oneTimeStep = step
        try await hosts.store.update(account, event: visit.event(.secondFactorSet, account, after: "set"))
        // Sessions that were begun without it end.
        try await hosts.store.removeSessions(of: account.id, at: visit.now)
        try await begin(account, &visit, hasSecondFactor: true)
        return visit.go(to: "/account", done: .saved)
    }

    // MARK: - The end

    private func deleteAccount(_ visit: inout Visit) async throws -> Response {
        let account = try visit.signedIn()
        let author = try visit.author()
        var after: DomainName?
        while true {
            let found = try await hosts.store.hosts(of: account.id, after: after, limit: Self.perPage)
            for host in found where !host.isLeaving { _ = try await hosts.delete(host.name, by: author) }
            after = found.last?.name
            if found.count < Self.perPage { break }
        }
        let event = visit.event(.accountDeleted, account, before: account.name)
        guard try await hosts.store.remove(account.id, event: event) else {
            throw PageRefusal(
                .conflict, "Not yet",
                "Its hosts are given up, and their records are on their way out of DNS. The account "
                    + "can be deleted when that is done.",
                do: "Come back in a minute and delete it again; a host that is blocked stays.", at: "/account/delete",
                link: "Delete the account")
        }
        visit.session = nil
        visit.account = nil
        visit.cookies = [PageCookie.session.clearing(isSecure: visit.place.isSecure)]
        return visit.page(
            "said", "Deleted", SaidView(words: "Your account is deleted.", path: "/", link: "First page"))
    }
}
