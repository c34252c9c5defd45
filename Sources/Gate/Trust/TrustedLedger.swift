package import DNSModel
package import ZoneFiles
internal import ZonePlanning

// Decision 0047: which ledger counts is found from where it began.

// Decision 0083: a verb is a type of the gate.

/// The ledger that counts in a run, as it was when it was found.
package struct TrustedLedger: Sendable {
    package let ledger: any Ledger
    /// Where it is, and how it is shared and signed.
    package let settings: LedgerSettings
    /// The settings that were accepted last; `nil` where none were.
    package let accepted: AcceptedSettings?
    /// What these say: a file that can't be read accepts nothing.
    package let acceptedSettings: Settings?
    /// Whether it is known that this is the ledger, and that nothing else was accepted: false where the protected
    /// branch or its history is not here, or the ledger could not be reached.
    package let isCertain: Bool

    /// Made by ``LedgerSearch`` alone.
    init(
        _ ledger: any Ledger, _ settings: LedgerSettings, _ accepted: AcceptedSettings?, _ kinds: ProviderKinds,
        isCertain: Bool
    ) {
        self.ledger = ledger
        self.settings = settings
        self.accepted = accepted
        self.isCertain = isCertain
        acceptedSettings = accepted.map { accepted in
            SettingsReader.read(accepted.settings, path: Self.acceptedPath, kinds).settings
                ?? Settings(path: Self.acceptedPath)
        }
    }

    private static let acceptedPath = "the accepted settings"

    /// The first commit of the ledger, in hexadecimal; `nil` where there is none yet.
    ///
    /// - Throws: ``GateError``.
    package func root() async throws(GateError) -> String? {
        do throws(LedgerError) { return try await ledger.root() } catch { throw GateError(error) }
    }

    /// For how many days approvals of a plan count: settings that nobody accepted can't make it longer.
    ///
    /// - Parameter review: what settings say of it.
    /// - Returns: the number of days.
    func validFor(by review: ReviewSettings?) -> Int {
        let own = review?.validFor ?? ReviewSettings.usualValidFor
        return min(own, acceptedSettings?.review.validFor ?? own)
    }

    /// The number of a zone's last receipt, in the order of the ledger; `nil` where it has none.
    ///
    /// - Parameter apex: the zone.
    /// - Returns: the number.
    /// - Throws: ``GateError``.
    package func lastReceiptNumber(of apex: DomainName) async throws(GateError) -> Int? {
        do throws(LedgerError) {
            var receipts = try await ZoneReceipts(of: apex, in: ledger)
            return try await receipts.next()?.number
        } catch { throw GateError(error) }
    }

    /// What a run's own settings may decide.
    ///
    /// - Parameter isApproved: whether who decides has approved them, or whoever runs it says so.
    /// - Returns: by whose word.
    package func followed(isApproved: Bool = false) -> FollowedSettings {
        guard !isApproved, let acceptedSettings else { return .own }
        return .accepted(acceptedSettings)
    }
}
