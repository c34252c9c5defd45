internal import DNSModel
internal import DynamicDNS
internal import ZonePlanning

/// A suffix, as everybody may see it.
struct SuffixView: Sendable {
    var name: String
    var types: String
    var ttl: UInt32
    var most: Int
    var idle: String
    var signUp: String

    init(_ suffix: DynamicSuffix) {
        name = suffix.name.withoutDot
        types = suffix.types.map(\.description).joined(separator: ", ")
        ttl = suffix.ttl.seconds
        most = suffix.hostsPerAccount
        idle = suffix.idleDays.map { "given up after \(Words.count($0, "day"))" } ?? "kept"
        switch suffix.signUp {
        case .invited: signUp = "whoever is invited may sign up"
        case .issuers: signUp = "whoever has an account at some services, or is invited, may sign up"
        case .anyone: signUp = "everybody may sign up"
        }
    }
}

/// The first page: what this is, and how a host is updated.
struct FirstView: Sendable {
    var isReady: Bool
    var suffixes: [SuffixView]
    var example: String
    var address: String
    var sender: String?

    init(rules: DynamicRules?, address: String, sender: IPAddress?) {
        isReady = rules != nil
        suffixes = rules?.suffixes.map(SuffixView.init) ?? []
        example = "home." + (suffixes.first?.name ?? "dyn.example.com")
        self.address = address
        self.sender = sender.map { "\($0)" }
    }
}

/// The page that says how it goes, for everybody: no names of hosts, and nothing of the inside.
struct StatusView: Sendable {
    var isServing: Bool
    var zones: String
    var commit: String?
    /// The commit of the settings, where it is another one.
    var settings: String?
    /// Whether the branch has other settings, which wait to be accepted.
    var isWaiting: Bool
    var now: Words.Moment
    var suffixes: [SuffixView]

    init(rules: DynamicRules?, problems: Int, now: Instant) {
        isServing = rules != nil
        zones =
            rules == nil
            ? "are not written yet" : problems == 0 ? "are written" : "are written late; it is being looked at"
        commit = rules.map { String($0.commit.prefix(12)) }
        settings = rules.flatMap { $0.settingsCommit == $0.commit ? nil : String($0.settingsCommit.prefix(12)) }
        isWaiting = rules?.isWaiting ?? false
        self.now = Words.Moment(now, now: now)
        suffixes = rules?.suffixes.map(SuffixView.init) ?? []
    }
}

struct ReportView: Sendable {
    var host: String
    var example: String
}

/// A page that says one thing.
struct SaidView: Sendable {
    var words: String
    var path: String
    var link: String
}

/// A question before something that can't be taken back.
struct ConfirmView: Sendable {
    var question: String
    var effects: [String]
    var action: String
    var verb: String
    var back: String
}

/// Where people can sign in.
struct ServiceView: Sendable {
    var id: String
    var title: String
}

struct SignInView: Sendable {
    var services: [ServiceView]
    var hasServices: Bool

    init(_ services: [any SignInService]) {
        self.services = services.map { ServiceView(id: $0.id, title: $0.title) }
        hasServices = !services.isEmpty
    }
}

/// Recovery codes, shown once.
struct CodesView: Sendable {
    var isNew: Bool
    var owner: String
    var number: String
    var codes: [String]
    var path: String
}

struct SetSecondFactorView: Sendable {
    var text: String
    var url: String
    /// The secret, signed, so that the form brings back the one that was shown.
    var signed: String
}

/// Nothing but its template.
struct PlainView: Sendable {}

/// The page of one's own account.
struct AccountView: Sendable {
    var owner: String
    var number: String
    var created: Words.Moment
    var isOfAdministrator: Bool
    var mail: String
    var identities: [IdentityRow]
    var hasIdentities: Bool
    var services: [ServiceView]
    var hasServices: Bool
    var recovery: String
    var takesSecondFactor: Bool
    var hasSecondFactor: Bool
    var sessions: [SessionRow]

    struct IdentityRow: Sendable {
        var issuer: String
        var subject: String
    }

    struct SessionRow: Sendable {
        var isThis: Bool
        var begun: Words.Moment
        var source: String?
        var program: String?
    }

    init(
        _ account: Account, identities: [Identity], sessions: [Session], this: SecretHash?,
        services: [any SignInService], takesSecondFactor: Bool, now: Instant
    ) {
        owner = account.name
        number = account.id.text
        created = Words.Moment(account.created, now: now)
        isOfAdministrator = account.role == .administrator
        mail = account.mail ?? ""
        self.identities = identities.map { IdentityRow(issuer: $0.issuer, subject: $0.subject) }
        hasIdentities = !identities.isEmpty
        self.services = services.map { ServiceView(id: $0.id, title: $0.title) }
        hasServices = !services.isEmpty
        let left = account.recoveryCodes.count
        recovery =
            left == 0
            ? "There are none. Make some, so that you can sign in when no other way is left."
            : "\(Words.count(left, "code")) \(left == 1 ? "is" : "are") left. New ones take the place of all."
        self.takesSecondFactor = takesSecondFactor
        hasSecondFactor = account.oneTimeSecret != nil
        self.sessions = sessions.filter { $0.expires > now }.prefix(50).map { session in
            SessionRow(
                isThis: session.hash == this, begun: Words.Moment(session.created, now: now),
                source: session.from.map { "\($0)" }, program: session.client.isEmpty ? nil : session.client)
        }
    }
}
