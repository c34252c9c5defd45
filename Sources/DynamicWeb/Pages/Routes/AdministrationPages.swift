internal import DNSModel
internal import DynamicDNS
internal import HTTPTypes
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    func addAdministration(to router: Router<WebContext>) {
        page(router, "/admin") { visit in
            _ = try visit.administrator()
            let open = try await pages.abuse?.open(before: nil, limit: 100).count ?? 0
            return visit.page(
                "administration", "Administration",
                AdministrationView(
                    problems: await health.problems(), warnings: await health.warnings(), drift: health.drift(),
                    gauges: await health.gauges(),
                    openReports: open == 100 ? "100 or more" : "\(open)"))
        }
        page(router, "/admin/accounts") { visit in
            _ = try visit.administrator()
            let after = visit.query["after"]
            let found = try await hosts.store.accounts(
                after: after.isEmpty ? nil : AccountID(after), limit: Self.perPage)
            return visit.page(
                "accounts", "Accounts",
                AccountsView(found, next: found.count == Self.perPage ? found.last?.id : nil, now: visit.now))
        }
        page(router, "/admin/accounts/:id") { visit in try await showAccount(visit) }
        page(router, "/admin/find") { visit in try await find(visit) }
        page(router, "/admin/history") { visit in try await historyOfAll(visit) }
        addBlocks(to: router)
        page(router, "/admin/reports") { visit in try await showReports(visit) }
        form(router, "/admin/reports/:number/close") { visit in
            _ = try visit.administrator()
            guard let abuse = pages.abuse, let number = visit.parameters["number"].flatMap({ Int64($0) }),
                try await abuse.close(
                    number, outcome: Printable.cut(visit.form["outcome"], to: 200), at: visit.now)
            else {
                throw Self.adminRefusal(
                    .notFound, "Not closed", "No report with this number is open.", "Look at the list.",
                    "/admin/reports")
            }
            return visit.go(to: "/admin/reports", done: .closed)
        }
    }

    private static func adminRefusal(
        _ status: HTTPResponse.Status, _ title: String, _ problem: String, _ remedy: String, _ path: String = "/admin"
    ) -> PageRefusal {
        PageRefusal(status, title, problem, do: remedy, at: path, link: "Go back")
    }

    private func showAccount(_ visit: Visit) async throws -> Response {
        _ = try visit.administrator()
        guard let account = try await hosts.store.account(AccountID(visit.parameters["id"] ?? "")) else {
            throw Self.adminRefusal(
                .notFound, "No such account", "There is no account with this number.", "Look at the list.",
                "/admin/accounts")
        }
        let text = visit.query["after"]
        let after = text.isEmpty ? nil : try? DomainName(parsing: text, origin: .root)
        let found = try await hosts.store.hosts(of: account.id, after: after, limit: Self.perPage)
        let events = try await hosts.store.events(account: account.id, host: nil, before: nil, limit: 20)
        let view = OneAccountView(
            account, hosts: found, next: found.count == Self.perPage ? found.last?.name.withoutDot : nil,
            events: events, now: visit.now)
        return visit.page("one-account", account.name.isEmpty ? "Account" : account.name, view)
    }

    /// Goes to the account that is meant, or that has the host that is meant.
    private func find(_ visit: Visit) async throws -> Response {
        _ = try visit.administrator()
        let text = visit.query["what"]
        if let account = try await hosts.store.account(AccountID(text.lowercased())) {
            return visit.go(to: "/admin/accounts/\(account.id.text)")
        }
        if text.utf8.count <= 1_000, let name = rules()?.host(text, allowsLabel: true),
            let host = try await hosts.store.host(name)
        {
            return visit.go(to: "/admin/accounts/\(host.owner.text)")
        }
        throw Self.adminRefusal(
            .notFound, "Not found", "There is no host with this name and no account with this number.",
            "Check how it is written.")
    }

    private func historyOfAll(_ visit: Visit) async throws -> Response {
        _ = try visit.administrator()
        let before = visit.query["before"]
        let events = try await hosts.store.events(
            account: nil, host: nil, before: before.isEmpty ? nil : Int64(before) ?? 0, limit: Self.perPage)
        let older = events.count == Self.perPage ? events.last.map { "/admin/history?before=\($0.number)" } : nil
        return visit.page(
            "history", "History of all",
            HistoryView(events, tokens: [:], older: older, back: nil, now: visit.now))
    }

    private func showReports(_ visit: Visit) async throws -> Response {
        _ = try visit.administrator()
        guard let abuse = pages.abuse else { throw PageRefusal.nothingHere }
        let before = visit.query["before"]
        let found = try await abuse.open(before: before.isEmpty ? nil : Int64(before) ?? 0, limit: Self.perPage)
        let older = found.count == Self.perPage ? found.last.map { "/admin/reports?before=\($0.number)" } : nil
        return visit.page("reports", "Open reports", ReportsView(found, older: older, now: visit.now))
    }

    // MARK: - Blocks

    private func addBlocks(to router: Router<WebContext>) {
        form(router, "/admin/accounts/:id/block") { visit in
            try await block(account: visit, reason: try reason(visit))
        }
        form(router, "/admin/accounts/:id/unblock") { visit in try await block(account: visit, reason: nil) }
        form(router, "/admin/hosts/:name/block") { visit in
            try await block(host: visit, reason: try reason(visit))
        }
        form(router, "/admin/hosts/:name/unblock") { visit in try await block(host: visit, reason: nil) }
    }

    private func reason(_ visit: Visit) throws(PageRefusal) -> String {
        let reason = visit.form["reason"]
        guard !reason.isEmpty else {
            throw Self.adminRefusal(
                .unprocessableContent, "Not blocked", "A block needs a reason, which its owner reads.", "Write one.")
        }
        return reason
    }

    private func block(account visit: Visit, reason: String?) async throws -> Response {
        let author = try visit.administrator()
        let id = AccountID(visit.parameters["id"] ?? "")
        guard id != author.account.id else {
            throw Self.adminRefusal(
                .unprocessableContent, "Not done", "This is your own account.", "Ask another administrator.")
        }
        guard try await hosts.setBlock(reason, ofAccount: id, by: author) != nil else {
            throw Self.adminRefusal(
                .notFound, "No such account", "There is no account with this number.", "Look at the list.")
        }
        return visit.go(to: "/admin/accounts/\(id.text)", done: reason == nil ? .unblocked : .blocked)
    }

    private func block(host visit: Visit, reason: String?) async throws -> Response {
        let author = try visit.administrator()
        let refusal = Self.adminRefusal(
            .notFound, "Not done", "There is no such host, or it is so already.", "Look at its account.")
        guard let text = visit.parameters["name"], text.utf8.count <= 1_000,
            let name = try? DomainName(parsing: text, origin: .root),
            let host = try await hosts.store.host(name)
        else { throw refusal }
        guard try await hosts.setBlock(reason, of: name, by: author) else { throw refusal }
        return visit.go(to: "/admin/accounts/\(host.owner.text)", done: reason == nil ? .unblocked : .blocked)
    }
}
