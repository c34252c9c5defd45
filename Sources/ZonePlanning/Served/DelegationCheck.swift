package import DNSModel

/// The name servers of a zone as its parent zone has them, held against the zone's own (RFC 1034 section 4.2.2).
package enum DelegationCheck: Hashable, Sendable {
    /// The parent has the very same.
    case agrees
    /// The parent has others.
    case differs(onlyParent: [DomainName], onlyZone: [DomainName])
    /// The parent does not delegate the zone, so nobody finds it.
    case missing
    /// It can't be said, and why, as a sentence without its full stop.
    case unknown(String)

    /// Reads what a name server of the parent zone answered, asked for the zone's NS without recursion.
    ///
    /// - Parameters:
    ///   - answer: what it answered.
    ///   - apex: the zone.
    ///   - nameServers: those of the zone itself.
    package init(_ answer: DNSMessage, of apex: DomainName, nameServers: [DomainName]) {
        func names(_ records: [ResourceRecord]) -> Set<DomainName> {
            Set(
                records.compactMap { record in
                    if record.name == apex, case .ns(let name) = record.data { name } else { nil }
                })
        }
        guard answer.responseCode == .noError || answer.responseCode == .nameError else {
            self = .unknown("the parent's name server answers \(answer.responseCode)")
            return
        }
        let delegated = names(answer.authority)
        if delegated.isEmpty {
            if answer.isAuthoritative, !names(answer.answer).isEmpty {
                self = .unknown(
                    "the parent's name server serves the zone too, and so does not show what the parent has")
            } else if answer.isAuthoritative {
                self = .missing
            } else {
                self = .unknown("the parent's name server is not authoritative for the parent")
            }
            return
        }
        let own = Set(nameServers)
        self =
            delegated == own
            ? .agrees
            : .differs(
                onlyParent: delegated.subtracting(own).sorted(), onlyZone: own.subtracting(delegated).sorted())
    }

    /// What is wrong, as a sentence without its full stop; `nil` where nothing is known to be.
    package func problem(of apex: DomainName) -> String? {
        switch self {
        case .agrees, .unknown: return nil
        case .missing: return "the parent zone does not delegate \(apex), so nobody finds it"
        case .differs(let onlyParent, let onlyZone):
            var parts: [String] = []
            func list(_ names: [DomainName]) -> String { names.map(\.description).joined(separator: ", ") }
            if !onlyParent.isEmpty { parts.append("only the parent has \(list(onlyParent))") }
            if !onlyZone.isEmpty { parts.append("only the zone has \(list(onlyZone))") }
            return "the parent zone and \(apex) have other name servers: \(parts.joined(separator: "; "))"
        }
    }
}
