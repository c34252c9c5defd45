internal import ZonePlanning

/// How far a run is that applies several plans one after the other, where one of them ends it.
package struct MergedRun: Hashable, Sendable {
    /// The number of the plan that ended it, from 0.
    package var index: Int
    /// How many plans there are.
    package var count: Int
    /// Whether that plan was begun.
    package var isBegun: Bool
    /// Whether the run was told to stop.
    package var isStopped: Bool

    package init(index: Int, count: Int, isBegun: Bool, isStopped: Bool) {
        self.index = index
        self.count = count
        self.isBegun = isBegun
        self.isStopped = isStopped
    }

    /// What became of the other plans; `nil` where there are none.
    package var line: String? {
        guard count > 1 else { return nil }
        var parts: [String] = []
        if isBegun { parts.append("that was plan \(index + 1) of \(count)") }
        if index > 0 { parts.append(Self.were(index, isBegun ? "before it" : "of \(count)", "applied")) }
        let rest = count - index - (isBegun ? 1 : 0)
        if rest > 0 { parts.append(Self.were(rest, isBegun ? "after it" : "of \(count)", "not begun")) }
        if isStopped, rest > 0 || isBegun { parts.append("'gate53 apply --merged' does the rest") }
        return "error: " + parts.joined(separator: "; ")
    }

    private static func were(_ number: Int, _ place: String, _ what: String) -> String {
        "\(counted(number, "plan")) \(place) \(number == 1 ? "was" : "were") \(what)"
    }
}
