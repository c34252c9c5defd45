internal import DNSModel

// Decision 0104: names of the dynamic DNS service are left alone.

/// Which record sets of a zone belong to the dynamic DNS service.
///
/// A host is one label below a suffix, with sets of the suffix's types; where TXT is one of them, so is the set at
/// `_acme-challenge` below a host (RFC 8555, section 8.4). A name that the zone's files declare is git's, with all that
/// is there.
struct DynamicNames: Sendable {
    private let suffixes: [DomainName: Set<RecordType>]
    private let declared: Zone

    private static let challenge = Array("_acme-challenge".utf8)

    /// - Parameters:
    ///   - suffixes: those that the settings declare, also of other zones.
    ///   - declared: what is declared of this zone.
    init(_ suffixes: [DynamicSuffix], declared: Zone) {
        self.suffixes = Dictionary(
            suffixes.filter { $0.apex == declared.apex }.map { ($0.name, Set($0.types)) },
            uniquingKeysWith: { first, _ in first })
        self.declared = declared
    }

    var isEmpty: Bool { suffixes.isEmpty }

    func contains(_ key: RecordSet.Key) -> Bool {
        if suffixes.isEmpty || key.identifier != nil { return false }
        var host = key.name
        if key.type == .txt, host.labels.first == Self.challenge, let parent = host.parent {
            guard !isDeclared(host) else { return false }
            host = parent
        }
        guard let parent = host.parent, suffixes[parent]?.contains(key.type) == true, let label = host.labels.first
        else { return false }
        return label.first != UInt8(ascii: "_") && label != [UInt8(ascii: "*")] && !isDeclared(host)
    }

    private func isDeclared(_ name: DomainName) -> Bool { !declared.indices(of: name).isEmpty }
}
