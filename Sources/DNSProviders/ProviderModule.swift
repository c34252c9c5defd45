package import DNSModel
package import Gate
package import ZoneFiles
package import ZonePlanning

// Decision 0082: a provider is a module.

/// A kind of provider with everything that belongs to it: how settings speak of it, how it is reached, and what records
/// only it has stand for.
///
/// Each is in a folder of its own and has a line in ``ProviderModules``. Nothing else names it.
package protocol ProviderModule: ProviderKind {
    /// A provider of the settings, for one run.
    ///
    /// - Parameters:
    ///   - options: what the settings say of it.
    ///   - run: what the run hands it.
    /// - Returns: the provider, which has asked nothing yet.
    func provider(_ options: Options, in run: ProviderRun) -> any DeclaredProvider

    /// Which of the provider's zones of one name is meant, as far as the settings say it.
    func choice(of zone: Zone, at provider: Options) -> ZoneChoice

    /// What records of types that only it has stand for.
    var ownTypes: ProviderTypes { get }
}

extension ProviderModule {
    package func choice(of zone: Zone, at provider: Options) -> ZoneChoice { ZoneChoice() }

    package var ownTypes: ProviderTypes { .none }

    func provider(_ settings: ProviderSettings, in run: ProviderRun) -> (any DeclaredProvider)? {
        settings.options(Options.self).map { provider($0, in: run) }
    }

    /// Which of the provider's zones of one name is meant; nothing is said where the settings are of another kind.
    package func choice(of zone: ZoneSettings, at provider: ProviderSettings) -> ZoneChoice {
        guard let options = provider.options(Options.self) else { return ZoneChoice() }
        return choice(of: zone.options?.options(Zone.self) ?? Zone(), at: options)
    }
}

/// A provider as the settings declare it, in one run.
package protocol DeclaredProvider: Sendable {
    /// One of its zones.
    func zone(_ zone: ProviderZone) -> any ZoneProvider
    /// What it has in all.
    var directory: any ZoneDirectory { get }
    /// Its log of who changed what; `nil` where it has none.
    var history: (any ChangeHistory)? { get }
}

extension DeclaredProvider {
    package var history: (any ChangeHistory)? { nil }
}

/// What is said of a zone to its provider.
package struct ProviderZone: Sendable {
    /// What the settings say for it alone; `nil` for nothing.
    package var options: ZoneProviderSettings?
    /// Whether there shall be no such zone.
    package var isAbsent: Bool
    /// How many record sets it is to have.
    package var setCount: Int
    /// Whether a set that is not declared may be live all the same, because the settings ignore it.
    package var mayExistElsewhere: @Sendable (DomainName, RecordType) -> Bool

    package init(
        options: ZoneProviderSettings? = nil, isAbsent: Bool = false, setCount: Int = 0,
        mayExistElsewhere: @escaping @Sendable (DomainName, RecordType) -> Bool = { _, _ in false }
    ) {
        self.options = options
        self.isAbsent = isAbsent
        self.setCount = setCount
        self.mayExistElsewhere = mayExistElsewhere
    }

    /// What the settings say for it alone, as a module has read it.
    package func options<Options: ZoneOptions>(_: Options.Type) -> Options {
        options?.options(Options.self) ?? Options()
    }
}

/// What a run hands its providers: they read no environment and no clock by themselves.
package struct ProviderRun: Sendable {
    /// How many zones of the provider the run looks at.
    package var expectedZones: Int
    /// The environment of the process.
    package var environment: [String: String]
    /// The day.
    package var today: @Sendable () -> CalendarDate
    /// A path of the settings as the system takes it.
    package var path: @Sendable (_ path: String) -> String
    package var watch: ProviderWatch

    package init(
        expectedZones: Int = 1, environment: [String: String] = [:], today: @escaping @Sendable () -> CalendarDate,
        path: @escaping @Sendable (_ path: String) -> String = { $0 }, watch: ProviderWatch = ProviderWatch()
    ) {
        self.expectedZones = expectedZones
        self.environment = environment
        self.today = today
        self.path = path
        self.watch = watch
    }
}
