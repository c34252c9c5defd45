package import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0106: what the service may do stands in git, on the protected branch.

/// What the protected branch says of dynamic names, and the providers of the zones that they are in.
package struct DynamicDeclarations: Sendable {
    /// The commit that is in force, in hexadecimal digits.
    package let commit: String
    package let branch: String
    package let suffixes: [DynamicSuffix]
    /// The names of all record sets that zone files declare.
    package let declared: Set<DomainName>
    /// The zones with dynamic names.
    package let zones: [DomainName: Zone]

    /// A zone with dynamic names.
    package struct Zone: Sendable {
        /// What the zone files declare, with record sets of the provider's own types made ordinary ones.
        package var desired: DesiredZone
        package var providerName: String
        package var provider: any ZoneProvider
    }
}

/// Reads what the service is to do from the protected branch.
package struct DynamicReading: Sendable {
    private let ports: GatePorts

    /// - Parameter ports: the edges.
    package init(_ ports: GatePorts) { self.ports = ports }

    /// Reads the branch as the clone has it.
    ///
    /// Nothing is asked of providers. Their credentials go where the settings say that were accepted, and commands are
    /// run that these name.
    ///
    /// - Parameter fetches: whether branch and ledger are fetched before.
    /// - Returns: what is in force.
    /// - Throws: ``GateError`` where branch, settings, a zone file or the ledger can't be read; then what was in force
    ///   before stays so.
    package func read(fetches: Bool) async throws(GateError) -> DynamicDeclarations {
        if fetches {
            do throws(GitError) { try await ports.fetchProtectedBranch() } catch { throw GateError(error) }
        }
        let trusted = try TrustedBranch.find(in: ports.clone).withSettings(in: ports.clone)
        let state = try GateError.ofGit { () throws(GitError) in
            try ports.clone.reader().read(trusted.tree, try ports.clone.settings(in: trusted.tree))
        }
        guard let state else { throw GateError(failedFor: .diagnostics(trusted.diagnostics, isPreview: false)) }
        let declared = DeclaredState(state)
        try declared.check(ports.observer)
        let suffixes = state.settings.dynamic
        let ledger = try await ports.ledger(namedBy: state.settings, LedgerFetching(fetches: fetches))
        let followed = ledger.followed()
        try followed.checkCommands(of: state.settings)
        var zones: [DomainName: DynamicDeclarations.Zone] = [:]
        for zone in declared.zones {
            let apex = zone.desired.zone.apex
            guard suffixes.contains(where: { $0.apex == apex }),
                let provider = try ports.providers.provider(of: zone, in: declared, followed)
            else { continue }
            let (desired, _) = provider.servable(zone.desired, isLenient: true)
            zones[apex] = DynamicDeclarations.Zone(
                desired: desired, providerName: zone.settings.provider, provider: provider)
        }
        for suffix in suffixes where zones[suffix.apex] == nil {
            throw GateError(
                .failed,
                "\(suffix.location) gives hosts below \(suffix.name) to the dynamic DNS service, and their zone "
                    + "\(suffix.apex) has no zone file; add one",
                id: "dynamic-zone")
        }
        let names = declared.zones.flatMap { $0.desired.zone.sets.map(\.name) }
        return DynamicDeclarations(
            commit: trusted.branch.commit.hex, branch: trusted.branch.name, suffixes: suffixes,
            declared: Set(names), zones: zones)
    }
}
