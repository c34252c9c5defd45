internal import DNSModel

/// Divides the changes of a zone into change batches.
///
/// All changes of one name go into one batch, so that a name never is half changed. Within that, as few batches as
/// filling each in turn makes.
package struct Batcher: Sendable {
    package var limits: BatchLimits

    package init(limits: BatchLimits) { self.limits = limits }

    /// The number of the batch, from 1, of each change.
    ///
    /// A name whose changes alone are over the limits gets a batch of its own; see ``namesOverLimits(in:)``.
    ///
    /// - Parameter changes: in canonical order.
    /// - Returns: a number for each change, in the same order: ascending, from 1, without gaps.
    package func batchNumbers(of changes: [Change]) -> [Int] {
        guard limits.records != nil || limits.characters != nil else {
            return [Int](repeating: 1, count: changes.count)
        }
        var numbers: [Int] = []
        numbers.reserveCapacity(changes.count)
        var (batch, records, characters) = (1, 0, 0)
        Self.forEachName(in: changes) { range, size in
            if records > 0, isOver(records: records + size.records, characters: characters + size.characters) {
                (batch, records, characters) = (batch + 1, 0, 0)
            }
            records += size.records
            characters += size.characters
            for _ in range { numbers.append(batch) }
        }
        return numbers
    }

    /// The names whose changes alone are over the limits, so that no change batch can hold them.
    ///
    /// - Parameter changes: in canonical order.
    /// - Returns: for each such name, the indices of its changes and how much they take.
    package func namesOverLimits(
        in changes: [Change]
    ) -> [(changes: Range<Int>, records: Int, characters: Int)] {
        var names: [(changes: Range<Int>, records: Int, characters: Int)] = []
        guard limits.records != nil || limits.characters != nil else { return names }
        Self.forEachName(in: changes) { range, size in
            if isOver(records: size.records, characters: size.characters) {
                names.append((range, size.records, size.characters))
            }
        }
        return names
    }

    private func isOver(records: Int, characters: Int) -> Bool {
        records > limits.records ?? .max || characters > limits.characters ?? .max
    }

    /// Goes through the changes name by name.
    private static func forEachName(
        in changes: [Change], _ body: (_ range: Range<Int>, _ size: (records: Int, characters: Int)) -> Void
    ) {
        var start = 0
        while start < changes.count {
            var end = start
            var size = (records: 0, characters: 0)
            while end < changes.count, changes[end].key.name == changes[start].key.name {
                let cost = Self.size(of: changes[end])
                size.records += cost.records
                size.characters += cost.characters
                end += 1
            }
            body(start..<end, size)
            start = end
        }
    }

    /// How much of the limits a change takes: what it deletes and what it creates.
    package static func size(of change: Change) -> (records: Int, characters: Int) {
        var size = (records: 0, characters: 0)
        for set in [change.before, change.after] {
            guard let set else { continue }
            size.records += set.data.count
            size.characters += set.data.reduce(0) { $0 + $1.text.utf8.count }
        }
        return size
    }
}

extension ZonePlan {
    /// The change batches of the zone, in the order they are applied.
    ///
    /// - Parameter comment: what the provider should keep with each.
    /// - Returns: the batches.
    package func batches(comment: String) -> [ChangeBatch] {
        guard hasWork else { return [] }
        var batches = (1...max(1, batchCount)).map { number in
            ChangeBatch(
                apex: apex, zoneID: provider.zoneID, createsZone: createsZone && number == 1, changes: [],
                comment: comment)
        }
        for planned in changes { batches[planned.batch - 1].changes.append(planned.change) }
        return batches
    }
}
