internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

/// Looks for authors in the history of the protected branch.
struct AuthorFinder {
    private let branch: String
    private let tip: CommitID
    /// The file of its settings.
    private let file: ZoneFileIdentity?
    private let settings: Settings
    private let clone: Clone

    private var repository: any Repository { clone.repository }

    init(_ trusted: TrustedBranch, _ settings: Settings, _ clone: Clone) {
        branch = trusted.branch.name
        tip = trusted.branch.commit
        file = trusted.file
        self.settings = settings
        self.clone = clone
    }

    /// Of what the protected branch was at a commit.
    init(_ tip: CommitID, _ file: ZoneFileIdentity?, _ settings: Settings, _ clone: Clone) {
        branch = settings.review.branch ?? ""
        self.tip = tip
        self.file = file
        self.settings = settings
        self.clone = clone
    }

    // MARK: - Of zones

    /// Refuses a clone in which the protected branch is older than what was applied last, as where an old job is run
    /// again.
    func refuseBehind(_ base: Receipt?) throws(GateError) {
        guard let base, let applied = CommitID(hex: base.commit), applied != tip,
            (try? repository.isAncestor(tip, of: applied)) == true
        else { return }
        throw GateError(
            .refused,
            "the protected branch '\(Printable.text(branch))' is at \(tip.hex.prefix(12)) in this "
                + "clone. \(base.apex) was last applied at \(base.commit.prefix(12)), which is newer; run 'git "
                + "fetch', and plan again",
            id: "branch-behind")
    }

    /// Who wrote the commits that touch what a zone's plan is made of, and the record sets that each commit has a part
    /// in; `nil` for all.
    func authors(
        of zone: ZonePlan, _ plan: Plan, since base: Receipt?
    ) throws(GitError) -> [(author: CommitAuthor, keys: Set<RecordSet.Key>?)] {
        var known = base.flatMap { CommitID(hex: $0.commit) }
        if let commit = known, try !isInHistory(commit) { known = nil }
        return try authors(of: zone, plan, base, after: known)
    }

    /// The same of the commits that are not in the history of another one.
    ///
    /// - Parameters:
    ///   - zone: the zone.
    ///   - plan: its plan.
    ///   - base: the receipt of what was last applied.
    ///   - commit: the other commit; `nil` for the whole history.
    ///   - isLookedAt: whether it is to be found out what a commit has a part in.
    /// - Returns: the authors.
    /// - Throws: ``GitError``.
    func authors(
        of zone: ZonePlan, _ plan: Plan, _ base: Receipt?, after commit: CommitID?,
        where isLookedAt: (CommitID) -> Bool = { _ in true }
    ) throws(GitError) -> [(author: CommitAuthor, keys: Set<RecordSet.Key>?)] {
        let authors = try authors(touching: pathsUnderReview(of: zone, base: base, plan), since: commit)
        // Who wrote something else of the zone meanwhile has no part in these changes.
        let changes = ChangedByCommit(zone, paths: rulePaths(plan), clone)
        var found: [(author: CommitAuthor, keys: Set<RecordSet.Key>?)] = []
        for author in authors where isLookedAt(author.commit) {
            found.append((author, author.isElsewhere ? nil : try changes.keys(changedBy: author.commit)))
        }
        return found
    }

    /// Who wrote the commits that touch some paths, and who committed them.
    func authors(touching paths: [String], since base: CommitID?) throws(GitError) -> [CommitAuthor] {
        let question = KnownAuthors.Question(paths: paths, tip: tip, base: base, settings: file?.blob)
        return try clone.authors.authors(question) { () throws(GitError) in
            try repository.authors(
                ofCommitsTouching: paths, from: tip, excluding: base, withCommitters: true, isReviewed: isReviewed)
        }
    }

    /// The paths of the settings and signers.
    func rulePaths(_ plan: Plan) -> [String] {
        [plan.settings.path] + [settings.review.signers].compactMap { $0 }
    }

    /// Whether what stands at a path is reviewed there: it is a zone's file, the settings or the signers.
    private func isReviewed(_ path: String) -> Bool {
        let prefix = settings.zoneFiles == "." ? "" : settings.zoneFiles + "/"
        if path == settings.path || path == settings.review.signers { return true }
        guard path.hasPrefix(prefix), case .zone(let apex, _) = ZoneFilePaths(settings).place(of: path) else {
            return false
        }
        return settings.zone(apex) != nil
    }

    /// Whether a commit is in the history of the protected branch. One that is not here is not, as after a rewritten
    /// history.
    private func isInHistory(_ commit: CommitID) throws(GitError) -> Bool {
        do throws(GitError) {
            return try repository.isAncestor(commit, of: tip)
        } catch {
            guard error.code == .missingObject else { throw error }
            return false
        }
    }

    /// The paths whose commits are under review: the settings, the signers, and every file that the zone has, had when
    /// it was applied, or may have had in between.
    private func pathsUnderReview(of zone: ZonePlan, base: Receipt?, _ plan: Plan) -> [String] {
        var paths = Set(zone.files.map(\.path) + (base?.files.map(\.path) ?? []))
        paths.formUnion(ZoneFilePaths.usualPaths(of: zone.apex, below: settings.zoneFiles))
        paths.formUnion(
            paths.compactMap { path in
                let parent = path.split(separator: "/").dropLast()
                return parent.last?.hasSuffix(".") == true ? parent.joined(separator: "/") : nil
            })
        paths.formUnion(rulePaths(plan))
        return paths.sorted()
    }

    // MARK: - Of the rule

    /// Who wrote the commits that changed settings, signers or the rule since they were accepted.
    ///
    /// - Parameters:
    ///   - last: what was accepted last; `nil` where that is not another.
    ///   - before: the rule of that; `nil` where it is not another.
    /// - Returns: the authors.
    /// - Throws: ``GitError``.
    func authors(
        ofSettingsSince last: AcceptedSettings?, ofRuleSince before: RuleStatus.Before?
    ) throws(GitError) -> [CommitAuthor] {
        var found: [CommitAuthor] = []
        if let last { found += try authors(ofSettingsSince: last) }
        if let before { found += try authors(ofRuleSince: before) }
        return found
    }

    /// Who wrote the commits that changed settings or signers since they were accepted.
    private func authors(ofSettingsSince last: AcceptedSettings) throws(GitError) -> [CommitAuthor] {
        var known = CommitID(hex: last.commit)
        if let commit = known, (try? repository.isAncestor(commit, of: tip)) != true { known = nil }
        let paths = Set(
            DesiredStateReader.defaultSettingsPaths
                + [clone.settingsPath, file?.path, settings.review.signers].compactMap { $0 })
        return try authors(touching: paths.sorted(), since: known)
    }

    /// Who wrote the commits that changed the rule since it was accepted.
    private func authors(ofRuleSince before: RuleStatus.Before) throws(GitError) -> [CommitAuthor] {
        var known = CommitID(hex: before.accepted.commit)
        if let commit = known, (try? repository.isAncestor(commit, of: tip)) != true { known = nil }
        let paths = Set(
            DesiredStateReader.defaultSettingsPaths
                + [clone.settingsPath, before.review.signers, settings.review.signers].compactMap { $0 })
        let authors = try authors(touching: paths.sorted(), since: known)
        var kept: [CommitID: Bool] = [:]
        return authors.filter { author in
            if let isKept = kept[author.commit] { return isKept }
            let isKept = changesRule(author.commit)
            kept[author.commit] = isKept
            return isKept
        }
    }

    /// Whether a commit has another rule than its first parent. What can't be read counts as another one.
    private func changesRule(_ commit: CommitID) -> Bool {
        guard let after = rule(commit.hex), let before = rule("\(commit.hex)^1") else { return true }
        return after != before
    }

    private func rule(_ revision: String) -> (ReviewSettings, [UInt8]?)? {
        guard let commit = try? repository.resolve(revision: revision), let reading = try? clone.reading(of: commit),
            let review = reading.settings?.settings?.review
        else { return nil }
        guard let signers = try? reading.signers.get() else { return review.signers == nil ? (review, nil) : nil }
        return (review, signers)
    }
}
