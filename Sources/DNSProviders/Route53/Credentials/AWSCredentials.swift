internal import DNSModel
internal import ZonePlanning

/// What requests are signed with.
struct AWSCredentials: Hashable, Sendable {
    var accessKeyID: String
    var secretAccessKey: Secret
    /// With credentials that were given for a time.
    var sessionToken: Secret?
    /// When they end; `nil` when they do not, or when it is not known.
    var expiration: Instant?
    /// Where they are from, for messages, as in `environment`.
    var source: String

    init(
        accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil, expiration: Instant? = nil,
        source: String
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
        self.source = source
    }

    /// Where they are from and whose they are, as far as that is known without asking. The id of a key is no secret:
    /// requests carry it, and the account's log shows it.
    var identity: String { "\(source), access key \(Printable.message(accessKeyID))" }
}

/// Why there are no credentials, and what to do.
struct CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    enum Code: Hashable, Sendable {
        /// Nowhere in the chain is there anything.
        case notFound
        /// A file or a variable says something that cannot be right.
        case invalid
        /// A login is over; somebody must log in again.
        case expired
        /// The service that gives credentials said no.
        case refused
        /// The service that gives credentials cannot be reached, or failed.
        case unavailable
    }

    var code: Code
    /// For people; without secrets.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}
