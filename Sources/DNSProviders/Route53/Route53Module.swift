internal import DNSModel
package import Gate
package import ZoneFiles
internal import ZonePlanning

/// Amazon Route 53.
package struct Route53Module: ProviderModule {
    package init() {}

    package let name = Route53Provider.kind
    package let example = "{type: \(Route53Provider.kind)}"
    package let keys = ["endpoint", "requests-per-second", "profile"] + HostedZoneSettings.sharedKeys
    package let zoneKeys =
        HostedZoneSettings.sharedKeys.map { ZoneKey($0) }
        + [ZoneKey("zone-id", whyNotForEveryZone: "means one hosted zone"), ZoneKey("comment")]
    package let escapes = TextEscapes.octal(at: "Route 53")

    /// Source: README of octodns-route53.
    package let octoDNS: OctoDNSKind? = OctoDNSKind(
        targetClass: "Route53Provider",
        names: [
            "octodns_route53", "route53provider", "octodns_route53.route53provider",
            "octodns.provider.route53.route53provider",
        ],
        lines: { fields in
            let profile = fields["profile"].flatMap { $0.hasPrefix("env/") ? nil : $0 }
            return [Route53Module.credentials] + (profile.map { [.key("profile", $0)] } ?? [])
        })

    private static let credentials = StarterLine.comment(
        "Credentials come from the environment, a profile or a role, as for the AWS CLI.")

    package func options(_ section: inout SettingsSection) -> Route53Settings? {
        Route53Settings(reading: &section)
    }

    package func zoneOptions(_ section: inout SettingsSection) -> HostedZoneSettings {
        HostedZoneSettings(reading: &section)
    }

    package func starter(folder: String) -> ProviderStarter {
        ProviderStarter(name: "aws", lines: [Self.credentials], pipelineParts: "Route 53", namesServers: true)
    }

    package func provider(_ options: Route53Settings, in run: ProviderRun) -> any DeclaredProvider {
        DeclaredAccount(settings: options, run: run)
    }

    package func choice(of zone: HostedZoneSettings, at provider: Route53Settings) -> ZoneChoice {
        let zone = zone.filled(from: provider.hostedZone)
        return ZoneChoice(id: zone.zoneID, isPrivate: zone.isPrivate)
    }

    package var ownTypes: ProviderTypes { ProviderTypes { Route53Aliases.sets(of: $0, apex: $1) } }
}

/// An account of Route 53 that settings name.
struct DeclaredAccount: DeclaredProvider {
    private let settings: Route53Settings
    private let account: Route53Account

    init(settings: Route53Settings, run: ProviderRun) {
        self.settings = settings
        account = Route53Account(
            Route53Account.Configuration(
                endpoint: settings.endpoint, requestsPerSecond: settings.requestsPerSecond, profile: settings.profile,
                environment: run.environment, expectedZones: run.expectedZones, watch: run.watch))
    }

    func zone(_ zone: ProviderZone) -> any ZoneProvider {
        let hostedZone = zone.options(HostedZoneSettings.self).filled(from: settings.hostedZone)
        return Route53Provider(
            account: account, choice: HostedZoneChoice(hostedZone, isAbsent: zone.isAbsent),
            expectedSets: zone.setCount, mayExistElsewhere: zone.mayExistElsewhere)
    }

    var directory: any ZoneDirectory { Route53Directory(account: account) }

    var history: (any ChangeHistory)? { Route53History(account: account) }
}

extension HostedZoneChoice {
    init(_ settings: HostedZoneSettings, isAbsent: Bool) {
        self.init(
            zoneID: settings.zoneID, isPrivate: settings.isPrivate, vpcID: settings.vpcID,
            vpcRegion: settings.vpcRegion, delegationSet: settings.delegationSet, comment: settings.comment,
            isAbsent: isAbsent)
    }
}
