package import DNSModel
package import ZonePlanning

/// What is applied, and on whose word.
package struct ApplyRequest: Sendable {
    package var approved: ApprovedPlan
    /// The zones as the protected branch declares them now.
    package var jobs: [ZoneJob]
    /// The protected branch and its commit.
    package var branch: String
    package var commit: String
    /// Whether batches that were applied stay when a later one fails.
    package var keepsPartial: Bool
    /// Whether to wait until everything is served everywhere.
    package var waits: Bool
    /// Asks again, after everything else was checked and before anything is changed, whether the plan is approved: an
    /// approval at a forge can be taken back.
    package var confirmsApproval: @Sendable () async throws(ReviewRefusal) -> Void
    /// The settings that are accepted with the plan, where they are others than before.
    package var accepts: AcceptedSettings?
    /// What the receipts are to say besides.
    package var remarks: [String]
    /// Where plans were approved that the plan was put together from, by their digests.
    package var places: [Digest: String] = [:]
    /// Where it is read what was last applied; plans that restore, and those of some record sets only, need it.
    package var bases: (any BaseSource)?
    /// How the run says in the ledger that it begins; `nil` means that other runs are not looked for.
    package var claim: RunClaim?
    /// Whether the run is told to stop.
    package var stop: StopRequest

    package init(
        approved: ApprovedPlan, jobs: [ZoneJob], branch: String, commit: String, keepsPartial: Bool = false,
        waits: Bool = true, claim: RunClaim? = nil, stop: StopRequest = StopRequest(), accepts: AcceptedSettings? = nil,
        remarks: [String] = [], places: [Digest: String] = [:],
        bases: (any BaseSource)? = nil,
        confirmsApproval: @escaping @Sendable () async throws(ReviewRefusal) -> Void = {}
    ) {
        self.confirmsApproval = confirmsApproval
        self.claim = claim
        self.stop = stop
        self.bases = bases
        self.places = places
        self.accepts = accepts
        self.remarks = remarks
        self.waits = waits
        self.approved = approved
        self.jobs = jobs
        self.branch = branch
        self.commit = commit
        self.keepsPartial = keepsPartial
    }
}

extension ApplyRequest {
    /// Which approved plan approved which changes of a zone; none where the plan itself was approved.
    func coverage(of zone: ZonePlan) -> [Receipt.Coverage] {
        if approved.reviewed.allSatisfy({ $0.document.digest == approved.document.digest }) { return [] }
        return approved.reviewed.compactMap { reviewed in
            let keys = reviewed.keys(in: zone)
            if keys.isEmpty { return nil }
            return Receipt.Coverage(
                plan: reviewed.document.digest, place: places[reviewed.document.digest],
                approvals: reviewed.approvals.map(Receipt.Approver.init), sets: keys.sorted())
        }
    }
}

extension ApplyRequest {
    /// The sets that are protected from now on: those that the zone file protects, and those that were and of which
    /// nobody who approved was shown that they are not any more.
    func protectedAfter(_ zone: ZonePlan, _ job: ZoneJob) -> [RecordSet.Key] {
        var kept = job.protectedBefore
        for finding in approved.reviewed.flatMap(\.document.plan.zones).filter({ $0.apex == zone.apex })
            .flatMap(\.findings)
        {
            if case .protected(let key, _) = finding.fact { kept.remove(key) }
        }
        return kept.union(job.desired.protectedKeys).sorted()
    }
}

extension Receipt.Approver {
    init(_ approval: Approval) {
        self.init(reviewer: approval.reviewer.principal, fingerprint: approval.fingerprint)
    }
}

/// Why an approved plan was not applied, or not to its end.
package enum ApplyError: Error, Sendable {
    /// Live moved under the plan; nothing was changed.
    case stale([StaleZone])
    /// An approval was taken back since the plan was approved; nothing was changed.
    case withdrawn(ReviewRefusal)
    /// The run was told to stop before it had changed anything.
    case stopped
    /// A zone or the ledger could not be read or written. Nothing was changed, unless the message says what was.
    case failed(String)
    /// Other runs are at work on the same zones; nothing was changed.
    case busy(RunsAtWork)
    /// Nothing was changed: the shared ledger is not to be trusted or can't be written. The
    /// message, and its id.
    case refused(String, id: String)

    /// A zone in which live moved under the plan.
    package struct StaleZone: Hashable, Sendable {
        package var apex: DomainName
        /// The sets that are live in neither their state before nor after the plan.
        package var conflicts: [Conflict]
        /// What a plan made now would do that the approved plan does not, or would not do that it does.
        package var differences: [PlanDifference]
        /// How much of the plan is live all the same, by an earlier run or by somebody else.
        package var status: ZonePlanStatus?

        package init(
            apex: DomainName, conflicts: [Conflict], differences: [PlanDifference], status: ZonePlanStatus? = nil
        ) {
            self.apex = apex
            self.conflicts = conflicts
            self.differences = differences
            self.status = status
        }
    }
}

/// What an apply did.
package struct ApplyOutcome: Sendable {
    /// One receipt for each zone of the plan that has work.
    package var receipts: [Receipt]
    /// Why some of the plan was live before the run began, if some was.
    package var earlier = EarlierRun.none
    /// What the providers warn of after batches that were applied, as a name server that did not reload.
    package var warnings: [String] = []
    /// Whether the plan had been applied to its end before; nothing was done, and the receipts are those of then.
    package var wasAppliedBefore = false
    /// The zones as they were live at the end, those that could be read.
    package var live: [LiveZone] = []
    /// Why the run stopped, if it did.
    package var failure: ProviderError?
    /// The batch at which it stopped.
    package var failedBatch: FailedBatch?
    /// The zones of which it is not known whether they are served everywhere, and why.
    package var notYetServed: [(apex: DomainName, error: ProviderError)] = []

    /// Which batch of which zone.
    package struct FailedBatch: Hashable, Sendable {
        package var apex: DomainName
        /// The number in the zone's plan, from 1.
        package var number: Int
        /// How many batches the zone's plan has.
        package var count: Int

        package init(apex: DomainName, number: Int, count: Int) {
            self.apex = apex
            self.number = number
            self.count = count
        }
    }

    /// The batch before which the run was told to stop.
    package var stoppedBefore: FailedBatch?
    /// Whether the run was told to stop waiting until what it applied is served everywhere.
    package var stoppedWaiting = false
    /// How much of the plan is live at the end, for each zone that has work.
    package var statuses: [ZonePlanStatus] = []

    package init(receipts: [Receipt], failure: ProviderError?) {
        self.receipts = receipts
        self.failure = failure
    }

    /// Whether this run left nothing: what it did was undone, no zone that it created stays, nothing is unknown, and as
    /// far as live could be read again nothing of the plan is live.
    package var leavesNothing: Bool {
        receipts.allSatisfy { $0.outcome == .failed || $0.outcome == .undone }
            && statuses.allSatisfy { $0.live == nil || $0.isUntouched }
    }

    /// How an apply ended, as its exit code says it.
    package enum Ending: Hashable, Sendable {
        /// Everything that was asked is done: live is what git declares, and is served.
        case done
        /// Live moved under the plan, and nothing of the plan is live.
        case stale
        /// Something went wrong, or something is left; receipts and statuses say what.
        case failed
    }

    /// How it ended: by what is live, not by what went wrong.
    package var ending: Ending {
        if let failure { return failure.code == .conflict && leavesNothing ? .stale : .failed }
        let isWhole = stoppedBefore == nil && !stoppedWaiting && notYetServed.isEmpty && warnings.isEmpty
        return isWhole && !receipts.contains { $0.outcome == .residual } ? .done : .failed
    }
}
