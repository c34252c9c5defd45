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
    package func settingsStatus(of declared: DeclaredState, in clone: Clone) throws(GateError) -> SettingsStatus {
        guard isCertain else { return .unknown }
        guard let accepted else { return .accepted }
        let (settings, signers) = try Self.files(of: declared, in: clone)
        return SettingsStatus(of: settings, signers, declared.settings.review.signers, to: accepted)
    }

    private static func files(
        of declared: DeclaredState, in clone: Clone
    ) throws(GateError) -> (settings: [UInt8], signers: [UInt8]?) {
        try GateError.ofGit { () throws(GitError) in
            let tree = try declared.files(in: clone)
            return (
                try clone.settings(in: tree).octets,
                try clone.signers(at: declared.settings.review.signers, in: tree)
            )
        }
    }
}
