package import DNSModel
package import ZoneFiles
package import ZonePlanning

/// What drift is looked for in: what the protected branch declares, and what was last applied.
package struct DriftScope: Sendable {
    package let trusted: TrustedBranch
    /// The zones that can be read, as the branch declares them.
    package let declared: DeclaredState
    package let ledger: TrustedLedger
    package fileprivate(set) var jobs: [DriftJob] = []
    /// Zones whose files or settings have mistakes.
    package fileprivate(set) var failures: [Drift.Failure] = []
    /// The zones that were applied once and are declared no more, where all zones are looked at.
    package fileprivate(set) var forgotten: [DomainName] = []

    package var branch: ProtectedBranch { trusted.branch }
    package var settings: Settings { declared.settings }
}

/// Reads what drift is looked for in. Asks no provider.
package struct DriftScopeReader: Sendable {
    private let ports: GatePorts
    /// The zones to look at; empty for all.
    private let only: Set<DomainName>
    private let fetching: LedgerFetching

    /// - Parameters:
    ///   - ports: the edges.
    ///   - only: the zones to look at; empty for all.
    ///   - fetching: how the ledger is fetched.
    package init(_ ports: GatePorts, only: Set<DomainName>, _ fetching: LedgerFetching) {
        self.ports = ports
        self.only = only
        self.fetching = fetching
    }

    /// Reads the protected branch and the ledger.
    ///
    /// A mistake in a zone's files makes that zone a failure, and the others are looked at. Mistakes are told.
    ///
    /// - Parameter news: told what was found out by the way, for whoever is told of the end.
    /// - Returns: the scope.
    /// - Throws: ``GateError`` or ``GitError`` where branch, settings or ledger can't be read.
    package func read(_ news: inout ApplyNews) async throws -> DriftScope {
        let trusted = try TrustedBranch.find(in: ports.clone)
        let reading = try ports.clone.settings(in: trusted.tree)
        let state = try ports.clone.reader(only: only.isEmpty ? nil : only).read(trusted.tree, reading)
        // That there is no zone file is said once, of each zone that was asked for.
        let found = (state?.diagnostics ?? reading.diagnostics).filter { $0.id != "no-zone-file" || only.isEmpty }
        let event = GateEvent.diagnostics(found, isPreview: false)
        guard let state else { throw GateError(failedFor: event) }
        ports.observer(event)
        news.found(trusted)
        let ledger = try await ports.ledger(namedBy: state.settings, fetching, isFirst: news.ledger == nil)
        news.found(ledger, isApproved: false)
        var scope = DriftScope(trusted: trusted, declared: DeclaredState(state).withoutUnreadable, ledger: ledger)
        scope.failures = failures(state, scope)
        try await addJobs(to: &scope)
        if only.isEmpty {
            let known = Set(scope.declared.apexes).union(scope.failures.map(\.apex))
            scope.forgotten = try await ledger.appliedZones().subtracting(known).sorted()
        }
        return scope
    }

    /// The zones that can't be checked, by their files.
    private func failures(_ state: DesiredState, _ scope: DriftScope) -> [Drift.Failure] {
        let readable = Set(scope.declared.apexes)
        let mistaken = state.unreadable.sorted().filter { only.isEmpty || only.contains($0) }.map { apex in
            Drift.Failure(
                apex: apex, provider: nil, code: "mistakes",
                message: "its zone files on the protected branch have mistakes; see them with 'gate53 check'")
        }
        let missing = only.sorted().filter { !state.unreadable.contains($0) && !readable.contains($0) }.map { apex in
            Drift.Failure(
                apex: apex, provider: nil, code: "no-zone-file",
                message: "it has no zone file on the protected branch '\(scope.branch.name)'; check the name")
        }
        return mistaken + missing
    }

    private func addJobs(to scope: inout DriftScope) async throws(GateError) {
        var unserved: [Diagnostic] = []
        defer { ports.observer(.diagnostics(unserved, isPreview: false)) }
        let bases = BaseReader(clone: ports.clone, ledger: scope.ledger.ledger)
        for zone in scope.declared.zones {
            let apex = zone.desired.zone.apex
            guard
                let provider = try ports.providers.provider(
                    of: zone, in: scope.declared, scope.ledger.followed())
            else { continue }
            let (desired, found) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            let problems = zone.reported(found)
            unserved += problems
            if problems.contains(where: { $0.severity == .error }) {
                scope.failures.append(
                    Drift.Failure(
                        apex: apex, provider: zone.settings.provider, code: "mistakes",
                        message: "its provider can't serve what the protected branch declares"))
                continue
            }
            do throws(LedgerError) {
                let last = try await bases.base(of: zone, in: scope.declared.settings, at: provider)
                var ownership = Ownership(of: desired, by: zone.settings)
                ownership.remember(last.mayBeLeft)
                scope.jobs.append(
                    DriftJob(
                        desired: desired, ownership: ownership, providerName: zone.settings.provider,
                        provider: provider, last: last))
            } catch {
                throw GateError(.failed, Printable.text(error.message), id: error.id)
            }
        }
    }
}

extension TrustedLedger {
    /// The zones that have a receipt, whatever it says.
    ///
    /// - Throws: ``GateError``.
    package func appliedZones() async throws(GateError) -> Set<DomainName> {
        do throws(LedgerError) {
            var zones: Set<DomainName> = []
            var folder: Substring = ""
            for path in try await ledger.paths(below: LedgerLayout.receiptsFolder) {
                let parts = path.split(separator: "/")
                guard parts.count == 3, parts[1] != folder else { continue }
                folder = parts[1]
                if let apex = LedgerLayout.apex(ofReceiptFolder: folder) { zones.insert(apex) }
            }
            return zones
        } catch {
            throw GateError(.failed, Printable.text(error.message), id: "ledger")
        }
    }
}
