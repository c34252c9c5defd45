internal import DNSModel
internal import ZoneFiles

/// How a ledger is shared and signed, and by which settings.
struct LedgerTerms {
    var settings: LedgerSettings
    /// The settings that were accepted; `nil` where none were.
    var accepted: AcceptedSettings?

    init(settings: LedgerSettings, accepted: AcceptedSettings? = nil) {
        self.settings = settings
        self.accepted = accepted
    }

    /// What accepted settings say.
    ///
    /// - Parameter accepted: the settings.
    /// - Throws: ``LedgerError`` where this version can't read them.
    init(_ accepted: AcceptedSettings) throws(LedgerError) {
        guard let settings = SettingsReader.ledger(of: accepted.settings) else {
            throw LedgerError(
                "the ledger's '\(Printable.text(accepted.folder))' says how the ledger is shared and signed, and this "
                    + "version can't read it; upgrade to the gate53 that accepted it. If no gate53 did, "
                    + LedgerRemedy.without(accepted.folder))
        }
        self.init(settings: settings, accepted: accepted)
    }
}
