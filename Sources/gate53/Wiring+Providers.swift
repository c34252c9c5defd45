internal import DNSModel
internal import DNSProviders
internal import Gate
internal import GitStore
internal import Logging
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

extension Wiring {
    /// The provider of a zone; nothing where the settings have a mistake that was reported.
    func provider(of zone: DesiredState.DeclaredZone, in project: Project) throws(CommandFailure) -> (any ZoneProvider)?
    {
        switch project.settings.providers[zone.settings.provider] {
        case .masterFile(let masterFile): return provider(masterFile, zone)
        case .route53(let route53):
            try checkDestination(zone.settings.provider, route53)
            let count = project.zones.count { $0.settings.provider == zone.settings.provider }
            let account = accounts.account(
                zone.settings.provider, route53, expectedZones: count, watch: watch(zone.settings.provider))
            let hostedZone = zone.settings.hostedZone.filled(from: route53.hostedZone)
            return Route53Provider(
                account: account, choice: HostedZoneChoice(hostedZone, isAbsent: zone.settings.isAbsent),
                expectedSets: zone.desired.zone.sets.count,
                mayExistElsewhere: isIgnored(in: zone))
        case nil: return nil
        }
    }

    /// Whether the settings of a zone ignore a set.
    private func isIgnored(in zone: DesiredState.DeclaredZone) -> @Sendable (DomainName, RecordType) -> Bool {
        let (ignore, apex) = (zone.settings.ignore, zone.desired.zone.apex)
        return { name, type in ignore.contains { $0.matches(RecordSet.Key(name: name, type: type), apex: apex) } }
    }

    private func provider(_ masterFile: MasterFileSettings, _ zone: DesiredState.DeclaredZone) -> MasterFileProvider {
        let soa = zone.settings.soa.filled(from: masterFile.soa)
        let defaults = MasterFileConfiguration.StartOfAuthority()
        let configuration = MasterFileConfiguration(
            directory: absolute(masterFile.directory),
            soa: MasterFileConfiguration.StartOfAuthority(
                mname: soa.mname, rname: soa.rname, refresh: soa.refresh ?? defaults.refresh,
                retry: soa.retry ?? defaults.retry, expire: soa.expire ?? defaults.expire,
                minimum: soa.minimum ?? defaults.minimum, ttl: soa.ttl ?? defaults.ttl),
            nameservers: zone.settings.nameServers.isEmpty ? masterFile.nameServers : zone.settings.nameServers,
            serial: masterFile.serial == .date ? .date : .increment, reload: masterFile.reload,
            checkNames: MasterFileConfiguration.CheckNames(masterFile.checkNames))
        return MasterFileProvider(
            configuration: configuration, today: Clock.today, mayExistElsewhere: isIgnored(in: zone))
    }

    /// Shows how far a zone's list is, and with `--verbose` what is asked, where, and with whose credentials.
    func watch(_ name: String) -> Route53Watch {
        let (progress, logger, last) = (progress, verbosity.logger, Route53Accounts.LastWord())
        let shown = Printable.text(name)
        let found = Route53Accounts.LastWord()
        var watch = Route53Watch(
            listed: { sets, zone in progress.saw(.listed(sets: sets, zone: zone)) },
            found: { zone, id in
                let line = "\(zone) is the hosted zone \(Printable.text(id))"
                if found.isNew(line) { logger.info("\(shown): \(line)") }
            },
            reached: { endpoint, credentials in
                let line = Printable.text("\(endpoint), credentials: \(credentials)")
                if last.isNew(line) { logger.info("\(shown): \(line)") }
            },
            asked: { request, status in
                RequestTally.count(shown, wasThrottled: false)
                logger.info("\(shown): \(Printable.text(request)): \(status)")
            },
            throttled: { _ in
                RequestTally.count(shown, wasThrottled: true)
                logger.info("\(shown): too many requests; going on more slowly")
            })
        if verbosity.verbose { watch.called = { if last.isNew($0) { logger.info("\(shown): \($0)") } } }
        return watch
    }

    /// A path of the settings: as it is when absolute, else below the repository's root.
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : (repository.workingFolder ?? repository.folder) + path
    }
}

/// The accounts of Route 53 that a run uses, by the names of their providers in the settings.
final class Route53Accounts: Sendable {
    private let accounts = Mutex<[String: Route53Account]>([:])

    /// What was said, so that it is not said again.
    final class LastWord: Sendable {
        private let said = Mutex<Set<String>>([])

        /// Whether a text is said for the first time.
        func isNew(_ next: String) -> Bool { said.withLock { $0.insert(next).inserted } }
    }

    /// The account of a provider, made when it is first asked for.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - settings: its settings.
    ///   - expectedZones: how many zones of it the run looks at.
    ///   - watch: who watches what is asked.
    /// - Returns: the account.
    func account(
        _ name: String, _ settings: Route53Settings, expectedZones: Int, watch: Route53Watch
    ) -> Route53Account {
        accounts.withLock { accounts in
            if let account = accounts[name] { return account }
            let account = Route53Account(
                Route53Account.Configuration(
                    endpoint: settings.endpoint, requestsPerSecond: settings.requestsPerSecond,
                    profile: settings.profile, environment: Terminal.environment, expectedZones: expectedZones,
                    watch: watch))
            accounts[name] = account
            return account
        }
    }
}

extension HostedZoneChoice {
    init(_ settings: HostedZoneSettings, isAbsent: Bool) {
        self.init(
            zoneID: settings.zoneID, isPrivate: settings.isPrivate, vpcID: settings.vpcID,
            vpcRegion: settings.vpcRegion, delegationSet: settings.delegationSet, comment: settings.comment,
            isAbsent: isAbsent)
    }
}

extension MasterFileConfiguration.CheckNames {
    init(_ settings: MasterFileSettings.CheckNames) {
        switch settings {
        case .fail: self = .fail
        case .warn: self = .warn
        case .ignore: self = .ignore
        }
    }
}
