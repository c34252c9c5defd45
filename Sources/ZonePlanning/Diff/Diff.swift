package import DNSModel

/// What turns one zone into another: one change for each record set that differs, in canonical order.
///
/// Laws: `try before.applying(diff(from: before, to: after)) == after`, and the diff the other way round is the inverse
/// of each change. Takes time linear in the number of record sets.
///
/// - Precondition: both zones have the same apex.
package func diff(from before: Zone, to after: Zone) -> [Change] {
    assert(before.apex == after.apex, "zones of different apexes")
    var changes: [Change] = []
    var (left, right) = (0, 0)
    while left < before.sets.count || right < after.sets.count {
        let order: Int
        if left == before.sets.count {
            order = 1
        } else if right == after.sets.count {
            order = -1
        } else {
            order = RecordSet.order(before.sets[left], after.sets[right])
        }
        if order < 0 {
            changes.append(.delete(before.sets[left]))
            left += 1
        } else if order > 0 {
            changes.append(.create(after.sets[right]))
            right += 1
        } else {
            if before.sets[left] != after.sets[right] {
                changes.append(.update(from: before.sets[left], to: after.sets[right]))
            }
            left += 1
            right += 1
        }
    }
    return changes
}

extension Zone {
    /// The zone after changes, each of which must find its set as its `before` says.
    ///
    /// - Parameter changes: at most one for each key, in any order.
    /// - Returns: the zone with every change made.
    /// - Throws: ``ChangeConflict`` for the first change, in canonical order, that finds its set in another state.
    package func applying(_ changes: [Change]) throws(ChangeConflict) -> Zone {
        let order = changes.sorted { $0.key < $1.key }
        var result: [RecordSet] = []
        result.reserveCapacity(sets.count + changes.count)
        var next = 0
        for change in order {
            let key = change.key
            while next < sets.count, sets[next].key < key {
                result.append(sets[next])
                next += 1
            }
            let live = next < sets.count && sets[next].key == key ? sets[next] : nil
            guard live == change.before else { throw ChangeConflict(change: change, live: live) }
            if live != nil { next += 1 }
            if let after = change.after { result.append(after) }
        }
        result += sets[next...]
        do {
            return try Zone(apex: apex, ordered: result)
        } catch {
            // Two changes of one key; the first made the second's `before` wrong.
            let change = order.first { $0.key == error.key } ?? .delete(result[0])
            throw ChangeConflict(change: change, live: self[error.key])
        }
    }
}

/// A change whose record set is in another state than the change expects.
package struct ChangeConflict: Error, Hashable, Sendable {
    package var change: Change
    /// The set as it is.
    package var live: RecordSet?
}
