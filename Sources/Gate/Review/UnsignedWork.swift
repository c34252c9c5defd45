package import ZoneFiles
package import ZonePlanning

// Decision 0101: an author whom nobody knows.

/// Says before the merge that commits of a change are by nobody who is known, where the settings ask for signatures:
/// once they are merged, they can't be signed any more.
package struct UnsignedWork: Sendable {
    private let ports: GatePorts
    private let ledger: TrustedLedger

    /// - Parameters:
    ///   - ports: the edges.
    ///   - ledger: the ledger that counts.
    package init(_ ports: GatePorts, _ ledger: TrustedLedger) {
        self.ports = ports
        self.ledger = ledger
    }

    /// How many commits are looked at: each takes several programs.
    package static let most = 100

    /// What was found.
    package struct Found: Hashable, Sendable {
        /// The commits, newest first.
        package var unsigned: [CommitID] = []
        /// How many were not looked at.
        package var leftOut = 0
    }

    /// The commits that have a part in a plan, are not on the protected branch yet, and are signed by nobody who is
    /// known.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - commit: the commit that it was made of.
    ///   - settings: what that says.
    /// - Returns: the commits; none where signatures are not asked for.
    /// - Throws: ``GateError`` where that can't be found out.
    package func commits(of plan: Plan, at commit: CommitID, _ settings: Settings) async throws(GateError) -> Found {
        guard plan.source == .commit else { return Found() }
        let trusted = try TrustedBranch.find(in: ports.clone)
        guard let now = trusted.settings else { return Found() }
        let rule = try await RuleStatus(of: trusted, now, in: ledger.ledger, setsAside: false)
        let signed = SignedAuthors(now.review, trusted.signers, rule, ports.clone, ports.approvals)
        guard signed.isAsked else { return Found() }
        do {
            let named = try Authorship(of: plan, commit, settings, aheadOf: trusted, in: ports.clone, most: Self.most)
            return Found(unsigned: try signed.known(named).unsigned, leftOut: named.leftOut)
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
