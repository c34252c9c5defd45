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
        let batcher = Batcher(
            scope: capabilities.scope, storedCharacters: live.storedCharacters,
            overwrittenApex: capabilities.order.contains(.apexIsOverwritten) ? desired.zone.apex : nil,
            characters: capabilities.characters)
        let (batches, batchesAtLeast) = batcher.divide(changes)
        let deletesZone = desired.isAbsent && live.exists
        let createsZone = !desired.isAbsent && !live.exists
        let planned = zip(changes, batches).map { change, batch in
            PlannedChange(
                change: change,
                location: change.after == nil
                    ? nil : desired.zone.index(of: change.key).map { desired.location(ofSetAt: $0) },
                batch: batch)
        }
        let subject = PlanPolicy.Subject(
            desired: desired, changes: changes,
            ownedBefore: live.zone.sets.count - target.exempt,
            protectedBefore: protectedBefore, deletesZone: deletesZone)
        let touched = changes.count { $0.after != nil }
        let plan = ZonePlan(
            apex: desired.zone.apex,
            provider: ZonePlan.ProviderIdentity(name: providerName, type: capabilities.kind, zoneID: live.id),
            createsZone: createsZone, creationAttributes: createsZone ? live.creationAttributes : [:],
            deletesZone: deletesZone,
            files: desired.files, changes: planned, batchesAtLeast: batchesAtLeast,
            findings: policy.findings(for: subject),
            counts: ZonePlan.Counts(
                unchanged: target.zone.sets.count - target.exempt - touched,
                ignored: target.ignored, provided: target.provided, unmodelled: live.unmodelled.count,
                leftOut: desired.leftOut, leftAlone: desired.foreign.count, dynamic: target.dynamic))
        let diagnostics =
            contradictions(desired, target, live) + besideCNAME(changes, desired, target.zone)
            + besideUnmodelled(changes, desired, live)
            + tooLarge(changes, desired, batcher) + refusals(plan, target, live)
            + danglingAliases(changes, target.zone, declared: desired.zone)
        return (plan, diagnostics)
    }

    private func contradictions(
        _ desired: DesiredZone, _ target: Ownership.Target, _ live: LiveZone
    ) -> [Diagnostic] {
        var diagnostics =
            target.declaredAndIgnored.map { desired.declaredAndIgnored($0) } + ownership.hiddenHosts(in: desired)
            + ownership.wildcards(in: desired)
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
                let index = desired.zone.indices(of: unmodelled.name).first(where: {
                    desired.zone.sets[$0].type == type
                })
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

    /// What of the zone as a whole keeps the plan from being used.
    private func refusals(_ plan: ZonePlan, _ target: Ownership.Target, _ live: LiveZone) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        func refuse(_ id: String, _ message: String) {
            diagnostics.append(
                Diagnostic(.error, id: id, message, at: plan.files.first.map { SourceLocation(file: $0.path) }))
        }
        if let reason = live.readOnly, plan.hasChanges {
            refuse(
                "zone-read-only",
                "the zone \(plan.apex) is never changed: \(Printable.text(reason)); remove its zone file, or make "
                    + "the file what is live")
        }
        if plan.createsZone, !capabilities.zones.contains(.create) {
            refuse(
                "zone-not-creatable", "a \(capabilities.kind) provider creates no zones; create it there by hand")
        }
        if plan.deletesZone {
            if !capabilities.zones.contains(.delete) {
                refuse(
                    "zone-not-deletable", "a \(capabilities.kind) provider deletes no zones; delete it there by hand")
            }
            let kept = target.ignored + target.leftAlone + target.dynamic + live.unmodelled.count
            if kept > 0 {
                refuse(
                    "zone-in-use",
                    "the zone \(plan.apex) can't be deleted: \(counted(kept, "record set")) in it "
                        + "\(kept == 1 ? "is" : "are") not git's (ignored by the settings, left alone by the zone "
                        + "file, of the dynamic DNS service, or not modelled); they must be removed first, by those who keep them"
                )
            }
        }
        if let most = live.largestSetCount ?? capabilities.setsPerZone {
            let count = target.zone.sets.count + live.unmodelled.count
            let highest = mostSets(plan, from: live.zone.sets.count + live.unmodelled.count)
            if count > most, plan.hasChanges {
                refuse(
                    "too-many-sets",
                    "the zone \(plan.apex) would have \(count) record sets, and the provider allows \(most); have the limit "
                        + "raised, or delegate a part of the zone")
            } else if highest > most {
                refuse(
                    "too-many-sets",
                    "between its change batches the zone \(plan.apex) would have \(highest) record sets, and the provider allows "
                        + "\(most); delete the old ones first, in a commit and a plan of their own")
            }
        }
        return diagnostics
    }

    /// The most record sets there are after any of the batches.
    private func mostSets(_ plan: ZonePlan, from count: Int) -> Int {
        var growth: [Int: Int] = [:]
        for planned in plan.changes {
            growth[planned.batch, default: 0] +=
                (planned.change.after == nil ? 0 : 1) - (planned.change.before == nil ? 0 : 1)
        }
        var (now, most) = (count, count)
        for batch in growth.keys.sorted() {
            now += growth[batch] ?? 0
            most = max(most, now)
        }
        return plan.changes.isEmpty ? 0 : most
    }

    /// The aliases that stay, though what they stand for goes: ignored ones, as declared ones are checked where they
    /// are.
    private func danglingAliases(_ changes: [Change], _ target: Zone, declared: Zone) -> [Diagnostic] {
        guard capabilities.hasRouting else { return [] }
        let exemptions = ownership.exemptions(declared: declared)
        let gone = Set(
            changes.compactMap { change -> RecordSet.Key? in
                guard change.after == nil else { return nil }
                let key = RecordSet.Key(name: change.key.name, type: change.key.type)
                return target.indices(of: key.name).contains { target.sets[$0].type == key.type } ? nil : key
            })
        if gone.isEmpty { return [] }
        return target.sets.compactMap { set in
            guard let alias = set.alias, alias.place == .sameZone,
                gone.contains(RecordSet.Key(name: alias.name, type: set.type))
            else { return nil }
            // One of ours stays only where not all of git is planned.
            if declared[set.key] != nil {
                return Diagnostic(
                    .error, id: "alias-target-deleted",
                    "\(alias.name) \(set.type) would be deleted, and \(set.key), which stays, is an alias of it",
                    remedy: .planBothOrNeither)
            }
            let exemption = exemptions.exemption(of: set.key) ?? .ignored
            return Diagnostic(
                .error, id: "alias-target-deleted",
                "\(alias.name) \(set.type) would be deleted, and \(set.key), which \(exemption.phrase), is an alias "
                    + "of it; declare it again, or have the alias removed first")
        }
    }

    /// The names that would have a CNAME and other data (RFC 1034 section 3.6.2), because one of the two is not git's.
    private func besideCNAME(_ changes: [Change], _ desired: DesiredZone, _ target: Zone) -> [Diagnostic] {
        // Whatever is git's was checked where it is declared.
        let exemptions = ownership.exemptions(declared: desired.zone)
        if exemptions.isEmpty { return [] }
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
                        + "\(other.type) is \((exemptions.exemption(of: other.key) ?? .ignored).participle); remove one of the two",
                    at: desired.zone.index(of: after.key).map { desired.location(ofSetAt: $0) }))
        }
        return diagnostics
    }

    /// The names that would have a CNAME and other data, because one of the two is live in a form that is never
    /// touched.
    private func besideUnmodelled(_ changes: [Change], _ desired: DesiredZone, _ live: LiveZone) -> [Diagnostic] {
        if live.unmodelled.isEmpty { return [] }
        let others = Dictionary(grouping: live.unmodelled, by: \.name)
        return changes.compactMap { change in
            guard let after = change.after,
                let other = others[after.name]?.first(where: { ($0.type == "CNAME") != (after.type == .cname) })
            else { return nil }
            return Diagnostic(
                .error, id: "cname-beside-unmodelled",
                "\(after.name) would be a CNAME and have other data: \(after.type) is declared here, and its live "
                    + "\(Printable.text(other.type)) is never touched (\(Printable.text(other.reason))); remove one of the two",
                at: desired.zone.index(of: after.key).map { desired.location(ofSetAt: $0) })
        }
    }

    /// What belongs together and no change batch of the provider can hold.
    private func tooLarge(_ changes: [Change], _ desired: DesiredZone, _ batcher: Batcher) -> [Diagnostic] {
        batcher.groupsOverLimits(in: changes).map { group in
            let location = group.changes.lazy.compactMap { desired.zone.index(of: changes[$0].key) }.first
            let name = changes[group.changes[0]].key.name
            let isOneName = group.changes.allSatisfy { changes[$0].key.name == name }
            return Diagnostic(
                .error, id: "batch-too-large",
                "the changes of \(name)\(isOneName ? "" : ", its aliases and what they stand for") take more than one "
                    + "change batch of a \(capabilities.kind) provider can hold "
                    + "(\(batcher.words(for: group.size).joined(separator: ", "))), and "
                    + "\(isOneName ? "a name is" : "they are") never changed by halves; change fewer "
                    + "\(isOneName ? "of its values" : "of them") at once, a commit each",
                at: location.map { desired.location(ofSetAt: $0) })
        }
    }
}
