/// What the settings say of a provider: its kind, and what its module has read. Who is not that module can compare it
/// and no more.
package struct ProviderSettings: Hashable, Sendable {
    /// The kind, as the settings name it.
    package let kind: String
    let escapes: TextEscapes
    /// What zone files may call a provider of the kind, in lower case.
    let kindNames: Set<String>
    private let value: any ProviderOptions

    package init<Kind: ProviderKind>(_ kind: Kind, _ options: Kind.Options) {
        self.kind = kind.name
        escapes = kind.escapes
        kindNames = (kind.octoDNS?.names ?? []).union([kind.name])
        value = options
    }

    /// What a module has read; `nil` where it was another one.
    package func options<Options: ProviderOptions>(_: Options.Type) -> Options? { value as? Options }

    package static func == (left: ProviderSettings, right: ProviderSettings) -> Bool {
        left.kind == right.kind && left.value.isSame(as: right.value)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        value.hash(into: &hasher)
    }

    /// See ``ProviderOptions/credentialDestination``.
    package var credentialDestination: CredentialDestination? { value.credentialDestination.map(ofKind) }
    /// See ``ProviderOptions/credentialDestination(besides:)``.
    package func credentialDestination(besides environment: [String: String]) -> CredentialDestination? {
        value.credentialDestination(besides: environment).map(ofKind)
    }

    private func ofKind(_ destination: CredentialDestination) -> CredentialDestination {
        CredentialDestination(kind: kind, endpoint: destination.endpoint, profile: destination.profile)
    }

    /// See ``ProviderOptions/command``.
    package var command: [String] { value.command }
}

/// What the settings say of a zone for its provider alone, as the provider's module has read it.
package struct ZoneProviderSettings: Hashable, Sendable {
    private let value: any ZoneOptions

    package init(_ options: some ZoneOptions) { value = options }

    /// What a module has read; nothing is said where it was another one.
    package func options<Options: ZoneOptions>(_: Options.Type) -> Options { value as? Options ?? Options() }

    package static func == (left: ZoneProviderSettings, right: ZoneProviderSettings) -> Bool {
        left.value.isSame(as: right.value)
    }

    package func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }

    /// Whether the same of the provider's zones is meant.
    package func meansSameZone(as other: ZoneProviderSettings) -> Bool { value.meansSame(as: other.value) }
}

extension ProviderOptions {
    fileprivate func isSame(as other: any ProviderOptions) -> Bool { other as? Self == self }
}

extension ZoneOptions {
    fileprivate func isSame(as other: any ZoneOptions) -> Bool { other as? Self == self }

    fileprivate func meansSame(as other: any ZoneOptions) -> Bool {
        (other as? Self).map { meansSameZone(as: $0) } ?? false
    }
}

extension ProviderKind {
    func settings(_ section: inout SettingsSection) -> ProviderSettings? {
        options(&section).map { ProviderSettings(self, $0) }
    }

    func zoneSettings(_ section: inout SettingsSection) -> ZoneProviderSettings {
        ZoneProviderSettings(zoneOptions(&section))
    }
}
