package import DNSModel

// Decision 0010: change batches are packed, and what belongs together is not divided.

/// Divides the changes of a zone into change batches.
///
/// What belongs together is never divided: all changes of one name, and of an alias and the names of the zone that it
/// stands for before or after. Of such groups as few batches are made as packing them well gives.
package struct Batcher: Sendable {
    package let scope: AtomicScope
    /// See ``LiveZone/storedCharacters``.
    package var storedCharacters: [RecordSet.Key: Int]
    /// See ``ProviderCapabilities/characters``.
    package var characters: @Sendable (RecordData) -> Int
    /// The apex at which NS and SOA are overwritten, which counts what is written twice; `nil` where they are not.
    package var overwrittenApex: DomainName?
    private let limits: [BatchLimits.Entry]
    private let countsOctets: Bool

    package init(
        scope: AtomicScope, storedCharacters: [RecordSet.Key: Int] = [:], overwrittenApex: DomainName? = nil,
        characters: @escaping @Sendable (RecordData) -> Int = { $0.text.utf8.count }
    ) {
        self.scope = scope
        self.characters = characters
        self.overwrittenApex = overwrittenApex
        self.storedCharacters = storedCharacters
        if case .message(let limits) = scope {
            self.limits = limits.all
            countsOctets = [limits.both, limits.additions, limits.deletions].contains { $0.octets != nil }
        } else {
            limits = []
            countsOctets = false
        }
    }

    /// Changes that must be in one batch.
    struct Group: Sendable {
        /// Their indices, ascending.
        var changes: [Int]
        var size = BatchSize()
    }

    /// The number of the batch, from 1 without gaps, of each change; and how many batches there must be at least.
    ///
    /// A group whose changes alone are over the limits gets a batch of its own; see ``groupsOverLimits(in:)``.
    ///
    /// - Parameter changes: in canonical order.
    /// - Returns: a number for each change, in the same order.
    package func divide(_ changes: [Change]) -> (numbers: [Int], atLeast: Int) {
        if changes.isEmpty { return ([], 0) }
        if scope == .recordSet { return (oneByOne(changes), changes.count) }
        guard !limits.isEmpty else { return ([Int](repeating: 1, count: changes.count), 1) }
        let groups = groups(of: changes)
        let atLeast = lowerBound(groups)
        var best = filledInTurn(groups)
        if best.count > atLeast {
            // Larger ones first leaves small ones to fill the gaps.
            let packed = packed(groups)
            if packed.count < best.count { best = packed }
        }
        // Numbered by their first change, so that a plan reads from top to bottom where it can.
        best.sort { $0[0] < $1[0] }
        var numbers = [Int](repeating: 1, count: changes.count)
        for (index, batch) in best.enumerated() {
            for group in batch { for change in groups[group].changes { numbers[change] = index + 1 } }
        }
        return (numbers, atLeast)
    }

    /// The groups whose changes alone are over the limits, so that no change batch can hold them.
    ///
    /// - Parameter changes: in canonical order.
    /// - Returns: for each such group, the indices of its changes and how much they take.
    package func groupsOverLimits(in changes: [Change]) -> [(changes: [Int], size: BatchSize)] {
        guard !limits.isEmpty else { return [] }
        return groups(of: changes).filter { isOver($0.size) }.map { ($0.changes, $0.size) }
    }

    // MARK: - Sizes

    private func isOver(_ size: BatchSize) -> Bool { limits.contains { $0.amount(size) > $0.most } }

    /// What something takes of each limit, in words, as in `12 of at most 10 records`.
    package func words(for size: BatchSize) -> [String] {
        limits.map { "\($0.amount(size)) of at most \($0.most) \($0.what)" }
    }

    /// How much of the limits a change takes: what it deletes and what it creates, an alias as one record.
    package static func size(of change: Change) -> BatchSize { Batcher(scope: .wholeBatch).size(of: change) }

    private func size(of change: Change) -> BatchSize {
        if let after = change.after, let apex = overwrittenApex, BatchStep.isOverwritten(change, apex: apex) {
            let written = amount(of: after, stored: nil)
            return BatchSize(deletions: written, additions: written)
        }
        return BatchSize(
            deletions: change.before.map { amount(of: $0, stored: storedCharacters[$0.key]) } ?? BatchAmount(),
            additions: change.after.map { amount(of: $0, stored: nil) } ?? BatchAmount())
    }

    private func amount(of set: RecordSet, stored: Int?) -> BatchAmount {
        // A record is its name, ten octets and its data (RFC 1035 section 4.1.3).
        let octets = countsOctets ? set.data.reduce(0) { $0 + set.name.wireLength + 10 + $1.wire.count } : 0
        return BatchAmount(
            records: max(1, set.data.count), characters: stored ?? set.data.reduce(0) { $0 + characters($1) },
            octets: octets)
    }

    // MARK: - What belongs together

    /// The groups of changes, by their first change.
    func groups(of changes: [Change]) -> [Group] {
        var groups: [Group] = []
        for (index, change) in changes.enumerated() {
            if index == 0 || changes[index - 1].key.name != change.key.name { groups.append(Group(changes: [])) }
            groups[groups.count - 1].changes.append(index)
            groups[groups.count - 1].size = groups[groups.count - 1].size + size(of: change)
        }
        return joinedByAliases(groups, changes)
    }

    /// Joins each name with those that its aliases stand for, where they change too.
    private func joinedByAliases(_ groups: [Group], _ changes: [Change]) -> [Group] {
        var pairs: [(alias: Int, target: DomainName)] = []
        for (index, group) in groups.enumerated() {
            for change in group.changes {
                for alias in [changes[change].before?.alias, changes[change].after?.alias] {
                    if let alias, alias.place == .sameZone { pairs.append((index, alias.name)) }
                }
            }
        }
        if pairs.isEmpty { return groups }
        let places = Dictionary(
            groups.enumerated().map { (changes[$0.element.changes[0]].key.name, $0.offset) }, uniquingKeysWith: { $1 })
        // The first group of those that belong together stands for all of them.
        var parents = Array(groups.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parents[index] != index {
                parents[index] = parents[parents[index]]
                index = parents[index]
            }
            return index
        }
        for pair in pairs {
            guard let target = places[pair.target] else { continue }
            let (left, right) = (root(pair.alias), root(target))
            parents[max(left, right)] = min(left, right)
        }
        var joined: [Int: Group] = [:]
        for (index, group) in groups.enumerated() {
            joined[root(index), default: Group(changes: [])].changes += group.changes
            joined[root(index), default: Group(changes: [])].size =
                (joined[root(index)]?.size ?? BatchSize()) + group.size
        }
        return joined.sorted { $0.key < $1.key }.map { entry in
            var group = entry.value
            group.changes.sort()
            return group
        }
    }

    // MARK: - Packing

    /// The batches of a provider that changes one record set at a time: whatever is deleted goes before whatever is
    /// created of what belongs together, and an alias is created after what it stands for.
    private func oneByOne(_ changes: [Change]) -> [Int] {
        let places = Dictionary(changes.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { $1 })
        var numbers = [Int](repeating: 0, count: changes.count)
        var number = 0
        for group in groups(of: changes) {
            let own = group.changes.map { changes[$0] }
            for step in BatchStep.steps(of: own, apex: .root, [.deletionsFirst, .aliasesAfterTargets]) {
                let key: RecordSet.Key
                switch step {
                case .delete(let set), .create(let set), .overwrite(let set): key = set.key
                }
                // A set that is changed has its place among those that are created.
                guard let place = places[key] else { continue }
                if case .delete = step, changes[place].after != nil { continue }
                number += 1
                numbers[place] = number
            }
        }
        return numbers
    }

    /// No division can do with fewer batches than this: what there is in all, over what a batch holds; and what takes
    /// more than half of a batch shares it with nothing like it.
    private func lowerBound(_ groups: [Group]) -> Int {
        limits.reduce(1) { least, limit in
            // What is too large for any batch takes one, and that is reported elsewhere.
            let all = groups.reduce(0) { $0 + min(limit.amount($1.size), limit.most) }
            let large = groups.count { limit.amount($0.size) * 2 > limit.most }
            return max(least, large, limit.most > 0 ? (all + limit.most - 1) / limit.most : 1)
        }
    }

    /// Each batch filled in canonical order before the next is begun.
    private func filledInTurn(_ groups: [Group]) -> [[Int]] {
        var batches: [[Int]] = []
        var size = BatchSize()
        for (index, group) in groups.enumerated() {
            if batches.isEmpty || isOver(size + group.size) {
                batches.append([])
                size = BatchSize()
            }
            batches[batches.count - 1].append(index)
            size = size + group.size
        }
        return batches
    }

    /// Larger groups first, each into the fullest batch that has room for it (best fit decreasing).
    private func packed(_ groups: [Group]) -> [[Int]] {
        func share(_ size: BatchSize) -> Double {
            limits.reduce(0) { max($0, Double($1.amount(size)) / Double(max(1, $1.most))) }
        }
        let shares = groups.map { share($0.size) }
        let order = groups.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
        var batches: [(groups: [Int], size: BatchSize)] = []
        for group in order {
            var place: Int?
            for index in batches.indices where !isOver(batches[index].size + groups[group].size) {
                if let chosen = place, share(batches[chosen].size) >= share(batches[index].size) { continue }
                place = index
            }
            if let place {
                batches[place].groups.append(group)
                batches[place].size = batches[place].size + groups[group].size
            } else {
                batches.append(([group], groups[group].size))
            }
        }
        return batches.map { $0.groups.sorted() }
    }
}

extension ZonePlan {
    /// The change batches of the zone, in the order they are applied.
    ///
    /// - Parameter origin: what they are of; `nil` while the plan is only looked at.
    /// - Returns: the batches.
    package func batches(of origin: BatchOrigin? = nil) -> [ChangeBatch] {
        guard hasChanges else { return [] }
        let count = max(1, batchCount)
        var batches = (1...count).map { number in
            ChangeBatch(
                apex: apex, zoneID: provider.zoneID, createsZone: createsZone && number == 1, changes: [],
                origin: origin)
        }
        for index in batches.indices { batches[index].isOfCreatedZone = createsZone }
        batches[count - 1].deletesZone = deletesZone
        for planned in changes { batches[planned.batch - 1].changes.append(planned.change) }
        return batches
    }
}
