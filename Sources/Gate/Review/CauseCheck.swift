internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0084: approvals are of changes.

/// Finds out whether what a plan says of why a change is in it is so: whoever reviews a change that waits on the
/// protected branch, by what the plan says, looks at it with other eyes than at one of its author.
struct CauseCheck: Sendable {
    private let clone: Clone
    private let settings: Settings

    /// - Parameters:
    ///   - clone: where the commit is that the protected branch was at.
    ///   - settings: what counts now.
    init(_ clone: Clone, _ settings: Settings) {
        self.clone = clone
        self.settings = settings
    }

    /// The changes of a zone of which a plan says that they are not its commit's own, and that is not so, or not known
    /// here.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - apex: the zone.
    /// - Returns: their record sets. An approval of the plan is none of these.
    /// - Throws: ``GateError``.
    func unproven(of document: PlanDocument, in apex: DomainName) throws(GateError) -> Set<RecordSet.Key> {
        guard let zone = document.plan.zones.first(where: { $0.apex == apex }), zone.restores == nil,
            zone.changes.contains(where: { $0.cause == .waiting || $0.cause == .drift })
        else { return [] }
        let commit = document.plan.protectedCommit.flatMap(CommitID.init(hex:))
        let branch = try GateError.ofGit { () throws(GitError) in
            guard let commit else { return BranchZone?.none }
            do throws(GitError) { return try clone.branchZone(apex, in: clone.reading(of: commit).tree) } catch {
                guard [.missingObject, .unknownRevision, .shallowClone].contains(error.code) else { throw error }
                return nil
            }
        }
        return zone.unproven(by: branch, settings.zone(apex)?.drift ?? DriftRule())
    }
}

extension Clone {
    /// A zone as a commit of the protected branch declares it; `nil` where it does not, or that can't be read.
    ///
    /// - Throws: ``GitError``.
    func branchZone(_ apex: DomainName, in tree: any FileTree) throws(GitError) -> BranchZone? {
        do throws(GitError) {
            guard let own = try settings(in: tree).settings?.zone(apex), let (zone, _) = try declared(apex, in: tree)
            else { return nil }
            return zone.files.isEmpty && !own.isAbsent
                ? nil : BranchZone(zone, ignoring: own.ignore, besides: own.dynamic)
        } catch {
            guard error.code == .noSuchFile else { throw error }
            return nil
        }
    }
}

extension BranchZones {
    /// The zones that were read of a commit of the protected branch.
    ///
    /// - Parameters:
    ///   - zones: the zones.
    ///   - isPlanned: see ``isPlanned``.
    init(_ zones: [DesiredState.DeclaredZone], isPlanned: Bool) {
        self.init(
            zones: Dictionary(
                zones.map { zone in
                    (
                        zone.desired.zone.apex,
                        BranchZone(zone.desired, ignoring: zone.settings.ignore, besides: zone.settings.dynamic)
                    )
                },
                uniquingKeysWith: { first, _ in first }), isPlanned: isPlanned)
    }
}
