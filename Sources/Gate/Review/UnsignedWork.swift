package import ZoneFiles
package import ZonePlanning

// Decision 0101: an author whom nobody knows.

/// Says before the merge that commits of a change are by nobody who is known, where the settings ask for signatures:
/// once they are merged, they can't be signed any more.
package struct UnsignedWork: Sendable {
    /// How many commits are looked at; each takes a check of its signature.
    package static let most = 100

    private let ports: GatePorts
    private let ledger: TrustedLedger

    /// - Parameters:
    ///   - ports: the edges.
    ///   - ledger: the ledger that counts.
    package init(_ ports: GatePorts, _ ledger: TrustedLedger) {
        self.ports = ports
        self.ledger = ledger
    }

    /// The commits that have a part in a plan, are not on the protected branch yet, and are signed by nobody who is
    /// known.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - commit: the commit that it was made of.
    ///   - settings: what that says.
    /// - Returns: the commits, newest first; none where signatures are not asked for.
    /// - Throws: ``GateError`` where that can't be found out.
    package func commits(of plan: Plan, at commit: CommitID, _ settings: Settings) async throws(GateError) -> [CommitID]
    {
        guard plan.source == .commit else { return [] }
        let trusted = try TrustedBranch.find(in: ports.clone)
        guard let now = trusted.settings else { return [] }
        let rule = try await RuleStatus(of: trusted, now, in: ledger.ledger, setsAside: false)
        let signed = SignedAuthors(now.review, trusted.signers, rule, ports.clone, ports.approvals)
        guard signed.isAsked else { return [] }
        do {
            let named = try Authorship(of: plan, commit, settings, aheadOf: trusted, in: ports.clone)
            let count = Set(named.named.map(\.commit)).count
            guard count <= Self.most else {
                throw GateError(
                    .failed, "\(count) commits have a part in the change, and \(Self.most) are looked at before a merge"
                )
            }
            return try signed.known(named).unsigned
        } catch let error as GitError {
            throw GateError(error)
        } catch let error as GateError {
            throw error
        } catch let error as ApprovalSourceError {
            throw GateError(approvalsUnreadable: error.message)
        } catch {
            throw GateError(.failed, "\(error)")
        }
    }
}
