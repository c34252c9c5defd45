/// Finds what the service calls a CNAME or alias loop, from the names that a batch put in.
///
/// Source: the service's text, as reported in StackExchange/dnscontrol#2107 and kubernetes-sigs/external-dns#630.
struct CNAMELoops {
    private let zone: HostedZone
    /// The names above which something is, so that no wildcard stands for them.
    private let enclosers: Set<String>

    init(_ zone: HostedZone) {
        self.zone = zone
        var enclosers: Set<String> = []
        let stored = zone.sets.values.joined()
        if stored.contains(where: { $0.set.type == "CNAME" }) {
            for one in stored {
                for count in 0...one.name.labels.count { enclosers.insert(Self.text(one.name.labels.dropFirst(count))) }
            }
        }
        self.enclosers = enclosers
    }

    private static func text(_ labels: some Sequence<String>) -> String { labels.map { $0 + "." }.joined() }

    /// A message for each of the names that leads back to itself.
    func messages(for names: [Name]) -> [String] {
        var told: Set<String> = []
        return names.compactMap { name in
            guard !zone.group(name, "CNAME").isEmpty, told.insert(name.text).inserted, leadsBack(name.text) else {
                return nil
            }
            return
                "RRSet of type CNAME with DNS name \(name.text) is not permitted as it creates a CNAME or alias loop in "
                + "the zone."
        }
    }

    private func leadsBack(_ start: String) -> Bool {
        var seen: Set<String> = []
        var waiting = targets(of: start)
        while let name = waiting.popLast() {
            if name == start { return true }
            if seen.insert(name).inserted { waiting += targets(of: name) }
        }
        return false
    }

    /// The owners of the sets that answer for what the CNAMEs of an owner name.
    private func targets(of owner: String) -> [String] {
        (zone.sets[owner] ?? []).flatMap { stored -> [String] in
            guard stored.set.type == "CNAME" else { return [] }
            if let alias = stored.set.alias { return alias.zoneID == zone.id ? [alias.name] : [] }
            return (stored.set.values ?? []).compactMap { try? Name($0) }.compactMap(answering)
        }
    }

    /// The owner that answers for a name: itself, or the wildcard next to the closest name that is there.
    private func answering(_ name: Name) -> String? {
        guard name.lies(in: zone.name) else { return nil }
        if enclosers.contains(name.text) { return name.text }
        for count in 1...max(1, name.labels.count) {
            let encloser = Self.text(name.labels.dropFirst(count))
            guard enclosers.contains(encloser) else { continue }
            return zone.sets["\\052." + encloser] == nil ? nil : "\\052." + encloser
        }
        return nil
    }
}
