package import DNSProviders
internal import Gate
package import ZoneFiles

/// Example DNS.
package struct ExampleModule: ProviderModule {
    /// The service; a module of the product makes a client of it from the settings, in `provider(_:in:)`.
    let service: ExampleService

    package let name = ExampleProvider.kind
    package let example = "{type: \(ExampleProvider.kind)}"
    package let keys = ["endpoint"]
    package let zoneKeys = [ZoneKey("view", whyNotForEveryZone: "means one zone")]
    package let octoDNS: OctoDNSKind? = nil

    package func options(_ section: inout SettingsSection) -> ExampleSettings? { ExampleSettings(reading: &section) }

    package func zoneOptions(_ section: inout SettingsSection) -> ExampleZoneSettings {
        ExampleZoneSettings(reading: &section)
    }

    package func starter(folder: String) -> ProviderStarter {
        ProviderStarter(
            name: "example", lines: [.comment("The token comes from the environment, as EXAMPLE_TOKEN.")],
            pipelineParts: "Example DNS", namesServers: true)
    }

    package func provider(_ options: ExampleSettings, in run: ProviderRun) -> any DeclaredProvider {
        DeclaredExample(service: service, watch: run.watch)
    }
}

/// An account at Example DNS that settings name.
struct DeclaredExample: DeclaredProvider {
    let service: ExampleService
    let watch: ProviderWatch

    func zone(_ zone: ProviderZone) -> any ZoneProvider {
        ExampleProvider(service: service, view: zone.options(ExampleZoneSettings.self).view, watch: watch)
    }

    var directory: any ZoneDirectory { ExampleProvider(service: service, view: nil, watch: watch) }
}
