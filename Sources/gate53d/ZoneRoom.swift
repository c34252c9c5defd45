internal import DNSModel

// Decision 0110: operations of the service.

/// How much room there is in a zone.
struct ZoneRoom: Hashable, Sendable {
    let zone: DomainName
    let records: Int
    let most: Int

    /// Whether somebody should do something.
    var isNear: Bool { records >= most - most / 5 }

    /// For people.
    var sentence: String {
        "\(zone) has or gets \(records) of \(most) records; add a suffix in another zone, or have the quota raised"
    }
}
