package import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0084: approvals are of changes.

/// The occasion of an approval: what an approved plan says a change is good for, once.
///
/// An approval of a change ends when the change was applied, by whatever plan, when another plan changed the record
/// set, on the last day that the plan names, and when the protected branch declared the change and then took it back:
/// whoever declares it again after that does so on another occasion, which nobody approved.
package struct Occasion: Sendable {
    private let trusted: TrustedBranch
    private let ledger: any Ledger
    private let clone: Clone
    private let history: BranchHistory
    private let plans = RecordedPlans()
    private let today: CalendarDate
    /// The commit at which the ledger begins.
    private let root: String?
    private let validFor: Int
    private let accounts: Accounts?

    /// Asks for the account in which a zone would be created; see ``ZoneProvider/account()``.
    package typealias Accounts = @Sendable (DomainName) async throws(ProviderError) -> String?

    /// Why an approval of a change does not count any more.
    package enum End: Hashable, Sendable {
        /// A plan changed the record set since.
        case changed(plan: Digest, time: String)
        /// The protected branch declared the change and took it back, at a commit.
        case takenBack(commit: String)
        /// What the protected branch declared at a commit can't be read, so that it may have taken the change back.
        case unreadable(commit: String)
        /// The plan does not say what had been applied when it was made, or where the protected branch was.
        case unknown
        /// The last day on which the plan was good has passed.
        case expired(CalendarDate)
        /// The plan says a day that is later than the settings let it, or none.
        case endless
        /// What the plan says of why the change is in it is not so.
        case causeUnproven
        /// The ledger does not have what the plan says had been applied.
        case otherLedger
        /// It has fewer receipts of the zone than when the plan was made.
        case cutBack(LostReceipts)
        /// The protected branch has no history in common with the commit at which it was when the plan was made.
        case otherHistory(commit: String)

        /// In which account the zone is can't be found out.
        case accountUnknown(String)
        /// The plan creates the zone in one account, and this run's credentials are for another.
        case otherAccount(planned: String?, now: String?)

        /// What happened, as the end of a sentence.
        package var phrase: String {
            switch self {
            case .changed(let plan, let time): "plan \(plan.short) changed the record set later, at \(time)"
            case .takenBack(let commit):
                "the protected branch had this change and took it back at \(commit.prefix(12))"
            case .unreadable(let commit):
                "what the protected branch declared at \(commit.prefix(12)) can't be read, so it may have taken the "
                    + "change back there"
            case .unknown:
                "the plan does not say what was applied before it. It was made in a place that could not read the "
                    + "ledger or the protected branch"
            case .expired(let day): "the plan was valid until \(day)"
            case .endless:
                "the plan has no last day, or a later one than 'review: {valid-for}' in the settings allows"
            case .causeUnproven:
                "the plan says that this change was waiting on the protected branch, or takes drift back. That was "
                    + "not so, or it can't be checked here"
            case .otherLedger:
                "the plan says that something was applied before it, and the ledger here does not "
                    + "have that"
            case .accountUnknown(let message): "in which account the zone is can't be found out: \(message)"
            case .otherAccount(let planned, let now):
                "the plan creates the zone in the account \(Printable.text(planned ?? "(none named)")), and the credentials here are "
                    + "for \(Printable.text(now ?? "(none named)"))"
            case .cutBack(let lost): lost.message
            case .otherHistory(let commit):
                "the plan was made when the protected branch was at \(commit.prefix(12)), and the branch no longer "
                    + "has that commit in its history"
            }
        }
    }

    /// - Parameters:
    ///   - trusted: the protected branch.
    ///   - ledger: the ledger that counts.
    ///   - ports: the edges.
    ///   - accounts: for zones that an approved plan creates and that are there by now; without it, it is left to the
    ///     apply to ask whose they are.
    /// - Throws: ``GateError``.
    package init(
        _ trusted: TrustedBranch, _ ledger: TrustedLedger, _ ports: GatePorts, accounts: Accounts? = nil
    ) async throws(GateError) {
        self.accounts = accounts
        today = ports.clock.today()
        root = try await ledger.root()
        validFor = ledger.validFor(by: trusted.settings?.review)
        self.trusted = trusted
        self.ledger = ledger.ledger
        clone = ports.clone
        history = BranchHistory(of: clone, to: trusted.branch.commit)
    }

    /// The changes of a zone of which an approved plan's occasion is over.
    ///
    /// - Parameters:
    ///   - document: the approved plan. What it did itself is no other occasion.
    ///   - keys: the record sets that are asked about.
    ///   - zone: the zone of another plan that has the same changes.
    ///   - countsOwn: whether what was applied by this very approval ends it: it does where the change waits anew, but
    ///     for zones of which plans take drift back.
    /// - Returns: why, by record set; those that it is still good for are not in it.
    /// - Throws: ``GateError``.
    package func ended(
        of document: PlanDocument, _ keys: Set<RecordSet.Key>, in zone: ZonePlan, countsOwn: Bool
    ) async throws(GateError) -> [RecordSet.Key: End] {
        func all(_ end: End) -> [RecordSet.Key: End] { Dictionary(keys.map { ($0, end) }, uniquingKeysWith: { $1 }) }
        let approved = document.plan.zones.first { $0.apex == zone.apex }
        if let end = end(of: document.plan) { return all(end) }
        if let approved, let end = await otherAccount(than: approved, in: zone) { return all(end) }
        guard let base = approved?.base, let commit = document.plan.protectedCommit.flatMap(CommitID.init(hex:)) else {
            return all(.unknown)
        }
        var ends: [RecordSet.Key: End] = [:]
        do throws(LedgerError) {
            if let root = document.plan.ledgerRoot, root != self.root { return all(.otherLedger) }
            let rule = (trusted.settings?.zone(zone.apex)?.drift ?? DriftRule()).prepared(for: zone.apex)
            let counting: Set<RecordSet.Key> = countsOwn ? keys.filter { rule.policy(of: $0) != .revert } : []
            guard
                let changed = try await changed(
                    keys, of: zone.apex, since: base, own: document.digest, countingOwn: counting)
            else {
                return all(
                    try await LostReceipts.find(base, of: zone.apex, in: ledger).map(End.cutBack) ?? .otherLedger)
            }
            ends = changed
        } catch {
            throw GateError(error)
        }
        if let settings = trusted.settings {
            let unproven = try CauseCheck(clone, settings).unproven(of: document, in: zone.apex)
            for key in unproven.intersection(keys) where ends[key] == nil { ends[key] = .causeUnproven }
        }
        let rest = keys.subtracting(ends.keys)
        let takenBack = try GateError.ofGit { () throws(GitError) -> [RecordSet.Key: End] in
            guard let start = try start(commit) else { return all(.otherHistory(commit: commit.hex)) }
            return try history.takenBack(rest, of: zone.apex, since: start)
        }
        return ends.merging(takenBack) { first, _ in first }
    }

    /// That a zone is created in another account than was approved, or is another account's zone by now.
    private func otherAccount(than approved: ZonePlan, in zone: ZonePlan) async -> End? {
        guard approved.createsZone, zone.createsZone || accounts != nil else { return nil }
        let planned = approved.creationAttributes[ZonePlan.accountAttribute]
        let now: String?
        do throws(ProviderError) {
            now = zone.createsZone ? zone.creationAttributes[ZonePlan.accountAttribute] : try await accounts?(zone.apex)
        } catch {
            return .accountUnknown(error.message)
        }
        return planned == now ? nil : .otherAccount(planned: planned, now: now)
    }

    /// Why approvals of a plan do not count any more, or not yet, whatever was done since; `nil` where they do.
    ///
    /// - Parameter plan: the plan.
    /// - Returns: why.
    package func end(of plan: Plan) -> End? {
        guard let day = plan.validUntil else { return .endless }
        if day < today { return .expired(day) }
        return today.days(until: day) > validFor + Self.clocksDiffer ? .endless : nil
    }

    /// By how many days the clocks of who planned and who applies may differ: by a day each.
    private static let clocksDiffer = 2

    /// Why an approval of what a plan does to a zone itself is over, where it changes no record set; `nil` where it is
    /// not.
    ///
    /// - Parameters:
    ///   - document: the approved plan.
    ///   - apex: the zone.
    ///   - isAgain: whether that another plan was applied to the zone since ends it.
    /// - Returns: why.
    /// - Throws: ``GateError``.
    package func end(
        of document: PlanDocument, for apex: DomainName, isAgain: Bool
    ) async throws(GateError) -> End? {
        if let end = end(of: document.plan) { return end }
        guard let base = document.plan.zones.first(where: { $0.apex == apex })?.base,
            let commit = document.plan.protectedCommit.flatMap(CommitID.init(hex:))
        else { return .unknown }
        if let root = document.plan.ledgerRoot, root != self.root { return .otherLedger }
        let begin = try GateError.ofGit { () throws(GitError) -> CommitID? in try start(commit) }
        if begin == nil { return .otherHistory(commit: commit.hex) }
        do throws(LedgerError) {
            if let lost = try await LostReceipts.find(base, of: apex, in: ledger) { return .cutBack(lost) }
            var receipts = try await ZoneReceipts(of: apex, in: ledger)
            guard isAgain, let last = try await receipts.next() else { return nil }
            let now = ZonePlan.Base(number: last.number ?? 0, plan: last.plan)
            return now == base ? nil : .changed(plan: last.plan, time: last.finished)
        } catch {
            throw GateError(error)
        }
    }

    /// The commit of the branch's history from which on it is looked at what it declared: the one at which it was when
    /// the plan was made, or the last one that both have in common, as where that one was of a branch that was
    /// squashed; `nil` where that is not known any more.
    private func start(_ commit: CommitID) throws(GitError) -> CommitID? {
        do throws(GitError) { return try clone.repository.mergeBase(of: commit.hex, and: trusted.branch.commit) } catch
        {
            guard [.missingObject, .unknownRevision, .unrelatedHistory].contains(error.code) else { throw error }
            return nil
        }
    }

    /// The last receipt of a zone in the ledger.
    ///
    /// - Throws: ``LedgerError``.
    package static func base(of apex: DomainName, in ledger: any Ledger) async throws(LedgerError) -> ZonePlan.Base {
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        guard let last = try await receipts.next() else { return ZonePlan.Base(number: 0) }
        return ZonePlan.Base(number: last.number ?? 0, plan: last.plan)
    }

    /// The sets that plans changed after a receipt of the zone, as the ledger's order has it.
    ///
    /// Of what was done by the approval itself only that counts which is known to have been done.
    ///
    /// - Returns: why each is over; `nil` where the ledger does not have that receipt.
    private func changed(
        _ keys: Set<RecordSet.Key>, of apex: DomainName, since base: ZonePlan.Base, own: Digest,
        countingOwn: Set<RecordSet.Key>
    ) async throws(LedgerError) -> [RecordSet.Key: End]? {
        var ends: [RecordSet.Key: End] = [:]
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        while let receipt = try await receipts.next() {
            if (receipt.number ?? 0) == base.number, receipt.plan.hexadecimal == base.plan { return ends }
            // Another one of the same number was not known when the plan was made.
            if let number = receipt.number, number < base.number { return nil }
            // What restores what was last applied puts the occasion back, and does not end it.
            let isOwn = receipt.plan == own
            if receipt.restores != nil || isOwn && countingOwn.isEmpty { continue }
            let known = Set(receipt.batches.filter(\.state.isLive).map(\.number))
            let live = known.union(receipt.batches.filter { $0.state == .unknown }.map(\.number))
            if live.isEmpty { continue }
            let mine = Set(receipt.coverage.filter { $0.plan == own }.flatMap(\.sets))
            let end = End.changed(plan: receipt.plan, time: receipt.finished)
            guard let changes = try await plans.plan(receipt.plan, in: ledger)?.changes(of: apex) else {
                // It is not known what it changed, so that it may have been any of them.
                for key in isOwn ? countingOwn : keys { ends[key] = end }
                continue
            }
            for planned in changes where keys.contains(planned.change.key) {
                let isMine = isOwn || mine.contains(planned.change.key)
                let ending = !isMine ? live : countingOwn.contains(planned.change.key) ? known : []
                if ending.contains(planned.batch) { ends[planned.change.key] = end }
            }
        }
        return base.number == 0 ? ends : nil
    }
}
