// Decision 0082: a provider is a module.

/// A kind of provider, as far as settings speak of it: its name, its keys, and how they are read.
///
/// Settings are read here, and no provider is known here: whoever reads settings hands the kinds over. A module of
/// `DNSProviders` is one.
package protocol ProviderKind: Sendable {
    /// What the settings say of a provider of this kind.
    associatedtype Options: ProviderOptions
    /// What they say of a zone for a provider of this kind alone.
    associatedtype Zone: ZoneOptions

    /// What the settings name it, as in `type: master-file`.
    var name: String { get }
    /// The shortest settings of such a provider, for messages.
    var example: String { get }
    /// The keys of a provider besides `type` and `octodns-name`.
    var keys: [String] { get }
    /// The keys of a zone besides those that every zone has.
    var zoneKeys: [ZoneKey] { get }
    /// How octoDNS calls it; `nil` where octoDNS does not have it.
    var octoDNS: OctoDNSKind? { get }
    /// What `\` and three digits are in a text that octoDNS sends to such a provider as it is written.
    var escapes: TextEscapes { get }

    /// Reads what the settings say of a provider.
    ///
    /// - Parameter section: its keys; mistakes go there too.
    /// - Returns: what they say; `nil` where that is of no use.
    func options(_ section: inout SettingsSection) -> Options?

    /// Reads what the settings say of a zone.
    ///
    /// - Parameter section: the zone's keys; mistakes go there too.
    /// - Returns: what they say.
    func zoneOptions(_ section: inout SettingsSection) -> Zone

    /// What the first files of a repository say of such a provider.
    ///
    /// - Parameter folder: the folder that was named on the command line, for kinds that have one.
    /// - Returns: what they say.
    func starter(folder: String) -> ProviderStarter
}

extension ProviderKind {
    package var escapes: TextEscapes { .decimal }
}

/// What the settings say of a provider besides its kind.
package protocol ProviderOptions: Hashable, Sendable {
    /// Where its credentials go; `nil` for a provider without credentials. Each kind says it: what is forgotten here is
    /// sent to whatever place settings name.
    var credentialDestination: CredentialDestination? { get }
    /// The same, without what the environment of the job says too: that is the job's own word, not the settings'.
    func credentialDestination(besides environment: [String: String]) -> CredentialDestination?
    /// The command that is run after a zone was written, as its arguments; empty for none.
    var command: [String] { get }
}

extension ProviderOptions {
    package func credentialDestination(besides environment: [String: String]) -> CredentialDestination? {
        credentialDestination
    }
}

/// What the settings say of a zone for its provider alone.
package protocol ZoneOptions: Hashable, Sendable {
    /// Nothing is said.
    init()
    /// Whether the same of the provider's zones is meant. A kind whose zones are found by their names alone says yes.
    func meansSameZone(as other: Self) -> Bool
}

extension ZoneOptions {
    package func meansSameZone(as other: Self) -> Bool { self == other }
}

/// A key of a zone that is for some kinds of providers.
package struct ZoneKey: Hashable, Sendable {
    package var name: String
    /// Why it can be said of one zone only, as in `means one hosted zone`; `nil` where it can stand under `'*'` too.
    package var whyNotForEveryZone: String?
    /// Whether zones of other kinds may have it too, where it says nothing: what a new zone gets may be said before it
    /// is known where the zone will be.
    package var mayStandAnywhere: Bool

    package init(_ name: String, whyNotForEveryZone: String? = nil, mayStandAnywhere: Bool = false) {
        self.name = name
        self.whyNotForEveryZone = whyNotForEveryZone
        self.mayStandAnywhere = mayStandAnywhere
    }
}

/// How octoDNS calls a kind of provider.
package struct OctoDNSKind: Sendable {
    /// The class of providers that serve zones, without the module that it is in.
    package var targetClass: String
    /// Every name that stands for the kind, in lower case.
    package var names: Set<String>
    /// What the settings say of a provider, by its texts in octoDNS's configuration; `nil` where those do not suffice.
    package var lines: @Sendable (_ fields: [String: String]) -> [StarterLine]?

    package init(
        targetClass: String, names: Set<String>,
        lines: @escaping @Sendable (_ fields: [String: String]) -> [StarterLine]?
    ) {
        self.targetClass = targetClass
        self.names = names
        self.lines = lines
    }
}

/// The kinds of providers there are, in the order in which messages name them.
package struct ProviderKinds: Sendable {
    package let all: [any ProviderKind]

    package init(_ all: [any ProviderKind]) { self.all = all }

    /// None: for what settings say of other things.
    package static let none = ProviderKinds([])

    package var names: [String] { all.map(\.name) }

    package subscript(name: String) -> (any ProviderKind)? { all.first { $0.name == name } }

    /// The keys that a zone of some kind has.
    var zoneKeys: [ZoneKey] {
        var keys: [ZoneKey] = []
        for key in all.flatMap(\.zoneKeys) where !keys.contains(where: { $0.name == key.name }) { keys.append(key) }
        return keys
    }
}
