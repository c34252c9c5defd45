internal import DNSModel
internal import ZonePlanning

// Decision 0110: operations of the service.

/// Sends what is in the outbox: one mail for all that happened to the hosts of one account.
package struct Outbox: Sendable {
    private let store: any HostStore
    private let clock: any WallClock
    /// `nil` where nothing is sent: owners read it in their history alone.
    private let transport: (any MailTransport)?
    private let settings: Settings

    package struct Settings: Hashable, Sendable {
        /// After how many seconds a mail is tried again, for each time that it was tried before; then it is given up.
        package var waits: [Int64] = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400]
        /// How many events are taken at once.
        package var limit = 200
        /// For how many seconds nobody else takes them.
        package var taken: Int64 = 3_600
        /// The URL of the pages; `nil` where there is none.
        package var site: String?

        package init() {}
    }

    package init(
        store: any HostStore, clock: any WallClock, transport: (any MailTransport)?, settings: Settings = Settings()
    ) {
        self.store = store
        self.clock = clock
        self.transport = transport
        self.settings = settings
    }

    /// What became of it.
    package struct Outcome: Hashable, Sendable {
        package var sent = 0
        package var delayed = 0
        /// Mails that are given up, and those for accounts without an address.
        package var dropped = 0
        /// Why some were not taken, for people who look after the service.
        package var reasons: [String] = []
        /// Whether there may be more that is due.
        package var mayBeMore = false

        package init() {}
    }

    /// Sends what is due, each mail once.
    ///
    /// A mail whose sender dies after it was taken may come twice; none is lost.
    ///
    /// - Returns: what became of it.
    /// - Throws: ``HostStoreError``.
    package func send() async throws(HostStoreError) -> Outcome {
        let now = clock.now
        let queued = try await store.takeMail(
            at: now, until: now.adding(seconds: settings.taken), limit: settings.limit)
        var outcome = Outcome()
        outcome.mayBeMore = queued.count == settings.limit
        let accounts = Dictionary(grouping: queued, by: \.event.account).sorted { $0.key < $1.key }
        for (id, mails) in accounts {
            let numbers = mails.map(\.event.number)
            guard let transport, let account = try await store.account(id),
                let address = account.mail.flatMap(MailAddress.init)
            else {
                outcome.dropped += 1
                try await store.finishMail(numbers)
                continue
            }
            let mail = OwnerMail(mails.map(\.event), name: account.name, site: settings.site).mail(to: address, at: now)
            do throws(MailRefusal) {
                try await transport.send(mail)
                outcome.sent += 1
                try await finish(numbers)
            } catch {
                outcome.reasons.append(error.message)
                try await retry(mails, after: error, &outcome)
            }
        }
        return outcome
    }

    private func finish(_ numbers: [Int64]) async throws(MailRefusal) {
        // It was sent; where the store does not take that now, it is sent once more later.
        do throws(HostStoreError) { try await store.finishMail(numbers) } catch {
            throw .unavailable("a mail was sent, and that can't be stored: \(error.message)")
        }
    }

    private func retry(
        _ mails: [QueuedMail], after refusal: MailRefusal, _ outcome: inout Outcome
    ) async throws(HostStoreError) {
        let numbers = mails.map(\.event.number)
        let attempts = mails.map(\.attempts).min() ?? 1
        guard case .unavailable = refusal, settings.waits.indices.contains(attempts - 1) else {
            outcome.dropped += 1
            try await store.finishMail(numbers)
            return
        }
        outcome.delayed += 1
        try await store.delayMail(numbers, until: clock.now.adding(seconds: settings.waits[attempts - 1]))
    }
}

/// A mail that tells an owner what happened.
struct OwnerMail {
    private let events: [HostEvent]
    private let name: String
    private let site: String?

    /// How many events are written out.
    private static let most = 50

    init(_ events: [HostEvent], name: String, site: String?) {
        self.events = events
        self.name = name
        self.site = site
    }

    func mail(to address: MailAddress, at now: Instant) -> OutgoingMail {
        var lines = ["Hello \(Printable.cut(name, to: 100)),", ""]
        for event in events.prefix(Self.most) { lines.append("- " + sentence(event)) }
        if events.count > Self.most {
            lines.append("- and \(counted(events.count - Self.most, "thing")) more, which your history has")
        }
        if let site { lines += ["", "Your hosts and their history: \(site)"] }
        return OutgoingMail(to: address, subject: subject, lines: lines, at: now)
    }

    private var subject: String {
        let kinds = Set(events.map(\.kind))
        let hosts = Set(events.compactMap(\.host))
        let what =
            hosts.count == 1 ? hosts.first.map(Self.shown) ?? "your host" : "your hosts"
        guard kinds.count == 1, let kind = kinds.first, !hosts.isEmpty else { return "News of \(what)" }
        return switch kind {
        case .hostExpiring: "\(what) will be taken back"
        case .hostExpired: "\(what): taken back"
        case .hostTakenByGit: "\(what): now in the zone's own files"
        case .blocked: "\(what): blocked"
        case .unblocked: "\(what): not blocked any more"
        default: "News of \(what)"
        }
    }

    private static func shown(_ name: DomainName) -> String {
        let text = name.description
        return text.hasSuffix(".") && text != "." ? String(text.dropLast()) : text
    }

    private func sentence(_ event: HostEvent) -> String {
        let host = event.host.map(Self.shown) ?? "your account"
        let why = event.after.map { Printable.cut($0, to: 300) } ?? ""
        switch event.kind {
        case .hostExpiring:
            return "\(host) was not updated for a long time, and is taken back on \(why); update it once to keep it"
        case .hostExpired: return "\(host) was not updated for a long time, and was taken back; its records are gone"
        case .hostTakenByGit: return "\(host) is not yours any more: \(why)"
        case .hostSetAside: return "the provider refuses the records of \(host): \(why)"
        case .blocked: return "\(host) is blocked, and its records are out of DNS: \(why)"
        case .unblocked: return "\(host) is not blocked any more, and its records are back"
        default: return "\(host): \(event.kind.rawValue) \(why)"
        }
    }
}
