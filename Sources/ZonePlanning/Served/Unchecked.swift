internal import DNSModel

/// What of a zone can't be checked by asking name servers.
package struct Unchecked: Hashable, Sendable, Codable {
    /// Sets that are an alias in one of their versions: the name servers serve the records of its target.
    package var aliases = 0
    /// Sets that a routing policy chooses between: every asker is told something else.
    package var routed = 0
    /// Sets at or below a name that is delegated to other name servers, or below a DNAME.
    package var hidden = 0
    /// Whether there may be sets that nobody declared: those that the settings ignore hide how many there should be, or
    /// the provider does not say how many there are.
    package var mayHaveMore = false

    package init() {}

    /// How many sets.
    package var count: Int { aliases + routed + hidden }

    /// As in `3 aliases, 1 set of a routing policy`; `nil` where all of it can be looked at.
    package var phrase: String? {
        var parts: [String] = []
        if aliases > 0 { parts.append(counted(aliases, "alias", plural: "aliases")) }
        if routed > 0 { parts.append(counted(routed, "set") + " of routing policies") }
        if hidden > 0 { parts.append(counted(hidden, "set") + " behind a delegation or a DNAME") }
        if mayHaveMore { parts.append("whether there are sets that git does not know") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    package static func + (left: Unchecked, right: Unchecked) -> Unchecked {
        var sum = left
        sum.aliases += right.aliases
        sum.routed += right.routed
        sum.hidden += right.hidden
        sum.mayHaveMore = left.mayHaveMore || right.mayHaveMore
        return sum
    }
}
