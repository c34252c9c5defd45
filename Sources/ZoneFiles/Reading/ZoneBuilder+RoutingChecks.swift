internal import DNSModel
internal import ZonePlanning

extension ZoneBuilder {
    /// Checks the sets of one name against one another where some have a routing policy.
    mutating func checkRouting(_ group: Range<Int>) {
        var start = group.lowerBound
        while start < group.upperBound {
            var end = start + 1
            while end < group.upperBound, sets[end].type == sets[start].type { end += 1 }
            if end - start > 1 { checkRoutingOfType(start..<end) }
            start = end
        }
    }

    /// Checks the sets of one name and type, in the order they stand in the file.
    private mutating func checkRoutingOfType(_ group: Range<Int>) {
        let members = group.sorted { marks[$0].isBefore(marks[$1]) }
        let what = "'\(shownName(sets[group.lowerBound].name))' \(sets[group.lowerBound].type)"
        guard let first = members.first(where: { sets[$0].routing != nil }), let model = sets[first].routing else {
            return
        }
        var identifiers: [SetIdentifier: Int] = [:]
        for member in members {
            guard let routing = sets[member].routing else {
                error(
                    "plain-and-routed",
                    "\(what) is here without a routing policy, and with one at "
                        + "\(place(marks[first], seenFrom: marks[member])); give each 'set-identifier' and 'routing', or "
                        + "keep one without", at: marks[member])
                continue
            }
            if let other = identifiers[routing.identifier] {
                error(
                    "duplicate-set-identifier",
                    "\(what) has the set identifier '\(routing.identifier.shown)' twice, first at "
                        + "\(place(marks[other], seenFrom: marks[member])); give each set another", at: marks[member])
            } else {
                identifiers[routing.identifier] = member
            }
            if routing.policy.kind != model.policy.kind {
                error(
                    "mixed-routing",
                    "\(what) is chosen by \(routing.policy.kind.rawValue) here and by "
                        + "\(model.policy.kind.rawValue) at \(place(marks[first], seenFrom: marks[member])); all sets of "
                        + "a name and type have the same routing policy", at: marks[member])
            }
        }
    }
}

extension SourceMark {
    /// Whether the place comes before another.
    fileprivate func isBefore(_ other: SourceMark) -> Bool {
        if file != other.file { return file < other.file }
        if line != other.line { return line < other.line }
        return column < other.column
    }
}
