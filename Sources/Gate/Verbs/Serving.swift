internal import DNSModel
package import ZonePlanning

/// Waits until name servers serve what was applied, and keeps what they said.
package struct Serving: Sendable {
    private let ports: GatePorts
    private let applied: Applying.Applied

    package init(_ ports: GatePorts, of applied: Applying.Applied) {
        self.ports = ports
        self.applied = applied
    }

    /// Asks name servers until they serve what was applied, now or before.
    ///
    /// - Parameters:
    ///   - queries: asks them.
    ///   - lookup: finds them.
    ///   - timing: how long they are asked.
    /// - Returns: one for each zone of the plan with work that could be read.
    /// - Throws: ``GateError`` where a zone that was applied before can't be read.
    package func wait(
        asking queries: any NameServerQueries, _ lookup: NameServerLookup, _ timing: PropagationTiming
    ) async throws(GateError) -> [Propagation] {
        var live = applied.outcome.live
        let zones = applied.document.plan.zones.filter(\.hasChanges)
        if applied.outcome.wasAppliedBefore {
            let apexes = Set(zones.map(\.apex))
            for result in await ports.reconciler.liveZones(of: applied.jobs.filter({ apexes.contains($0.apex) })) {
                do throws(ProviderError) {
                    live.append(try result.get())
                } catch {
                    throw GateError(.failed, Printable.lines(error.message), id: error.code.id)
                }
            }
        }
        let byApex = Dictionary(live.map { ($0.zone.apex, $0) }, uniquingKeysWith: { first, _ in first })
        let changes = zones.compactMap { zone in
            byApex[zone.apex].map {
                AppliedChanges(plan: applied.document.digest, changes: zone.changes.map(\.change), live: $0)
            }
        }
        return await ports.reconciler.propagation(of: changes, asking: queries, lookup, timing)
    }

    /// Writes what was found out into the ledger.
    ///
    /// - Parameter propagations: what was found out.
    /// - Throws: ``GateError`` where that could not be done; what was applied is applied.
    package func keep(_ propagations: [Propagation]) async throws(GateError) {
        guard let first = propagations.first else { return }
        let problem: String
        do throws(LedgerError) {
            var files: [LedgerFile] = []
            for propagation in propagations {
                files.append(try await LedgerLayout.file(of: propagation, in: applied.ledger))
            }
            try await applied.ledger.append(
                files, message: "Propagation of plan \(first.plan.short)\n\n\(first.plan)\n")
            return
        } catch {
            problem = error.message
        }
        throw GateError(
            .failed,
            "the plan is applied and its receipt is written, but the answers of the name servers could not be "
                + "recorded: \(Printable.text(problem))",
            id: "ledger")
    }
}
