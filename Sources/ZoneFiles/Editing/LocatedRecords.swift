internal import DNSModel
internal import ZonePlanning

/// A record of a zone file, where it is written and what it declares.
struct LocatedRecord {
    /// The node as written: a map, or an alias of one.
    var site: MarkedNode
    /// What it declares; several for an alias of several types, none where it is left out.
    var sets: [RecordSet]
    /// Whether its type is one of a provider, so that an edit writes it anew as what it stands for.
    var isProviderSpecific: Bool
    /// The anchored nodes that aliases in it lead to.
    var followed: [MarkedNode]

    /// The record's map.
    var node: MarkedNode { site.resolved }
}

/// A name of a zone file and its records.
struct LocatedEntry {
    var name: DomainName
    var pair: MarkedPair
    var records: [LocatedRecord]
    /// Whether the records are those of another name, by an alias.
    var isAlias: Bool { pair.value.isAlias }
}

/// A zone file with its records found.
struct LocatedFile {
    var path: String
    var file: MarkedFile
    var entries: [LocatedEntry]

    /// Finds the records of a file.
    ///
    /// - Throws: ``YAMLFailure``.
    init(
        _ octets: [UInt8], path: String, apex: DomainName, options: ZoneFileOptions, types: ProviderTypes
    ) throws(YAMLFailure) {
        self.path = path
        file = try MarkedFile(octets)
        entries = []
        var builder = ZoneBuilder(
            apex: apex, options: options, files: [ZoneFileInput(path: path, blob: "", octets: [])])
        var tree = YAMLTree()
        for pair in file.root?.pairs ?? [] {
            guard let key = pair.key.resolved.scalar, let name = Self.name(key, apex) else { continue }
            var entry = LocatedEntry(name: name, pair: pair, records: [])
            let value = pair.value.resolved
            let sites = if case .list(let items) = value.content { items } else { [pair.value] }
            for site in sites {
                guard case .map = site.resolved.content else { continue }
                tree.reset()
                site.append(to: &tree)
                let (before, specificBefore) = (builder.sets.count, builder.providerSets.count)
                builder.addRecord(
                    tree, 0, name: name, mark: SourceMark(file: 0, line: UInt32(clamping: site.line + 1), column: 1))
                var followed = Self.targets(of: site)
                if pair.value.isAlias { followed += Self.targets(of: pair.value) }
                let specific = builder.providerSets[specificBefore...].flatMap { types.sets($0, apex) }
                entry.records.append(
                    LocatedRecord(
                        site: site, sets: Array(builder.sets[before...]) + specific,
                        isProviderSpecific: !specific.isEmpty, followed: followed))
            }
            entries.append(entry)
        }
    }

    private static func name(_ key: [UInt8], _ apex: DomainName) -> DomainName? {
        if key.isEmpty || key == [UInt8(ascii: "@")] { return apex }
        return key.withUnsafeBufferPointer { try? DomainName(parsing: $0, origin: apex) }
    }

    /// The nodes that aliases in a node lead to, and those that lead on from there.
    private static func targets(of node: MarkedNode) -> [MarkedNode] {
        var found: [MarkedNode] = []
        node.visit { inner in
            guard case .alias(let target) = inner.content else { return }
            found.append(target)
            found += targets(of: target)
        }
        return found
    }

    /// The place of a node.
    func location(of node: MarkedNode) -> SourceLocation {
        SourceLocation(file: path, line: node.line + 1, column: node.column + 1)
    }
}
