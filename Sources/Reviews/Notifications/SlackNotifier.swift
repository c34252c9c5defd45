package import Gate
package import HTTPTransport
internal import Reports
package import ZonePlanning

/// An incoming webhook of Slack, or of a chat that takes the same.
package struct SlackNotifier: Notifier {
    private let post: NotificationPost

    /// - Parameters:
    ///   - address: the incoming webhook's URL, which is a secret.
    ///   - client: how requests go out.
    ///   - clock: what waiting is done on.
    package init(address: ReceiverAddress, client: HTTPClient, clock: TimeSource = .machine) {
        post = NotificationPost(client: client, clock: clock, address: address)
    }

    package var destination: String { "chat at \(post.address)" }

    package func send(_ notification: ZoneNotification) async throws(NotifierError) {
        let body: [UInt8]
        do {
            body = try SlackMessage.encode(notification)
        } catch {
            throw NotifierError(error.message)
        }
        try await post.send(body)
    }
}
