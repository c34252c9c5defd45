package import DNSModel
internal import Gate
internal import ZonePlanning

// Decision 0104: what neither git nor the service knows is drift, and only the service can tell.

/// Names below a suffix that are live, though neither the service has such a host nor a zone file declares the name.
package enum UnknownNames {
    /// The hosts whose record sets are live in a zone, as far as that can be read off names and types.
    ///
    /// - Parameters:
    ///   - live: the live zone.
    ///   - rules: the rules in force.
    /// - Returns: their names, without those that zone files declare.
    package static func hosts(in live: Zone, by rules: DynamicRules) -> Set<DomainName> {
        let suffixes = Dictionary(
            rules.suffixes.filter { $0.apex == live.apex }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
        if suffixes.isEmpty { return [] }
        return Set(
            live.sets.compactMap { set in
                guard set.routing == nil else { return nil }
                var host = set.name
                if set.type == .txt, host.labels.first == Array("_acme-challenge".utf8), let parent = host.parent {
                    host = parent
                }
                guard let parent = host.parent, let suffix = suffixes[parent], suffix.types.contains(set.type),
                    let first = host.labels.first?.first, first != UInt8(ascii: "_"), first != UInt8(ascii: "*"),
                    !rules.declaredNames.contains(host), !rules.declaredNames.contains(set.name)
                else { return nil }
                return host
            })
    }

    /// Those of the live names that the service does not have.
    ///
    /// - Parameters:
    ///   - live: the names of the hosts that are live.
    ///   - hosts: those that the service has.
    /// - Returns: the others, in canonical order.
    package static func unknownNames(live: Set<DomainName>, hosts: Set<DomainName>) -> [DomainName] {
        live.subtracting(hosts).sorted()
    }
}

extension ZoneWriter {
    /// Lists the zone, and looks which live names the store does not know. What is unknown is looked at twice, as hosts
    /// come and go meanwhile: a host is in the store before it is live, and live no more before it leaves the store.
    ///
    /// - Parameter rules: the rules in force.
    /// - Returns: the names in canonical order; `nil` where zone or store can't be read now.
    package func unknownNames(rules: DynamicRules) async -> [DomainName]? {
        do {
            var unknown = try await unknown(rules)
            if !unknown.isEmpty { unknown.formIntersection(try await self.unknown(rules)) }
            return unknown.sorted()
        } catch {
            return nil
        }
    }

    private func unknown(_ rules: DynamicRules) async throws -> Set<DomainName> {
        let live = UnknownNames.hosts(in: try await provider.liveZone(zone).zone, by: rules)
        let names = live.sorted()
        var known: Set<DomainName> = []
        for start in stride(from: 0, to: names.count, by: 500) {
            known.formUnion(try await store.hosts(Array(names[start..<min(start + 500, names.count)])).keys)
        }
        return Set(UnknownNames.unknownNames(live: live, hosts: known))
    }
}
