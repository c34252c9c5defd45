internal import DNSModel

/// What a plan that restores brings drifted record sets of a zone back to: what was last applied there.
package struct RestoredBase: Hashable, Sendable {
    /// The plan that was applied, or the one without changes that was confirmed.
    package var plan: Digest
    /// The commit that the zone's files were at.
    package var commit: String
    /// When it was applied, in UTC, as in `2026-11-23T10:15:30Z`.
    package var time: String
    /// The number of the plan among those that restore this base, from 1: the same drift a second time is another plan.
    package var number: Int

    package init(plan: Digest, commit: String, time: String, number: Int) {
        self.plan = plan
        self.commit = commit
        self.time = time
        self.number = number
    }

    /// The base for a plan that is made now.
    ///
    /// - Parameters:
    ///   - applied: what was last applied.
    ///   - digest: the plan itself, where it is there already: it may have come to its end in this zone.
    package init(_ applied: AppliedZone, except digest: Digest? = nil) {
        self.init(
            plan: applied.plan, commit: applied.commit, time: applied.time,
            number: applied.restoredBy.count { $0 != digest } + 1)
    }
}

/// A base in a document.
struct RestoredBaseMember: Codable {
    var plan: String
    var commit: String
    var time: String
    var number: Int

    init(_ base: RestoredBase) {
        plan = base.plan.hexadecimal
        commit = base.commit
        time = base.time
        number = base.number
    }

    /// - Throws: ``DocumentError`` where it names no plan, commit or time.
    func base() throws(DocumentError) -> RestoredBase {
        guard let digest = Digest(hexadecimal: plan), number > 0, commit.isCommitID,
            Instant(parsing: time) != nil
        else {
            throw DocumentError(.unreadable, "what it restores is not said by a plan, a commit, a time and a number")
        }
        return RestoredBase(plan: digest, commit: commit, time: time, number: number)
    }
}
