package import DNSModel
internal import ZoneFiles
package import ZonePlanning

/// One look of a monitor: at branch and ledger as they are now, and at what is live.
package struct MonitorCheck: Sendable {
    /// How zones are looked at.
    package enum Manner: Sendable {
        /// By listing them at their providers.
        case listing
        /// By asking their name servers.
        case asking(any NameServerQueries, NameServerLookup)
    }

    private let ports: GatePorts
    private let only: Set<DomainName>
    private let fetches: Bool
    private let manner: Manner

    /// - Parameters:
    ///   - ports: the edges.
    ///   - only: the zones to look at; empty for all.
    ///   - fetches: whether branch and ledger are fetched.
    ///   - manner: how zones are looked at.
    package init(_ ports: GatePorts, only: Set<DomainName>, fetches: Bool, _ manner: Manner) {
        self.ports = ports
        self.only = only
        self.fetches = fetches
        self.manner = manner
    }

    /// How often a look is repeated where somebody merged or applied meanwhile.
    private static let mostChecks = 3

    /// Looks, and again where branch or ledger moved meanwhile: what was applied between two reads would look like
    /// somebody's change.
    ///
    /// - Parameter news: told whom the settings want to be told, as far as it came.
    /// - Returns: the drift.
    /// - Throws: ``GateError`` or ``GitError``.
    package func run(_ news: inout ApplyNews) async throws -> Drift {
        if fetches { try await fetchBranch() }
        var checks = 0
        while true {
            checks += 1
            let scope = try await DriftScopeReader(
                ports, only: only, LedgerFetching(fetches: fetches, mustFetch: true)
            ).read(&news)
            let version = try await ledgerVersion(scope)
            let check = DriftCheck(ports, of: scope)
            let drift =
                switch manner {
                case .listing: await check.run().drift
                case .asking(let queries, let lookup): await check.quick(asking: queries, lookup)
                }
            guard fetches, drift.isDrifted, checks < Self.mostChecks, !Task.isCancelled else { return drift }
            try await fetchBranch()
            do throws(LedgerError) { try await scope.ledger.ledger.refresh() } catch { throw GateError(error) }
            let branch = try TrustedBranch.find(in: ports.clone).withSettings(in: ports.clone).branch
            if branch == scope.branch, try await ledgerVersion(scope) == version { return drift }
        }
    }

    private func ledgerVersion(_ scope: DriftScope) async throws(GateError) -> LedgerVersion {
        do throws(LedgerError) { return try await scope.ledger.ledger.version() } catch { throw GateError(error) }
    }

    private func fetchBranch() async throws(GateError) {
        do throws(GitError) { try await ports.fetchProtectedBranch() } catch { throw GateError(error) }
    }
}
