internal import DNSModel
package import ZoneFiles
package import ZonePlanning

// Decision 0003: whose work is under review.

/// Who wrote what is under review.
package struct Authorship: Sendable {
    /// The authors, those of a zone newest first.
    package let authors: [CommitAuthor]

    /// Finds who wrote the commits that brought a plan's files in, and those that changed the rule since it was
    /// accepted.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - trusted: the protected branch.
    ///   - settings: its settings.
    ///   - rule: how its rule stands to the one accepted last.
    ///   - ledger: where it is kept what was applied.
    ///   - clone: where the commits are.
    /// - Throws: ``GateError``; refused where the clone is behind what was applied; ``LedgerError``.
    package init(
        of plan: Plan, _ trusted: TrustedBranch, _ settings: Settings, _ rule: RuleStatus, in ledger: any Ledger,
        of clone: Clone
    ) async throws {
        let finder = AuthorFinder(trusted: trusted, settings: settings, clone: clone)
        var authors: [CommitAuthor] = []
        for zone in plan.zones where zone.hasWork {
            let base = try await ReceiptHistory(of: zone.apex, in: ledger).reviewBase
            try finder.refuseBehind(base)
            authors += try GateError.ofGit { () throws(GitError) in try finder.authors(of: zone, plan, since: base) }
        }
        if let before = rule.alsoCounts {
            authors += try GateError.ofGit { () throws(GitError) in try finder.authors(ofRuleSince: before) }
        }
        self.authors = authors
    }

    /// Their e-mail addresses.
    package var addresses: Set<String> { Set(authors.map(\.email)) }

    /// The newest commit of each address, in lower case.
    package var commits: [String: String] {
        Dictionary(authors.map { ($0.email.lowercased(), $0.commit.hex) }, uniquingKeysWith: { newest, _ in newest })
    }
}

/// Looks for authors in the history of the protected branch.
private struct AuthorFinder {
    let trusted: TrustedBranch
    let settings: Settings
    let clone: Clone

    private var repository: any Repository { clone.repository }
    private var tip: CommitID { trusted.branch.commit }

    init(trusted: TrustedBranch, settings: Settings, clone: Clone) {
        self.trusted = trusted
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
            "the protected branch '\(Printable.text(trusted.branch.name))' is at \(tip.hex.prefix(12)) here, and "
                + "\(base.apex) was applied at \(base.commit.prefix(12)), which comes later; fetch it, and plan again",
            id: "branch-behind")
    }

    func authors(of zone: ZonePlan, _ plan: Plan, since base: Receipt?) throws(GitError) -> [CommitAuthor] {
        var known = base.flatMap { CommitID(hex: $0.commit) }
        if let commit = known, try !isInHistory(commit) { known = nil }
        return try repository.authors(
            ofCommitsTouching: pathsUnderReview(of: zone, base: base, plan), from: tip, excluding: known,
            withCommitters: true, isReviewed: isReviewed)
    }

    /// Whether what stands at a path is reviewed there: it is a zone's file, the settings or the signers.
    private func isReviewed(_ path: String) -> Bool {
        let prefix = settings.zoneFiles == "." ? "" : settings.zoneFiles + "/"
        if path == settings.path || path == settings.review.signers { return true }
        guard path.hasPrefix(prefix), case .zone(let apex, _) = ZoneFilePlaces(settings).place(of: path) else {
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
        paths.formUnion(ZoneFilePlaces.usualPaths(of: zone.apex, below: settings.zoneFiles))
        paths.formUnion(
            paths.compactMap { path in
                let parent = path.split(separator: "/").dropLast()
                return parent.last?.hasSuffix(".") == true ? parent.joined(separator: "/") : nil
            })
        paths.insert(plan.settings.path)
        if let signers = settings.review.signers { paths.insert(signers) }
        return paths.sorted()
    }

    // MARK: - Of the rule

    /// Who wrote the commits that changed the rule since it was accepted.
    func authors(ofRuleSince before: RuleStatus.Before) throws(GitError) -> [CommitAuthor] {
        var known = CommitID(hex: before.accepted.commit)
        if let commit = known, (try? repository.isAncestor(commit, of: tip)) != true { known = nil }
        let paths = Set(
            DesiredStateReader.defaultSettingsPaths
                + [clone.settingsPath, before.review.signers, settings.review.signers].compactMap { $0 })
        let authors = try repository.authors(
            ofCommitsTouching: paths.sorted(), from: tip, excluding: known, withCommitters: true,
            isReviewed: isReviewed)
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
