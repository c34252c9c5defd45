package import ZoneFiles
internal import ZonePlanning

/// Makes the providers that settings name, each the same in all of a run.
package protocol ZoneProviders: Sendable {
    /// The provider of a declared zone, wherever its credentials would go: for whoever asks it nothing.
    ///
    /// - Parameters:
    ///   - zone: the zone.
    ///   - declared: what is declared beside it.
    /// - Returns: the provider; `nil` where the settings name none of that name, which is one of their mistakes.
    func uncheckedProvider(of zone: DesiredState.DeclaredZone, in declared: DeclaredState) -> (any ZoneProvider)?

    /// What a provider has in all.
    ///
    /// - Parameters:
    ///   - name: what the settings call it.
    ///   - settings: what they say of it.
    /// - Returns: its zones; `nil` where nobody can read its settings.
    func directory(of name: String, _ settings: ProviderSettings) -> (any ZoneDirectory)?

    /// The log of a provider.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - settings: those that declare it.
    ///   - count: how many of its zones are looked at.
    /// - Returns: the log; `nil` where it has none.
    func history(of name: String, in settings: Settings, zones count: Int) -> (any ChangeHistory)?

    /// What a provider's own record types stand for in zone files (Decision 0005).
    func types(of name: String, in settings: Settings) -> ProviderTypes

    /// Which of the provider's zones of one name is meant, as far as the settings say it.
    func choice(of zone: ZoneSettings, in settings: Settings) -> ZoneChoice

    /// Where a provider's credentials go, without what the environment of the job says itself.
    func unsaidDestination(of settings: ProviderSettings) -> CredentialDestination?
}

/// Which of several zones of one name is meant; `nil` where nothing is said.
package struct ZoneChoice: Hashable, Sendable {
    package var id: String?
    package var isPrivate: Bool?

    package init(id: String? = nil, isPrivate: Bool? = nil) {
        self.id = id
        self.isPrivate = isPrivate
    }
}

extension ZoneProviders {
    /// The provider of a declared zone, whose credentials go where they may.
    ///
    /// - Parameters:
    ///   - zone: the zone.
    ///   - declared: what is declared beside it.
    ///   - followed: by whose word credentials are sent somewhere.
    /// - Returns: see ``uncheckedProvider(of:in:)``.
    /// - Throws: ``GateError``, refused where nobody has accepted the place.
    func provider(
        of zone: DesiredState.DeclaredZone, in declared: DeclaredState, _ followed: FollowedSettings
    ) throws(GateError) -> (any ZoneProvider)? {
        let name = zone.settings.provider
        if let settings = declared.settings.providers[name] { try check(name, settings, followed) }
        return uncheckedProvider(of: zone, in: declared)
    }

    /// Refuses to send credentials somewhere that nobody has accepted.
    func check(_ name: String, _ settings: ProviderSettings, _ followed: FollowedSettings) throws(GateError) {
        guard let said = settings.credentialDestination, let unsaid = unsaidDestination(of: settings) else { return }
        try followed.checkDestination(of: name, said, unsaid: unsaid)
    }
}
