internal import DNSModel
package import Gate
package import ZonePlanning

// The zones of the folder, whether they are declared or not.

extension MasterFileProvider: ZoneDirectory {
    /// The zones that have a file in the folder, by the rule of ``MasterFileName``.
    ///
    /// A file with nothing but a zone's name for its name could be any file; it is a zone's where it has the zone's
    /// SOA, or can't be read and speaks of an SOA. A zone whose file can't be read is listed as read-only.
    package func zones() async throws(ProviderError) -> [ListedZone] {
        guard try hasFolder() else { return [] }
        let names = try step { () throws(MasterFileSystem.Failure) in try system.names(configuration.directory) }
        var areSure: [DomainName: Bool] = [:]
        for name in names {
            guard let (apex, isSure) = MasterFileName.apex(ofFile: name, pattern: configuration.fileName) else {
                continue
            }
            let kind = try step { () throws(MasterFileSystem.Failure) in try system.kind(path(name)) }
            switch kind {
            case .file: areSure[apex] = isSure || areSure[apex] ?? false
            case .symbolicLink, .other: if isSure { areSure[apex] = true }
            // A folder of that name is in the way of the zone's own file only.
            case .folder: if try name == ownName(of: apex) { areSure[apex] = true }
            case nil: continue
            }
        }
        var zones: [ListedZone] = []
        for (apex, isSure) in areSure.sorted(by: { $0.key < $1.key }) {
            if let zone = listedZone(apex, isSure: isSure) { zones.append(zone) }
        }
        return zones
    }

    package func liveZone(_ listed: ListedZone) async throws(ProviderError) -> LiveZone {
        try await liveZone(listed.apex)
    }

    /// Always an error: the id of a change is the serial that its SOA got, and nobody keeps what became of it.
    package func change(_ id: String) async throws(ProviderError) -> ChangeStatus {
        throw ProviderError(
            .invalid,
            "a provider of type '\(Self.kind)' has no changes to look up: what its file holds is what is there; see "
                + "'gate53 records' for that, and 'gate53 log' for what was applied")
    }

    /// A zone with a file that may be its; `nil` where it turns out not to be, or to be gone.
    private func listedZone(_ apex: DomainName, isSure: Bool) -> ListedZone? {
        let id = apex.description
        let result = Result { () throws(ProviderError) in try snapshot(of: apex)?.content }
        guard case .success(let content) = result else {
            guard isSure || mentionsSOA(apex) else { return nil }
            var listed = ListedZone(id: id, apex: apex, readOnly: "its file cannot be read")
            listed.isUnreadable = true
            return listed
        }
        guard let content else { return nil }
        let soa = RecordSet.Key(name: apex, type: .soa)
        guard isSure || content.zone[soa] != nil else { return nil }
        let own = content.zone.sets.count { $0.name == apex && ($0.type == .soa || $0.type == .ns) }
        let others = Set(content.unmodelled.map { [$0.name.description, $0.type] }).count
        let count = content.zone.sets.count + others
        return ListedZone(id: id, apex: apex, setCount: count, isEmpty: count == own)
    }

    /// Whether the word SOA, in either case, is in the file that has nothing but the zone's name for its name.
    private func mentionsSOA(_ apex: DomainName) -> Bool {
        let name = MasterFileName.name(of: apex, pattern: MasterFileName.barePattern)
        guard let file = try? system.read(configuration.directory, [name], Self.maximumFileSize) else { return false }
        return file.octets.split { !(48...57 ~= $0 || 65...90 ~= $0 & 0xDF) }.contains { word in
            word.count == 3 && word.map { $0 & 0xDF } == Array("SOA".utf8)
        }
    }
}
