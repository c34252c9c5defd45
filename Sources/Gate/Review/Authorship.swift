package import DNSModel
package import ZoneFiles
package import ZonePlanning

// Decision 0003: whose work is under review.

/// Who wrote what is under review.
package struct Authorship: Sendable {
    /// The authors, those of a zone newest first.
    package let authors: [CommitAuthor]
    /// The commits that touch what is under review, newest first by zone, also those that have no part in its changes.
    let commits: [CommitID]
    private let works: [Work]

    /// What somebody wrote.
    private struct Work {
        var author: CommitAuthor
        /// The zone; `nil` for settings and signers, which all zones have.
        var apex: DomainName?
        /// The record sets of the zone; `nil` for all.
        var keys: Set<RecordSet.Key>?
        /// The key that the commit was signed with, where its author is known by that.
        var fingerprint: String?
        /// Whether it would have to be signed, and is not by anybody who is known.
        var isUnsigned = false

        /// Whom it names, and a mark where nobody knows who wrote it.
        var writers: [String] { [author.email.lowercased()] + (isUnsigned ? [""] : []) }

        /// Whether it has a part in one of some record sets of its zone, or in the zone itself where none are named.
        func isOf(_ keys: Set<RecordSet.Key>) -> Bool {
            keys.isEmpty || self.keys.map { !$0.isDisjoint(with: keys) } ?? true
        }
    }

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
    ///   - zones: the zones that are asked about; `nil` for all of the plan. Of another one it may be unknown here what
    ///     was applied to it last.
    /// - Throws: ``GateError``; refused where the clone is behind what was applied; ``LedgerError``.
    package init(
        of plan: Plan, _ trusted: TrustedBranch, _ settings: Settings, _ rule: RuleStatus, in ledger: any Ledger,
        of clone: Clone, asked zones: Set<DomainName>? = nil
    ) async throws {
        let finder = AuthorFinder(trusted: trusted, settings: settings, clone: clone)
        var works: [Work] = []
        var commits: [[CommitID]] = []
        for zone in plan.zones where zone.hasWork {
            let base: Receipt?
            do throws(LedgerError) {
                base = try await ReceiptHistory(of: zone.apex, in: ledger).reviewBase
            } catch {
                if error.kind == .newer, zones?.contains(zone.apex) == false { continue }
                throw error
            }
            try finder.refuseBehind(base)
            let found = try GateError.ofGit { () throws(GitError) in try finder.authors(of: zone, plan, since: base) }
            commits.append(found.map(\.author.commit))
            works += found.compactMap { author, keys in
                keys?.isEmpty == true ? nil : Work(author: author, apex: zone.apex, keys: keys)
            }
        }
        var authors: [CommitAuthor] = []
        // Who approves may accept them too, whatever else the plan has.
        if let (last, _) = rule.unaccepted {
            authors += try GateError.ofGit { () throws(GitError) in try finder.authors(ofSettingsSince: last) }
        }
        if let before = rule.alsoCounts {
            authors += try GateError.ofGit { () throws(GitError) in try finder.authors(ofRuleSince: before) }
        }
        commits.append(authors.map(\.commit))
        works += authors.map { Work(author: $0, apex: nil, keys: nil) }
        var seen: Set<CommitID> = []
        // The newest of each zone first: those that are looked at are limited.
        let rounds = (0..<(commits.map(\.count).max() ?? 0)).flatMap { round in
            commits.compactMap { round < $0.count ? $0[round] : nil }
        }
        self.init(works, rounds.filter { seen.insert($0).inserted })
    }

    private init(_ works: [Work], _ commits: [CommitID]) {
        self.works = works
        self.commits = commits
        authors = works.map(\.author)
    }

    /// The same for some of the changes alone: who wrote others has no part in these.
    ///
    /// - Parameter keys: the record sets by zone; none of a zone stands for the zone itself.
    /// - Returns: those who have a part in them.
    func limited(to keys: [DomainName: Set<RecordSet.Key>]) -> Authorship {
        Authorship(
            works.filter { work in
                guard let apex = work.apex else { return true }
                return keys[apex].map(work.isOf) ?? false
            }, commits)
    }

    /// Changes in groups that the same people wrote, so that a reviewer can approve each of a group or none.
    ///
    /// - Parameter keys: the record sets by zone; none of a zone stands for the zone itself.
    /// - Returns: the groups, those with fewer authors first.
    func groups(_ keys: [DomainName: Set<RecordSet.Key>]) -> [[DomainName: Set<RecordSet.Key>]] {
        var groups: [Set<String>: [DomainName: Set<RecordSet.Key>]] = [:]
        let works = Dictionary(grouping: works, by: \.apex)
        for (apex, sets) in keys {
            let own = (works[.some(apex)] ?? []) + (works[nil] ?? [])
            func writers(_ keys: Set<RecordSet.Key>) -> Set<String> {
                // No address, for an author whom nobody knows.
                Set(own.lazy.filter { $0.isOf(keys) }.flatMap(\.writers))
            }
            for key in sets { groups[writers([key]), default: [:]][apex, default: []].insert(key) }
            if sets.isEmpty { groups[writers([]), default: [:]][apex] = [] }
        }
        return groups.sorted { ($0.key.count, $0.key.sorted().joined()) < ($1.key.count, $1.key.sorted().joined()) }
            .map(\.value)
    }

    /// The same where commits are by who signed them: their author is known by that, besides those whom they name.
    ///
    /// - Parameter signer: says who signed a commit; `nil` where nobody did who is known.
    /// - Returns: the authors.
    /// - Throws: what that throws.
    func known<Failure: Error>(
        bySigner signer: (CommitID) throws(Failure) -> CommitSigner?
    ) throws(Failure) -> Authorship {
        var known: [CommitID: CommitSigner] = [:]
        var looked: Set<CommitID> = []
        var found: [Work] = []
        for work in works {
            var work = work
            let commit = work.author.commit
            if looked.insert(commit).inserted { known[commit] = try signer(commit) }
            work.isUnsigned = known[commit] == nil
            found.append(work)
            guard let signer = known[commit] else { continue }
            for principal in signer.principals {
                var own = work
                own.author = CommitAuthor(
                    name: principal, email: principal, commit: commit, role: .author,
                    isElsewhere: work.author.isElsewhere)
                own.fingerprint = signer.fingerprint
                found.append(own)
            }
        }
        return Authorship(found, commits)
    }

    /// The commits that have a part in it and of which nobody knows who wrote them, newest first.
    var unsigned: [CommitID] {
        var seen: Set<CommitID> = []
        return works.filter { $0.isUnsigned && seen.insert($0.author.commit).inserted }.map(\.author.commit)
    }

    /// Whom the commits themselves name.
    var named: [CommitAuthor] { works.filter { $0.fingerprint == nil }.map(\.author) }

    /// The addresses of who signed each commit that has a part in it, in lower case, by the commit in hexadecimal.
    var signers: [String: Set<String>] {
        works.reduce(into: [:]) { found, work in
            guard work.fingerprint != nil else { return }
            found[work.author.commit.hex, default: []].insert(work.author.email.lowercased())
        }
    }

    /// Whose approval is of their own work: by address, and by the key that they signed commits with.
    var identities: Set<String> { addresses.union(works.compactMap(\.fingerprint)) }

    /// Their e-mail addresses.
    package var addresses: Set<String> { Set(authors.map(\.email)) }

    /// The newest commit of each address, in lower case.
    package var commitsOfAddresses: [String: String] {
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
            "the protected branch '\(Printable.text(trusted.branch.name))' is at \(tip.hex.prefix(12)) in this "
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
        let authors = try authors(touching: pathsUnderReview(of: zone, base: base, plan), since: known)
        // Who wrote something else of the zone meanwhile has no part in these changes.
        let changes = ChangedByCommit(zone, paths: rulePaths(plan), clone)
        var found: [(author: CommitAuthor, keys: Set<RecordSet.Key>?)] = []
        for author in authors {
            found.append((author, author.isElsewhere ? nil : try changes.keys(changedBy: author.commit)))
        }
        return found
    }

    /// Who wrote the commits that touch some paths, and who committed them.
    private func authors(touching paths: [String], since base: CommitID?) throws(GitError) -> [CommitAuthor] {
        let question = KnownAuthors.Question(paths: paths, tip: tip, base: base, settings: trusted.file?.blob)
        return try clone.authors.authors(question) { () throws(GitError) in
            try repository.authors(
                ofCommitsTouching: paths, from: tip, excluding: base, withCommitters: true, isReviewed: isReviewed)
        }
    }

    /// The paths of the settings and signers.
    private func rulePaths(_ plan: Plan) -> [String] {
        [plan.settings.path] + [settings.review.signers].compactMap { $0 }
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
        paths.formUnion(rulePaths(plan))
        return paths.sorted()
    }

    // MARK: - Of the rule

    /// Who wrote the commits that changed settings or signers since they were accepted.
    func authors(ofSettingsSince last: AcceptedSettings) throws(GitError) -> [CommitAuthor] {
        var known = CommitID(hex: last.commit)
        if let commit = known, (try? repository.isAncestor(commit, of: tip)) != true { known = nil }
        let paths = Set(
            DesiredStateReader.defaultSettingsPaths
                + [clone.settingsPath, trusted.file?.path, settings.review.signers].compactMap { $0 })
        return try authors(touching: paths.sorted(), since: known)
    }

    /// Who wrote the commits that changed the rule since it was accepted.
    func authors(ofRuleSince before: RuleStatus.Before) throws(GitError) -> [CommitAuthor] {
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
