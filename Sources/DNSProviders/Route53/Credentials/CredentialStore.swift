internal import ZonePlanning

/// Keeps credentials and renews them before they end: from fifteen minutes before on the side, from ten minutes before
/// nobody gets the old ones. However many ask, they are renewed once.
actor CredentialStore {
    /// Finds credentials anew.
    typealias Load = @Sendable () async throws(CredentialError) -> FoundCredentials

    private let load: Load
    private let now: @Sendable () -> Instant
    private var current: AWSCredentials?
    /// What a person should know about where the credentials are from, one sentence each.
    private(set) var warnings: [String] = []
    private var renewal: Task<Result<FoundCredentials, CredentialError>, Never>?
    /// When they were last asked for.
    private var lastRenewal: Instant?

    /// Seconds before the end from which they are renewed on the side.
    static let advisory: Int64 = 15 * 60
    /// Seconds before the end from which the old ones are not used.
    static let mandatory: Int64 = 10 * 60
    /// Credentials that are given for a shorter time than that are not asked for more often than this, in seconds.
    static let leastInterval: Int64 = 60

    init(now: @escaping @Sendable () -> Instant, load: @escaping Load) {
        self.now = now
        self.load = load
    }

    /// Credentials that are good for a while.
    ///
    /// - Throws: ``CredentialError`` when there are none, or they end and there are no others.
    func credentials() async throws(CredentialError) -> AWSCredentials {
        guard let current else { return try await renewed() }
        guard let expiration = current.expiration else { return current }
        let left = expiration.seconds(since: now())
        if left >= Self.advisory { return current }
        let isRecent = lastRenewal.map { now().seconds(since: $0) < Self.leastInterval } ?? false
        if left > 0, isRecent { return current }
        if left >= Self.mandatory {
            _ = startRenewal()
            return current
        }
        return try await renewed()
    }

    /// Forgets credentials that the service says are over.
    func discard(_ refused: AWSCredentials) {
        if current?.accessKeyID == refused.accessKeyID, current?.sessionToken == refused.sessionToken { current = nil }
    }

    private func renewed() async throws(CredentialError) -> AWSCredentials {
        let new = try await startRenewal().value.get().credentials
        if let end = new.expiration, end <= now() {
            throw CredentialError(
                .expired, "the credentials from \(new.source) ended at \(end), and there are no newer ones")
        }
        return new
    }

    private func startRenewal() -> Task<Result<FoundCredentials, CredentialError>, Never> {
        if let renewal { return renewal }
        lastRenewal = now()
        let task = Task {
            let result: Result<FoundCredentials, CredentialError>
            do throws(CredentialError) { result = .success(try await load()) } catch { result = .failure(error) }
            if case .success(let new) = result { (current, warnings) = (new.credentials, new.warnings) }
            renewal = nil
            return result
        }
        renewal = task
        return task
    }
}
