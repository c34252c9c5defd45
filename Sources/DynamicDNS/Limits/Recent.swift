/// A dictionary of bounded size that forgets what was not used for the longest time, roughly: when half of its size is
/// new, what is older than that goes.
package struct Recent<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var young: [Key: Value] = [:]
    private var old: [Key: Value] = [:]
    private let half: Int

    /// - Parameter capacity: how many there are at most.
    package init(capacity: Int) { half = max(1, capacity / 2) }

    package var count: Int { young.count + old.count }

    /// Looks something up and keeps it young; setting `nil` forgets it.
    package subscript(key: Key) -> Value? {
        get { young[key] ?? old[key] }
        set {
            old[key] = nil
            guard let newValue else {
                young[key] = nil
                return
            }
            if young[key] == nil, young.count >= half {
                old = young
                young = [:]
                young.reserveCapacity(half)
            }
            young[key] = newValue
        }
    }
}
