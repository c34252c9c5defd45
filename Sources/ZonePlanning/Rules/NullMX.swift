package import DNSModel

/// An MX that says that a name takes no mail, beside others that say where it goes.
///
/// No server refuses it, and no sender knows what is meant: "a domain that advertises a null MX MUST NOT advertise any
/// other MX RR" (RFC 7505 section 3).
package enum NullMX {
    /// The id of the diagnostic.
    package static let id = "null-mx"

    /// The indices of the sets that have both.
    package static func contradictions(in zone: Zone) -> [Int] {
        zone.sets.indices.filter { index in
            guard zone.sets[index].type == .mx, zone.sets[index].data.count > 1 else { return false }
            return zone.sets[index].data.contains { if case .mx(let mx) = $0 { mx.exchange == .root } else { false } }
        }
    }

    /// What to say of a set.
    package static func message(_ set: RecordSet) -> String {
        "\(set.key) has the exchange '.', which says that the name takes no mail, beside others; keep either that one or the "
            + "others (RFC 7505)"
    }

    /// How bad it is: an error in a plan, which knows whether live is like that already; where only the declared zone
    /// is known, a warning.
    package static func severity(in stage: RuleSubject.Stage) -> Diagnostic.Severity {
        switch stage {
        case .declared: .warning
        case .target, .live: .error
        }
    }
}
