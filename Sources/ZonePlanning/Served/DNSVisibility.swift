internal import DNSModel

/// Which record sets the name servers of a zone show to whoever asks.
struct DNSVisibility {
    private let apex: DomainName
    /// The names that are delegated, and those with a DNAME.
    private var delegated: Set<DomainName> = []
    private var renamed: Set<DomainName> = []
    /// Where a routing policy chooses, in one of the versions.
    private var routed: Set<RecordSet.Key> = []

    /// - Parameters:
    ///   - apex: the zone.
    ///   - versions: the versions of the zone; what hides a name in one of them hides it.
    init(apex: DomainName, _ versions: [[RecordSet]]) {
        self.apex = apex
        for sets in versions {
            for set in sets {
                if set.type == .ns, set.name != apex { delegated.insert(set.name) }
                if set.type == .dname { renamed.insert(set.name) }
                if set.routing != nil { routed.insert(RecordSet.Key(name: set.name, type: set.type)) }
            }
        }
    }

    /// Counts a set that can't be seen.
    ///
    /// - Parameters:
    ///   - key: which set.
    ///   - versions: what it is, was or shall be.
    ///   - unchecked: where it is counted.
    /// - Returns: whether it can be seen.
    func shows(_ key: RecordSet.Key, _ versions: [RecordSet?], else unchecked: inout Unchecked) -> Bool {
        let sets = versions.compactMap { $0 }
        if sets.contains(where: { $0.alias != nil }) {
            unchecked.aliases += 1
        } else if key.identifier != nil || sets.contains(where: { !$0.isPlain }) || routed.contains(key) {
            unchecked.routed += 1
        } else if isHidden(key) {
            unchecked.hidden += 1
        } else {
            return true
        }
        return false
    }

    /// Below a cut nobody is told anything; at a cut only of the NS, and of the DS, which is the parent's (RFC 4035
    /// section 2.4).
    private func isHidden(_ key: RecordSet.Key) -> Bool {
        guard !delegated.isEmpty || !renamed.isEmpty else { return false }
        if delegated.contains(key.name), key.type != .ns, key.type != .ds { return true }
        var name = key.name
        while name != apex, let above = name.parent {
            name = above
            if renamed.contains(name) || (name != apex && delegated.contains(name)) { return true }
        }
        return false
    }
}
