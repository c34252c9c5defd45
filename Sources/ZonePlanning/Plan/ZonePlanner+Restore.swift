package import DNSModel

extension ZonePlanner {
    /// The plan that brings some sets of a zone back to what was last applied, and leaves every other one as it is
    /// live.
    ///
    /// Law: the changes are from live to the base for exactly these sets. Policies are those of any plan; what the zone
    /// file says of single sets counts as far as they are changed.
    ///
    /// - Parameters:
    ///   - sets: the sets, of this very live zone; see ``Restoration``.
    ///   - base: what was last applied.
    ///   - head: what the protected branch declares: a zone with files.
    ///   - live: the live zone.
    ///   - protectedBefore: see ``PlanPolicy/Subject/protectedBefore``.
    /// - Returns: the plan, and the contradictions that keep it from being used.
    package func plan(
        restoring sets: [SetDrift], to base: RestoredBase, head: DesiredZone, live: LiveZone,
        protectedBefore: Set<RecordSet.Key>
    ) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        let changes = sets.compactMap(\.restoration)
        var (plan, diagnostics, target) = plan(
            making: changes, head: head, live: live, protectedBefore: protectedBefore)
        plan.restores = base
        diagnostics += changes.compactMap(\.after).flatMap { set in
            besideKept(set, in: target) + withoutTarget(set, in: target, live)
        }
        return (plan, diagnostics)
    }

    /// The plan that makes some of the changes that wait in a zone, and leaves every other set as it is live. Where git
    /// declares that there is no such zone, it is the plan that deletes all of it: of a zone that goes nothing is left.
    ///
    /// - Parameters:
    ///   - changes: each from what is live to what the protected branch declares.
    ///   - head: what the protected branch declares.
    ///   - live: the live zone.
    ///   - protectedBefore: see ``PlanPolicy/Subject/protectedBefore``.
    /// - Returns: the plan, and the contradictions that keep it from being used.
    package func plan(
        waiting changes: [Change], head: DesiredZone, live: LiveZone, protectedBefore: Set<RecordSet.Key>
    ) -> (plan: ZonePlan, diagnostics: [Diagnostic]) {
        if head.isAbsent { return plan(desired: head, live: live, protectedBefore: protectedBefore) }
        var (plan, diagnostics, target) = plan(
            making: changes, head: head, live: live, protectedBefore: protectedBefore, seesAll: true)
        plan.isPartial = true
        diagnostics += changes.compactMap(\.after).flatMap { set in
            besideKept(set, in: target, "is not approved, or was changed at the provider")
                + withoutTarget(set, in: target, live)
        }
        return (plan, diagnostics)
    }

    private func plan(
        making changes: [Change], head: DesiredZone, live: LiveZone, protectedBefore: Set<RecordSet.Key>,
        seesAll: Bool = false
    ) -> (plan: ZonePlan, diagnostics: [Diagnostic], target: Zone) {
        let keys = Set(changes.map(\.key))
        // Each change finds its set, as the sets are those of this zone.
        let target = (try? live.zone.applying(changes)) ?? live.zone
        let owned = owned(target, head)
        let desired = DesiredZone(
            zone: owned, marks: owned.sets.map { mark(of: $0, head) }, files: head.files,
            annotations: head.annotations.filter { seesAll || keys.contains($0.key) })
        var planner = self
        planner.ownership.declaring = head.zone
        // Of other sets too: that one is not protected any more must be seen by somebody.
        var (plan, diagnostics) = planner.plan(
            desired: desired, live: live,
            protectedBefore: seesAll ? protectedBefore : protectedBefore.intersection(keys))
        for index in plan.changes.indices where plan.changes[index].location?.line == 0 {
            plan.changes[index].location = nil
        }
        return (plan, diagnostics, target)
    }

    /// The part of a zone that git may touch.
    private func owned(_ zone: Zone, _ head: DesiredZone) -> Zone {
        let apex = zone.apex
        let declaresNS = head.zone[RecordSet.Key(name: apex, type: .ns)] != nil
        let exemptions = ownership.exemptions(declared: head.zone)
        return zone.filtered { set in
            let isProvided = set.name == apex && (set.type == .soa || (set.type == .ns && !declaresNS))
            return !isProvided && exemptions.exemption(of: set) == nil
        }
    }

    /// Where the protected branch declares a set as it is here; line 0 where it does not.
    private func mark(of set: RecordSet, _ head: DesiredZone) -> SourceMark {
        guard let index = head.zone.index(of: set.key), head.zone.sets[index] == set else {
            return SourceMark(file: 0, line: 0, column: 0)
        }
        return head.marks[index]
    }

    /// What stays as it is live, and can't be beside a set that comes back (RFC 1034 section 3.6.2).
    private func besideKept(_ set: RecordSet, in target: Zone, _ why: String? = nil) -> [Diagnostic] {
        let other = target.indices(of: set.name).lazy.map { target.sets[$0] }.first { other in
            // KEY, RRSIG and NSEC may stand beside a CNAME (RFC 2181 section 10.1, RFC 4034 section 4).
            ![25, 46, 47].contains(other.type.rawValue) && ![25, 46, 47].contains(set.type.rawValue)
                && (other.type == .cname) != (set.type == .cname)
        }
        guard let other else { return [] }
        return [
            Diagnostic(
                .error, id: "cname-beside-kept",
                why.map { why in
                    "\(set.name) would be a CNAME and have other data: \(set.type) would be created, and \(other.type) stays, "
                        + "since its change \(why); have both approved"
                }
                    ?? "\(set.name) would be a CNAME and have other data: \(set.type) would come back, and \(other.type) "
                    + "stays", remedy: why == nil ? .planBothOrNeither : nil)
        ]
    }

    /// An alias that comes back while what it stands for is not there.
    private func withoutTarget(_ set: RecordSet, in target: Zone, _ live: LiveZone) -> [Diagnostic] {
        guard let alias = set.alias, alias.place == .sameZone else { return [] }
        let isThere =
            target.indices(of: alias.name).contains { target.sets[$0].type == set.type }
            || live.unmodelled.contains { $0.name == alias.name && $0.type == set.type.description }
        if isThere { return [] }
        return [
            Diagnostic(
                .error, id: "alias-target-missing",
                "\(set.key) would be an alias of \(alias.name) \(set.type) again, which is not there",
                remedy: .planBothOrNeither)
        ]
    }
}
