internal import DNSModel
internal import ZonePlanning

// Where record sets may be. A name that DNS allows has at most 1,004 characters with every octet escaped, and the
// service takes 1,024, so there is no rule about the length of names.

extension RuleCheck {
    mutating func checkZoneName() {
        if zone.apex.isWildcard {
            errorInZone("wildcard-zone", "a zone's own name can't begin with '*'; declare a zone above \(zone.apex)")
        } else if zone.apex.labelCount < 2, !isPrivate, !subject.isAbsent {
            errorInZone(
                "zone-is-top-level",
                "\(zone.apex) is not a name for which Route 53 creates a public zone; declare a zone below it")
        }
    }

    /// Checks the types that stand at one name.
    mutating func checkName(_ group: Range<Int>) {
        let name = sets[group.lowerBound].name
        if name.isWildcard, let servers = group.first(where: { sets[$0].type == .ns }) {
            error(
                "ns-at-wildcard",
                "\(name) has NS, and Route 53 has none at a wildcard; delegate each name by itself", at: servers)
        }
        guard let alias = group.first(where: { sets[$0].type == .cname }) else { return }
        if name == zone.apex {
            error(
                "cname-at-apex",
                "the zone's own name can't have a CNAME, as it has SOA and NS; write an alias of type A and one of AAAA",
                at: alias)
        }
        if let other = group.first(where: { sets[$0].type != .cname }) {
            error(
                "cname-and-other-data",
                "\(name) has a CNAME and also \(sets[other].type) (\(place(of: other, seenFrom: alias))); a name with a "
                    + "CNAME has nothing else", at: alias)
        }
    }

    /// Finds CNAMEs that lead in a circle, which the service refuses: "is not permitted as it creates a CNAME or alias
    /// loop in the zone".
    mutating func checkLoops() {
        for loop in NameLoops.loops(in: zone) {
            error("cname-loop", loop.sentence(about: sets[loop.index].key), at: loop.index)
        }
    }
}
