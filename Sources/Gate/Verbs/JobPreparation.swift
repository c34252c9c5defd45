package import DNSModel
internal import ZoneFiles
package import ZonePlanning

/// Prepares the works of declared zones: each with its provider, and limited to what that serves.
package struct JobPreparation: Sendable {
    private let ports: GatePorts
    private let ledger: TrustedLedger
    private let followed: FollowedSettings

    /// - Parameters:
    ///   - ports: the edges.
    ///   - ledger: where it is kept what was protected before.
    ///   - followed: by whose word credentials are sent somewhere.
    package init(_ ports: GatePorts, _ ledger: TrustedLedger, _ followed: FollowedSettings) {
        self.ports = ports
        self.ledger = ledger
        self.followed = followed
    }

    /// The works of all zones.
    ///
    /// - Parameters:
    ///   - declared: the zones.
    ///   - allowed: the policies that are allowed by name.
    ///   - warns: whether what is left out is told; it may have been already.
    /// - Returns: the works.
    /// - Throws: ``GateError`` where a provider can't serve what is declared.
    package func jobs(
        for declared: DeclaredState, allowed: Set<PolicyName>, warns: Bool = true
    ) async throws(GateError) -> [ZoneJob] {
        let served = try await servedJobs(for: declared, allowed: allowed)
        let event = GateEvent.diagnostics(
            served.diagnostics.filter { warns || $0.severity == .error }, isPreview: declared.source == .worktree)
        guard served.refused.isEmpty else { throw GateError(failedFor: event) }
        ports.observer(event)
        return served.jobs
    }

    /// The works of the zones that can be served as they are declared, and the other zones.
    package struct Served: Sendable {
        package var jobs: [ZoneJob] = []
        /// The zones that their providers can't serve as they are declared, and those of which it is not known here
        /// what was applied last.
        package var refused: [DomainName] = []
        /// What the providers have to say of all of them.
        package var diagnostics: [Diagnostic] = []
    }

    /// The works of those zones that their providers can serve as they are declared. What these say is not told.
    ///
    /// - Parameters:
    ///   - declared: the zones.
    ///   - allowed: the policies that are allowed by name.
    /// - Returns: works and diagnostics.
    /// - Throws: ``GateError``.
    package func servedJobs(
        for declared: DeclaredState, allowed: Set<PolicyName>
    ) async throws(GateError) -> Served {
        let (protectedBefore, newer) = try await protectedSets(declared)
        var served = Served()
        for zone in declared.zones {
            if let message = newer[zone.desired.zone.apex] {
                // What was applied to it last is not known here; that stops this zone and no other.
                served.diagnostics.append(
                    Diagnostic(.error, id: "receipt-newer", "\(zone.desired.zone.apex): \(Printable.text(message))"))
                served.refused.append(zone.desired.zone.apex)
                continue
            }
            guard let provider = try ports.providers.provider(of: zone, in: declared, followed) else { continue }
            let (desired, problems) = provider.servable(zone.desired, isLenient: zone.settings.leavesOutUnserved)
            let reported = zone.reported(problems)
            served.diagnostics += reported
            if reported.contains(where: { $0.severity == .error }) {
                served.refused.append(desired.zone.apex)
                continue
            }
            let policy = PlanPolicy(settings: zone.settings.policies, allowed: allowed, today: ports.clock.today())
            let planner = ZonePlanner(
                providerName: zone.settings.provider, capabilities: provider.capabilities,
                ownership: try await ownership(of: desired, zone, in: declared.settings, at: provider),
                policy: policy)
            served.jobs.append(
                ZoneJob(
                    desired: desired, planner: planner, provider: provider,
                    protectedBefore: protectedBefore[desired.zone.apex] ?? [], drift: zone.settings.drift,
                    accepted: zone.settings.accepted))
        }
        return served
    }

    /// What is git's of a zone. Where the zone has names of the dynamic DNS service, the ledger says which record sets
    /// at such names git itself may have left live.
    private func ownership(
        of desired: DesiredZone, _ zone: DesiredState.DeclaredZone, in settings: Settings, at provider: any ZoneProvider
    ) async throws(GateError) -> Ownership {
        var ownership = Ownership(of: desired, by: zone.settings)
        guard ownership.dynamic.contains(where: { $0.apex == desired.zone.apex }) else { return ownership }
        do throws(LedgerError) {
            let last = try await BaseReader(clone: ports.clone, ledger: ledger.ledger)
                .base(of: zone, in: settings, at: provider)
            ownership.remember(last.mayBeLeft)
        } catch {
            throw GateError(.failed, Printable.text(error.message), id: "ledger")
        }
        return ownership
    }

    // MARK: - Protected sets

    /// The sets that were protected when last applied, or are on the protected branch; and the zones of which a newer
    /// version wrote what was applied last, with what to do about it.
    private func protectedSets(
        _ declared: DeclaredState
    ) async throws(GateError) -> (sets: [DomainName: Set<RecordSet.Key>], newer: [DomainName: String]) {
        var result: [DomainName: Set<RecordSet.Key>] = [:]
        var newer: [DomainName: String] = [:]
        for apex in declared.apexes {
            do throws(LedgerError) {
                result[apex] = try await ReceiptHistory(of: apex, in: ledger.ledger).protected
            } catch {
                guard error.kind == .newer else {
                    throw GateError(.failed, Printable.text(error.message), id: "ledger")
                }
                newer[apex] = error.message
            }
        }
        for (apex, keys) in protectedOnBranch(declared) { result[apex, default: []].formUnion(keys) }
        return (result, newer)
    }

    /// What the protected branch's zone files protect, where they are not the declared ones.
    ///
    /// Where there is no branch that counts here, as in a clone of one commit, there is nothing to add. Where its zone
    /// files can't be read, that is told: whoever mends them has to plan. Apply is of the branch itself, and there
    /// either is an error.
    private func protectedOnBranch(_ declared: DeclaredState) -> [DomainName: [RecordSet.Key]] {
        let clone = ports.clone
        let trusted: TrustedBranch
        do throws(GateError) {
            trusted = try TrustedBranch.find(in: clone)
        } catch {
            return [:]
        }
        guard trusted.branch.commit.hex != declared.commit, let settings = trusted.settings else { return [:] }
        do throws(GitError) {
            var reader = clone.reader()
            let folders = try reader.zoneFolders(in: trusted.tree, settings).zones
            let other = declared.zones.filter { zone in
                let blobs = Set(zone.desired.files.map(\.blob))
                return Set((folders[zone.desired.zone.apex] ?? []).map(\.blob)) != blobs
            }
            if other.isEmpty { return [:] }
            reader.only = Set(other.map(\.desired.zone.apex))
            guard let state = try reader.read(trusted.tree, try clone.settings(in: trusted.tree)) else { return [:] }
            return Dictionary(
                state.zones.map { ($0.desired.zone.apex, $0.desired.protectedKeys) }, uniquingKeysWith: { $1 })
        } catch {
            ports.observer(
                .warning(
                    "which record sets the protected branch '\(Printable.text(trusted.branch.name))' protects is not "
                        + "known, because its zone files can't be read: \(Printable.text(error.message)) "
                        + "[protected-not-known]"))
            return [:]
        }
    }
}
