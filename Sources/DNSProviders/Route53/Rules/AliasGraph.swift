/// Which groups of sets stand for which, by the index of each group's first set.
///
/// Walked without recursion, as a chain may be as long as a zone.
struct AliasGraph {
    private struct Edge {
        var alias: Int
        var target: Int
    }

    /// An alias that has too many others behind it, and where the last of them leads.
    struct Chain {
        var alias: Int
        var end: Int
    }

    /// An alias that leads in a circle, and the groups on the way, from its own to the first that comes again.
    struct Circle {
        var alias: Int
        var path: [Int]
    }

    /// How many aliases the service follows.
    private static let deepest = 3
    /// How many names of a circle are shown.
    private static let longestPath = 5

    private var edges: [Int: [Edge]] = [:]
    private(set) var tooDeep: [Chain] = []
    private(set) var circles: [Circle] = []

    /// Adds an alias of the group `group` that stands for the group `target`.
    mutating func add(alias: Int, group: Int, target: Int) {
        edges[group, default: []].append(Edge(alias: alias, target: target))
    }

    /// Finds chains and circles, each in the order of the aliases.
    mutating func walk() {
        var waiting = edges.mapValues { edges in edges.count { self.edges[$0.target] != nil } }
        var sources: [Int: [Int]] = [:]
        for (group, edges) in edges {
            for edge in edges where self.edges[edge.target] != nil { sources[edge.target, default: []].append(group) }
        }
        // From the ends back: a group is settled when all it stands for is.
        var depths: [Int: (depth: Int, end: Int)] = [:]
        var ready = waiting.filter { $0.value == 0 }.map(\.key)
        while let group = ready.popLast() {
            var deepest = (depth: 0, end: group)
            for edge in edges[group] ?? [] {
                let behind = depths[edge.target] ?? (0, edge.target)
                if behind.depth >= Self.deepest { tooDeep.append(Chain(alias: edge.alias, end: behind.end)) }
                if behind.depth >= deepest.depth { deepest = (behind.depth + 1, behind.end) }
            }
            depths[group] = deepest
            for source in sources[group] ?? [] {
                let left = (waiting[source] ?? 0) - 1
                waiting[source] = left
                if left == 0 { ready.append(source) }
            }
        }
        tooDeep.sort { $0.alias < $1.alias }
        for (group, edges) in edges where depths[group] == nil {
            for edge in edges where self.edges[edge.target] != nil && depths[edge.target] == nil {
                circles.append(Circle(alias: edge.alias, path: path(from: group, by: edge, settled: depths)))
            }
        }
        circles.sort { $0.alias < $1.alias }
    }

    private func path(from group: Int, by edge: Edge, settled: [Int: (depth: Int, end: Int)]) -> [Int] {
        var path = [group]
        var next = edge.target
        while !path.contains(next), path.count < Self.longestPath {
            path.append(next)
            guard let further = edges[next]?.first(where: { edges[$0.target] != nil && settled[$0.target] == nil })
            else { return path }
            next = further.target
        }
        path.append(next)
        return path
    }
}
