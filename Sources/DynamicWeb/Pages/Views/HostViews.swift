internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

/// How far a host's wish has come, as pages say it.
struct HostStanding: Hashable, Sendable {
    /// The class in the style sheet.
    var state: String
    var stateText: String

    init(_ host: Host, now: Instant) {
        if host.isLeaving {
            (state, stateText) = ("wait", "Given up; its records are on their way out")
        } else if host.block != nil {
            (state, stateText) = ("bad", "Blocked; it has no records")
        } else {
            switch host.status {
            case .inSync where host.wanted.isEmpty: (state, stateText) = ("good", "No records")
            case .inSync: (state, stateText) = ("good", "In DNS everywhere (INSYNC)")
            case .pending:
                let held = host.notBefore.flatMap { $0 > now ? $0 : nil }
                state = "wait"
                stateText =
                    held.map { "It changes too often; held back for \(Words.duration($0.seconds(since: now)))" }
                    ?? "On its way to DNS (PENDING)"
            case .setAside(let reason): (state, stateText) = ("bad", "Refused by the provider: \(reason)")
            }
        }
    }
}

/// When, from where and by what a host was updated.
struct UpdateView: Hashable, Sendable {
    var at: Words.Moment
    var source: String?
    var program: String?

    init(_ update: HostUpdate, now: Instant) {
        at = Words.Moment(update.at, now: now)
        source = update.from.map { "\($0)" }
        program = update.client.isEmpty ? nil : update.client == "web" ? "these pages" : update.client
    }
}

/// A host in a list.
struct HostRow: Sendable {
    var name: String
    /// The name in letters beyond ASCII.
    var letters: String?
    var path: String
    var state: String
    var stateText: String
    var blockText: String?
    var addresses: [String]
    var hasAddresses: Bool
    var update: UpdateView?
    var seen: Words.Moment

    init(_ host: Host, now: Instant) {
        name = host.name.withoutDot
        letters = host.name.letters
        path = HostPaths.path(of: host.name)
        let how = HostStanding(host, now: now)
        (state, stateText) = (how.state, how.stateText)
        blockText = host.block
        addresses = host.wanted.filter { $0.type == .a || $0.type == .aaaa }.flatMap { $0.data.map(\.text) }
        hasAddresses = !addresses.isEmpty
        update = host.lastUpdate.map { UpdateView($0, now: now) }
        seen = Words.Moment(host.lastSeen, now: now)
    }
}

extension DomainName {
    /// The name in letters beyond ASCII; `nil` where it has none.
    var letters: String? {
        let text = displayText
        return text == description ? nil : text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}

enum HostPaths {
    /// The path of a host's page. Names of hosts have letters, digits, hyphens and dots alone.
    static func path(of name: DomainName) -> String { "/hosts/\(name.withoutDot)" }
}

/// The page of an account's hosts.
struct HostsView: Sendable {
    var hosts: [HostRow]
    var hasHosts: Bool
    var next: String?
    var suffixes: [String]
    var canClaim: Bool

    init(_ hosts: [Host], next: DomainName?, rules: DynamicRules?, now: Instant) {
        self.hosts = hosts.map { HostRow($0, now: now) }
        hasHosts = !hosts.isEmpty
        self.next = next?.withoutDot
        suffixes = rules?.suffixes.map(\.name.withoutDot) ?? []
        canClaim = !suffixes.isEmpty
    }
}

/// The page of one host.
struct HostView: Sendable {
    var path: String
    var letters: String?
    var state: String
    var stateText: String
    var blockText: String?
    var update: UpdateView?
    var seen: Words.Moment
    /// What is said of DNS where there are no lines.
    var live: String
    var liveLines: [String]
    var records: [RecordRow]
    var hasRecords: Bool
    var types: [String]
    var takesChallenges: Bool
    var tokens: [TokenRow]
    var hasTokens: Bool

    struct RecordRow: Sendable {
        /// The name, as it is shown.
        var owner: String
        /// What the form says of the name: nothing for the host's own.
        var at: String
        var type: String
        var value: String
    }

    struct TokenRow: Sendable {
        var id: String
        var label: String
        var scope: String
        var made: String
        var used: String
        var isGood: Bool

        init(_ token: UpdateToken, now: Instant) {
            id = token.id.text
            label = token.label
            made = Words.Moment(token.created, now: now).text
            used = token.lastUsed.map { "last used \(Words.Moment($0, now: now).text)" } ?? "never used"
            isGood = token.revoked == nil
            var parts: [String] = []
            if let hosts = token.scope.hosts {
                parts.append(hosts.count == 1 ? "this host" : Words.count(hosts.count, "host"))
            } else {
                parts.append("all hosts")
            }
            if let types = token.scope.types {
                parts.append(types.sorted().map(\.description).joined(separator: ", "))
            }
            if let sources = token.scope.sources {
                parts.append("from " + sources.map(\.description).joined(separator: ", "))
            }
            if token.scope.managesAccount { parts.append("manages the account") }
            scope = "(\(parts.joined(separator: "; ")))"
        }
    }

    /// - Parameters:
    ///   - host: the host.
    ///   - suffix: the suffix it is below; `nil` where it is not declared any more.
    ///   - tokens: those of the account.
    ///   - answers: what DNS answers now; `nil` where nobody answered or nobody was asked.
    ///   - wasAsked: whether DNS was asked.
    ///   - now: the time.
    init(
        _ host: Host, suffix: DynamicSuffix?, tokens: [UpdateToken], answers: [String]?, wasAsked: Bool, now: Instant
    ) {
        path = HostPaths.path(of: host.name)
        letters = host.name.letters
        let how = HostStanding(host, now: now)
        (state, stateText) = (how.state, how.stateText)
        blockText = host.block
        update = host.lastUpdate.map { UpdateView($0, now: now) }
        seen = Words.Moment(host.lastSeen, now: now)
        liveLines = answers ?? []
        live = !wasAsked ? "not asked here" : answers == nil ? "no answer" : liveLines.isEmpty ? "nothing" : ""
        records = host.wanted.flatMap { set in
            set.data.map { data in
                let isOwn = set.name == host.name
                return RecordRow(
                    owner: set.name.withoutDot, at: isOwn ? "" : "_acme-challenge", type: "\(set.type)",
                    value: data.text)
            }
        }
        hasRecords = !records.isEmpty
        let allowed = suffix?.types ?? []
        types = (host.kind == .challenge ? allowed.filter { $0 == .txt } : allowed).map(\.description)
        takesChallenges = host.kind == .ordinary && allowed.contains(.txt)
        let those = tokens.filter { $0.scope.allows(host: host.name) }
        // Those that are good come first.
        self.tokens = (those.filter { $0.revoked == nil } + those.filter { $0.revoked != nil }.suffix(10)).map {
            TokenRow($0, now: now)
        }
        hasTokens = !self.tokens.isEmpty
    }
}

/// The page that shows a token once.
struct TokenMadeView: Sendable {
    var label: String
    var secret: String
    var host: String
    var curl: String
    var path: String
}

/// A page of a history.
struct HistoryView: Sendable {
    var events: [EventRow]
    var hasEvents: Bool
    var older: String?
    var back: String?

    struct EventRow: Sendable {
        var at: Words.Moment
        var what: String
        var about: String?
        var who: String
        var source: String?
        var program: String?
        var was: String?
        var became: String?

        init(_ event: HostEvent, tokens: [TokenID: String], now: Instant) {
            at = Words.Moment(event.at, now: now)
            what = Words.event(event.kind)
            about = event.host?.withoutDot
            who = Words.actor(event.actor, tokens: tokens)
            source = event.from.map { "\($0)" }
            program = event.client.flatMap { $0.isEmpty || $0 == "web" ? nil : $0 }
            was = event.before.flatMap { $0.isEmpty ? nil : $0 }
            became = event.after.flatMap { $0.isEmpty ? nil : $0 }
        }
    }

    /// - Parameters:
    ///   - events: the latest first.
    ///   - tokens: what tokens are called.
    ///   - older: where the older ones are.
    ///   - back: where the reader came from.
    ///   - now: the time.
    init(_ events: [HostEvent], tokens: [TokenID: String], older: String?, back: String?, now: Instant) {
        self.events = events.map { EventRow($0, tokens: tokens, now: now) }
        hasEvents = !events.isEmpty
        self.older = older
        self.back = back
    }
}
