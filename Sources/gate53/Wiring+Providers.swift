internal import DNSModel
internal import DNSProviders
internal import Gate
internal import GitStore
internal import Logging
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

extension Wiring {
    /// The kinds of providers there are.
    static var kinds: ProviderKinds { ProviderModules.kinds }

    /// The provider of a zone; nothing where the settings have a mistake that was reported.
    func provider(of zone: DesiredState.DeclaredZone, in project: Project) throws(CommandFailure) -> (any ZoneProvider)?
    {
        let name = zone.settings.provider
        guard let settings = project.settings.providers[name] else { return nil }
        try checkDestination(name, settings)
        let count = project.zones.count { $0.settings.provider == name }
        return declared(name, settings, expectedZones: count)?.zone(
            ProviderZone(
                options: zone.settings.options, isAbsent: zone.settings.isAbsent,
                setCount: zone.desired.zone.sets.count, mayExistElsewhere: isIgnored(in: zone)))
    }

    /// A provider of the settings, the same in all of a run.
    ///
    /// - Parameters:
    ///   - name: what they call it.
    ///   - settings: what they say of it.
    ///   - expectedZones: how many of its zones the run looks at.
    /// - Returns: the provider.
    func declared(_ name: String, _ settings: ProviderSettings, expectedZones: Int) -> (any DeclaredProvider)? {
        let root = repository.workingFolder ?? repository.folder
        return providers.provider(
            name, settings,
            in: ProviderRun(
                expectedZones: expectedZones, environment: Terminal.environment, today: Clock.today,
                path: { $0.hasPrefix("/") ? $0 : root + $0 }, watch: watch(name)))
    }

    /// Whether the settings of a zone ignore a set.
    private func isIgnored(in zone: DesiredState.DeclaredZone) -> @Sendable (DomainName, RecordType) -> Bool {
        let (ignore, apex) = (zone.settings.ignore, zone.desired.zone.apex)
        return { name, type in ignore.contains { $0.matches(RecordSet.Key(name: name, type: type), apex: apex) } }
    }

    /// Shows how far a zone's list is, and with `--verbose` what is asked, where, and with whose credentials.
    func watch(_ name: String) -> ProviderWatch {
        let (progress, logger, last) = (progress, verbosity.logger, LastWord())
        let shown = Printable.text(name)
        let found = LastWord()
        return ProviderWatch(
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
    }
}

/// What was said, so that it is not said again.
private final class LastWord: Sendable {
    private let said = Mutex<Set<String>>([])

    /// Whether a text is said for the first time.
    func isNew(_ next: String) -> Bool { said.withLock { $0.insert(next).inserted } }
}
