package import DNSModel

/// A CNAME that leads back to itself, so that nobody who asks for its name gets an answer.
package struct NameLoop: Hashable, Sendable {
    /// The index of the set in `zone.sets`.
    package var index: Int
    /// The names on the way, from the set's own to the first that comes again.
    package var path: [DomainName]

    /// `a.example.com. -> b.example.com. -> a.example.com.`
    package var phrase: String { path.map(\.description).joined(separator: " -> ") }

    /// What is wrong with the set, and what to do.
    package func sentence(about key: RecordSet.Key) -> String {
        "\(key) leads back to itself, \(phrase), so nobody gets an answer; let one of them lead out of the circle"
    }
}

extension NameLoops {
    /// What a reviewer should know of circles from zone to zone, one sentence for each zone.
    ///
    /// - Parameter zones: all zones that are looked at, as git declares them.
    /// - Returns: the apexes, and what is wrong.
    package static func notes(across zones: [Zone]) -> [(apex: DomainName, note: String)] {
        var seen: Set<Int> = []
        return loops(across: zones).filter { seen.insert($0.zone).inserted }.map { place, loop in
            (zones[place].apex, loop.sentence(about: zones[place].sets[loop.index].key))
        }
    }
}

/// Finds the CNAMEs that lead in a circle: of one name, of several, through wildcards, through DNAMEs, through the
/// aliases and the routing groups of a provider, and from zone to zone.
package struct NameLoops {
    /// The names of a circle that are shown at most.
    private static let longestPath = 6
    /// How many DNAMEs are followed from one name; resolvers do not follow more of them either.
    private static let mostRedirections = 16

    private let zones: [Zone]
    /// The number of the first set of each zone, counted over all.
    private let starts: [Int]
    /// The zones by their apexes.
    private let places: [DomainName: Int]
    /// By the number of a group's first set: what its sets lead to.
    private var edges: [Int: [(index: Int, target: Int)]] = [:]

    /// - Parameter zone: the zone.
    /// - Returns: one for each set of type CNAME with values that is part of a circle, in the order of the sets.
    package static func loops(in zone: Zone) -> [NameLoop] {
        guard zone.sets.contains(where: { $0.type == .cname }) else { return [] }
        return NameLoops([zone]).loops.map(\.loop)
    }

    /// The circles that no zone has by itself.
    ///
    /// - Parameter zones: zones that are served side by side, with no two of one name.
    /// - Returns: one for each set of type CNAME with values that is part of such a circle only: the place of its zone,
    ///   and the loop.
    package static func loops(across zones: [Zone]) -> [(zone: Int, loop: NameLoop)] {
        guard zones.count > 1 else { return [] }
        let all = NameLoops(zones).loops
        if all.isEmpty { return [] }
        var own: [Int: Set<Int>] = [:]
        for zone in Set(all.map(\.zone)) { own[zone] = Set(loops(in: zones[zone]).map(\.index)) }
        return all.filter { own[$0.zone]?.contains($0.loop.index) != true }
    }

    private init(_ zones: [Zone]) {
        self.zones = zones
        var starts: [Int] = []
        var count = 0
        for zone in zones {
            starts.append(count)
            count += zone.sets.count
        }
        self.starts = starts
        places = Dictionary(
            zones.enumerated().map { ($0.element.apex, $0.offset) }, uniquingKeysWith: { first, _ in first })
        for (place, zone) in zones.enumerated() {
            let sets = zone.sets
            // The first set with the name and type of the one at hand.
            var first = 0
            for index in sets.indices {
                if sets[index].name != sets[first].name || sets[index].type != sets[first].type { first = index }
                for target in targets(ofSetAt: index, in: place) {
                    edges[starts[place] + first, default: []].append((starts[place] + index, target))
                }
            }
        }
    }

    /// The set of a number, and the place of its zone.
    private func owner(of number: Int) -> (set: RecordSet, zone: Int) {
        let place = (starts.firstIndex { $0 > number } ?? starts.count) - 1
        // Zones without sets begin where the next one does.
        return (zones[place].sets[number - starts[place]], place)
    }

    /// The first sets of the groups that lead on and that a set leads to.
    private func targets(ofSetAt index: Int, in place: Int) -> [Int] {
        let zone = zones[place]
        let set = zone.sets[index]
        if let alias = set.alias {
            guard alias.place == .sameZone else { return [] }
            let target = zone.indices(of: alias.name).first {
                zone.sets[$0].type == set.type && leadsOn($0, in: place)
            }
            return target.map { [starts[place] + $0] } ?? []
        }
        guard set.type == .cname else { return [] }
        var targets: [Int] = []
        for case .cname(let name) in set.data {
            guard let (found, there) = sets(answering: name, from: place) else { continue }
            let sets = zones[there].sets
            for index in found where leadsOn(index, in: there) {
                let isFirst = index == found.lowerBound || sets[index - 1].type != sets[index].type
                if isFirst { targets.append(starts[there] + index) }
            }
        }
        return targets
    }

    /// The sets that answer for a name, in whichever zone, behind DNAMEs (RFC 6672 section 2.2).
    private func sets(answering name: DomainName, from place: Int) -> (sets: Range<Int>, zone: Int)? {
        var (name, place) = (name, place)
        for _ in 0..<Self.mostRedirections {
            place = zone(of: name) ?? place
            switch zones[place].lookUp(name) {
            case .found(let sets), .synthesized(let sets), .delegated(let sets): return (sets, place)
            case .redirected(let index):
                let redirection = zones[place].sets[index]
                guard case .dname(let target)? = redirection.data.first,
                    let next = try? DomainName(
                        labels: name.labels.dropLast(redirection.name.labels.count) + target.labels)
                else { return nil }
                name = next
            case .outside, .nothing: return nil
            }
        }
        return nil
    }

    /// The nearest zone at or above a name.
    private func zone(of name: DomainName) -> Int? {
        var above: DomainName? = name
        while let next = above {
            if let place = places[next] { return place }
            above = next.parent
        }
        return nil
    }

    /// Whether the sets of a group lead to others; its first set is at the index.
    private func leadsOn(_ index: Int, in place: Int) -> Bool {
        let sets = zones[place].sets
        let type = sets[index].type
        if type == .cname { return true }
        let name = sets[index].name
        return sets[index...].prefix { $0.name == name && $0.type == type }.contains { $0.alias != nil }
    }

    // MARK: - Circles

    private var loops: [(zone: Int, loop: NameLoop)] {
        let circles = groupsInCircles
        if circles.isEmpty { return [] }
        var loops: [(zone: Int, loop: NameLoop)] = []
        var last: Int?
        for group in circles.sorted() {
            for edge in edges[group] ?? [] where circles.contains(edge.target) {
                let (set, zone) = owner(of: edge.index)
                guard set.alias == nil, set.type == .cname, last != edge.index else { continue }
                last = edge.index
                let names = path(from: group, by: edge.target, in: circles)
                loops.append((zone, NameLoop(index: edge.index - starts[zone], path: names)))
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

    /// The largest part of `all` each of which has one of the part among its `needs`; `users` are the needs turned
    /// round.
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
        return (path + [next]).map { owner(of: $0).set.name }
    }
}
