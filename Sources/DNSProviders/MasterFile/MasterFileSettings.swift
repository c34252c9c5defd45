package import DNSModel
package import ZoneFiles

/// What the settings say of a folder of master files.
package struct MasterFileSettings: ProviderOptions {
    /// The folder; a relative path is below the repository's root.
    package var directory: String
    package var checkNames = MasterFileConfiguration.CheckNames.fail
    package var serial = MasterFileConfiguration.SerialPolicy.date
    /// The command to run after a zone was written, as its arguments; empty for none.
    package var reload: [String] = []
    /// The apex NS of zones that declare none.
    package var nameServers: [DomainName] = []
    /// The SOA of zones that have no file yet.
    package var soa = SOASettings()

    package init(directory: String) { self.directory = directory }

    package var credentialDestination: CredentialDestination? { nil }
    package var command: [String] { reload }

    init(reading section: inout SettingsSection) {
        directory = section.folder("directory") ?? ""
        if !section.has("directory") { section.missing("the provider has no 'directory' for its master files") }
        serial = section.choice("serial", MasterFileConfiguration.SerialPolicy.self) ?? serial
        checkNames = section.choice("check-names", MasterFileConfiguration.CheckNames.self) ?? checkNames
        reload = section.texts("reload", example: "[rndc, reload]")
        nameServers = section.hosts("nameservers")
        soa = section.soa("soa")
    }

    /// How the file of a zone is written.
    ///
    /// - Parameters:
    ///   - zone: what the settings say of the zone.
    ///   - path: a path of the settings as the system takes it.
    /// - Returns: the configuration.
    func configuration(
        of zone: MasterFileZoneSettings, at path: (_ path: String) -> String
    ) -> MasterFileConfiguration {
        let soa = zone.soa.filled(from: soa)
        let defaults = MasterFileConfiguration.StartOfAuthority()
        return MasterFileConfiguration(
            directory: path(directory),
            soa: MasterFileConfiguration.StartOfAuthority(
                mname: soa.mname, rname: soa.rname, refresh: soa.refresh ?? defaults.refresh,
                retry: soa.retry ?? defaults.retry, expire: soa.expire ?? defaults.expire,
                minimum: soa.minimum ?? defaults.minimum, ttl: soa.ttl ?? defaults.ttl),
            nameservers: zone.nameServers.isEmpty ? nameServers : zone.nameServers, serial: serial, reload: reload,
            checkNames: checkNames)
    }
}

/// What the settings say of a zone for its master file.
package struct MasterFileZoneSettings: ZoneOptions {
    /// The SOA of the zone where it has no file yet, where that is more than the provider's settings say.
    package var soa = SOASettings()
    /// The apex NS of a zone that declares none; else those of the provider's settings.
    package var nameServers: [DomainName] = []

    package init() {}

    init(reading section: inout SettingsSection) {
        soa = section.soa("soa")
        nameServers = section.hosts("nameservers")
    }

    /// A zone is found by its name.
    package func meansSameZone(as other: MasterFileZoneSettings) -> Bool { true }
}
