internal import ZoneFiles
package import ZonePlanning

// Decision 0093: acceptances are a chain.

/// The settings by which a run holds its reviews: those that were accepted last when the ledger was found.
package struct RuleInForce: Sendable {
    private let ledger: TrustedLedger
    private let version: LedgerVersion
    private let sources: any ApprovalSources
    private let clone: Clone
    private let tip: CommitID

    /// - Parameters:
    ///   - ledger: the ledger that counts, as it was found just now.
    ///   - ports: the edges.
    /// - Throws: ``GateError`` where the ledger can't be read.
    package init(_ ledger: TrustedLedger, _ ports: GatePorts) async throws(GateError) {
        self.ledger = ledger
        sources = ports.approvals
        clone = ports.clone
        tip = try TrustedBranch.find(in: clone).branch.commit
        do throws(LedgerError) { version = try await ledger.ledger.version() } catch { throw GateError(error) }
    }

    /// Refuses where other settings were accepted since: the reviews were held by those before. Where anything came to
    /// the ledger, what is accepted is found out anew.
    ///
    /// - Parameter accepts: the settings that the run itself accepts; it may have written that by now.
    /// - Throws: `ReviewRefusal`.
    package func requireLast(or accepts: AcceptedSettings?) async throws(ReviewRefusal) {
        let last: AcceptedSettings?
        do throws(LedgerError) {
            if try await ledger.ledger.version() == version { return }
            last = try await AcceptanceChain(
                ledger: ledger.ledger, sources: sources, clone: clone, at: tip, decides: true
            ).walk().accepted.first
        } catch {
            throw ReviewRefusal(reasons: [ReviewRefusal.Reason(.unreadable(error.message))])
        }
        if last?.digest == ledger.accepted?.digest { return }
        if let last, last.digest == accepts?.digest { return }
        throw ReviewRefusal(reasons: [
            ReviewRefusal.Reason(.otherAccepted)
        ])
    }
}
