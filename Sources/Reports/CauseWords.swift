internal import DNSModel
internal import ZonePlanning

extension PlannedChange.Cause {
    /// The order in which changes are shown.
    static let shown: [PlannedChange.Cause] = [.own, .waiting, .conflict, .drift]

    /// What stands above changes; `nil` for those of the commit that was planned.
    var heading: String? {
        switch self {
        case .own: nil
        case .waiting: "Waiting on the protected branch, not applied yet:"
        case .conflict: "Conflict, changed both in git and at the provider:"
        case .drift: "Takes back what was changed at the provider:"
        }
    }
}

extension PlannedChange {
    /// What is said of a set that the dynamic DNS service wrote so far.
    static let takeOver = "so far of a host of the dynamic DNS service"
}

extension ZonePlan {
    /// What follows the number of live sets of hosts.
    static let ofHosts = "of hosts of the dynamic DNS service"

    /// The heading of what was changed at the provider and is left so.
    static let leftHeading = "Changed at the provider, not in git, and left as it is:"

    /// What was changed at the provider and is left so, a line each.
    var leftLines: [String] {
        left.map { change in
            "\(change.key.name.text(relativeTo: apex)) \(change.key.typeAndIdentifier): live is "
                + "\(Conflict.words(for: change.before)), git has \(Conflict.words(for: change.after))"
        }
    }
}
