package import DNSModel
package import ZonePlanning

/// What the settings file says.
package struct Settings: Hashable, Sendable {
    /// The settings file's path.
    package var path: String
    /// The declared providers by name.
    package var providers: [String: ProviderSettings] = [:]
    /// What octoDNS's configuration called the providers, by their names here.
    package var octoDNSNames: [String: [String]] = [:]
    /// Names in zone files' `included` and `excluded` of providers that gate53 does not serve.
    package var otherProviders: [String] = []
    /// The time to live of records that say none.
    package var defaultTTL = ZoneFileOptions.octoDNSDefaultTTL
    /// The folder of zone files, without a slash at its end; `.` is the root of the repository.
    package var zoneFiles = "zones"
    /// What is said of single zones, by name.
    package var zones: [DomainName: ZoneSettings] = [:]
    /// What is said of every other zone file in the folder, under `'*'`.
    package var everyZone: ZoneSettings?
    /// Who must have approved a plan.
    package var review = ReviewSettings()
    /// Where plans, approvals and receipts are kept.
    package var ledger = LedgerSettings()

    /// Who is told of applies, refusals and drift.
    package var notifications: [NotificationSettings] = []
    /// Below which names the dynamic DNS service has hosts, by name.
    package var dynamic: [DynamicSuffix] = []

    package init(path: String) { self.path = path }

    /// What is said of a zone: under its name, else under `'*'`; `nil` where neither is there.
    package func zone(_ apex: DomainName) -> ZoneSettings? { zones[apex] ?? everyZone }

    /// How the files of a zone are read.
    package func zoneFileOptions(for zone: ZoneSettings) -> ZoneFileOptions {
        ZoneFileOptions(
            defaultTTL: defaultTTL, lenient: zone.lenient, lenientIDs: zone.lenientIDs,
            providers: ProviderNames(of: zone.provider, in: self),
            escapes: providers[zone.provider]?.escapes ?? .decimal)
    }

    /// The provider of a zone by name and settings; `nil` where the zone has no settings.
    package func provider(of apex: DomainName) -> (name: String, settings: ProviderSettings)? {
        guard let name = zone(apex)?.provider, let provider = providers[name] else { return nil }
        return (name, provider)
    }
}

/// What the settings say of one zone, with the defaults filled in.
package struct ZoneSettings: Hashable, Sendable {
    /// The name of the provider, which is declared.
    package var provider: String
    /// Where the provider is named.
    package var providerLocation: SourceLocation
    /// Whether a missing final dot is a warning.
    package var lenient = false
    /// The ids of what is taken without a word: those warnings are not told, a name without its final dot is read as if
    /// it had one, and a set that the provider can't serve is left out.
    package var lenientIDs: Set<String> = []

    /// Whether a set that the provider can't serve is left out.
    package var leavesOutUnserved: Bool { lenient || lenientIDs.contains("type-not-served") }
    /// Which live sets are not ours.
    package var ignore: [RecordPattern] = []
    /// What a plan may do.
    package var policies = PolicySettings()
    /// What is said for its provider alone; `nil` where the provider's kind is not known.
    package var options: ZoneProviderSettings?
    /// What a plan does with drift.
    package var drift = DriftRule()
    /// Differences between live and git that are no drift for a time.
    package var accepted: [AcceptedDifference] = []
    /// Below which names the dynamic DNS service has hosts, also of other zones.
    package var dynamic: [DynamicSuffix] = []
    /// Where it is said that there shall be no such zone; `nil` for a zone that shall be there. Deleting it is a
    /// change that is reviewed.
    package var absentLocation: SourceLocation?

    /// Whether there shall be no such zone.
    package var isAbsent: Bool { absentLocation != nil }

    /// Whether other settings of a zone mean the same of its provider's zones.
    package func meansSameZone(as other: ZoneSettings) -> Bool {
        guard let options, let others = other.options else { return options == other.options }
        return options.meansSameZone(as: others)
    }

    package init(provider: String, providerLocation: SourceLocation) {
        self.provider = provider
        self.providerLocation = providerLocation
    }
}
