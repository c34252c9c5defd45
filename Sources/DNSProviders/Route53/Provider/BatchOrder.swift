internal import DNSModel
internal import ZonePlanning

/// The order of a batch's changes, which the service carries out one after the other.
///
/// First all deletions, aliases before what they stand for; then the sets with data; then aliases, each after what it
/// stands for. So a name is free before it gets another type, and a target is there before its alias.
enum BatchOrder {
    enum Action: String, Hashable, Sendable {
        case create = "CREATE"
        case delete = "DELETE"
        /// Overwrites whatever is there. Only for the NS of the apex, which may never be missing.
        case upsert = "UPSERT"
    }

    /// One change of the request.
    struct Step: Hashable, Sendable {
        var action: Action
        var element: XMLElement
    }

    /// The steps of a batch.
    ///
    /// - Parameters:
    ///   - changes: one for each key.
    ///   - apex: the zone.
    ///   - before: the element to delete a set with.
    ///   - after: the element to create a set with.
    /// - Returns: the steps in the order they are carried out.
    static func steps(
        _ changes: [Change], apex: DomainName, before: (RecordSet) -> XMLElement, after: (RecordSet) -> XMLElement
    ) -> [Step] {
        var deletions: [RecordSet] = []
        var creations: [RecordSet] = []
        var overwritten: [RecordSet] = []
        for change in changes {
            if isOverwritten(change, apex: apex), let after = change.after {
                overwritten.append(after)
                continue
            }
            if let set = change.before { deletions.append(set) }
            if let set = change.after { creations.append(set) }
        }
        return byDepth(deletions).reversed().map { Step(action: .delete, element: before($0)) }
            + overwritten.map { Step(action: .upsert, element: after($0)) }
            + byDepth(creations).map { Step(action: .create, element: after($0)) }
    }

    /// Whether a change is made by overwriting: a zone has NS and SOA at its apex at every moment.
    static func isOverwritten(_ change: Change, apex: DomainName) -> Bool {
        change.key.name == apex && (change.key.type == .ns || change.key.type == .soa) && change.after != nil
    }

    /// The sets, each alias after what it stands for among them.
    private static func byDepth(_ sets: [RecordSet]) -> [RecordSet] {
        guard sets.contains(where: { $0.alias != nil }) else { return sets }
        var places: [RecordSet.Key: [Int]] = [:]
        for (index, set) in sets.enumerated() {
            places[RecordSet.Key(name: set.name, type: set.type), default: []].append(index)
        }
        var depths = [Int?](repeating: nil, count: sets.count)
        func depth(_ index: Int, _ visited: Int) -> Int {
            if let known = depths[index] { return known }
            // A circle has no depth; the service refuses it.
            guard let alias = sets[index].alias, visited < sets.count else { return 0 }
            var deepest = 0
            if alias.place == .sameZone {
                for target in places[RecordSet.Key(name: alias.name, type: sets[index].type)] ?? []
                where target != index {
                    deepest = max(deepest, depth(target, visited + 1))
                }
            }
            depths[index] = deepest + 1
            return deepest + 1
        }
        let keyed = sets.indices.map { (depth: depth($0, 0), index: $0) }
        return keyed.sorted { ($0.depth, $0.index) < ($1.depth, $1.index) }.map { sets[$0.index] }
    }
}
