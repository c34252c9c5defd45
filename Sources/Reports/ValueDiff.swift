internal import DNSModel
internal import ZonePlanning

/// The values of a record set before and after, one line each.
enum ValueLine: Equatable {
    case kept(String)
    case replaced(String, String)
    case removed(String)
    case added(String)

    /// The lines that show a change: what stays, what one value becomes, what goes and what comes.
    ///
    /// First the routing policy and the health check, then the values. Values that go and come are paired in canonical
    /// order when there are as many of each.
    static func lines(of change: Change) -> [ValueLine] {
        let before = change.before.map(SetText.init)
        let after = change.after.map(SetText.init)
        return lines(before?.attributes ?? [], after?.attributes ?? [])
            + lines(before?.values ?? [], after?.values ?? [])
    }

    private static func lines(_ before: [String], _ after: [String]) -> [ValueLine] {
        if before.isEmpty { return after.map { .added($0) } }
        if after.isEmpty { return before.map { .removed($0) } }
        let kept = Set(before).intersection(after)
        let removed = before.filter { !kept.contains($0) }
        let added = after.filter { !kept.contains($0) }
        let stay = after.filter(kept.contains).map { ValueLine.kept($0) }
        if removed.count == added.count {
            return stay + zip(removed, added).map { ValueLine.replaced($0, $1) }
        }
        return stay + removed.map { .removed($0) } + added.map { .added($0) }
    }
}
