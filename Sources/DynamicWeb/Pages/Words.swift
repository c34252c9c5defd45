internal import DynamicDNS
internal import ZonePlanning

/// Values as people read them.
enum Words {
    /// A moment: how long ago, and exactly.
    struct Moment: Hashable, Sendable {
        /// As in `5 minutes ago`.
        var ago: String
        /// As in `2026-12-01 04:05 UTC`.
        var text: String
        /// For `datetime`.
        var exact: String

        init(_ at: Instant, now: Instant) {
            let seconds = now.seconds(since: at)
            ago = seconds < 0 ? "in \(duration(-seconds))" : seconds < 5 ? "just now" : "\(duration(seconds)) ago"
            exact = "\(at.wholeSecond)"
            text = String(exact.prefix(16).map { $0 == "T" ? " " : $0 }) + " UTC"
        }
    }

    /// As in `1 minute` or `3 days`, rounded down.
    static func duration(_ seconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400, "day"), (3_600, "hour"), (60, "minute")]
        for (length, unit) in units where seconds >= length {
            let count = seconds / length
            return "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
        return "\(seconds) second\(seconds == 1 ? "" : "s")"
    }

    /// As in `1 host` or `3 hosts`.
    static func count(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    /// A kind of event, as it stands in a history.
    static func event(_ kind: HostEvent.Kind) -> String {
        switch kind {
        case .accountCreated: "Account made"
        case .accountDeleted: "Account deleted"
        case .identityAdded: "Way to sign in added"
        case .identityRemoved: "Way to sign in removed"
        case .signedIn: "Signed in"
        case .secondFactorSet: "Second factor changed"
        case .hostClaimed: "Host claimed"
        case .hostUpdated: "Records changed"
        case .hostDeleted: "Host given up"
        case .hostExpiring: "Host will expire"
        case .hostExpired: "Host expired"
        case .hostTakenByGit: "Name taken by the zone's files"
        case .hostSetAside: "Records refused by the provider"
        case .foreignOverwritten: "Changed elsewhere, and set again"
        case .tokenCreated: "Token made"
        case .tokenRevoked: "Token revoked"
        case .blocked: "Blocked"
        case .unblocked: "Unblocked"
        }
    }

    /// Who did something, for whoever owns it.
    static func actor(_ actor: HostEvent.Actor, tokens: [TokenID: String]) -> String {
        switch actor {
        case .account: "the owner"
        case .token(let id): tokens[id].map { "token '\($0)'" } ?? "token \(id.text.prefix(8))"
        case .administrator: "an administrator"
        case .service: "the service"
        }
    }
}
