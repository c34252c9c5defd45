package import DNSModel

/// One step of what a change batch does. A change of a set is two: what it was is deleted, what it will be is created.
package enum BatchStep: Hashable, Sendable {
    case delete(RecordSet)
    case create(RecordSet)
    /// Overwrites whatever is there. Only for NS and SOA of the apex, which may never be missing.
    case overwrite(RecordSet)

    /// The steps of a batch.
    ///
    /// - Parameters:
    ///   - changes: one for each key, in canonical order.
    ///   - apex: the zone.
    ///   - order: see ``ProviderCapabilities/order``.
    /// - Returns: the steps in the order they are to be carried out.
    package static func steps(of changes: [Change], apex: DomainName, _ order: BatchOrder) -> [BatchStep] {
        var deletions: [RecordSet] = []
        var creations: [RecordSet] = []
        var overwritten: [RecordSet] = []
        var inTurn: [BatchStep] = []
        for change in changes {
            if order.contains(.apexIsOverwritten), isOverwritten(change, apex: apex), let after = change.after {
                overwritten.append(after)
                inTurn.append(.overwrite(after))
                continue
            }
            if let set = change.before {
                deletions.append(set)
                inTurn.append(.delete(set))
            }
            if let set = change.after {
                creations.append(set)
                inTurn.append(.create(set))
            }
        }
        guard order.contains(.deletionsFirst) else { return inTurn }
        if order.contains(.aliasesAfterTargets) {
            deletions = byDepth(deletions).reversed()
            creations = byDepth(creations)
        }
        return deletions.map { .delete($0) } + overwritten.map { .overwrite($0) } + creations.map { .create($0) }
    }

    /// Whether a change is made by overwriting, where a provider does that.
    package static func isOverwritten(_ change: Change, apex: DomainName) -> Bool {
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
