package import Gate
package import HTTPTransport
internal import Reports
package import ZonePlanning

/// A webhook: the notification as JSON, signed.
package struct WebhookNotifier: Notifier {
    /// The fewest octets of a secret. A shorter one could be found by trying, by who sees one request.
    package static let shortestSecret = 16

    private let post: NotificationPost
    private let secret: [UInt8]
    private let seconds: @Sendable () -> Int64

    /// - Parameters:
    ///   - address: where to send.
    ///   - secret: what the receiver has too.
    ///   - client: how requests go out.
    ///   - clock: what waiting is done on.
    ///   - seconds: the time since 1970-01-01T00:00:00Z.
    package init(
        address: ReceiverAddress, secret: [UInt8], client: HTTPClient, clock: TimeSource = .machine,
        seconds: @escaping @Sendable () -> Int64
    ) {
        post = NotificationPost(client: client, clock: clock, address: address)
        self.secret = secret
        self.seconds = seconds
    }

    package var destination: String { "webhook at \(post.address)" }

    package func send(_ notification: ZoneNotification) async throws(NotifierError) {
        let body: [UInt8]
        do {
            body = try NotificationDocument.encode(notification)
        } catch {
            throw NotifierError(error.message)
        }
        guard secret.count >= Self.shortestSecret else {
            throw NotifierError("its secret has under \(Self.shortestSecret) octets; take a longer one")
        }
        // Signed once: an attempt that is made again has the same signature, by which a receiver knows it.
        guard let signature = WebhookSignature(of: body, secret: secret, seconds: seconds()) else {
            throw NotifierError("OpenSSL has no HMAC with SHA-256")
        }
        try await post.send(
            body,
            headers: [
                WebhookSignature.timeHeader: signature.time, WebhookSignature.signatureHeader: signature.signature,
            ])
    }
}
