package import DNSModel

/// What happens to one record set. There is no changing of a set in place: an update deletes one and creates the other.
package enum Change: Hashable, Sendable {
    /// A set that is not live is created.
    case create(RecordSet)
    /// A live set is replaced by another of the same key.
    case update(from: RecordSet, to: RecordSet)
    /// A live set is deleted.
    case delete(RecordSet)

    /// The change from one state of a set to another; `nil` where they are alike.
    package init?(from before: RecordSet?, to after: RecordSet?) {
        switch (before, after) {
        case (nil, nil): return nil
        case (nil, let after?): self = .create(after)
        case (let before?, nil): self = .delete(before)
        case (let before?, let after?):
            if before == after { return nil }
            self = .update(from: before, to: after)
        }
    }

    /// The set as it is before the change.
    package var before: RecordSet? {
        switch self {
        case .create: nil
        case .update(let from, _), .delete(let from): from
        }
    }

    /// The set as it is after the change.
    package var after: RecordSet? {
        switch self {
        case .create(let to), .update(_, let to): to
        case .delete: nil
        }
    }

    /// What identifies the set.
    package var key: RecordSet.Key {
        switch self {
        case .create(let set), .delete(let set): set.key
        case .update(let from, _): from.key
        }
    }

    /// The change that undoes this one.
    package var inverse: Change {
        switch self {
        case .create(let set): .delete(set)
        case .update(let from, let to): .update(from: to, to: from)
        case .delete(let set): .create(set)
        }
    }

    /// Whether nothing but the TTL changes.
    package var isTTLOnly: Bool {
        switch self {
        case .create, .delete: false
        case .update(let from, let to):
            from.ttl != to.ttl && from.data == to.data && from.alias == to.alias && from.routing == to.routing
                && from.healthCheck == to.healthCheck
        }
    }
}
