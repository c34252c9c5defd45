package import ZonePlanning

/// One receiver of notifications, and of what it hears. Secrets are named, never there.
package struct NotificationSettings: Hashable, Sendable {
    /// Who hears.
    package enum Receiver: Hashable, Sendable {
        /// A signed webhook: where it is, and the environment variable with its secret.
        case webhook(Address, secretFrom: String)
        /// An incoming webhook of Slack or a chat like it: the environment variable with its URL.
        case slack(from: String)
        /// Mail by the sendmail of this machine.
        case mail(to: [MailAddress], from: MailAddress)
    }

    /// Where a webhook is.
    package enum Address: Hashable, Sendable {
        /// The URL.
        case url(String)
        /// The environment variable with the URL.
        case environment(String)
    }

    package var receiver: Receiver
    package var events: Set<ZoneNotification.Event>
    /// Where it is declared.
    package var location: SourceLocation

    package init(
        _ receiver: Receiver, on events: Set<ZoneNotification.Event> = Set(ZoneNotification.Event.allCases),
        at location: SourceLocation
    ) {
        self.receiver = receiver
        self.events = events
        self.location = location
    }
}

extension NotificationSettings.Receiver: CustomStringConvertible {
    /// As the settings name it, without a secret.
    package var description: String {
        switch self {
        case .webhook(.url(let url), secretFrom: _): "webhook \(url)"
        case .webhook(.environment(let name), secretFrom: _): "webhook-from \(name)"
        case .slack(from: let name): "slack-from \(name)"
        case .mail(to: let to, from: _): "email \(to.map(\.description).joined(separator: ", "))"
        }
    }
}
