/// Values that were found out before, up to a total size.
///
/// Where there are more, every second one is dropped, whichever it is. Who asks for all of them in turn, again and
/// again, then still finds some each time; the one that was used least recently would always be the one that is asked
/// for next.
package struct BoundedMemory<Key: Hashable, Value> {
    private let most: Int
    private var values: [Key: (value: Value, size: Int)] = [:]
    /// The size of all that is kept.
    package private(set) var size = 0

    /// - Parameter most: the largest size of all that is kept. A value that is larger alone is kept alone.
    package init(most: Int) { self.most = most }

    /// What is known of a key.
    package subscript(key: Key) -> Value? { values[key]?.value }

    /// Keeps a value.
    ///
    /// - Parameters:
    ///   - value: the value.
    ///   - key: what it is of.
    ///   - size: how much it adds to what is kept.
    package mutating func keep(_ value: Value, for key: Key, size: Int = 1) {
        if let old = values.removeValue(forKey: key) { self.size -= old.size }
        while self.size + size > most, !values.isEmpty { halve() }
        values[key] = (value, size)
        self.size += size
    }

    private mutating func halve() {
        for (index, key) in Array(values.keys).enumerated() where index.isMultiple(of: 2) {
            if let old = values.removeValue(forKey: key) { size -= old.size }
        }
    }

    /// Forgets all of it.
    package mutating func forget() { (values, size) = ([:], 0) }
}

extension BoundedMemory: Sendable where Key: Sendable, Value: Sendable {}
