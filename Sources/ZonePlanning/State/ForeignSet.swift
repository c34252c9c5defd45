package import DNSModel

// Decision 0005: provider-specific types stay outside the zone.

/// A record set that a zone file names as not git's, by octoDNS's words `ignored`, `included` and `excluded`: it is
/// neither created, changed nor deleted.
///
/// Source: `Zone.changes` of octoDNS, which skips a live set whose declared twin says so.
package struct ForeignSet: Hashable, Sendable {
    /// Why a set is not git's.
    package enum Reason: Hashable, Sendable {
        /// `ignored: true`: nobody's business at any provider.
        case ignored
        /// `included` or `excluded`: it is for other providers than the zone's.
        case otherProvider
    }

    package var name: DomainName
    /// The types it stands for: one, or those that a provider-specific type names.
    package var types: [RecordType]
    /// The types that a provider-specific type may be served as besides.
    package var perhaps: [RecordType]
    /// Nothing for a plain set, which stands for every member of a routing group too.
    package var identifier: SetIdentifier?
    package var reason: Reason
    /// The type as written, where it is one that only some providers have.
    package var providerType: String?
    package var mark: SourceMark

    package init(
        name: DomainName, types: [RecordType], perhaps: [RecordType] = [], identifier: SetIdentifier? = nil,
        reason: Reason,
        providerType: String? = nil, mark: SourceMark
    ) {
        self.name = name
        self.types = types
        self.perhaps = perhaps
        self.identifier = identifier
        self.reason = reason
        self.providerType = providerType
        self.mark = mark
    }

    /// Whether it yields to a set of the same name and type that is declared for this provider.
    ///
    /// What a file says of another provider says nothing of this one; what is ignored and declared is a contradiction.
    /// A type that only some providers have is one more, unless the zone's provider has it: that makes it nothing here.
    package var yields: Bool { reason == .otherProvider || providerType != nil }
}

extension ForeignSet {
    /// The same, wherever it stands.
    package var unplaced: ForeignSet {
        var copy = self
        copy.mark = SourceMark(file: 0, line: 0, column: 0)
        return copy
    }
}

/// The keys of foreign sets, ready to be held against many sets of one zone.
struct ForeignKeys: Sendable {
    /// Names and types of which every set is foreign; without identifiers.
    private var whole: Set<RecordSet.Key> = []
    /// Single sets.
    private var single: Set<RecordSet.Key> = []

    /// - Parameters:
    ///   - sets: the foreign sets.
    ///   - declared: what is declared for this provider.
    init(_ sets: [ForeignSet], declared: Zone) {
        for set in sets {
            for type in set.types + set.perhaps {
                let isDeclared = declared.indices(of: set.name).contains { declared.sets[$0].type == type }
                let yields = isDeclared && (set.yields || set.perhaps.contains(type))
                let plain = RecordSet.Key(name: set.name, type: type)
                guard let identifier = set.identifier else {
                    if !yields { whole.insert(plain) }
                    continue
                }
                let key = RecordSet.Key(name: set.name, type: type, identifier: identifier)
                if declared[key] == nil || !set.yields { single.insert(key) }
                // Whoever keeps a member of a group may have made a plain set of it.
                if !isDeclared { single.insert(plain) }
            }
        }
    }

    var isEmpty: Bool { whole.isEmpty && single.isEmpty }

    func contains(_ key: RecordSet.Key) -> Bool {
        if isEmpty { return false }
        return single.contains(key) || whole.contains(RecordSet.Key(name: key.name, type: key.type))
    }
}

extension DesiredZone {
    /// What is declared here although it is ignored too: for each set, its index and the word against it.
    var declaredAndForeign: [(index: Int, foreign: ForeignSet)] {
        foreign.filter { !$0.yields }.flatMap { foreign in
            zone.indices(of: foreign.name).compactMap { index in
                let set = zone.sets[index]
                let isSame =
                    foreign.identifier == nil || set.routing == nil || set.routing?.identifier == foreign.identifier
                return foreign.types.contains(set.type) && isSame ? (index, foreign) : nil
            }
        }
    }

    /// Whether a set is named as not git's.
    package func isForeign(_ name: DomainName, _ type: RecordType) -> Bool {
        foreign.contains { $0.name == name && $0.types.contains(type) }
    }
}
