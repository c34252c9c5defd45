internal import ZonePlanning

/// What the zone files may call the providers of the settings, in octoDNS's `included` and `excluded`: the one place
/// where octoDNS's names are understood.
///
/// A name is that of a provider in the settings; else one that the provider says octoDNS has for it, `octodns-name`;
/// else its type, or the class that octoDNS has for that type, in either case.
package struct ProviderNames: Hashable, Sendable {
    /// The name of the zone's provider in the settings.
    package var own: String
    /// Every provider of the settings by name.
    private let providers: [String: Provider]
    /// Providers that gate53 does not serve.
    private let others: Set<String>

    private struct Provider: Hashable, Sendable {
        var octoDNSNames: [String]
        var types: Set<String>
    }

    /// What a name stands for.
    enum Meaning: Hashable {
        /// The zone's provider.
        case own
        /// Another one.
        case other
        /// It fits several providers by their type, the zone's among them.
        case ambiguous([String])
        /// Nothing that is known.
        case unknown
    }

    /// - Parameters:
    ///   - own: the name of the zone's provider.
    ///   - settings: what the settings say of all providers.
    package init(of own: String, in settings: Settings) {
        self.own = own
        others = Set(settings.otherProviders)
        providers = Dictionary(
            settings.providers.map { name, provider in
                (name, Provider(octoDNSNames: settings.octoDNSNames[name] ?? [], types: provider.kindNames))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// A provider of which only the name is known, and others that gate53 does not serve.
    package init(own: String, others: [String] = []) {
        self.own = own
        self.others = Set(others)
        providers = [own: Provider(octoDNSNames: [], types: [])]
    }

    func meaning(of name: String) -> Meaning {
        if name == own { return .own }
        if providers[name] != nil || others.contains(name) { return .other }
        let named = providers.filter { $0.value.octoDNSNames.contains(name) }.keys
        if !named.isEmpty { return named.contains(own) ? .own : .other }
        let typed = providers.filter { $0.value.types.contains(name.lowercased()) }.keys
        if typed.isEmpty { return .unknown }
        guard typed.contains(own) else { return .other }
        return typed.count == 1 ? .own : .ambiguous(typed.sorted())
    }

    /// Every name that is understood, for finding what was meant.
    var known: [String] {
        Set(providers.keys).union(others).union(providers.values.flatMap { $0.octoDNSNames + $0.types }).sorted()
    }

    /// The providers of the settings.
    var names: [String] { providers.keys.sorted() }
}
