internal import DNSModel
internal import ZonePlanning

/// The next step at one name of a zone file.
struct EntryStep {
    var entry: LocatedEntry
    var file: LocatedFile
    var wanted: [RecordSet.Key: RecordSet?]
    /// The sets that shall be there and that no record declares.
    var added: [RecordSet]
    /// The records that are not as they shall be.
    var records: [Int]

    /// Makes the step.
    ///
    /// - Parameters:
    ///   - edits: the edits of the file.
    ///   - followers: the sets that are right already by another edit of this pass.
    /// - Returns: the sets of other records that this one makes right too.
    /// - Throws: ``EditRefusal``.
    func take(_ edits: inout RecordEdits, skipping followers: Set<RecordSet.Key>) throws(EditRefusal) -> Set<
        RecordSet.Key
    > {
        let open = records.filter { index in !entry.records[index].sets.contains { followers.contains($0.key) } }
        if open.isEmpty, !records.isEmpty { return [] }
        // What stands for the records of another name is written out first, and looked at again.
        if entry.isAlias, !open.isEmpty || isList(entry.pair.value.resolved) {
            if open.count == entry.records.count, added.isEmpty, open.allSatisfy(isGoing) {
                return try remove(open, &edits)
            }
            edits.edits.replaceWhole(entry.pair.value, by: entry.pair.value.formatNode)
            return []
        }
        for index in open where entry.records[index].site.isAlias && !isGoing(index) {
            edits.edits.replaceWhole(entry.records[index].site, by: entry.records[index].site.formatNode)
            return []
        }
        var alike: Set<RecordSet.Key> = []
        let updates = open.filter { !isGoing($0) }
        for index in updates { alike.formUnion(try update(index, &edits)) }
        if !updates.isEmpty { return alike }
        if let first = open.first {
            if let set = added.first, !entry.records[first].site.isAlias {
                return try guarded([first], &edits) { edits in
                    edits.rewrite(entry.records[first].node, to: set, keepsOthers: false)
                }
            }
            return try remove(open, &edits)
        }
        if let set = added.first { try add(set, &edits) }
        return []
    }

    private func isList(_ node: MarkedNode) -> Bool { if case .list = node.content { true } else { false } }

    /// Whether no set of a record shall stay.
    private func isGoing(_ index: Int) -> Bool {
        entry.records[index].sets.allSatisfy { set in wanted[set.key].map { $0 == nil } ?? false }
    }

    // MARK: - Updates

    private func update(_ index: Int, _ edits: inout RecordEdits) throws(EditRefusal) -> Set<RecordSet.Key> {
        let record = entry.records[index]
        let (first, target) = (record.sets[0], wanted[record.sets[0].key] ?? record.sets[0])
        return try guarded([index], &edits) { edits in
            if record.isProviderSpecific {
                // One of its sets stands here from now on; the others get records of their own.
                guard let kept = record.sets.compactMap({ set in wanted[set.key] ?? set }).first else { return false }
                return edits.rewrite(record.node, to: kept, keepsOthers: true)
            }
            if record.sets.count > 1 {
                // An alias of several types: it stays one where all of them change alike, else it keeps those that
                // stay.
                let targets = record.sets.map { set in wanted[set.key] ?? set }
                if let target, targets.allSatisfy({ $0.map { Self.isAlike($0, target) } ?? false }) {
                    return edits.update(record.node, from: first, to: target)
                }
                let staying = record.sets.filter { set in wanted[set.key].map { $0 == set } ?? true }
                guard let kept = staying.first ?? targets.compactMap({ $0 }).first else { return false }
                return edits.rewrite(record.node, to: kept, keepsOthers: true)
            }
            guard let target else { return false }
            var attempt = edits
            if attempt.update(record.node, from: first, to: target) {
                edits = attempt
                return true
            }
            return edits.rewrite(record.node, to: target, keepsOthers: true)
        }
    }

    /// Whether two sets differ in name, type and identifier alone.
    private static func isAlike(_ left: RecordSet, _ right: RecordSet) -> Bool {
        left.ttl == right.ttl && left.data == right.data && left.alias == right.alias
            && left.routing?.policy == right.routing?.policy && left.healthCheck == right.healthCheck
    }

    /// Makes an edit of records and makes sure that by it no other record changes that shall not.
    ///
    /// - Parameters:
    ///   - indices: the records.
    ///   - edits: the edits of the file.
    ///   - body: makes the edit and says whether that was possible.
    /// - Returns: the sets of other records that become right by it.
    /// - Throws: ``EditRefusal`` where it was not possible, or another record would change.
    private func guarded(
        _ indices: [Int], _ edits: inout RecordEdits, _ body: (inout RecordEdits) -> Bool
    ) throws(EditRefusal) -> Set<RecordSet.Key> {
        let node = entry.records[indices[0]].site
        let name = entry.records[indices[0]].sets.first?.key.description ?? "\(entry.name)"
        let before = edits.edits.edits.count
        guard body(&edits) else {
            throw EditRefusal(
                "\(name) can't be changed in the layout that it is written in", at: file.location(of: node))
        }
        let made = edits.edits.edits[before...].map(\.range)
        var shared: [MarkedNode] = []
        entry.pair.value.visit { inner in
            guard !inner.aliases.isEmpty else { return }
            let isTouched = made.contains { range in
                range.isEmpty
                    ? inner.range.lowerBound < range.lowerBound && range.lowerBound < inner.range.upperBound
                    : range.overlaps(inner.range)
            }
            if isTouched { shared.append(inner) }
        }
        let others = shared.isEmpty ? [] : followers(of: shared)
        if others.isEmpty { return [] }
        guard let octets = TextEdit.apply(Array(edits.edits.edits[before...]), to: edits.edits.text.octets),
            let after = try? LocatedFile(
                octets, path: file.path, apex: edits.apex, options: edits.options, types: edits.types)
        else { throw refusal(name, shared[0]) }
        let sets = after.entries.flatMap(\.records).flatMap(\.sets)
        let declared = Dictionary(sets.map { ($0.key, $0) }) { first, _ in first }
        var alike: Set<RecordSet.Key> = []
        for set in others {
            let target = wanted[set.key] ?? set
            if declared[set.key] == target {
                alike.insert(set.key)
            } else if target == set {
                throw refusal(name, shared[0])
            }
        }
        return alike
    }

    /// The sets that aliases make of nodes.
    private func followers(of shared: [MarkedNode]) -> [RecordSet] {
        file.entries.flatMap(\.records).filter { record in
            record.followed.contains { node in shared.contains { $0 === node } }
        }.flatMap(\.sets)
    }

    private func refusal(_ name: String, _ node: MarkedNode) -> EditRefusal {
        EditRefusal(
            "\(name) is written under the anchor '&\(Printable.text(node.anchor ?? ""))', which line "
                + "\((node.aliases.first?.line ?? 0) + 1) uses too, and not all of what is made of it shall change",
            remedy: "write the values out in one of the places", at: file.location(of: node))
    }

    // MARK: - Removing

    private func remove(_ open: [Int], _ edits: inout RecordEdits) throws(EditRefusal) -> Set<RecordSet.Key> {
        let everything = open.count == entry.records.count
        return try guarded(open, &edits) { edits in
            if everything {
                guard let root = file.file.root else { return false }
                edits.edits.remove(entry.pair, from: root)
                return true
            }
            guard case .list(let items) = entry.pair.value.content else { return false }
            let indices = open.compactMap { index in items.firstIndex { $0 === entry.records[index].site } }
            edits.edits.removeItems(indices, of: entry.pair.value)
            return true
        }
    }

    // MARK: - Adding

    private func add(_ set: RecordSet, _ edits: inout RecordEdits) throws(EditRefusal) {
        let node = edits.record(set)
        let value = entry.pair.value
        let order = Self.order(node)
        switch value.content {
        case .list(let items):
            guard value.aliases.isEmpty else { throw shared(value, set) }
            let orders = items.map { Self.order($0.formatNode) }
            let isSorted = zip(orders, orders.dropFirst()).allSatisfy { $0 <= $1 }
            let place = isSorted ? orders.firstIndex { order < $0 } : nil
            edits.edits.insert(node, into: value, at: place ?? items.count, isFlow: items.last?.isFlow ?? false)
        case .map, .alias:
            let isBefore = order < Self.order(value.formatNode)
            if value.isInFlow || value.isAlias {
                var out: [UInt8] = []
                FlowStyle.append(node, to: &out)
                let (start, end) = (value.range.lowerBound, value.range.upperBound)
                edits.edits.put(
                    Array("[".utf8) + (isBefore ? out + Array(", ".utf8) : []), at: edits.edits.emptyRange(start))
                edits.edits.put(
                    (isBefore ? [] : Array(", ".utf8) + out) + Array("]".utf8), at: edits.edits.emptyRange(end))
                return
            }
            guard let column = edits.beginList(at: value, behind: entry.pair.key) else {
                throw EditRefusal(
                    "there is no place for \(set.key) in the layout of its name", at: file.location(of: value))
            }
            let lines = NodeEdits.item(node, column: column, isFlow: value.isFlow)
            if isBefore, value.isBlock {
                edits.edits.putLines(lines, atLine: edits.edits.text.line(of: value.range.lowerBound))
            } else {
                edits.edits.putLines(
                    lines, atLine: edits.edits.lineBehind(value.range, column: entry.pair.key.column))
            }
        case .scalar: break
        }
    }

    private func shared(_ node: MarkedNode, _ set: RecordSet) -> EditRefusal {
        EditRefusal(
            "\(set.key) has no place: the records of its name stand under the anchor "
                + "'&\(Printable.text(node.anchor ?? ""))', which line \((node.aliases.first?.line ?? 0) + 1) uses too",
            remedy: "write them out in one of the places", at: file.location(of: node))
    }

    private static func order(_ record: FormatNode) -> RecordOrder {
        func text(_ key: StaticString) -> [UInt8] { record.slots.first { $0.hasKey(key) }?.value.scalar ?? [] }
        return RecordOrder(type: text("type"), identifier: text("set-identifier"), place: 0)
    }

    /// Adds a name that has no entry.
    static func add(_ sets: [RecordSet], at key: [UInt8], to file: LocatedFile?, _ edits: inout RecordEdits) {
        let nodes = sets.map { edits.record($0) }.enumerated().sorted { left, right in
            var (one, other) = (order(left.element), order(right.element))
            (one.place, other.place) = (left.offset, right.offset)
            return one < other
        }.map(\.element)
        let slot = FormatSlot(
            key: FormatScalar(text: key, form: .text), nodes.count == 1 ? nodes[0] : .list(nodes))
        if let root = file?.file.root {
            edits.edits.insertEntry(slot, into: root)
        } else {
            edits.edits.putLines(
                NodeEdits.pair(slot, column: 0, isFlow: false), atLine: edits.edits.text.lineCount)
        }
    }
}
