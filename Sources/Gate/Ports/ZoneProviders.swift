internal import DNSModel
package import ZoneFiles
internal import ZonePlanning

/// Makes the providers that settings name.
package protocol ZoneProviders: Sendable {
    /// The provider of a declared zone.
    ///
    /// - Parameters:
    ///   - zone: the zone.
    ///   - declared: what is declared beside it.
    ///   - followed: by whose word credentials are sent to the place that the settings name.
    /// - Returns: the provider; `nil` where the settings name none of that name, which is one of their mistakes.
    /// - Throws: ``GateError``; refused where nobody has accepted the place.
    func provider(
        of zone: DesiredState.DeclaredZone, in declared: DeclaredState, _ followed: FollowedSettings
    ) throws(GateError) -> (any ZoneProvider)?

    /// The log of a provider, where it has one.
    ///
    /// - Parameters:
    ///   - name: the provider.
    ///   - settings: those that declare it.
    ///   - count: how many of its zones are looked at.
    /// - Returns: the log; `nil` where it has none.
    func history(of name: String, in settings: Settings, zones count: Int) -> (any ChangeHistory)?

    /// What a provider's own record types stand for in zone files (Decision 0005).
    func types(of name: String, in settings: Settings) -> ProviderTypes
}
