internal import Platform
package import ZoneFiles

/// The providers there are: a line each.
package enum ProviderModules {
    package static let all: [any ProviderModule] = [
        MasterFileModule(),
        Route53Module(),
    ]

    /// As settings see them.
    package static let kinds = ProviderKinds(all)

    /// The module that has read the settings of a provider.
    package static func module(of settings: ProviderSettings) -> (any ProviderModule)? {
        all.first { $0.name == settings.kind }
    }
}

/// The providers that a run has asked for, each made once: all zones of one share its limits and what it has listed.
package final class DeclaredProviders: Sendable {
    private struct Key: Hashable, Sendable {
        var name: String
        var settings: ProviderSettings
    }

    private let known = LockedValue<[Key: any DeclaredProvider]>([:])

    package init() {}

    /// A provider of the settings.
    ///
    /// - Parameters:
    ///   - name: what they call it.
    ///   - settings: what they say of it.
    ///   - run: what the run hands it, where it is asked for the first time.
    /// - Returns: the provider; `nil` where no module has read its settings.
    package func provider(
        _ name: String, _ settings: ProviderSettings, in run: @autoclosure () -> ProviderRun
    ) -> (any DeclaredProvider)? {
        known.locked { known in
            let key = Key(name: name, settings: settings)
            if let provider = known[key] { return provider }
            let provider = ProviderModules.module(of: settings)?.provider(settings, in: run())
            known[key] = provider
            return provider
        }
    }
}
