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
        func finding(_ policy: PolicyName, _ verb: String, _ count: Int, _ limit: Double?) -> [Finding] {
            // The slack is for limits such as 0.29, of which 100 times is a little less than 29 in binary.
            guard let limit, Double(count) > limit * Double(subject.ownedBefore) * (1 + 1e-12) else { return [] }
            let share = Self.percent(Double(count) / Double(subject.ownedBefore))
            let message =
                "\(verb) \(count) of \(subject.ownedBefore) record sets (\(share)); at most \(Self.percent(limit)) are "
                + "allowed; split the change, or allow it with --allow \(policy.rawValue)"
            return [Finding(policy: policy, severity: .error, message: message)]
        }
        return finding(.deleteShare, "deletes", deletes, settings.deleteShare)
            + finding(.updateShare, "updates", updates, settings.updateShare)
    }

    private func emptyZone(_ subject: Subject) -> [Finding] {
        let deletes = subject.changes.count { $0.after == nil }
        let creates = subject.changes.count { $0.before == nil }
        // As many new sets as old ones make a replaced zone, not an empty one.
        guard settings.refuseEmptyZone, subject.ownedBefore > 0, deletes == subject.ownedBefore, creates < deletes
        else {
            return []
        }
        let message =
            "empties the zone: deletes all \(deletes) of its record sets; is the zone file complete? If it is meant, allow "
            + "it with --allow empty-zone"
        return [Finding(policy: .emptyZone, severity: .error, message: message)]
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
            let message =
                "the zone file no longer protects \(key); its protection ends when an approved plan of "
                + "this zone is applied"
            return Finding(policy: .protected, severity: .warning, message: message)
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
            let verb = change.after == nil ? "deletes" : "changes"
            let message =
                "\(verb) the protected record set \(change.key); if it is meant, allow it with "
                + "--allow protected"
            return Finding(policy: .protected, severity: .error, message: message)
        }
    }

    private func apexNS(_ subject: Subject) -> [Finding] {
        let apex = subject.desired.zone.apex
        guard settings.refuseApexNSChange,
            let change = subject.changes.first(where: { $0.key == RecordSet.Key(name: apex, type: .ns) }),
            change.before != nil
        else { return [] }
        let message =
            "changes the name servers of \(apex), which must agree with its parent zone; if the parent is changed too, "
            + "allow it with --allow apex-ns"
        return [Finding(policy: .apexNS, severity: .error, message: message)]
    }

    private func timesToLive(_ subject: Subject) -> [Finding] {
        subject.changes.compactMap { change in
            guard let after = change.after, let ttl = after.ttl, ttl != change.before?.ttl else { return nil }
            let limit: String
            if let minimum = settings.minimumTTL, ttl < minimum {
                limit = "under the minimum of \(minimum)"
            } else if let maximum = settings.maximumTTL, ttl > maximum {
                limit = "over the maximum of \(maximum)"
            } else {
                return nil
            }
            let message =
                "gives \(after.key) a TTL of \(ttl) s, \(limit) s; change it, or allow it with "
                + "--allow ttl"
            return Finding(policy: .ttl, severity: .error, message: message)
        }
    }

    private func expiredSets(_ subject: Subject) -> [Finding] {
        let severity: Finding.Severity
        switch settings.expired {
        case .off: return []
        case .warning: severity = .warning
        case .error: severity = .error
        }
        let expired = subject.desired.annotations.filter { entry in
            entry.value.expires.map { $0 < today } ?? false
        }
        return expired.sorted { $0.key < $1.key }.map { key, annotation in
            let day = annotation.expires.map(String.init(describing:)) ?? ""
            let owner = annotation.owner.map { " (owner: \(Printable.text($0)))" } ?? ""
            let message =
                "\(key)\(owner) expired on \(day); remove it, give it a later 'expires', or allow it with "
                + "--allow expired"
            return Finding(policy: .expired, severity: severity, message: message)
        }
    }

    private func zoneDelete(_ subject: Subject) -> [Finding] {
        guard subject.deletesZone else { return [] }
        let message =
            "deletes the zone \(subject.desired.zone.apex) with all \(counted(subject.ownedBefore, "record set")); the "
            + "parent's delegation must be gone first; if it is meant, allow it with --allow zone-delete"
        return [Finding(policy: .zoneDelete, severity: .error, message: message)]
    }

    /// A share as a percentage with at most one decimal.
    private static func percent(_ share: Double) -> String {
        let tenths = Int(max(0, min(share, 1_000) * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
