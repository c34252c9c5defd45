internal import DNSModel
internal import ZonePlanning

/// What the files of a zone say of one record set, as they say it: also by types that only some providers have, and
/// that the set is not git's.
struct SetDeclaration: Hashable {
    private var set: RecordSet?
    /// Those of the name: which record sets they become is for the provider.
    private var providerSets: [ProviderSpecificSet]
    /// Those of the name that are not git's.
    private var foreign: [ForeignSet]
    private var annotation: Annotation?

    init(of key: RecordSet.Key, in zone: DesiredZone) {
        set = zone.zone[key]
        providerSets = zone.providerSets.filter { $0.name == key.name }.map(\.unplaced)
        foreign = zone.foreign.filter { $0.name == key.name }.map(\.unplaced)
        annotation = zone.annotations[key]
    }

    /// Whether both make the same of the set: where a text is cut is nobody's decision, nor what is said beside it.
    func means(theSameAs other: SetDeclaration) -> Bool {
        guard providerSets == other.providerSets, foreign == other.foreign else { return false }
        guard let set, let theirs = other.set else { return set == nil && other.set == nil }
        return set == theirs || set.withCuts(of: [theirs.data]) == theirs.withCuts(of: [set.data])
    }
}

extension ProviderSpecificSet {
    /// The same, wherever it stands.
    fileprivate var unplaced: ProviderSpecificSet {
        var copy = self
        copy.mark = SourceMark(file: 0, line: 0, column: 0)
        return copy
    }
}
