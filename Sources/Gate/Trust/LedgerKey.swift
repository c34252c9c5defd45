internal import ZoneFiles
internal import ZonePlanning

// Decision 0103: who signs the ledger is named.

extension GatePorts {
    /// Refuses to accept settings by which the key that signs the ledger here may not: the event that accepts them
    /// would be the last that anybody could read.
    ///
    /// - Parameter accepts: the settings; `nil` where none are accepted.
    /// - Throws: ``GateError``.
    func requireOwnKey(toSign accepts: AcceptedSettings?) throws(GateError) {
        guard let accepts else { return }
        do throws(LedgerError) {
            let terms = try LedgerTerms(accepts).settings
            guard terms.sign == .required else { return }
            if let signers = accepts.signers,
                try ledgers.signs(as: LedgerSigners(signers, principals: terms.signedBy))
            {
                return
            }
        } catch {
            throw GateError(refused: error.message, id: "ledger-key")
        }
        throw GateError(
            refused:
                "the settings of \(accepts.commit.prefix(12)) say 'ledger: {sign: required}', and the key that signs "
                + "the ledger here is not among those that may by them; the ledger could not be read any more once "
                + "they were accepted. Add the key to the signers file with namespaces=\"git\", under a name that "
                + "'signed-by' has where that names some. To change the key, let both sign first, then sign with the "
                + "new one, and take the old one out at last",
            id: "ledger-key")
    }
}
