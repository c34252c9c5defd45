package import DNSModel

/// A CNAME that leads back to itself, so that nobody who asks for its name gets an answer.
package struct NameLoop: Hashable, Sendable {
    /// The index of the set in `zone.sets`.
    package var index: Int
    /// The names on the way, from the set's own to the first that comes again.
    package var path: [DomainName]

    /// `a.example.com. -> b.example.com. -> a.example.com.`
    package var phrase: String { path.map(\.description).joined(separator: " -> ") }
}

/// Finds the CNAMEs of a zone that lead in a circle: of one name, of several, through wildcards, through the aliases and
/// the routing groups of a provider.
package struct NameLoops {
    /// The names of a circle that are shown at most.
    private static let longestPath = 6

    private let zone: Zone
    /// By the index of a group's first set: what its sets lead to.
    private var edges: [Int: [(index: Int, target: Int)]] = [:]

    /// - Parameter zone: the zone.
    /// - Returns: one for each set of type CNAME with values that is part of a circle, in the order of the sets.
    package static func loops(in zone: Zone) -> [NameLoop] {
        guard zone.sets.contains(where: { $0.type == .cname }) else { return [] }
        return NameLoops(zone).loops
    }

    private init(_ zone: Zone) {
        self.zone = zone
        let sets = zone.sets
        // The first set with the name and type of the one at hand.
        var first = 0
        for index in sets.indices {
            if sets[index].name != sets[first].name || sets[index].type != sets[first].type { first = index }
            for target in targets(ofSetAt: index) { edges[first, default: []].append((index, target)) }
        }
    }

    /// The first sets of the groups that lead on and that a set leads to.
    private func targets(ofSetAt index: Int) -> [Int] {
        let set = zone.sets[index]
        if let alias = set.alias {
            guard alias.place == .sameZone else { return [] }
            return zone.indices(of: alias.name).first { zone.sets[$0].type == set.type && leadsOn($0) }.map { [$0] }
                ?? []
        }
        guard set.type == .cname else { return [] }
        var targets: [Int] = []
        for case .cname(let name) in set.data {
            let found: Range<Int>
            switch zone.lookUp(name) {
            case .found(let sets), .synthesized(let sets), .delegated(let sets): found = sets
            case .outside, .redirected, .nothing: continue
            }
            for index in found where leadsOn(index) {
                let isFirst = index == found.lowerBound || zone.sets[index - 1].type != zone.sets[index].type
                if isFirst { targets.append(index) }
            }
        }
        return targets
    }

    /// Whether the sets of a group lead to others; its first set is at the index.
    private func leadsOn(_ index: Int) -> Bool {
        let type = zone.sets[index].type
        if type == .cname { return true }
        let name = zone.sets[index].name
        return zone.sets[index...].prefix { $0.name == name && $0.type == type }.contains { $0.alias != nil }
    }

    // MARK: - Circles

    private var loops: [NameLoop] {
        let circles = groupsInCircles
        if circles.isEmpty { return [] }
        var loops: [NameLoop] = []
        for group in circles.sorted() {
            for edge in edges[group] ?? [] where circles.contains(edge.target) {
                guard zone.sets[edge.index].alias == nil, zone.sets[edge.index].type == .cname,
                    loops.last?.index != edge.index
                else { continue }
                loops.append(NameLoop(index: edge.index, path: path(from: group, by: edge.target, in: circles)))
            }
        }
        return loops
    }

    /// The groups that are left when those that lead to no end, and those that nothing leads to, are taken away.
    private var groupsInCircles: Set<Int> {
        var sources: [Int: [Int]] = [:]
        for (group, edges) in edges { for edge in edges { sources[edge.target, default: []].append(group) } }
        let forward = edges.mapValues { $0.map(\.target) }
        let leading = Self.remaining(Set(edges.keys), needing: forward, from: sources)
        return Self.remaining(leading, needing: sources, from: forward)
    }

    /// The largest part of `all` each of which has one of the part among its `needs`; `users` are the needs turned round.
    private static func remaining(
        _ all: Set<Int>, needing needs: [Int: [Int]], from users: [Int: [Int]]
    ) -> Set<Int> {
        var left = all
        var counts: [Int: Int] = [:]
        var ready: [Int] = []
        for group in all {
            let count = (needs[group] ?? []).count { all.contains($0) }
            counts[group] = count
            if count == 0 { ready.append(group) }
        }
        while let group = ready.popLast() {
            left.remove(group)
            for user in users[group] ?? [] where left.contains(user) {
                let count = (counts[user] ?? 0) - 1
                counts[user] = count
                if count == 0 { ready.append(user) }
            }
        }
        return left
    }

    private func path(from group: Int, by target: Int, in circles: Set<Int>) -> [DomainName] {
        var path = [group]
        var next = target
        while !path.contains(next), path.count < Self.longestPath {
            path.append(next)
            guard let further = edges[next]?.first(where: { circles.contains($0.target) }) else { break }
            next = further.target
        }
        return (path + [next]).map { zone.sets[$0].name }
    }
}
