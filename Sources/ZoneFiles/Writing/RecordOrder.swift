/// Where a record stands in the list of a name: by its type as written, then by its set identifier, both octet by
/// octet, then where it stood before.
struct RecordOrder: Comparable {
    var type: [UInt8]
    /// Empty where there is none.
    var identifier: [UInt8]
    var place: Int

    static func < (left: RecordOrder, right: RecordOrder) -> Bool {
        if left.type != right.type { return left.type.lexicographicallyPrecedes(right.type) }
        if left.identifier != right.identifier {
            return left.identifier.lexicographicallyPrecedes(right.identifier)
        }
        return left.place < right.place
    }
}
