internal import Hashing
package import ZonePlanning

// Decision 0111: a request that comes twice under one key is carried out once.

/// Where requests are kept that a client may send again since it does not know what became of them, by the key that it
/// gave them (`Idempotency-Key`).
package protocol KeyedRequestStore: Sendable {
    /// Remembers that a request is being carried out, unless it is known.
    ///
    /// What has expired at ``KeyedRequest/begun`` is forgotten first. A request that was begun and has no answer is
    /// taken to have died with its process after ``KeyedRequest/longest``, and may be carried out again.
    ///
    /// - Parameter request: the request.
    /// - Returns: whether it is to be carried out.
    /// - Throws: ``HostStoreError``.
    func begin(_ request: KeyedRequest) async throws(HostStoreError) -> KeyedRequestOutcome

    /// Remembers the answer to a request that was begun with this salt.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - answer: the answer; `nil` where nothing was done, and the key is free again.
    /// - Throws: ``HostStoreError``.
    func end(_ request: KeyedRequest, answer: KeyedAnswer?) async throws(HostStoreError)
}

/// A request under a key.
package struct KeyedRequest: Hashable, Sendable {
    package var account: AccountID
    /// As the client chose it.
    package var key: String
    /// Of what the request asks: method, path, body.
    package var digest: SecretHash
    /// Random octets, which say which attempt it is.
    package var salt: [UInt8]
    package var begun: Instant
    package var expires: Instant

    /// How many keys of an account are kept.
    package static let most = 1_000
    /// After how many seconds a request without an answer is taken to be dead.
    package static let longest: Int64 = 60
    /// For how many seconds an answer is kept.
    package static let kept: Int64 = 86_400

    package init(
        account: AccountID, key: String, digest: SecretHash, salt: [UInt8], begun: Instant, expires: Instant
    ) {
        self.account = account
        self.key = key
        self.digest = digest
        self.salt = salt
        self.begun = begun
        self.expires = expires
    }

    /// A request as a client sends it.
    ///
    /// - Parameters:
    ///   - key: as the client chose it.
    ///   - token: with which token it came: its secret is in what is answered with a new one.
    ///   - target: method and path.
    ///   - body: the octets of the body.
    ///   - salt: random octets.
    ///   - now: the time.
    package init(
        _ key: String, token: UpdateToken, target: String, body: [UInt8], salt: [UInt8], at now: Instant
    ) {
        let what = Array("\(token.id.text)\n\(target)\n".utf8) + body
        self.init(
            account: token.account, key: key, digest: SecretHash(octets: SHA256.digest(of: what)), salt: salt,
            begun: now, expires: now.adding(seconds: Self.kept))
    }

    /// Whether a request that was begun at a time may still be under way. A clock that went back far says nothing.
    package static func isUnderWay(since begun: Instant, at now: Instant) -> Bool {
        abs(now.seconds(since: begun)) < longest
    }
}

/// An answer as it is given again. It has no secret in it.
package struct KeyedAnswer: Hashable, Sendable {
    package var status: Int
    package var location: String?
    package var body: String

    package init(status: Int, location: String?, body: String) {
        self.status = status
        self.location = location
        self.body = body
    }
}

/// What is known of a request.
package enum KeyedRequestOutcome: Hashable, Sendable {
    /// Nothing: carry it out.
    case fresh
    /// It is being carried out.
    case underWay
    /// The key is that of a request that asks for something else.
    case different
    /// It was answered, by the attempt with this salt.
    case answered(KeyedAnswer, salt: [UInt8])
    /// The account has too many keys.
    case full
}
