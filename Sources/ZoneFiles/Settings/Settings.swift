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

    package init(path: String) { self.path = path }

    /// What is said of a zone: under its name, else under `'*'`; nothing where neither is there.
    package func zone(_ apex: DomainName) -> ZoneSettings? { zones[apex] ?? everyZone }

    /// How the files of a zone are read.
    package func zoneFileOptions(for zone: ZoneSettings) -> ZoneFileOptions {
        ZoneFileOptions(
            defaultTTL: defaultTTL, lenient: zone.lenient, lenientIDs: zone.lenientIDs,
            providers: ProviderNames(of: zone.provider, in: self),
            escapes: providers[zone.provider]?.escapes ?? .decimal)
    }

    /// The provider of a zone by name and settings; nothing where the zone has no settings.
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
    /// The SOA of a zone that is new at the provider, where it says more than the provider's settings.
    package var soa = SOASettings()
    /// The apex NS of a zone that declares none, for providers that need them; else those of the provider's settings.
    package var nameServers: [DomainName] = []
    /// Which hosted zone it is, where the provider is Route 53; goes before the provider's settings.
    package var hostedZone = HostedZoneSettings()
    /// Differences between live and git that are no drift for a time.
    package var accepted: [AcceptedDifference] = []
    /// Where it is said that there shall be no such zone; nothing for a zone that shall be there. Deleting it is a
    /// change that is reviewed.
    package var absentLocation: SourceLocation?

    /// Whether there shall be no such zone.
    package var isAbsent: Bool { absentLocation != nil }

    package init(provider: String, providerLocation: SourceLocation) {
        self.provider = provider
        self.providerLocation = providerLocation
    }
}

/// The kind of a provider and its settings.
package enum ProviderSettings: Hashable, Sendable {
    /// A folder of RFC 1035 master files.
    case masterFile(MasterFileSettings)
    /// Amazon Route 53.
    case route53(Route53Settings)

    /// The kinds there are, as the settings name them.
    package static let kinds = ["master-file", "route53"]

    /// What `\` and three digits are in a text that octoDNS sends to such a provider as it is written.
    var escapes: TextEscapes {
        switch self {
        case .masterFile: .decimal
        case .route53: .octal
        }
    }
}

/// Settings of a provider of type `master-file`.
package struct MasterFileSettings: Hashable, Sendable {
    /// How a changed zone gets its new SOA serial.
    package enum Serial: String, Hashable, Sendable, CaseIterable {
        /// `YYYYMMDDnn`.
        case date
        /// One more.
        case increment
    }

    /// What the servers' option `check-names` says of names that are none of hosts.
    package enum CheckNames: String, Hashable, Sendable, CaseIterable {
        /// Such a zone is not loaded.
        case fail
        case warn
        case ignore
    }

    /// The folder of the master files; a relative path is below the repository's root.
    package var directory: String
    package var checkNames = CheckNames.fail
    package var serial = Serial.date
    /// The command to run after a zone was written, as its arguments; empty for none.
    package var reload: [String] = []
    /// The apex NS of zones that declare none.
    package var nameServers: [DomainName] = []
    /// The SOA of zones that have no file yet.
    package var soa = SOASettings()

    package init(directory: String) { self.directory = directory }
}

/// Settings of a provider of type `route53`.
package struct Route53Settings: Hashable, Sendable {
    /// The URL to send requests to, where it is not the usual one.
    package var endpoint: String?
    /// How many requests are sent in a second at most; the account's limit is 5.
    package var requestsPerSecond = 5.0
    /// The profile of the AWS configuration files whose credentials are used; else the usual one.
    package var profile: String?
    /// What holds for every zone that does not say otherwise; `zoneID` and `comment` are never there.
    package var hostedZone = HostedZoneSettings()

    package init() {}
}

/// Fields of an SOA that the settings give; nothing where they say nothing. Times are in seconds.
package struct SOASettings: Hashable, Sendable {
    /// The name server that is the zone's source.
    package var mname: DomainName?
    /// The mailbox of who answers for the zone, as a name.
    package var rname: DomainName?
    package var refresh: UInt32?
    package var retry: UInt32?
    package var expire: UInt32?
    /// The time to live of negative answers (RFC 2308).
    package var minimum: UInt32?
    /// The time to live of the SOA itself.
    package var ttl: TTL?

    package init() {}

    /// These fields, and those of `other` where these say nothing.
    package func filled(from other: SOASettings) -> SOASettings {
        var result = self
        result.mname = mname ?? other.mname
        result.rname = rname ?? other.rname
        result.refresh = refresh ?? other.refresh
        result.retry = retry ?? other.retry
        result.expire = expire ?? other.expire
        result.minimum = minimum ?? other.minimum
        result.ttl = ttl ?? other.ttl
        return result
    }
}
