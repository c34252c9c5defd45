package import Gate
internal import HTTPTransport
package import ZoneFiles

/// Makes receivers of notifications with the secrets of the environment.
package struct SettingsNotifiers: Notifiers {
    private let environment: [String: String]
    private let client: HTTPClient
    private let seconds: @Sendable () -> Int64

    /// - Parameters:
    ///   - environment: the environment of the process, which has secrets and proxies.
    ///   - seconds: now, in seconds since 1970-01-01T00:00:00Z.
    package init(environment: [String: String], seconds: @escaping @Sendable () -> Int64) {
        self.environment = environment
        self.seconds = seconds
        client = HTTPClient(HTTPConfiguration(proxy: ProxySettings(environment: environment)))
    }

    package func notifier(for receiver: NotificationSettings.Receiver) throws(NotifierError) -> any Notifier {
        switch receiver {
        case .webhook(.url(let url), secretFrom: let name):
            let address = try address(url, "the webhook's URL")
            return WebhookNotifier(
                address: address, secret: Array(try variable(name).utf8), client: client, seconds: seconds)
        case .webhook(.environment(let urlName), secretFrom: let name):
            let address = try address(try variable(urlName), "the URL in \(urlName)")
            return WebhookNotifier(
                address: address, secret: Array(try variable(name).utf8), client: client, seconds: seconds)
        case .slack(from: let name):
            return SlackNotifier(address: try address(try variable(name), "the URL in \(name)"), client: client)
        case .mail(to: let to, from: let from):
            return MailNotifier(from: from, to: to, environment: environment)
        }
    }

    private func variable(_ name: String) throws(NotifierError) -> String {
        if let value = environment[name], !value.isEmpty { return value }
        throw NotifierError(
            "this receiver was not notified: the environment variable \(name) is not set; set it "
                + "where gate53 runs")
    }

    private func address(_ url: String, _ what: String) throws(NotifierError) -> ReceiverAddress {
        do {
            return try ReceiverAddress(url)
        } catch {
            throw NotifierError("this receiver was not notified: \(what) can't be used: \(error.message)")
        }
    }
}
