internal import DNSModel
internal import ZonePlanning

// Decision 0084: approvals are of changes.

/// Finds out which changes of a plan are approved, by plans that reviewers saw.
struct ChangeCoverage: Sendable {
    private let collection: ReviewCollection
    private let occasion: Occasion

    init(_ collection: ReviewCollection, _ occasion: Occasion) {
        self.collection = collection
        self.occasion = occasion
    }

    /// What the reviews of one plan say of the changes of another.
    struct Verdict: Sendable {
        let request: ReviewRequest
        /// The record sets whose change both plans have, and for which the approval would still be good.
        var keys: [DomainName: Set<RecordSet.Key>] = [:]
        /// Those for which it would not be, and why.
        var ended: [DomainName: [RecordSet.Key: Occasion.End]] = [:]
        /// Zones of which what is done to the zone itself was approved for another occasion, and why that is over.
        var endedZones: [DomainName: Occasion.End] = [:]
        /// The changes, if they are approved.
        var part: ReviewedPart?
        /// Why they are not.
        var refusal: GateError?

    }

    /// Holds a plan that reviewers saw against what waits.
    ///
    /// - Parameters:
    ///   - request: the plan that they saw.
    ///   - whole: the plan of what waits.
    /// - Returns: what its reviews say, one for each group of changes that the same people wrote: who wrote one of them
    ///   can approve the others. They are only asked for where both plans have something in common.
    /// - Throws: ``GateError`` where it can't be found out.
    func verdicts(on request: ReviewRequest, for whole: Plan) async throws(GateError) -> [Verdict] {
        var verdict = Verdict(request: request)
        let shown = Dictionary(
            request.document.plan.zones.map { ($0.apex, $0) }, uniquingKeysWith: { first, _ in first })
        for zone in whole.zones where zone.hasChanges {
            guard let own = shown[zone.apex] else { continue }
            let common = own.keysInCommon(with: zone)
            let isOfZoneAlone = zone.changes.isEmpty && own.isSameZoneChange(as: zone)
            // From another state than is live now, so perhaps a plan has changed it since.
            let after = Dictionary(
                own.changes.map { ($0.change.key, $0.change.after) }, uniquingKeysWith: { first, _ in first })
            let moved = zone.changes.map(\.change).filter {
                after[$0.key] == .some($0.after) && !common.contains($0.key)
            }
            guard !common.isEmpty || isOfZoneAlone || !moved.isEmpty else { continue }
            let ended = try await occasion.ended(
                of: request.document, common.union(moved.map(\.key)), in: zone, countsOwn: true)
            if !ended.isEmpty { verdict.ended[zone.apex] = ended }
            let rest = common.subtracting(ended.keys)
            if isOfZoneAlone {
                verdict.endedZones[zone.apex] = try await occasion.end(
                    of: request.document, for: zone.apex, isAgain: true)
                if verdict.endedZones[zone.apex] == nil { verdict.keys[zone.apex] = [] }
            } else if !rest.isEmpty {
                verdict.keys[zone.apex] = rest
            }
        }
        if verdict.keys.isEmpty { return [verdict] }
        let authorship: Authorship
        do throws(GateError) {
            authorship = try await collection.authorship(for: request, asked: Set(verdict.keys.keys))
        } catch {
            if error.kind != .refused { throw error }
            verdict.refusal = error
            return [verdict]
        }
        var verdicts: [Verdict] = []
        for keys in authorship.groups(verdict.keys) {
            var part = verdict
            part.keys = keys
            try await decide(&part, by: authorship)
            verdicts.append(part)
        }
        return verdicts
    }

    /// Asks for the reviews of some changes.
    private func decide(_ verdict: inout Verdict, by authorship: Authorship) async throws(GateError) {
        do throws(GateError) {
            let session = try await collection.session(for: verdict.request, of: verdict.keys, by: authorship)
            do throws(ReviewRefusal) {
                verdict.part = ReviewedPart(
                    request: verdict.request, session: session, reviewed: try session.approvePart())
            } catch {
                verdict.refusal = GateError(.refused, .review(error))
            }
        } catch {
            // One plan of which nothing can be found out takes nothing from the others.
            if error.kind != .refused { throw error }
            verdict.refusal = error
        }
    }

    /// The plans that reviewers may have seen of what waits: those that were proposed, and those that pull requests
    /// show.
    ///
    /// - Parameters:
    ///   - request: the plan of what waits.
    ///   - ledger: where plans are proposed.
    /// - Returns: a request for each.
    /// - Throws: ``GateError``.
    func candidates(
        for request: ReviewRequest, in ledger: any Ledger
    ) async throws(GateError) -> [ReviewRequest] {
        let whole = request.document.plan
        var candidates: [ReviewRequest] = []
        do throws(LedgerError) {
            candidates = try await ProposedPlans(in: ledger)
                .waiting(includingEmpty: whole.isEmpty, older: { tell($0, $1, whole) }) { plan in
                    !plan.isRestoring && (whole.isEmpty ? plan.isEmpty : plan.isAbout(whole))
                }
                .map {
                    ReviewRequest(
                        document: $0, pullRequest: request.pullRequest, setsRuleAside: request.setsRuleAside)
                }
        } catch {
            throw GateError(error)
        }
        candidates += try await collection.shownPlans(for: request)
        return candidates
    }

    /// Says that a plan of an earlier format has changes that wait.
    private func tell(_ digest: Digest, _ older: RecordedPlan, _ whole: Plan) {
        let zones = whole.zones.filter { zone in
            let after = Dictionary(
                (older.changes(of: zone.apex) ?? []).map { ($0.change.key, $0.change.after) },
                uniquingKeysWith: { first, _ in first })
            return zone.changes.contains { after[$0.change.key] == .some($0.change.after) }
        }
        if zones.isEmpty { return }
        collection.observer(
            .warning(
                "plan \(digest.short) was proposed by an earlier gate53 and has changes of "
                    + "\(zones.map { "\($0.apex)" }.joined(separator: ", ")) that wait. A plan of its format can't approve "
                    + "anything any more; plan again with this gate53, and have the new plan approved [older-format]"))
    }

    /// Refuses a plan that somebody approved for another occasion.
    ///
    /// - Parameter document: the plan.
    /// - Throws: ``GateError``: refused.
    func requireOccasion(of document: PlanDocument) async throws(GateError) {
        var missing: [ReviewRefusal.Reason] = []
        for zone in document.plan.zones where zone.hasChanges && zone.restores == nil {
            if zone.changes.isEmpty, let end = try await occasion.end(of: document, for: zone.apex, isAgain: false) {
                missing.append(ReviewRefusal.Reason(.approvalEnded([], of: zone.apex, why: end.phrase)))
            }
            let ended = try await occasion.ended(
                of: document, Set(zone.changes.map(\.change.key)), in: zone, countsOwn: false)
            let groups = Dictionary(grouping: ended.keys.sorted()) { ended[$0]?.phrase ?? "" }
            for (why, keys) in groups.sorted(by: { $0.key < $1.key }) {
                missing.append(ReviewRefusal.Reason(.approvalEnded(keys, of: zone.apex, why: why)))
            }
        }
        if !missing.isEmpty { throw GateError(.refused, .review(ReviewRefusal(reasons: missing))) }
    }

    /// Refuses once more, when nothing was changed yet: other runs may have come and gone.
    ///
    /// - Parameter approved: the plan, and the plans that reviewers saw.
    /// - Throws: `ReviewRefusal`.
    func requireOccasion(again approved: ApprovedPlan) async throws(ReviewRefusal) {
        if approved.approvals.isEmpty || approved.document.plan.isRestoring { return }
        var reasons: [ReviewRefusal.Reason] = []
        for zone in approved.document.plan.zones where zone.hasChanges {
            var rest = Set(zone.changes.map(\.change.key))
            for reviewed in approved.reviewed {
                let keys = reviewed.keys(in: zone).intersection(rest)
                if keys.isEmpty { continue }
                do throws(GateError) {
                    let ended = try await occasion.ended(
                        of: reviewed.document, keys, in: zone,
                        countsOwn: reviewed.document.digest != approved.document.digest)
                    rest.subtract(keys.subtracting(ended.keys))
                } catch {
                    throw ReviewRefusal(reasons: [ReviewRefusal.Reason(.unreadable(error.plainLines))])
                }
            }
            if rest.isEmpty { continue }
            reasons.append(
                ReviewRefusal.Reason(
                    .approvalEnded(rest.sorted(), of: zone.apex, why: "another run has changed the zone meanwhile")))
        }
        if !reasons.isEmpty { throw ReviewRefusal(reasons: reasons) }
    }

    /// Decides on a plan that is put together from others.
    ///
    /// - Parameters:
    ///   - document: the plan that is to be applied.
    ///   - requests: the plans that reviewers saw.
    /// - Returns: the review.
    /// - Throws: ``GateError``: refused where a change is not approved, or not for this occasion.
    func review(_ document: PlanDocument, from requests: [ReviewRequest]) async throws(GateError) -> ApprovedReview {
        var parts: [ReviewedPart] = []
        var keys: [DomainName: Set<RecordSet.Key>] = [:]
        for request in requests {
            for verdict in try await verdicts(on: request, for: document.plan) {
                guard let part = verdict.part else { continue }
                parts.append(part)
                for (apex, found) in verdict.keys { keys[apex, default: []].formUnion(found) }
            }
        }
        var missing: [ReviewRefusal.Reason] = []
        for zone in document.plan.zones where zone.hasChanges {
            for planned in zone.changes where keys[zone.apex]?.contains(planned.change.key) != true {
                missing.append(ReviewRefusal.Reason(.notApproved(planned.change, of: zone.apex)))
            }
        }
        guard missing.isEmpty, !parts.isEmpty else {
            throw GateError(
                .refused, .review(ReviewRefusal(reasons: missing + (parts.isEmpty ? [.init(.noSource)] : []))))
        }
        do throws(ReviewRefusal) { return try ApprovedReview(document, from: parts) } catch {
            throw GateError(.refused, .review(error))
        }
    }
}

extension Plan {
    /// Whether it changes a record set that another plan changes too, or makes or deletes the same zone.
    fileprivate func isAbout(_ other: Plan) -> Bool {
        let own = Dictionary(zones.map { ($0.apex, $0) }, uniquingKeysWith: { first, _ in first })
        return other.zones.contains { zone in
            guard zone.hasChanges, let own = own[zone.apex] else { return false }
            let keys = Set(own.changes.lazy.map(\.change.key))
            return zone.changes.contains { keys.contains($0.change.key) } || zone.changes.isEmpty && own.hasChanges
        }
    }
}
