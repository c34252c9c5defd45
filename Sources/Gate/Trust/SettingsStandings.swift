internal import DNSModel
internal import ZoneFiles
package import ZonePlanning

extension TrustedLedger {
    /// How settings and signers stand to those that were accepted last.
    ///
    /// - Parameters:
    ///   - declared: what is declared under them.
    ///   - clone: where their files are.
    /// - Returns: how they stand; unknown where the ledger is not certain.
    /// - Throws: ``GateError``.
    package func standing(of declared: DeclaredState, in clone: Clone) throws(GateError) -> SettingsStanding {
        guard isCertain else { return .unknown }
        guard let accepted else { return .accepted }
        let (settings, signers) = try Self.files(of: declared, in: clone)
        return SettingsStanding(of: settings, signers, declared.settings.review.signers, to: accepted)
    }

    /// The same, and where they are those accepted last, how they stood to the ones before: by such a plan they may
    /// have been accepted, and it is made again to be finished.
    ///
    /// - Parameters: as for ``standing(of:in:)``.
    /// - Throws: ``GateError``.
    package func standings(
        of declared: DeclaredState, in clone: Clone
    ) async throws(GateError) -> [SettingsStanding] {
        let now = try standing(of: declared, in: clone)
        guard case .accepted = now, accepted != nil else { return [now] }
        let before: AcceptedSettings?
        do throws(LedgerError) {
            before = try await AcceptedSettings.last(2, in: ledger).dropFirst().first
        } catch {
            throw GateError(error)
        }
        guard let before else { return [now] }
        let (settings, signers) = try Self.files(of: declared, in: clone)
        return [now, SettingsStanding(of: settings, signers, declared.settings.review.signers, to: before)]
    }

    private static func files(
        of declared: DeclaredState, in clone: Clone
    ) throws(GateError) -> (settings: [UInt8], signers: [UInt8]?) {
        try GateError.ofGit { () throws(GitError) in
            let tree = try clone.files(ofCommit: declared.commit)
            return (
                try clone.settings(in: tree).octets,
                try clone.signers(at: declared.settings.review.signers, in: tree)
            )
        }
    }
}
