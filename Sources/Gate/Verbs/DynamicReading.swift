package import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0106: what the service may do stands in git, on the protected branch.

// Decision 0110: where anybody has to approve, what was accepted counts.

/// What the protected branch says of dynamic names, and the providers of the zones that they are in.
package struct DynamicDeclarations: Sendable {
    /// The commit of the protected branch whose zone files are in force, in hexadecimal digits.
    package let commit: String
    /// The commit whose settings are in force: the same, or the one with which they were accepted.
    package let settingsCommit: String
    /// Whether the settings of the protected branch are others, which wait to be accepted.
    package let isWaiting: Bool
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
        var declared = DeclaredState(state)
        try declared.check(ports.observer)
        // What is accepted decides over what is written, and the branch was fetched for that where it is.
        let ledger = try await ports.ledger(
            namedBy: state.settings, LedgerFetching(fetches: fetches, mustFetch: fetches, decides: true))
        let inForce = try SettingsInForce(of: trusted, state.settings, ledger)
        declared.settings = inForce.settings
        let suffixes = inForce.settings.dynamic
        let followed = ledger.followed()
        try followed.checkCommands(of: inForce.settings)
        var zones: [DomainName: DynamicDeclarations.Zone] = [:]
        for var zone in declared.zones {
            let apex = zone.desired.zone.apex
            guard suffixes.contains(where: { $0.apex == apex }), let settings = inForce.settings.zone(apex) else {
                continue
            }
            zone.settings = settings
            guard
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
            commit: trusted.branch.commit.hex, settingsCommit: inForce.commit, isWaiting: inForce.isWaiting,
            branch: trusted.branch.name, suffixes: suffixes, declared: Set(names), zones: zones)
    }
}

/// The settings by which the service goes: those that were accepted last, where anybody has to approve.
private struct SettingsInForce {
    let settings: Settings
    let commit: String
    let isWaiting: Bool

    /// - Parameters:
    ///   - trusted: the protected branch.
    ///   - merged: its settings.
    ///   - ledger: where it is kept what was accepted.
    /// - Throws: ``GateError`` where nothing was accepted, or what was can't be read.
    init(of trusted: TrustedBranch, _ merged: Settings, _ ledger: TrustedLedger) throws(GateError) {
        guard let accepted = ledger.accepted else {
            guard !merged.review.asksAnybody else {
                throw GateError(
                    refused:
                        "the settings of '\(Printable.text(trusted.branch.name))' ask for approvals, and no settings "
                        + "were accepted yet; have a plan approved, and apply it: that accepts them",
                    id: "dynamic-not-accepted")
            }
            (settings, commit, isWaiting) = (merged, trusted.branch.commit.hex, false)
            return
        }
        if accepted.settings == trusted.octets {
            (settings, commit) = (merged, accepted.commit)
            isWaiting = accepted.signers != trusted.signers
            return
        }
        let path = "the settings that were accepted at \(accepted.commit.prefix(12))"
        guard let read = SettingsReader.read(accepted.settings, path: path, trusted.kinds).settings else {
            throw GateError(
                refused: "this gate53d can't read \(Printable.text(path)); use the version that accepted them",
                id: "rule-unreadable")
        }
        // Where nobody has to approve, and nobody will have to, whoever may merge decides.
        guard read.review.asksAnybody || merged.review.asksAnybody else {
            (settings, commit, isWaiting) = (merged, trusted.branch.commit.hex, false)
            return
        }
        (settings, commit, isWaiting) = (read, accepted.commit, true)
    }
}

extension ReviewSettings {
    /// Whether anybody has to approve.
    fileprivate var asksAnybody: Bool { sources.contains { $0.rule.required > 0 } }
}
