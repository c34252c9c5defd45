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
    private let contributions: [Contribution]
    /// How many commits were not looked at, where not all were.
    private(set) var leftOut = 0

    /// What somebody wrote.
    private struct Contribution {
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
        let finder = AuthorFinder(trusted, settings, clone)
        var contributions: [Contribution] = []
        var commits: [[CommitID]] = []
        for zone in plan.zones where zone.hasChanges {
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
            contributions += found.compactMap { author, keys in
                keys?.isEmpty == true ? nil : Contribution(author: author, apex: zone.apex, keys: keys)
            }
        }
        // Who approves may accept them too, whatever else the plan has.
        let authors = try GateError.ofGit { () throws(GitError) in
            try finder.authors(ofSettingsSince: rule.unaccepted?.last, ofRuleSince: rule.alsoCounts)
        }
        commits.append(authors.map(\.commit))
        contributions += authors.map { Contribution(author: $0, apex: nil, keys: nil) }
        var seen: Set<CommitID> = []
        // The newest of each zone first: those that are looked at are limited.
        let rounds = (0..<(commits.map(\.count).max() ?? 0)).flatMap { round in
            commits.compactMap { round < $0.count ? $0[round] : nil }
        }
        self.init(contributions, rounds.filter { seen.insert($0).inserted })
    }

    /// Finds who wrote settings that a ledger calls accepted: the same people whom the review asked for then.
    ///
    /// - Parameters:
    ///   - next: what it calls accepted, at a commit that has it.
    ///   - settings: what that says.
    ///   - last: what was accepted before.
    ///   - review: the rule of that.
    ///   - clone: where the commits are.
    /// - Throws: ``GitError``, also where commits are not in the clone.
    init(
        of next: AcceptedSettings, _ settings: Settings, since last: AcceptedSettings, _ review: ReviewSettings,
        in clone: Clone
    ) throws(GitError) {
        let tip = try clone.repository.resolve(revision: next.commit)
        let finder = AuthorFinder(tip, try clone.reading(of: tip).settings?.file, settings, clone)
        let isOther = review != settings.review || next.signers != last.signers
        let before = isOther ? RuleStatus.Before(review: review, accepted: last) : nil
        let authors = try finder.authors(ofSettingsSince: last, ofRuleSince: before)
        self.init(authors.map { Contribution(author: $0, apex: nil, keys: nil) }, authors.map(\.commit))
    }

    /// Finds who wrote what a commit brings to the protected branch with a plan, before it is merged.
    ///
    /// - Parameters:
    ///   - plan: the plan.
    ///   - commit: the commit that it was made of.
    ///   - settings: what that says.
    ///   - trusted: the protected branch.
    ///   - clone: where the commits are.
    ///   - most: how many commits are looked at, the newest of each zone first.
    /// - Throws: ``GitError``.
    init(
        of plan: Plan, _ commit: CommitID, _ settings: Settings, aheadOf trusted: TrustedBranch, in clone: Clone,
        most: Int
    ) throws(GitError) {
        let finder = AuthorFinder(commit, trusted.file, settings, clone)
        let tip = trusted.branch.commit
        var contributions: [Contribution] = []
        var (looked, leftOut): (Set<CommitID>, Set<CommitID>) = ([], [])
        func isLookedAt(_ commit: CommitID) -> Bool {
            if looked.count < most { looked.insert(commit) }
            if !looked.contains(commit) { leftOut.insert(commit) }
            return looked.contains(commit)
        }
        for zone in plan.zones where zone.hasChanges {
            contributions += try finder.authors(
                of: zone, plan, nil, after: tip, where: isLookedAt
            ).compactMap { author, keys in
                keys?.isEmpty == true ? nil : Contribution(author: author, apex: zone.apex, keys: keys)
            }
        }
        if !plan.settingsStatus.changes.isEmpty {
            contributions += try finder.authors(touching: finder.rulePaths(plan).sorted(), since: tip)
                .filter { isLookedAt($0.commit) }.map { Contribution(author: $0, apex: nil, keys: nil) }
        }
        self.init(contributions, contributions.map(\.author.commit))
        self.leftOut = leftOut.count
    }

    private init(_ contributions: [Contribution], _ commits: [CommitID]) {
        self.contributions = contributions
        self.commits = commits
        authors = contributions.map(\.author)
    }

    /// The same for some of the changes alone: who wrote others has no part in these.
    ///
    /// - Parameter keys: the record sets by zone; none of a zone stands for the zone itself.
    /// - Returns: those who have a part in them.
    func limited(to keys: [DomainName: Set<RecordSet.Key>]) -> Authorship {
        Authorship(
            contributions.filter { contribution in
                guard let apex = contribution.apex else { return true }
                return keys[apex].map(contribution.isOf) ?? false
            }, commits)
    }

    /// Changes in groups that the same people wrote, so that a reviewer can approve each of a group or none.
    ///
    /// - Parameter keys: the record sets by zone; none of a zone stands for the zone itself.
    /// - Returns: the groups, those with fewer authors first.
    func groups(_ keys: [DomainName: Set<RecordSet.Key>]) -> [[DomainName: Set<RecordSet.Key>]] {
        var groups: [Set<String>: [DomainName: Set<RecordSet.Key>]] = [:]
        let contributions = Dictionary(grouping: contributions, by: \.apex)
        for (apex, sets) in keys {
            let own = (contributions[.some(apex)] ?? []) + (contributions[nil] ?? [])
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
        var found: [Contribution] = []
        for contribution in contributions {
            var contribution = contribution
            let commit = contribution.author.commit
            if looked.insert(commit).inserted { known[commit] = try signer(commit) }
            contribution.isUnsigned = known[commit] == nil
            found.append(contribution)
            guard let signer = known[commit] else { continue }
            for principal in signer.principals {
                var own = contribution
                own.author = CommitAuthor(
                    name: principal, email: principal, commit: commit, role: .author,
                    isElsewhere: contribution.author.isElsewhere)
                own.fingerprint = signer.fingerprint
                found.append(own)
            }
        }
        return Authorship(found, commits)
    }

    /// The commits that have a part in it and of which nobody knows who wrote them, newest first.
    var unsigned: [CommitID] {
        var seen: Set<CommitID> = []
        return contributions.filter { $0.isUnsigned && seen.insert($0.author.commit).inserted }.map(\.author.commit)
    }

    /// Whom the commits themselves name.
    var named: [CommitAuthor] { contributions.filter { $0.fingerprint == nil }.map(\.author) }

    /// The addresses of who signed each commit that has a part in it, in lower case, by the commit in hexadecimal.
    var signers: [String: Set<String>] {
        contributions.reduce(into: [:]) { found, contribution in
            guard contribution.fingerprint != nil else { return }
            found[contribution.author.commit.hex, default: []].insert(contribution.author.email.lowercased())
        }
    }

    /// Whose approval is of their own work: by address, and by the key that they signed commits with.
    var identities: Set<String> { addresses.union(contributions.compactMap(\.fingerprint)) }

    /// Their e-mail addresses.
    package var addresses: Set<String> { Set(authors.map(\.email)) }

    /// The newest commit of each address, in lower case.
    package var commitsOfAddresses: [String: String] {
        Dictionary(authors.map { ($0.email.lowercased(), $0.commit.hex) }, uniquingKeysWith: { newest, _ in newest })
    }
}
