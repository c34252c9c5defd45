internal import DNSModel
package import ZoneFiles
internal import ZonePlanning

/// Opens what providers have in all, for commands that only look.
package struct Directories: Sendable {
    private let ports: GatePorts

    package init(_ ports: GatePorts) { self.ports = ports }

    /// The providers of the settings, by name.
    ///
    /// - Parameters:
    ///   - names: those that are meant; none means all.
    ///   - settings: where they are declared.
    /// - Returns: the providers, in the order of their names.
    /// - Throws: ``GateError`` for a name that the settings do not have, and for a provider at a place that nobody has
    ///   accepted.
    package func named(_ names: [String], in settings: Settings) async throws(GateError) -> [NamedDirectory] {
        let known = settings.providers.keys.sorted()
        for name in names where settings.providers[name] == nil {
            let shown = known.map { "'\(Printable.text($0))'" }.joined(separator: ", ")
            throw GateError(
                .failed, "the settings have no provider '\(Printable.text(name))'; they have \(shown)",
                id: "unknown-provider")
        }
        let asked = known.filter { names.isEmpty || names.contains($0) }
            .compactMap { name in settings.providers[name].map { (name: name, settings: $0) } }
        try await check(asked, of: settings)
        return asked.compactMap { provider in
            ports.providers.directory(of: provider.name, provider.settings).map {
                NamedDirectory(name: provider.name, directory: $0)
            }
        }
    }

    /// Holds the places of providers against what was accepted, where only the settings' word sends credentials there.
    /// The ledger is needed for nothing else.
    ///
    /// - Parameters:
    ///   - providers: by name.
    ///   - settings: those that name them.
    /// - Throws: ``GateError``, refused.
    func check(
        _ providers: [(name: String, settings: ProviderSettings)], of settings: Settings
    ) async throws(GateError) {
        let sent = providers.filter { $0.settings.credentialDestination.map { !$0.isUsual } ?? false }
        if sent.isEmpty { return }
        let followed = try await ports.ledger(namedBy: settings).followed()
        for provider in sent { try ports.providers.check(provider.name, provider.settings, followed) }
    }
}
