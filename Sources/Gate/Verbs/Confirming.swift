internal import DNSModel
internal import ZonePlanning

// Decision 0021: the base of drift is the last receipt.

/// Writes down of zones in which nothing waits that live is what the protected branch declares, though something waits
/// in others.
///
/// Without that, what the branch declares there was measured from what was applied before, for as long as anything
/// waits anywhere.
package struct Confirming: Sendable {
    private let ports: GatePorts

    package init(_ ports: GatePorts) { self.ports = ports }

    /// Writes it, of zones of which the ledger has receipts of other files. No settings are accepted by that, and
    /// nothing fails: what can't be written now is written by the next run. No other apply may run in the clone
    /// meanwhile.
    ///
    /// - Parameter merged: what was found at the tip of the protected branch.
    package func run(_ merged: MergedPlan) async {
        guard let plan = merged.inSync?.document.plan else { return }
        let ledger = merged.ledger.ledger
        do {
            var moved: [ZonePlan] = []
            for zone in plan.zones {
                let base = try await BaseReceipts(of: zone.apex, in: ledger).base
                if let base, base.files != zone.files { moved.append(zone) }
            }
            if moved.isEmpty { return }
            let state = merged.state.limited(to: Set(moved.map(\.apex)))
            let jobs = try await JobPreparation(ports, merged.ledger, merged.ledger.followed())
                .jobs(for: state.declared, allowed: [], warns: false)
            var limited = plan
            limited.zones = moved
            let request = ConfirmRequest(
                document: try PlanDocument.of(limited), jobs: jobs, branch: state.branch, commit: state.commit,
                bases: LedgerBases(ports.clone, ledger, state.declared, jobs))
            _ = try await ports.reconciler.confirm(request, ledger: ledger, now: ports.clock.now)
        } catch {
            let zones = plan.zones.map(\.apex.description).joined(separator: ", ")
            ports.observer(
                .note(
                    "the ledger could not record that live is what git declares in \(zones): "
                        + "\(Printable.text("\(error)"))"))
        }
    }
}
