internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0084: approvals are of changes.

/// Which changes of a zone a commit has a part in: those of record sets of which the files say something else than
/// before it, and all where it changes settings or signers.
///
/// What can't be read, or not be told from the changes of others, counts for all of them.
final class ChangedByCommit {
    private let zone: ZonePlan
    private let paths: [String]
    private let clone: Clone
    private var known: [CommitID: Set<RecordSet.Key>?] = [:]

    /// - Parameters:
    ///   - zone: the changes.
    ///   - paths: the paths of settings and signers.
    ///   - clone: where the commits are.
    init(_ zone: ZonePlan, paths: [String], _ clone: Clone) {
        self.zone = zone
        self.paths = paths
        self.clone = clone
    }

    /// The record sets that a commit has a part in; `nil` means the zone as a whole.
    ///
    /// - Throws: ``GitError``.
    func keys(changedBy commit: CommitID) throws(GitError) -> Set<RecordSet.Key>? {
        if let keys = known[commit] { return keys }
        let keys = try compare(commit)
        known[commit] = .some(keys)
        return keys
    }

    private func compare(_ commit: CommitID) throws(GitError) -> Set<RecordSet.Key>? {
        // Of a zone that is made or deleted every file is a part.
        if zone.changes.isEmpty || zone.createsZone || zone.deletesZone { return nil }
        // Whoever merges otherwise than git does chooses from both sides.
        guard let parent = try clone.repository.onlyParent(of: commit) else { return nil }
        let (before, after) = (try clone.repository.files(of: parent), try clone.repository.files(of: commit))
        for path in paths where try before.file(at: path)?.blob != after.file(at: path)?.blob { return nil }
        guard let old = try clone.declared(zone.apex, in: before)?.zone,
            let new = try clone.declared(zone.apex, in: after)?.zone
        else { return nil }
        let keys = zone.changes.map(\.change.key)
        return Set(keys.filter { SetDeclaration(of: $0, in: old) != SetDeclaration(of: $0, in: new) })
    }
}
