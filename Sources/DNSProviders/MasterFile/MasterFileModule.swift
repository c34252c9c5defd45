internal import DNSModel
internal import Gate
package import ZoneFiles
internal import ZonePlanning

/// A folder of RFC 1035 master files.
package struct MasterFileModule: ProviderModule {
    package init() {}

    package let name = MasterFileProvider.kind
    package let example = "{type: \(MasterFileProvider.kind), directory: live}"
    package let keys = ["directory", "serial", "reload", "nameservers", "soa", "check-names"]
    package let zoneKeys = [ZoneKey("soa", mayStandAnywhere: true), ZoneKey("nameservers", mayStandAnywhere: true)]

    /// Source: README of octodns-bind.
    package let octoDNS: OctoDNSKind? = OctoDNSKind(
        targetClass: "ZoneFileProvider",
        names: [
            "bind", "octodns_bind", "zonefileprovider", "octodns_bind.zonefileprovider", "zonefilesource",
            "octodns_bind.zonefilesource", "bindprovider", "octodns_bind.bindprovider",
        ],
        lines: { fields in fields["directory"].map { [.key("directory", $0)] } })

    package func options(_ section: inout SettingsSection) -> MasterFileSettings? {
        MasterFileSettings(reading: &section)
    }

    package func zoneOptions(_ section: inout SettingsSection) -> MasterFileZoneSettings {
        MasterFileZoneSettings(reading: &section)
    }

    package func starter(folder: String) -> ProviderStarter {
        ProviderStarter(
            name: "live",
            lines: [
                .key("directory", folder),
                .comment("What a zone gets that has no master file yet:"),
                .comment("nameservers: [ns1.example.com., ns2.example.com.]"),
                .comment("soa: {mname: ns1.example.com., rname: hostmaster@example.com}"),
                .comment("Run after a write, without a shell:"),
                .comment("reload: [rndc, reload]"),
            ], servedFolder: folder)
    }

    package func provider(_ options: MasterFileSettings, in run: ProviderRun) -> any DeclaredProvider {
        DeclaredMasterFiles(settings: options, run: run)
    }
}

/// A folder of master files that settings name.
struct DeclaredMasterFiles: DeclaredProvider {
    let settings: MasterFileSettings
    let run: ProviderRun

    func zone(_ zone: ProviderZone) -> any ZoneProvider {
        MasterFileProvider(
            configuration: settings.configuration(of: zone.options(MasterFileZoneSettings.self), at: run.path),
            today: run.today, mayExistElsewhere: zone.mayExistElsewhere)
    }

    var directory: any ZoneDirectory {
        MasterFileProvider(
            configuration: MasterFileConfiguration(directory: run.path(settings.directory)), today: run.today)
    }
}
