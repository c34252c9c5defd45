package import ZonePlanning

/// A provider's own log of who changed record sets. Changes nothing.
package protocol ChangeHistory: Sendable {
    /// What the log says of a time until now.
    ///
    /// - Parameters:
    ///   - since: since when, in UTC, as in `2026-11-23T10:15:30Z`; `nil` means as far back as the log goes.
    ///   - isEnough: whether what was found, newest first, is enough, so that nothing older is asked for.
    /// - Returns: the events, newest first.
    /// - Throws: ``ProviderError`` where the log can't be read; with code `denied` where that is not allowed.
    func events(
        since: String?, until isEnough: @escaping @Sendable (_ found: [ZoneEvent]) -> Bool
    ) async throws(ProviderError) -> ZoneHistory
}
