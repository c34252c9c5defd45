package import DNSModel

/// Makes the plan for one zone of what is declared and what is live. Pure: the same inputs give the same plan.
package struct ZonePlanner: Sendable {
    /// What the settings call the provider.
    package var providerName: String
    package var capabilities: ProviderCapabilities
    package var ownership: Ownership
    package var policy: PlanPolicy

    package init(
        providerName: String, capabilities: ProviderCapabilities, ownership: Ownership, policy: PlanPolicy
    ) {
        self.providerName = providerName
        self.capabilities = capabilities
        self.ownership = ownership
        self.policy = policy
    }

    /// The plan that makes `live` what `desired` declares.
    ///
    /// - Parameters:
    ///   - desired: the declared zone, of types the provider serves; see ``Servability``.
    ///   - live: the live zone.
    ///   - protectedBefore: see ``PlanPolicy/Subject/protectedBefore``.
    /// - Returns: the plan, and the contradictions that keep it from being used.
    package func plan(
        desired: DesiredZone, live: LiveZone, protectedBefore: Set<RecordSet.Key>
    ) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        let target = ownership.target(declared: desired.zone, live: live.zone)
        let changes = diff(from: live.zone, to: target.zone)
        let batches = Batcher(limits: capabilities.limits).batchNumbers(of: changes)
        let planned = zip(changes, batches).map { change, batch in
            PlannedChange(
                change: change,
                location: change.after == nil
                    ? nil : desired.zone.index(of: change.key).map { desired.location(ofSetAt: $0) },
                batch: batch)
        }
        let subject = PlanPolicy.Subject(
            desired: desired, changes: changes,
            ownedBefore: live.zone.sets.count - target.ignored - target.provided,
            protectedBefore: protectedBefore)
        let touched = changes.count { $0.after != nil }
        let plan = ZonePlan(
            apex: desired.zone.apex,
            provider: ZonePlan.ProviderIdentity(name: providerName, type: capabilities.kind, zoneID: live.id),
            createsZone: !live.exists, files: desired.files, changes: planned,
            findings: policy.findings(for: subject),
            counts: ZonePlan.Counts(
                unchanged: target.zone.sets.count - target.ignored - target.provided - touched,
                ignored: target.ignored, provided: target.provided, unmodelled: live.unmodelled.count,
                leftOut: desired.leftOut))
        return (plan, contradictions(desired, target, live))
    }

    private func contradictions(
        _ desired: DesiredZone, _ target: Ownership.Target, _ live: LiveZone
    ) -> [Diagnostic] {
        var diagnostics = target.declaredAndIgnored.map { index in
            let set = desired.zone.sets[index]
            return Diagnostic(
                .error, id: "declared-and-ignored",
                "\(set.name) \(set.type) is declared here and ignored by the settings; remove one of the two",
                at: desired.location(ofSetAt: index))
        }
        for unmodelled in live.unmodelled {
            guard let type = RecordType(parsing: unmodelled.type),
                let index = desired.zone.index(of: RecordSet.Key(name: unmodelled.name, type: type))
            else { continue }
            diagnostics.append(
                Diagnostic(
                    .error, id: "live-unmodelled",
                    "\(unmodelled.name) \(Printable.text(unmodelled.type)) is live in a form that is never touched "
                        + "(\(Printable.text(unmodelled.reason))); remove it here, or there by hand",
                    at: desired.location(ofSetAt: index)))
        }
        return diagnostics
    }
}
