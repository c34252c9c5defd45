package import DNSModel

/// Holds the name servers of zones against what their parent zones say of them, where git declares both.
package enum Delegations {
    /// A zone as it will be.
    package struct Subject: Sendable {
        /// What git declares.
        package var declared: Zone
        /// What is live; `nil` where it is not known.
        package var live: Zone?

        package init(declared: Zone, live: Zone?) {
            self.declared = declared
            self.live = live
        }

        /// The name servers after the plan: those that are declared, else those that the provider gave the zone.
        fileprivate var nameServers: [RecordData]? {
            let key = RecordSet.Key(name: declared.apex, type: .ns)
            return (declared[key] ?? live?[key])?.data
        }
    }

    /// What a reviewer should know, one sentence for each zone whose parent says something else (RFC 1034 section
    /// 4.2.2).
    ///
    /// - Parameter zones: all zones that are looked at.
    /// - Returns: the apexes of children, ascending, and what is wrong.
    package static func notes(on zones: [Subject]) -> [(apex: DomainName, note: String)] {
        let places = Dictionary(
            zones.enumerated().map { ($0.element.declared.apex, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var notes: [(apex: DomainName, note: String)] = []
        for zone in zones {
            guard let parent = parent(of: zone.declared.apex, places).map({ zones[$0] }),
                let servers = zone.nameServers
            else { continue }
            let apex = zone.declared.apex
            let delegation = parent.declared[RecordSet.Key(name: apex, type: .ns)]
            let wanted = servers.map(\.text).joined(separator: ", ")
            if delegation == nil {
                notes.append(
                    (
                        apex,
                        "\(parent.declared.apex) does not delegate \(apex), so nobody finds it; declare there: "
                            + "NS \(wanted)"
                    ))
            } else if let delegation, delegation.data != servers {
                let said = delegation.data.map(\.text).joined(separator: ", ")
                notes.append(
                    (
                        apex,
                        "\(parent.declared.apex) delegates \(apex) to \(said), but its name servers are \(wanted)"
                    ))
            }
        }
        return notes.sorted { $0.apex < $1.apex }
    }

    /// The nearest zone above a name.
    private static func parent(of apex: DomainName, _ places: [DomainName: Int]) -> Int? {
        var name = apex.parent
        while let above = name {
            if let place = places[above] { return place }
            name = above.parent
        }
        return nil
    }
}
