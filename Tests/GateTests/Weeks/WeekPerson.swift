/// The five people of a simulated team.
enum WeekPerson: String, CaseIterable, Hashable, Sendable, Comparable {
    case ann, bo, cleo, olga, rita

    /// What they commit and sign with.
    var address: String { "\(rawValue)@example.com" }

    static func < (one: WeekPerson, other: WeekPerson) -> Bool { one.rawValue < other.rawValue }

    /// Whose address it is.
    init?(address: String) {
        guard address.hasSuffix("@example.com") else { return nil }
        self.init(rawValue: String(address.prefix { $0 != "@" }))
    }
}
