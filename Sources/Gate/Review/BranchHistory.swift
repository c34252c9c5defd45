internal import DNSModel
internal import Synchronization
internal import ZoneFiles
internal import ZonePlanning

// Decision 0084: approvals are of changes.

/// What the protected branch declared since some commit. Each commit is looked at once, whoever asks.
final class BranchHistory: Sendable {
    private let clone: Clone
    private let tip: CommitID

    /// The zones that one commit may declare otherwise than another.
    private enum Zones {
        /// Any of them, as where the settings differ.
        case all
        case some(Set<DomainName>)

        func contains(_ apex: DomainName) -> Bool {
            switch self {
            case .all: true
            case .some(let zones): zones.contains(apex)
            }
        }
    }

    /// Two commits, the one after the other.
    private struct Step: Hashable {
        var before: CommitID
        var after: CommitID
    }

    private struct Known {
        var steps: [Step: Zones] = [:]
        var commits: [CommitID: [HistoryCommit]] = [:]
    }

    private let known = Mutex(Known())

    init(of clone: Clone, to tip: CommitID) {
        self.clone = clone
        self.tip = tip
    }

    /// The record sets that were declared as they are at the tip, then otherwise, and then again.
    ///
    /// It is looked at the commits at which the branch was, one after the other. Where the branch was not at `start`,
    /// as after a merge the other way round, it is not known at which commits it was, and all of them count. What a
    /// commit declared that can't be read may have been either.
    ///
    /// - Parameters:
    ///   - keys: the sets.
    ///   - apex: their zone.
    ///   - start: the commit at which the branch was first; it is in the tip's history.
    /// - Returns: for each such set, a commit at which it was otherwise, or may have been.
    /// - Throws: ``GitError``.
    func takenBack(
        _ keys: Set<RecordSet.Key>, of apex: DomainName, since start: CommitID
    ) throws(GitError) -> [RecordSet.Key: Occasion.End] {
        if keys.isEmpty || start == tip { return [:] }
        guard let last = try zone(apex, at: tip) else {
            let end = Occasion.End.unreadable(commit: tip.hex)
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, end) })
        }
        let wanted = Dictionary(uniqueKeysWithValues: keys.map { ($0, SetDeclaration(of: $0, in: last)) })
        let commits = try line(since: start)
        var found: [RecordSet.Key: Occasion.End] = [:]
        /// What each commit declares; `nil` where that can't be read.
        var zones: [CommitID: DesiredZone?] = [tip: last]
        /// The sets that are otherwise at some commit that comes later, and the commit.
        var otherwise: [CommitID: [RecordSet.Key: Occasion.End]] = [:]
        for commit in commits + [HistoryCommit(id: start, parents: [])] {
            var later = otherwise.removeValue(forKey: commit.id) ?? [:]
            let zone = zones.removeValue(forKey: commit.id) ?? nil
            for (key, set) in wanted where found[key] == nil {
                if let zone, !SetDeclaration(of: key, in: zone).means(theSameAs: set) {
                    later[key] = .takenBack(commit: commit.id.hex)
                    continue
                }
                found[key] = later[key]
                if zone == nil { later[key] = .unreadable(commit: commit.id.hex) }
            }
            for parent in commit.parents {
                otherwise[parent, default: [:]].merge(later) { first, _ in first }
                guard zones[parent] == nil else { continue }
                if zone != nil, try !self.zones(from: parent, to: commit.id).contains(apex) {
                    zones[parent] = zone
                } else {
                    zones[parent] = try self.zone(apex, at: parent)
                }
            }
            if found.count == wanted.count { break }
        }
        return found
    }

    /// A zone as a commit declares it, without sets where it declares none; `nil` where that can't be read.
    private func zone(_ apex: DomainName, at commit: CommitID) throws(GitError) -> DesiredZone? {
        switch try clone.declaration(of: apex, in: try clone.repository.files(of: commit)) {
        case .zone(let zone, _): zone
        case .nothing: DesiredZone(zone: Zone(empty: apex), marks: [], files: [])
        case .unreadable: nil
        }
    }

    /// The commits at which the branch was after one, each before its parents; those that are not in between have no
    /// part in it.
    private func line(since start: CommitID) throws(GitError) -> [HistoryCommit] {
        if let line = known.withLock({ $0.commits[start] }) { return line }
        let all = try clone.repository.commits(to: tip, after: start)
        let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var line: [HistoryCommit] = []
        var next: CommitID? = tip
        while let id = next, let commit = byID[id] {
            line.append(HistoryCommit(id: id, parents: commit.parents.prefix(1).map { $0 }))
            next = commit.parents.first
        }
        if next != start {
            let inside = Set(byID.keys).union([start])
            line = all.map { HistoryCommit(id: $0.id, parents: $0.parents.filter(inside.contains)) }
        }
        let found = line
        known.withLock { $0.commits[start] = found }
        return found
    }

    /// The zones that a commit may declare otherwise than another.
    private func zones(from before: CommitID, to after: CommitID) throws(GitError) -> Zones {
        let step = Step(before: before, after: after)
        if let zones = known.withLock({ $0.steps[step] }) { return zones }
        let zones = try changedZones(from: before, to: after)
        known.withLock { $0.steps[step] = zones }
        return zones
    }

    private func changedZones(from before: CommitID, to after: CommitID) throws(GitError) -> Zones {
        let paths = try clone.repository.changedPaths(from: before, to: after)
        // Settings have a part in what a zone file means, as by a default TTL, and in where it is.
        let old = try clone.reading(of: before).settings
        guard let now = try clone.reading(of: after).settings, let settings = now.settings, old?.file == now.file else {
            return .all
        }
        let places = ZoneFilePaths(settings)
        var zones: Set<DomainName> = []
        for path in paths {
            if case .zone(let apex, _) = places.place(of: path) { zones.insert(apex) }
        }
        return .some(zones)
    }
}
