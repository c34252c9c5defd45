package import DNSModel
internal import Synchronization
package import ZoneFiles
package import ZonePlanning

/// What zone files said that were read in a run: the same files under the same settings are read once.
package final class ZoneReadings: Sendable {
    private struct Key: Hashable {
        var apex: DomainName
        var files: [ZoneFileIdentity]
        /// The blob of the settings file.
        var settings: String
    }

    private let known = Mutex<[Key: DesiredZone]>([:])
    /// The files of each zone by commit: to list them costs as much for one zone as for all. A run looks at the same
    /// commits for each zone in turn, so as many are kept as there is room for.
    private let folders: Mutex<Lists>

    private struct Lists {
        var byCommit: BoundedMemory<CommitID, [DomainName: [ZoneFileIdentity]]>
        /// The files of zones, once for all commits that have the same.
        var shared: Set<[ZoneFileIdentity]> = []
    }

    /// How often single zones of a commit were read, and whether all of them were.
    private let reads = Mutex(BoundedMemory<CommitID, (singles: Int, isWhole: Bool)>(most: 100_000))
    /// After how many single zones all of a commit are read: to read one, the files of all have to be listed.
    private static let mostSingles = 8

    /// - Parameter most: of how many zones at once the files are known, each commit's counted by itself.
    package init(most: Int = 1_000_000) {
        folders = Mutex(Lists(byCommit: BoundedMemory(most: most)))
    }

    /// How a zone that was not read before is read.
    enum Reading {
        case alone
        /// With all others of its commit.
        case withAll
        /// Not again: all were, and it could not be.
        case known
    }

    /// How a zone of a commit is read that was not before.
    func reading(in commit: CommitID?) -> Reading {
        guard let commit else { return .alone }
        return reads.withLock { reads in
            var read = reads[commit] ?? (0, false)
            defer { reads.keep(read, for: commit) }
            if read.isWhole { return .known }
            read.singles += 1
            return read.singles > Self.mostSingles ? .withAll : .alone
        }
    }

    /// Notes that all zones of a commit were read and kept, so far as they can be.
    func noteAll(of commit: CommitID?) {
        guard let commit else { return }
        reads.withLock { reads in
            reads.keep((reads[commit]?.singles ?? 0, true), for: commit)
        }
    }

    /// Keeps what was read of a tree.
    package func keep(_ state: DesiredState) {
        known.withLock { known in
            for zone in state.zones where !state.unreadable.contains(zone.desired.zone.apex) {
                let key = Key(
                    apex: zone.desired.zone.apex, files: zone.desired.files, settings: state.settingsFile.blob)
                known[key] = zone.desired
            }
        }
    }

    /// The files of a zone.
    ///
    /// - Parameters:
    ///   - apex: the zone.
    ///   - commit: the commit whose files they are; `nil` where it is none.
    ///   - list: lists those of all zones.
    /// - Returns: the files.
    /// - Throws: what `list` throws.
    package func files(
        of apex: DomainName, in commit: CommitID?, _ list: () throws(GitError) -> [DomainName: [TreeFile]]
    ) throws(GitError) -> [ZoneFileIdentity] {
        if let commit, let known = folders.withLock({ $0.byCommit[commit] }) { return known[apex] ?? [] }
        let found = try list().mapValues { $0.map { ZoneFileIdentity(path: $0.path, blob: $0.blob) } }
        if let commit {
            folders.withLock { folders in
                let shared = found.mapValues { folders.shared.insert($0).memberAfterInsert }
                folders.byCommit.keep(shared, for: commit, size: shared.count + 1)
                // What no commit has any more is not kept for ever.
                if folders.shared.count > 2 * folders.byCommit.size + 1000 { folders.shared = [] }
            }
        }
        return found[apex] ?? []
    }

    /// A zone whose files were read before.
    func zone(_ apex: DomainName, files: [ZoneFileIdentity], settings: String) -> DesiredZone? {
        known.withLock { $0[Key(apex: apex, files: files, settings: settings)] }
    }
}

/// What a tree says of a zone.
package enum ZoneDeclaration: Sendable {
    /// The zone, without sets where it has no file, and the folder of zone files.
    case zone(DesiredZone, folder: String)
    /// Nothing: there are no settings, or they do not name the zone.
    case nothing
    /// It is not known: there is a mistake in the settings or in the zone's files.
    case unreadable
}

extension Clone {
    /// A zone as a tree declares it, without sets where it has no file, and the folder of zone files; `nil` where it
    /// declares none, and where that can't be read, as where a file has a mistake.
    ///
    /// - Parameters:
    ///   - apex: the zone.
    ///   - tree: the files.
    /// - Returns: the zone.
    /// - Throws: ``GitError``.
    package func declared(
        _ apex: DomainName, in tree: any FileTree
    ) throws(GitError) -> (zone: DesiredZone, folder: String)? {
        switch try declaration(of: apex, in: tree) {
        case .zone(let zone, let folder): return (zone, folder)
        case .nothing, .unreadable: return nil
        }
    }

    /// What a tree says of a zone.
    ///
    /// - Parameters:
    ///   - apex: the zone.
    ///   - tree: the files.
    /// - Returns: the zone, or why there is none.
    /// - Throws: ``GitError``.
    package func declaration(of apex: DomainName, in tree: any FileTree) throws(GitError) -> ZoneDeclaration {
        let reading: SettingsReading
        do throws(GitError) { reading = try settings(in: tree) } catch {
            guard error.code == .noSuchFile else { throw error }
            return .nothing
        }
        guard let settings = reading.settings else { return .unreadable }
        let files = try zones.files(of: apex, in: tree.ownCommit) { () throws(GitError) in
            try self.reader().zoneFolders(in: tree, settings).zones
        }
        if files.isEmpty {
            return .zone(DesiredZone(zone: Zone(empty: apex), marks: [], files: []), folder: settings.zoneFiles)
        }
        if let zone = zones.zone(apex, files: files, settings: reading.file.blob) {
            return .zone(zone, folder: settings.zoneFiles)
        }
        if settings.zone(apex) == nil { return .nothing }
        let way = zones.reading(in: tree.ownCommit)
        let reader: DesiredStateReader
        switch way {
        case .alone: reader = self.reader(only: [apex])
        case .withAll: reader = self.reader()
        case .known: return .unreadable
        }
        guard let state = try reader.read(tree, reading) else { return .unreadable }
        // Also where this one has a mistake: the others are not read again.
        zones.keep(state)
        if case .withAll = way { zones.noteAll(of: tree.ownCommit) }
        guard !state.unreadable.contains(apex),
            let zone = state.zones.first(where: { $0.desired.zone.apex == apex })?.desired
        else { return .unreadable }
        return .zone(zone, folder: settings.zoneFiles)
    }
}
