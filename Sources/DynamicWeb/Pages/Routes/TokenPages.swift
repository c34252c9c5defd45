internal import DNSModel
internal import DynamicDNS
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    /// How many tokens that are good an account may have.
    private static let mostTokens = 100

    func addTokenPages(to router: Router<WebContext>) {
        form(router, "/hosts/:name/tokens") { visit in
            let host = try await host(visit)
            let path = HostPaths.path(of: host.name)
            let scope = try scope(visit, host)
            let good = try await hosts.store.tokens(of: host.owner).count(where: { $0.revoked == nil })
            guard good < Self.mostTokens else {
                throw PageRefusal(
                    .unprocessableContent, "No token made", "The account has \(good) tokens, and may have no more.",
                    do: "Revoke some that nobody uses.", at: path, link: "The host")
            }
            let label = visit.form["label"]
            let (token, secret) = try await hosts.makeToken(
                label.isEmpty ? "token" : label, scope: scope, by: try visit.author())
            return visit.page(
                "token-made", "Token for \(host.name.withoutDot)",
                TokenMadeView(
                    label: token.label, secret: secret.text, host: host.name.withoutDot,
                    curl: ClientInstructions.curl(host.name, at: visit.place.address, token: secret.text), path: path))
        }
        form(router, "/hosts/:name/tokens/:token/revoke") { visit in
            let host = try await host(visit)
            let account = try visit.signedIn()
            let id = TokenID(visit.parameters["token"] ?? "")
            let tokens = try await hosts.store.tokens(of: account.id)
            let label = tokens.first { $0.id == id }?.label
            let event = visit.event(.tokenRevoked, account, before: label)
            guard try await hosts.store.revoke(id, of: account.id, at: visit.now, event: event) else {
                throw PageRefusal(
                    .notFound, "Not revoked", "There is no such token, or it is revoked already.",
                    do: "Look at the list of tokens.", at: HostPaths.path(of: host.name), link: "The host")
            }
            return visit.go(to: HostPaths.path(of: host.name), done: .revoked)
        }
    }

    /// What the token of a form is good for.
    private func scope(_ visit: Visit, _ host: Host) throws(PageRefusal) -> UpdateToken.Scope {
        let path = HostPaths.path(of: host.name)
        func refused(_ problem: String, _ remedy: String) -> PageRefusal {
            PageRefusal(.unprocessableContent, "No token made", problem, do: remedy, at: path, link: "The host")
        }
        var types: Set<RecordType> = []
        for text in visit.form.all("types").prefix(20) {
            guard let type = RecordType(parsing: text) else {
                throw refused("'\(Printable.cut(text, to: 50))' is no record type.", "Tick boxes of the form.")
            }
            types.insert(type)
        }
        guard !types.isEmpty else {
            throw refused("A token that may change nothing is of no use.", "Tick at least one type.")
        }
        let allowed = rules()?.suffix(named: host.suffix)?.types ?? []
        var sources: [AddressNetwork] = []
        let texts = visit.form["sources"].split { $0 == " " || $0 == "," || $0 == ";" || $0.isNewline }
        guard texts.count <= 50 else { throw refused("There are more than 50 networks.", "Write fewer.") }
        for text in texts {
            guard let network = AddressNetwork(parsing: text) else {
                throw refused(
                    "'\(Printable.cut(String(text), to: 50))' is no network.",
                    "Write an address, or one with a length whose other bits are zero, as in 192.0.2.0/24.")
            }
            sources.append(network)
        }
        return UpdateToken.Scope(
            hosts: visit.form.has("all-hosts") ? nil : [host.name], types: types == Set(allowed) ? nil : types,
            sources: sources.isEmpty ? nil : sources)
    }
}
