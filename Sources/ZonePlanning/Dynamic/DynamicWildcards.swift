internal import DNSModel

// Decision 0104: names of the dynamic DNS service are left alone.

extension Ownership {
    /// The wildcards that answer for names which nobody has claimed: right below a suffix, or above it where nothing
    /// declared stands between (RFC 4592, section 3.3.1).
    ///
    /// - Parameter desired: the declared zone.
    /// - Returns: a warning for each suffix that has one.
    func wildcards(in desired: DesiredZone) -> [Diagnostic] {
        dynamic.filter { $0.apex == desired.zone.apex }.compactMap { suffix in
            guard let index = wildcard(over: suffix, in: desired.zone) else { return nil }
            return Diagnostic(
                .warning, id: "dynamic-wildcard",
                "\(desired.zone.sets[index].key) answers for names below '\(suffix.name)' that nobody has claimed at the "
                    + "dynamic DNS service (\(suffix.location)); remove it if they shall not be there",
                at: desired.location(ofSetAt: index))
        }
    }

    private func wildcard(over suffix: DynamicSuffix, in zone: Zone) -> Int? {
        var name = suffix.name
        while true {
            if let index = zone.sets.firstIndex(where: { $0.name.isWildcard && $0.name.parent == name }) {
                return index
            }
            // What stands at or below a name makes it one that is there, for which no wildcard above it answers.
            guard name != zone.apex, let parent = name.parent,
                !zone.sets.contains(where: { $0.name.isAtOrBelow(name) })
            else { return nil }
            name = parent
        }
    }
}
