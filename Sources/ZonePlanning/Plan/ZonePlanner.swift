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
        let batcher = Batcher(limits: capabilities.limits)
        let batches = batcher.batchNumbers(of: changes)
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
        let diagnostics =
            contradictions(desired, target, live) + besideCNAME(changes, desired, target.zone)
            + tooLarge(changes, desired, batcher)
        return (plan, diagnostics)
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
        if let index = target.declaredAuthority {
            diagnostics.append(
                Diagnostic(
                    .error, id: "declared-soa",
                    "the SOA of \(desired.zone.apex) is declared here, but it is the provider's and never touched; remove "
                        + "it here",
                    at: desired.location(ofSetAt: index)))
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

    /// The names that would have a CNAME and other data (RFC 1034 section 3.6.2), because one of the two is ignored.
    private func besideCNAME(_ changes: [Change], _ desired: DesiredZone, _ target: Zone) -> [Diagnostic] {
        // Whatever is not ignored was checked where it is declared.
        if ownership.ignored.isEmpty { return [] }
        var diagnostics: [Diagnostic] = []
        for change in changes {
            guard let after = change.after, let index = target.index(of: after.key) else { continue }
            var (start, end) = (index, index + 1)
            while start > 0, target.sets[start - 1].name == after.name { start -= 1 }
            while end < target.sets.count, target.sets[end].name == after.name { end += 1 }
            // KEY, RRSIG and NSEC may stand beside a CNAME (RFC 2181 section 10.1, RFC 4034 section 4).
            let others = target.sets[start..<end].filter { other in
                ![25, 46, 47].contains(other.type.rawValue) && (other.type == .cname) != (after.type == .cname)
            }
            guard let other = others.first(where: { desired.zone[$0.key] == nil }) else { continue }
            diagnostics.append(
                Diagnostic(
                    .error, id: "cname-beside-ignored",
                    "\(after.name) would be a CNAME and have other data: \(after.type) is declared here, and its live "
                        + "\(other.type) is ignored by the settings; remove one of the two",
                    at: desired.zone.index(of: after.key).map { desired.location(ofSetAt: $0) }))
        }
        return diagnostics
    }

    /// The names that no change batch of the provider can hold.
    private func tooLarge(_ changes: [Change], _ desired: DesiredZone, _ batcher: Batcher) -> [Diagnostic] {
        batcher.namesOverLimits(in: changes).map { name in
            let sizes = [
                batcher.limits.records.map { "\(name.records) of at most \($0) records" },
                batcher.limits.characters.map { "\(name.characters) of at most \($0) characters" },
            ]
            let location = name.changes.lazy.compactMap { desired.zone.index(of: changes[$0].key) }.first
            return Diagnostic(
                .error, id: "batch-too-large",
                "the changes of \(changes[name.changes.lowerBound].key.name) take more than one change batch of a "
                    + "\(capabilities.kind) provider can hold (\(sizes.compactMap { $0 }.joined(separator: ", "))), and a "
                    + "name is never changed by halves; change fewer of its values at once, a commit each",
                at: location.map { desired.location(ofSetAt: $0) })
        }
    }
}
