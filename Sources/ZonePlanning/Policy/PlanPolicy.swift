package import DNSModel

/// Holds the changes of one zone against the zone's policies.
package struct PlanPolicy: Sendable {
    package var settings: PolicySettings
    /// The policies that were allowed by name for this plan.
    package var allowed: Set<PolicyName>
    /// The day the plan is made.
    package var today: CalendarDate

    package init(settings: PolicySettings, allowed: Set<PolicyName>, today: CalendarDate) {
        self.settings = settings
        self.allowed = allowed
        self.today = today
    }

    /// What the policies look at.
    package struct Subject: Sendable {
        package var desired: DesiredZone
        package var changes: [Change]
        /// How many live sets are ours before the plan.
        package var ownedBefore: Int
        /// The sets that were protected when last applied or are on the protected branch, even if the zone file no
        /// longer says so.
        package var protectedBefore: Set<RecordSet.Key>
        /// Whether the zone itself is deleted.
        package var deletesZone: Bool

        package init(
            desired: DesiredZone, changes: [Change], ownedBefore: Int, protectedBefore: Set<RecordSet.Key>,
            deletesZone: Bool = false
        ) {
            self.deletesZone = deletesZone
            self.desired = desired
            self.changes = changes
            self.ownedBefore = ownedBefore
            self.protectedBefore = protectedBefore
        }
    }

    /// Every finding, in the order of ``PolicyName``.
    package func findings(for subject: Subject) -> [Finding] {
        let shares = subject.deletesZone ? [] : shareFindings(subject) + emptyZone(subject)
        let findings = shares + protectedSets(subject) + apexNS(subject)
        return (findings + timesToLive(subject) + expiredSets(subject) + zoneDelete(subject)).map { finding in
            var finding = finding
            finding.isAllowed = allowed.contains(finding.policy)
            return finding
        }
    }

    // MARK: - The rules

    private func shareFindings(_ subject: Subject) -> [Finding] {
        guard subject.ownedBefore >= settings.shareFrom, subject.ownedBefore > 0 else { return [] }
        var deletes = 0
        var updates = 0
        for change in subject.changes {
            switch change {
            case .create: break
            case .update: updates += 1
            case .delete: deletes += 1
            }
        }
        func share(_ count: Int, _ limit: Double?) -> Finding.Share? {
            // The slack is for limits such as 0.29, of which 100 times is a little less than 29 in binary.
            guard let limit, Double(count) > limit * Double(subject.ownedBefore) * (1 + 1e-12) else { return nil }
            return Finding.Share(count: count, total: subject.ownedBefore, limit: limit)
        }
        let facts = [
            share(deletes, settings.deleteShare).map(Finding.Fact.deletesShare),
            share(updates, settings.updateShare).map(Finding.Fact.updatesShare),
        ]
        return facts.compactMap { $0.map { Finding($0) } }
    }

    private func emptyZone(_ subject: Subject) -> [Finding] {
        let deletes = subject.changes.count { $0.after == nil }
        let creates = subject.changes.count { $0.before == nil }
        // As many new sets as old ones make a replaced zone, not an empty one.
        guard settings.refuseEmptyZone, subject.ownedBefore > 0, deletes == subject.ownedBefore, creates < deletes
        else {
            return []
        }
        return [Finding(.emptiesZone(count: deletes))]
    }

    private func protectedSets(_ subject: Subject) -> [Finding] {
        let matcher = RecordPatternMatcher(settings.protected, apex: subject.desired.zone.apex)
        return changesOfProtected(subject, matcher) + protectionsGivenUp(subject, matcher)
    }

    /// Sets that stay and lose their protection: an approved plan says so, so that reviewers agree to it.
    private func protectionsGivenUp(_ subject: Subject, _ matcher: RecordPatternMatcher) -> [Finding] {
        guard !subject.protectedBefore.isEmpty else { return [] }
        let changed = Set(subject.changes.map(\.key))
        return subject.protectedBefore.sorted().compactMap { key in
            guard subject.desired.annotations[key]?.isProtected != true, !matcher.matches(key), !changed.contains(key),
                subject.desired.zone.index(of: key) != nil
            else { return nil }
            return Finding(.protected(key, .unprotected), severity: .warning)
        }
    }

    private func changesOfProtected(_ subject: Subject, _ matcher: RecordPatternMatcher) -> [Finding] {
        subject.changes.compactMap { change in
            guard change.before != nil else { return nil }
            let isProtected =
                subject.desired.annotations[change.key]?.isProtected == true
                || subject.protectedBefore.contains(change.key)
                || matcher.matches(change.key)
            guard isProtected else { return nil }
            return Finding(.protected(change.key, change.after == nil ? .deleted : .changed))
        }
    }

    private func apexNS(_ subject: Subject) -> [Finding] {
        let apex = subject.desired.zone.apex
        guard settings.refuseApexNSChange,
            let change = subject.changes.first(where: { $0.key == RecordSet.Key(name: apex, type: .ns) }),
            change.before != nil
        else { return [] }
        return [Finding(.changesNameServers)]
    }

    private func timesToLive(_ subject: Subject) -> [Finding] {
        subject.changes.compactMap { change in
            guard let after = change.after, let ttl = after.ttl, ttl != change.before?.ttl else { return nil }
            if let minimum = settings.minimumTTL, ttl < minimum {
                return Finding(.timeToLive(after.key, ttl, bound: .minimum, limit: minimum))
            }
            if let maximum = settings.maximumTTL, ttl > maximum {
                return Finding(.timeToLive(after.key, ttl, bound: .maximum, limit: maximum))
            }
            return nil
        }
    }

    private func expiredSets(_ subject: Subject) -> [Finding] {
        let severity: Finding.Severity
        switch settings.expired {
        case .off: return []
        case .warning: severity = .warning
        case .error: severity = .error
        }
        let expired = subject.desired.annotations.compactMap { key, annotation in
            annotation.expires.flatMap { $0 < today ? (key, $0, annotation.owner) : nil }
        }
        return expired.sorted { $0.0 < $1.0 }.map { key, day, owner in
            Finding(.expired(key, on: day, owner: owner), severity: severity)
        }
    }

    private func zoneDelete(_ subject: Subject) -> [Finding] {
        guard subject.deletesZone else { return [] }
        return [Finding(.deletesZone(count: subject.ownedBefore))]
    }
}
