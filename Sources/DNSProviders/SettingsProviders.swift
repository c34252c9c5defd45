internal import DNSModel
package import Gate
package import ZoneFiles
package import ZonePlanning

/// The providers of the settings of a run.
package struct SettingsProviders: ZoneProviders {
    private let declared: DeclaredProviders
    private let environment: [String: String]
    private let today: @Sendable () -> CalendarDate
    private let path: @Sendable (_ path: String) -> String
    private let watch: @Sendable (_ name: String) -> ProviderWatch

    /// - Parameters:
    ///   - declared: those that the run has asked for already.
    ///   - environment: the environment of the process.
    ///   - root: the folder that relative paths of the settings are below, with a final `/`.
    ///   - today: the day.
    ///   - watch: who watches what is asked of a provider, by its name.
    package init(
        _ declared: DeclaredProviders, environment: [String: String], root: String,
        today: @escaping @Sendable () -> CalendarDate, watch: @escaping @Sendable (_ name: String) -> ProviderWatch
    ) {
        self.declared = declared
        self.environment = environment
        self.today = today
        self.watch = watch
        path = { $0.hasPrefix("/") ? $0 : root + $0 }
    }

    package func uncheckedProvider(of zone: DesiredState.DeclaredZone, in state: DeclaredState) -> (any ZoneProvider)? {
        let name = zone.settings.provider
        guard let settings = state.settings.providers[name] else { return nil }
        let (ignore, apex) = (zone.settings.ignore, zone.desired.zone.apex)
        return provider(name, settings, zones: state.zones.count { $0.settings.provider == name })?.zone(
            ProviderZone(
                options: zone.settings.options, isAbsent: zone.settings.isAbsent,
                setCount: zone.desired.zone.sets.count
            ) { name, type in ignore.contains { $0.matches(RecordSet.Key(name: name, type: type), apex: apex) } })
    }

    package func directory(of name: String, _ settings: ProviderSettings) -> (any ZoneDirectory)? {
        provider(name, settings, zones: .max)?.directory
    }

    package func history(of name: String, in settings: Settings, zones count: Int) -> (any ChangeHistory)? {
        settings.providers[name].flatMap { provider(name, $0, zones: count)?.history }
    }

    package func types(of name: String, in settings: Settings) -> ProviderTypes {
        settings.providers[name].flatMap(ProviderModules.module)?.ownTypes ?? .none
    }

    package func choice(of zone: ZoneSettings, in settings: Settings) -> ZoneChoice {
        guard let provider = settings.providers[zone.provider] else { return ZoneChoice() }
        return ProviderModules.module(of: provider)?.choice(of: zone, at: provider) ?? ZoneChoice()
    }

    package func unsaidDestination(of settings: ProviderSettings) -> CredentialDestination? {
        settings.credentialDestination(besides: environment)
    }

    private func provider(_ name: String, _ settings: ProviderSettings, zones: Int) -> (any DeclaredProvider)? {
        declared.provider(
            name, settings,
            in: ProviderRun(
                expectedZones: zones, environment: environment, today: today, path: path, watch: watch(name)))
    }
}
