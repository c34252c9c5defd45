package import DNSModel
package import ZonePlanning

// Decision 0081: what a user reads is made in Reports.

/// The sentences that say what policies found. No document has them: they can be reworded at any time, and an approved
/// plan stays what it is.
package struct FindingWords: Sendable {
    /// What was found in a zone, with its numbers, and what to do; safe to print.
    package var sentence: @Sendable (_ finding: Finding, _ apex: DomainName) -> String

    package init(_ sentence: @escaping @Sendable (_ finding: Finding, _ apex: DomainName) -> String) {
        self.sentence = sentence
    }

    /// The finding and the name of its policy.
    package func line(_ finding: Finding, of apex: DomainName) -> String {
        "\(sentence(finding, apex)) [\(finding.policy.rawValue)]"
    }

    /// The sentences that are shown.
    package static let english = FindingWords { finding, apex in
        let allowed = "allow it with --allow \(finding.policy.rawValue)"
        switch finding.fact {
        case .deletesShare(let share): return "deletes \(tooMany(share)); split the change, or \(allowed)"
        case .updatesShare(let share): return "updates \(tooMany(share)); split the change, or \(allowed)"
        case .emptiesZone(let count):
            return
                "empties the zone: deletes all \(count) of its record sets; check that the zone file is complete. If "
                + "this is intended, \(allowed)"
        case .protected(let key, .changed):
            return "changes the protected record set \(key); if this is intended, "
                + "\(allowed)"
        case .protected(let key, .deleted):
            return "deletes the protected record set \(key); if this is intended, "
                + "\(allowed)"
        case .protected(let key, .unprotected):
            return
                "the zone file no longer protects \(key). The protection ends when an approved plan of this zone is "
                + "applied"
        case .changesNameServers:
            return
                "changes the name servers of \(apex), which must agree with its parent zone; if the parent zone "
                + "changes too, \(allowed)"
        case .timeToLive(let key, let ttl, .minimum, let limit):
            return "gives \(key) a TTL of \(ttl) s, under the minimum of \(limit) s; change it, or \(allowed)"
        case .timeToLive(let key, let ttl, .maximum, let limit):
            return "gives \(key) a TTL of \(ttl) s, over the maximum of \(limit) s; change it, or \(allowed)"
        case .expired(let key, let day, let owner):
            let owner = owner.map { " (owner: \(Printable.text($0)))" } ?? ""
            return "\(key)\(owner) expired on \(day); remove it, give it a later 'expires', or \(allowed)"
        case .deletesZone(let count):
            return
                "deletes the zone \(apex) with all \(counted(count, "record set")); remove the delegation in the "
                + "parent zone first. If this is intended, \(allowed)"
        }
    }

    private static func tooMany(_ share: Finding.Share) -> String {
        "\(share.count) of \(share.total) record sets "
            + "(\(percent(Double(share.count) / Double(max(1, share.total)))), and at most \(percent(share.limit)) "
            + "are allowed)"
    }

    /// A share as a percentage with at most one decimal.
    private static func percent(_ share: Double) -> String {
        let tenths = Int(max(0, min(share, 1_000) * 1_000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
