internal import DNSModel
package import Gate
internal import HTTPTransport
internal import Platform

/// An account of Route 53: its credentials, its rate limit, its zones. All zones of one provider in the settings share
/// one.
///
/// Nothing is read or sent before the first request.
package final class Route53Account: Sendable {
    /// How the account is reached.
    package struct Configuration: Sendable {
        /// The URL to send requests to, where it is not the usual one.
        package var endpoint: String?
        /// Requests a second; up to twice as many at once after a rest.
        package var requestsPerSecond: Double
        /// A profile of the AWS configuration files.
        package var profile: String?
        /// The environment of the process.
        package var environment: [String: String]
        /// How many zones this run asks for: few are looked up by name, many by listing all.
        package var expectedZones: Int
        package var watch: ProviderWatch

        package init(
            endpoint: String? = nil, requestsPerSecond: Double = 5, profile: String? = nil,
            environment: [String: String], expectedZones: Int = 1, watch: ProviderWatch = ProviderWatch()
        ) {
            self.endpoint = endpoint
            self.requestsPerSecond = requestsPerSecond
            self.profile = profile
            self.environment = environment
            self.expectedZones = expectedZones
            self.watch = watch
        }
    }

    /// Up to so many zones are looked up by name, one request each, instead of listing every zone.
    static let fewZones = 3

    let expectedZones: Int
    let time: TimeSource
    private let makeService: @Sendable () throws(CredentialError) -> Route53Service
    private let makeTrail: @Sendable (_ service: Route53Service) throws(CredentialError) -> CloudTrail
    private let makeIdentity:
        @Sendable (_ service: Route53Service) async throws(CredentialError) -> CallerIdentity.Account
    private let service = LockedValue<Result<Route53Service, CredentialError>?>(nil)
    private let listing = LockedValue<Task<Result<[HostedZone], ProviderError>, Never>?>(nil)
    private let identity = LockedValue<Task<Result<CallerIdentity.Account, CredentialError>, Never>?>(nil)
    private let saidWarnings = LockedValue(false)
    let poller: ChangePoller

    /// An account as the settings and the environment describe it.
    package convenience init(_ configuration: Configuration) {
        let variables = configuration.environment
        func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let client = HTTPClient(
            HTTPConfiguration(
                trustedCertificates: variable("AWS_CA_BUNDLE") ?? variable("SSL_CERT_FILE"),
                proxy: ProxySettings(environment: variables)))
        let environment = CredentialEnvironment.machine(environment: variables, client: client)
        self.init(
            environment, endpoint: configuration.endpoint, profile: configuration.profile,
            bucket: TokenBucket.Settings(
                rate: configuration.requestsPerSecond, burst: max(1, configuration.requestsPerSecond * 2)),
            expectedZones: configuration.expectedZones, watch: configuration.watch)
    }

    /// An account in an environment that a test may give.
    init(
        _ environment: CredentialEnvironment, endpoint: String? = nil, profile: String? = nil,
        bucket: TokenBucket.Settings = TokenBucket.Settings(), retry: RetryPolicy = RetryPolicy(),
        time: TimeSource = .machine, expectedZones: Int = 1, watch: ProviderWatch = ProviderWatch()
    ) {
        self.expectedZones = expectedZones
        self.time = time
        let limiter = RateLimiter(bucket, clock: time)
        makeService = { () throws(CredentialError) -> Route53Service in
            let shared = try SharedConfiguration(environment, profile: profile)
            let store = CredentialStore(now: environment.now) { () async throws(CredentialError) -> FoundCredentials in
                let found = try await CredentialChain.load(environment, profile: profile)
                if let called = watch.called,
                    let caller = await CallerIdentity(
                        environment: environment, configuration: shared, given: endpoint
                    ).phrase(of: found.credentials)
                {
                    called(caller)
                }
                return found
            }
            return Route53Service(
                endpoint: try shared.route53Endpoint(environment, given: endpoint), credentials: store,
                limiter: limiter, retry: retry, time: time, clock: ServiceClock(machine: environment.now),
                send: environment.send, watch: watch)
        }
        makeTrail = { service throws(CredentialError) in
            let shared = try SharedConfiguration(environment, profile: profile)
            return CloudTrail(
                endpoint: try shared.cloudTrailEndpoint(environment, given: endpoint),
                credentials: service.credentials,
                limiter: RateLimiter(TokenBucket.Settings(rate: 2, burst: 2), clock: time),
                retry: RetryPolicy(largestAttempts: 4), time: time, clock: service.clock, send: environment.send)
        }
        makeIdentity = { service async throws(CredentialError) -> CallerIdentity.Account in
            let caller = CallerIdentity(
                environment: environment, configuration: try SharedConfiguration(environment, profile: profile),
                given: endpoint)
            return try await caller.account(
                of: service.credentials.credentials(), at: service.endpoint, now: service.clock.now())
        }
        poller = ChangePoller(time: time)
    }

    /// What tells the account from every other one, and as whom it is asked; see
    /// ``CallerIdentity/account(of:at:now:)``. Asked until it is known.
    ///
    /// - Throws: ``ProviderError`` with code `denied` where that is not known.
    func identify() async throws(ProviderError) -> CallerIdentity.Account {
        let service = try connected()
        let task = identity.locked { stored in
            if let stored { return stored }
            let task = Task { () -> Result<CallerIdentity.Account, CredentialError> in
                do throws(CredentialError) {
                    return .success(try await makeIdentity(service))
                } catch {
                    return .failure(error)
                }
            }
            stored = task
            return task
        }
        do {
            return try await task.value.get()
        } catch {
            identity.value = nil
            throw ProviderError(
                .denied,
                "a plan that creates a zone names the account, and the account is not known: \(error.message); let this machine "
                    + "reach the AWS Security Token Service (STS), or set AWS_ENDPOINT_URL_STS to where it does")
        }
    }

    /// The account's log, with the credentials and the clock of the service.
    func trail() throws(ProviderError) -> CloudTrail {
        let service = try connected()
        do {
            return try makeTrail(service)
        } catch {
            throw ProviderError(.denied, error.message)
        }
    }

    /// The service, made when it is first needed.
    func connected() throws(ProviderError) -> Route53Service {
        let result = service.locked { stored in
            if let stored { return stored }
            let made = Result { () throws(CredentialError) in try makeService() }
            stored = made
            return made
        }
        do {
            return try result.get()
        } catch {
            throw ProviderError(.denied, error.message)
        }
    }

    /// What should be known about where the credentials are from; said once.
    func warnings() async -> [String] {
        guard case .success(let service)? = service.value,
            !saidWarnings.locked({ said in
                defer { said = true }
                return said
            })
        else { return [] }
        return await service.credentials.warnings
    }

    // MARK: - Zones

    /// Every zone, listed once for all who ask.
    func allZones() async throws(ProviderError) -> [HostedZone] {
        let service = try connected()
        let task = listing.locked { stored in
            if let stored { return stored }
            let task = Task { () -> Result<[HostedZone], ProviderError> in
                do throws(Route53Failure) {
                    return .success(try await service.hostedZones())
                } catch {
                    return .failure(ProviderError(error, doing: "listing the zones"))
                }
            }
            stored = task
            return task
        }
        return try await task.value.get()
    }

    /// Forgets what was listed, after a zone was created or deleted.
    func forgetZones() { listing.value = nil }

    /// The hosted zone that is meant.
    ///
    /// - Parameters:
    ///   - apex: its name.
    ///   - choice: which one of that name.
    ///   - isFresh: whether it is looked up now, whatever was listed before.
    /// - Returns: the zone; `nil` where there is none.
    /// - Throws: ``ProviderError``, also when the name is ambiguous.
    func zone(
        _ apex: DomainName, _ choice: HostedZoneChoice, isFresh: Bool = false
    ) async throws(ProviderError) -> HostedZone? {
        if let id = choice.zoneID { return try await pinnedZone(id, apex, choice, isFresh: isFresh) }
        let name = Route53Text.name(apex)
        var zones: [HostedZone]
        if isFresh || expectedZones <= Self.fewZones {
            let service = try connected()
            zones = try await providing("looking for the zone \(apex)") { () async throws(Route53Failure) in
                try await service.hostedZones(named: apex)
            }
        } else {
            zones = try await allZones().filter { $0.name == name }
        }
        if let isPrivate = choice.isPrivate { zones = zones.filter { $0.isPrivate == isPrivate } }
        if let vpcID = choice.vpcID { zones = try await seen(from: vpcID, zones) }
        if zones.count == 1, choice.isPrivate == nil, zones[0].isPrivate {
            throw ProviderError(
                .invalid,
                "the only zone of the name \(apex) is \(Printable.message(zones[0].id)), which is private; write 'private: true' in "
                    + "the settings if it is meant, or 'private: false' to have a public one made")
        }
        guard zones.count > 1 else { return zones.first }
        let listed = zones.map { "\(Printable.message($0.id)) (\($0.isPrivate ? "private" : "public"))" }
        throw ProviderError(
            .invalid,
            "there are \(zones.count) zones of the name \(apex): \(listed.joined(separator: ", ")); say which one is meant "
                + "with 'zone-id' in the settings of the zone, or with 'private' and 'vpc-id'")
    }

    /// The private zones that a network sees.
    private func seen(from vpcID: String, _ zones: [HostedZone]) async throws(ProviderError) -> [HostedZone] {
        let service = try connected()
        var result: [HostedZone] = []
        for zone in zones where zone.isPrivate {
            let details = try await providing("looking at the zone \(Printable.message(zone.id))") {
                () async throws(Route53Failure) in
                try await service.hostedZone(zone.id)
            }
            if details.vpcIDs.contains(vpcID) { result.append(zone) }
        }
        return result
    }

    private func pinnedZone(
        _ id: String, _ apex: DomainName, _ choice: HostedZoneChoice, isFresh: Bool
    ) async throws(ProviderError) -> HostedZone? {
        let zone: HostedZone?
        if isFresh || expectedZones <= Self.fewZones {
            let service = try connected()
            zone = try await providing("looking for the zone \(Printable.message(id))") {
                () async throws(Route53Failure) in
                do throws(Route53Failure) {
                    return try await service.hostedZone(id).zone
                } catch .refused(let refusal) where refusal.code == "NoSuchHostedZone" {
                    return nil
                }
            }
        } else {
            zone = try await allZones().first { $0.id == id }
        }
        guard let zone else {
            if choice.isAbsent { return nil }
            throw ProviderError(
                .invalid,
                "the zone \(apex) is pinned to 'zone-id: \(Printable.message(id))', and the account has no such zone")
        }
        guard zone.name == Route53Text.name(apex) else {
            throw ProviderError(
                .invalid,
                "the zone \(apex) is pinned to 'zone-id: \(Printable.message(id))', which is the zone \(Printable.message(zone.name))"
            )
        }
        // A private zone obeys other rules, so a pin alone is not enough.
        guard zone.isPrivate == (choice.isPrivate ?? false) else {
            throw ProviderError(
                .invalid,
                "the zone \(apex) is pinned to 'zone-id: \(Printable.message(id))', which is "
                    + "\(zone.isPrivate ? "private; write 'private: true' beside it" : "public")")
        }
        return zone
    }
}

/// Does something at the service, and says what failed as a provider does.
func providing<Value>(
    _ what: String, _ body: () async throws(Route53Failure) -> Value
) async throws(ProviderError) -> Value {
    do {
        return try await body()
    } catch {
        throw ProviderError(error, doing: what)
    }
}

extension ProviderError {
    /// What a failure of the service means for a plan or an apply.
    ///
    /// - Parameters:
    ///   - failure: what happened.
    ///   - what: what was being done, as in `listing the zones`.
    init(_ failure: Route53Failure, doing what: String) {
        let code: Code
        var remedy = ""
        switch failure {
        case .credentials: code = .denied
        case .unreadable: code = .unreadable
        case .transport: code = failure.isOutcomeUnknown ? .unknownOutcome : .unavailable
        case .refused(let refusal):
            if refusal.isDenied {
                code = .denied
                remedy = "; check the role's policy and the credentials"
            } else if failure.isOutcomeUnknown {
                code = .unknownOutcome
            } else {
                switch refusal.retryClass {
                case .throttled:
                    code = .unavailable
                    remedy = "; others use up the account's rate: lower 'requests-per-second', or try again later"
                case .busy: code = .unavailable
                case .notSent, .staleSignature, .serverFailed, .lost, .refused: code = .invalid
                }
            }
        }
        self.init(code, "\(what): \(failure.message)\(remedy)")
    }
}
