internal import ZonePlanning

extension SettingsWalk {
    private static let receiverKeys = ["webhook", "webhook-from", "slack-from", "email"]
    private static let notificationKeys = receiverKeys + ["secret-from", "from", "on"]
    private static let mostReceivers = 20
    private static let mostMailAddresses = 50

    /// Reads `notifications`: a list of receivers.
    mutating func notifications(_ value: YAMLValue) -> [NotificationSettings] {
        guard case .list(let items) = value.content else {
            if value.isNull { return [] }
            error(
                "wrong-shape", "write a list, as in [{slack-from: SLACK_WEBHOOK_URL, on: [apply, refusal]}]", at: value)
            return []
        }
        if items.count > Self.mostReceivers {
            error(
                "bad-value", "there are \(items.count) receivers; at most \(Self.mostReceivers) are allowed", at: value)
        }
        return items.prefix(Self.mostReceivers).compactMap { notification($0) }
    }

    private mutating func notification(_ value: YAMLValue) -> NotificationSettings? {
        let entries = entries(value, of: "a receiver of notifications")
        var fields: [String: YAMLValue] = [:]
        for entry in entries {
            if Self.notificationKeys.contains(entry.name) {
                fields[entry.name] = entry.value
            } else if let name = Self.nameOfVariable[entry.name] {
                // Not shown: by now it should be changed.
                error(
                    "secret-in-settings",
                    "'\(entry.name)' would be a secret in git; put it into an environment variable where gate53 apply runs, "
                        + "and write '\(name): NAME' here", at: entry.key)
                return nil
            } else {
                error(
                    "unknown-key",
                    "a receiver of notifications has no key '\(Shown.text(entry.name))'; "
                        + DidYouMean.hint(for: entry.name, in: Self.notificationKeys), at: entry.key)
            }
        }
        let named = Self.receiverKeys.filter { fields[$0] != nil }
        guard let kind = named.first, named.count == 1 else {
            if case .map = value.content {
                error(
                    named.isEmpty ? "missing-key" : "bad-value",
                    "a receiver has one of \(Self.receiverKeys.map { "'\($0)'" }.joined(separator: ", ")); "
                        + (named.isEmpty ? "write one" : "write one item of the list for each"), at: value)
            }
            return nil
        }
        check(fields, of: kind)
        let events = fields["on"].map { self.events($0) } ?? Set(ZoneNotification.Event.allCases)
        guard let receiver = receiver(fields, at: value) else { return nil }
        return NotificationSettings(receiver, on: events, at: location(value))
    }

    /// Keys that would hold a secret, and what to write instead.
    private static let nameOfVariable = [
        "secret": "secret-from", "slack": "slack-from", "token": "secret-from", "password": "secret-from",
    ]

    /// Reports keys that belong to another kind of receiver.
    private mutating func check(_ fields: [String: YAMLValue], of kind: String) {
        let others = kind == "email" ? ["secret-from"] : kind == "slack-from" ? ["secret-from", "from"] : ["from"]
        for key in others {
            guard let value = fields[key] else { continue }
            error("unknown-key", "'\(key)' means nothing beside '\(kind)'; remove it", at: value)
        }
    }

    private mutating func receiver(
        _ fields: [String: YAMLValue], at value: YAMLValue
    ) -> NotificationSettings.Receiver? {
        if let slack = fields["slack-from"] { return variable(slack).map { .slack(from: $0) } }
        if let mail = fields["email"] { return self.mail(mail, from: fields["from"], at: value) }
        let address: NotificationSettings.Address? =
            if let url = fields["webhook"] { self.url(url).map { .url($0) } } else {
                fields["webhook-from"].flatMap { variable($0) }.map { .environment($0) }
            }
        guard let secret = fields["secret-from"] else {
            error(
                "missing-key",
                "the webhook has no 'secret-from', the name of the environment variable with the secret that signs",
                at: value
            )
            return nil
        }
        guard let name = variable(secret), let address else { return nil }
        if Self.isOthersSecret(name) {
            error(
                "secret-of-another",
                "'\(name)' is a credential of something else, and what is signed with it lets the receiver try to find it out; "
                    + "make a secret of its own, as in GATE53_WEBHOOK_SECRET", at: secret)
            return nil
        }
        return .webhook(address, secretFrom: name)
    }

    /// Whether a variable is one of AWS, of a pipeline, or the token of a forge.
    private static func isOthersSecret(_ name: String) -> Bool {
        ["AWS_", "ACTIONS_", "CI_", "RUNNER_"].contains { name.hasPrefix($0) }
            || [
                "GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN", "GATE53_GIT_TOKEN",
                "GATE53_FORGE_TOKEN",
            ].contains(name)
    }

    private mutating func mail(
        _ to: YAMLValue, from: YAMLValue?, at value: YAMLValue
    ) -> NotificationSettings.Receiver? {
        var items = [to]
        if case .list(let list) = to.content { items = list }
        if items.isEmpty || items.count > Self.mostMailAddresses {
            error("bad-value", "write 1 to \(Self.mostMailAddresses) addresses, as in [ops@example.com]", at: to)
        }
        let addresses = items.prefix(Self.mostMailAddresses).compactMap { mailAddress($0) }
        guard let from else {
            error("missing-key", "the mail has no 'from', as in 'from: dns@example.com'", at: value)
            return nil
        }
        guard let sender = mailAddress(from), !addresses.isEmpty else { return nil }
        return .mail(to: addresses, from: sender)
    }

    private mutating func mailAddress(_ value: YAMLValue) -> MailAddress? {
        guard let text = text(value) else { return nil }
        if let address = MailAddress(text) { return address }
        error(
            "bad-value",
            "'\(Shown.text(text))' is not a mail address; write only the address, as in ops@example.com, without a name",
            at: value
        )
        return nil
    }

    /// The name of an environment variable.
    private mutating func variable(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        let isName =
            text.utf8.allSatisfy { 48...57 ~= $0 || 65...90 ~= $0 || 97...122 ~= $0 || $0 == UInt8(ascii: "_") }
            && text.utf8.first.map { !(48...57 ~= $0) } == true && text.utf8.count <= 128
        if isName { return text }
        // Not shown, as it may be what the variable should hold.
        error(
            "not-a-variable",
            "write the name of an environment variable, as in GATE53_WEBHOOK_SECRET; the secret itself stays out of git",
            at: value)
        return nil
    }

    private mutating func url(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        let lower = text.lowercased()
        let isHere = ["localhost", "127.0.0.1", "[::1]"].contains { host in
            ["/", ":", "?", ""].contains {
                lower.hasPrefix("http://\(host)\($0)") && ($0 != "" || lower == "http://\(host)")
            }
        }
        guard lower.hasPrefix("https://") || isHere, text.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            error(
                "bad-value",
                "write a URL that starts with 'https://', or with 'http://localhost' for a receiver on the same machine",
                at: value)
            return nil
        }
        if text.contains("@") || text.contains("#") {
            error(
                "bad-value",
                "a webhook's URL has no user name and no fragment; one that has a secret in it goes into an environment "
                    + "variable, named under 'webhook-from'", at: value)
            return nil
        }
        return text
    }

    private mutating func events(_ value: YAMLValue) -> Set<ZoneNotification.Event> {
        var items = [value]
        if case .list(let list) = value.content { items = list }
        if items.isEmpty {
            error("bad-value", "name at least one of apply, refusal, drift; or leave 'on' out for all", at: value)
        }
        var events: Set<ZoneNotification.Event> = []
        for item in items {
            if let event = choice(item, ZoneNotification.Event.self) { events.insert(event) }
        }
        return events
    }
}
