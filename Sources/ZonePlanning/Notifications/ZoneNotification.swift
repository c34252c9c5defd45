package import DNSModel

/// What people and programs are told after an apply, a refusal, or when drift came or went: one for each run or look.
///
/// A notification is a courtesy. Nothing is decided by it, and what was done is in the receipts.
package struct ZoneNotification: Hashable, Sendable {
    /// What it is about; the settings say for each receiver of which it hears.
    package enum Event: String, Hashable, Sendable, Codable, CaseIterable {
        /// An approved plan was applied, or an apply failed.
        case apply
        /// A plan was refused by review or policy, or is stale; nothing was changed.
        case refusal
        /// Live has left what was last applied, or that is over, or it can't be found out.
        case drift
    }

    /// How the run as a whole ended; of several zones, that of the one that most needs somebody to look.
    package enum Outcome: String, Hashable, Sendable, Codable, CaseIterable {
        case applied, residual, undone, partial
        /// Every change is live, but a provider warned, or it is not known whether it is served everywhere.
        case troubled = "applied-with-trouble"
        /// The run ended with an error.
        case failed
        /// Review or policy refused the plan.
        case refused
        /// Git or live moved under the plan.
        case stale
        /// Live differs from what was last applied.
        case drifted
        /// Something that differed does not any more.
        case gone = "drift-gone"
        /// Looks for drift fail, again and again.
        case checksFail = "looks-fail"
        /// Looks for drift failed, and do not any more.
        case checksAgain = "looks-again"

        /// Whether it is one of zones, and not of looks at them.
        package var isOfZones: Bool { self != .checksFail && self != .checksAgain }
    }

    /// One zone of the plan that has work, or one that drifted.
    package struct Zone: Hashable, Sendable {
        package var apex: DomainName
        /// The provider's name in the settings.
        package var provider: String
        /// What became of the zone, from its receipt; `nil` where there is none.
        package var outcome: Receipt.Outcome?
        /// How many record sets the plan creates, updates and deletes, or drift did.
        package var creates: Int
        package var updates: Int
        package var deletes: Int
        /// How many of these changes are live, from the receipt; `nil` where there is none.
        package var live: Int?
        /// What went wrong, or should be known; texts of anybody.
        package var remarks: [String]

        package init(
            apex: DomainName, provider: String, outcome: Receipt.Outcome? = nil, creates: Int = 0, updates: Int = 0,
            deletes: Int = 0, live: Int? = nil, remarks: [String] = []
        ) {
            self.apex = apex
            self.provider = provider
            self.outcome = outcome
            self.creates = creates
            self.updates = updates
            self.deletes = deletes
            self.live = live
            self.remarks = remarks
        }
    }

    package var event: Event
    package var outcome: Outcome
    /// When it was made, in UTC, as in `2026-11-23T10:15:30Z` (RFC 3339).
    package var time: String
    /// The digest of the plan; `nil` for drift.
    package var plan: Digest?
    /// The protected branch and the commit it was at, where they are known.
    package var branch: String?
    package var commit: String?
    /// Whose approvals counted, as their receipts name them.
    package var approvedBy: [String]
    package var zones: [Zone]
    /// What the command said on stderr: why it refused, what failed.
    package var reasons: [String]

    package init(
        event: Event, outcome: Outcome, time: String, plan: Digest? = nil, branch: String? = nil,
        commit: String? = nil, approvedBy: [String] = [], zones: [Zone] = [], reasons: [String] = []
    ) {
        self.event = event
        self.outcome = outcome
        self.time = time
        self.plan = plan
        self.branch = branch
        self.commit = commit
        self.approvedBy = approvedBy
        self.zones = zones
        self.reasons = reasons
    }
}

extension ZoneNotification {
    /// What an apply did; `nil` where it found that there was nothing to do.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - receipts: those of the run.
    ///   - reasons: what the command said on stderr; empty where all went well.
    ///   - time: now.
    package init?(of document: PlanDocument, receipts: [Receipt], reasons: [String], time: String) {
        guard let first = receipts.first, receipts.contains(where: { $0.outcome != .inSync }) else { return nil }
        let worst = receipts.map(\.outcome).max { Self.urgency(of: $0) < Self.urgency(of: $1) } ?? .applied
        var names: Set<String> = []
        self.init(
            event: .apply, outcome: Self.outcome(of: worst), time: time, plan: document.digest, branch: first.branch,
            commit: first.commit,
            approvedBy: receipts.flatMap(\.approvals).map(\.reviewer).filter { names.insert($0).inserted },
            zones: receipts.map { receipt in
                let planned = document.plan.zones.first { $0.apex == receipt.apex }
                var zone = Zone(apex: receipt.apex, provider: receipt.provider.name, changes: planned?.changes ?? [])
                zone.outcome = receipt.outcome
                zone.live = receipt.liveChanges
                zone.remarks = receipt.remarks
                return zone
            }, reasons: reasons)
        // Applied, but not known to be served everywhere, or with a name server that did not reload.
        if outcome == .applied, !reasons.isEmpty { outcome = .troubled }
    }

    /// A run that ended before anything was changed, or without receipts.
    ///
    /// - Parameters:
    ///   - document: the plan.
    ///   - outcome: `refused`, `stale` or `failed`.
    ///   - reasons: what the command said on stderr.
    ///   - branch: the protected branch and its commit, where they are known.
    ///   - commit: see `branch`.
    ///   - time: now.
    package init(
        of document: PlanDocument, stoppedAs outcome: Outcome, reasons: [String], branch: String?, commit: String?,
        time: String
    ) {
        self.init(
            event: outcome == .failed ? .apply : .refusal, outcome: outcome, time: time, plan: document.digest,
            branch: branch, commit: commit,
            zones: document.plan.zones.filter { document.plan.isEmpty || $0.hasChanges }.map { zone in
                Zone(apex: zone.apex, provider: zone.provider.name, changes: zone.changes)
            }, reasons: reasons)
    }

    private static func outcome(of outcome: Receipt.Outcome) -> Outcome {
        switch outcome {
        case .applied, .restored, .inSync: .applied
        case .residual: .residual
        case .undone: .undone
        case .partial: .partial
        case .failed: .failed
        }
    }

    /// How much somebody has to look, the most at `partial`.
    private static func urgency(of outcome: Receipt.Outcome) -> Int {
        switch outcome {
        case .inSync: 0
        case .applied, .restored: 1
        case .failed: 2
        case .undone: 3
        case .residual: 4
        case .partial: 5
        }
    }
}

extension ZoneNotification.Zone {
    /// A zone with the counts of changes.
    package init(apex: DomainName, provider: String, changes: [PlannedChange]) {
        let summary = PlanSummary(changes)
        self.init(
            apex: apex, provider: provider, creates: summary.creates, updates: summary.updates,
            deletes: summary.deletes)
    }

    /// How many changes there are; a sum that can't overflow, whatever numbers it is of.
    package var changes: Int { [creates, updates, deletes].reduce(0) { $0.addingReportingOverflow($1).partialValue } }
}

extension Receipt {
    /// How many of the changes are live after the run.
    fileprivate var liveChanges: Int {
        batches.reduce(0) { count, batch in
            batch.state.isLive ? count.addingReportingOverflow(batch.changes).partialValue : count
        }
    }
}
