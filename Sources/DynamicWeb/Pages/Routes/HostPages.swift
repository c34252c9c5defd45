internal import DNSModel
internal import DynamicDNS
internal import Hummingbird
internal import ZonePlanning

extension WebSite {
    /// How many hosts and events are on one page.
    static let perPage = 50

    func addHostPages(to router: Router<WebContext>) {
        page(router, "/hosts") { visit in
            let account = try visit.signedIn()
            let after = try? DomainName(parsing: visit.query["after"], origin: .root)
            let found = try await hosts.store.hosts(
                of: account.id, after: visit.query["after"].isEmpty ? nil : after, limit: Self.perPage)
            return visit.page(
                "hosts", "My hosts",
                HostsView(
                    found, next: found.count == Self.perPage ? found.last?.name : nil, rules: rules(), now: visit.now))
        }
        form(router, "/hosts") { visit in try await claim(visit) }
        page(router, "/hosts/:name") { visit in
            let host = try await host(visit)
            return try await show(host, visit)
        }
        form(router, "/hosts/:name/records") { visit in try await addRecord(visit) }
        form(router, "/hosts/:name/records/delete") { visit in try await deleteRecord(visit) }
        page(router, "/hosts/:name/update") { visit in
            let host = try await host(visit)
            return visit.page(
                "instructions", "Update \(host.name.withoutDot)", ClientInstructions(host.name, at: visit.place.address)
            )
        }
        page(router, "/hosts/:name/history") { visit in
            let host = try await host(visit)
            return try await history(of: host, visit)
        }
        page(router, "/history") { visit in try await history(of: nil, visit) }
        page(router, "/hosts/:name/delete") { visit in
            let host = try await host(visit)
            let path = HostPaths.path(of: host.name)
            return visit.page(
                "confirm", "Delete \(host.name.withoutDot)?",
                ConfirmView(
                    question: "The host is given up for good:",
                    effects: [
                        "its records go out of DNS with the next batch",
                        "tokens that are for it alone are good for nothing",
                        "anybody can claim the name then",
                    ], action: path + "/delete", verb: "Delete it", back: path))
        }
        form(router, "/hosts/:name/delete") { visit in
            let host = try await host(visit)
            guard try await hosts.delete(host.name, by: try visit.author()) else { throw PageRefusal.noHost }
            return visit.go(to: "/hosts", done: .deleted)
        }
    }

    /// The host that a path names, if it is of whoever is signed in. Nobody learns whether others have it.
    func host(_ visit: Visit) async throws -> Host {
        let account = try visit.signedIn()
        guard let text = visit.parameters["name"], text.utf8.count <= 1_000,
            let name = try? DomainName(parsing: text, origin: .root),
            let host = try await hosts.store.host(name), host.owner == account.id
        else { throw PageRefusal.noHost }
        return host
    }

    private func claim(_ visit: Visit) async throws -> Response {
        let author = try visit.author()
        let rules = try visit.rules()
        let wanted = visit.form["suffix"]
        guard let suffix = rules.suffixes.first(where: { $0.name.withoutDot == wanted }) else {
            throw PageRefusal(
                .unprocessableContent, "Not claimed", "There is no such domain here any more.",
                do: "Choose one of the list.", at: "/hosts", link: "My hosts")
        }
        do throws(HostService.Refusal) {
            let host = try await hosts.claim(visit.form["name"], below: suffix, rules: rules, by: author)
            return visit.go(to: HostPaths.path(of: host.name), done: .claimed)
        } catch {
            if case .store(let error) = error { throw error }
            let isTaken = if case .taken = error { true } else { false }
            throw PageRefusal(
                isTaken ? .conflict : .unprocessableContent, "Not claimed", message: error.message, at: "/hosts",
                link: "My hosts")
        }
    }

    private func show(_ host: Host, _ visit: Visit) async throws -> Response {
        let tokens = try await hosts.store.tokens(of: host.owner)
        let answers = await pages.answers?.lines(of: host)
        let view = HostView(
            host, suffix: rules()?.suffix(named: host.suffix), tokens: tokens, answers: answers,
            wasAsked: pages.answers != nil, now: visit.now)
        return visit.page("host", host.name.withoutDot, view)
    }

    // MARK: - Records

    /// Where records of a form are: at the host, or at its name for challenges.
    private func recordName(_ host: Host, _ visit: Visit) throws(PageRefusal) -> DomainName {
        switch visit.form["at"] {
        case "": return host.name
        case "_acme-challenge":
            let name = try? DomainName(parsing: "_acme-challenge.\(host.name)", origin: .root)
            if let name { return name }
        default: break
        }
        throw PageRefusal(
            .unprocessableContent, "Not stored", "Records can be at the host, or at _acme-challenge below it.",
            do: "Choose one of the two.", at: HostPaths.path(of: host.name), link: "The host")
    }

    private func record(_ host: Host, _ visit: Visit) throws(PageRefusal) -> (DomainName, RecordData) {
        let name = try recordName(host, visit)
        let text = visit.form["type"]
        guard let type = RecordType(parsing: text) else {
            throw Self.notStored("'\(Printable.cut(text, to: 50))' is no record type; choose one of the list", host)
        }
        let value = visit.form["value"]
        // People write texts without the quotation marks of master files.
        if type == .txt, !value.hasPrefix("\"") { return (name, .txt(TXT(Array(value.utf8)))) }
        do { return (name, try RecordData(type: type, parsing: value)) } catch {
            throw Self.notStored(
                "\(Printable.text(error.message)); write the value as \(Self.examples[type] ?? "in a zone's master file")",
                host)
        }
    }

    /// What values look like.
    private static let examples: [RecordType: String] = [
        .a: "192.0.2.1", .aaaa: "2001:db8::1", .cname: "www.example.com.", .mx: "10 mail.example.com.",
        .srv: "10 0 443 www.example.com.",
    ]

    private static func notStored(_ message: String, _ host: Host) -> PageRefusal {
        PageRefusal(
            .unprocessableContent, "Not stored", message: message, at: HostPaths.path(of: host.name), link: "The host")
    }

    private func addRecord(_ visit: Visit) async throws -> Response {
        let host = try await host(visit)
        let (name, data) = try record(host, visit)
        // The TTL becomes that of the suffix.
        return try await change(host, visit) { sets in
            var sets = sets
            let index = sets.firstIndex { $0.name == name && $0.type == data.type }
            var values = index.map { sets.remove(at: $0).data } ?? []
            if !values.contains(data) { values.append(data) }
            sets.append(RecordSet(name: name, type: data.type, ttl: .zero, data: values))
            return sets
        }
    }

    private func deleteRecord(_ visit: Visit) async throws -> Response {
        let host = try await host(visit)
        let (name, data) = try record(host, visit)
        return try await change(host, visit) { sets in
            sets.compactMap { set in
                guard set.name == name, set.type == data.type else { return set }
                let values = set.data.filter { $0 != data }
                return values.isEmpty
                    ? nil : RecordSet(name: set.name, type: set.type, ttl: set.ttl ?? .zero, data: values)
            }
        }
    }

    private func change(
        _ host: Host, _ visit: Visit, _ edit: @Sendable ([RecordSet]) -> [RecordSet]
    ) async throws -> Response {
        do throws(HostService.RecordsRefusal) {
            _ = try await hosts.setRecords(of: host.name, rules: try rulesForRecords(), by: author(visit), edit)
        } catch {
            if case .store(let error) = error { throw error }
            throw Self.notStored(error.message, host)
        }
        return visit.go(to: HostPaths.path(of: host.name), done: .recordsChanged)
    }

    private func rulesForRecords() throws(HostService.RecordsRefusal) -> DynamicRules {
        guard let rules = rules() else { throw .store(.unavailable("the rules were not read yet")) }
        return rules
    }

    private func author(_ visit: Visit) throws(HostService.RecordsRefusal) -> HostService.Author {
        do throws(PageRefusal) { return try visit.author() } catch { throw .noHost }
    }

    // MARK: - History

    private func history(of host: Host?, _ visit: Visit) async throws -> Response {
        let account = try visit.signedIn()
        let before = visit.query["before"]
        let events = try await hosts.store.events(
            account: account.id, host: host?.name, before: before.isEmpty ? nil : Int64(before) ?? 0,
            limit: Self.perPage)
        let tokens = try await hosts.store.tokens(of: account.id)
        let path = host.map { HostPaths.path(of: $0.name) }
        let older = events.count == Self.perPage ? events.last.map { "\(path ?? "")/history?before=\($0.number)" } : nil
        let view = HistoryView(
            events, tokens: Dictionary(tokens.map { ($0.id, $0.label) }, uniquingKeysWith: { first, _ in first }),
            older: older, back: path, now: visit.now)
        return visit.page("history", host.map { "History of \($0.name.withoutDot)" } ?? "History", view)
    }
}
