/// Where a zone's data end for a name (RFC 1034 section 4.3.2).
package enum ZoneAnswer: Hashable, Sendable {
    /// The name is not in the zone.
    case outside
    /// A name above it, or itself, is delegated: the indices of the sets there.
    case delegated(Range<Int>)
    /// A name above it has a DNAME: its index.
    case redirected(Int)
    /// The sets at the name.
    case found(Range<Int>)
    /// The sets at the wildcard that stands for it (RFC 4592 section 3.3).
    case synthesized(Range<Int>)
    /// Nothing has the name, or only names below it have.
    case nothing
}

extension Zone {
    /// What a name server of the zone finds for a name.
    package func lookUp(_ name: DomainName) -> ZoneAnswer {
        guard name.isAtOrBelow(apex) else { return .outside }
        var path = [name]
        while let last = path.last, last != apex, let parent = last.parent { path.append(parent) }
        var encloser = apex
        for step in path.reversed() {
            let here = indices(of: step)
            if step != name, let redirection = here.first(where: { sets[$0].type == .dname }) {
                return .redirected(redirection)
            }
            if step != apex, here.contains(where: { sets[$0].type == .ns }) { return .delegated(here) }
            let isThere =
                !here.isEmpty || here.upperBound < sets.count && sets[here.upperBound].name.isAtOrBelow(step)
            if isThere || step == apex {
                encloser = step
                continue
            }
            guard let wildcard = try? DomainName(labels: [[UInt8(ascii: "*")]] + encloser.labels) else {
                return .nothing
            }
            let there = indices(of: wildcard)
            return there.isEmpty ? .nothing : .synthesized(there)
        }
        let here = indices(of: name)
        return here.isEmpty ? .nothing : .found(here)
    }
}
