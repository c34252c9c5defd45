package import DNSModel

/// What an apply did to one zone: the ledger's entry.
package struct Receipt: Hashable, Sendable {
    package enum Outcome: String, Hashable, Sendable, Codable {
        /// Every change is live, and live is what git declares.
        case applied
        /// Every change is live: the sets of the plan are as they were last applied. What waits in git still waits.
        case restored
        /// The zone was found to be what git declares, but for what was changed at the provider and is left so, see
        /// `residual`; nothing was changed.
        case inSync = "in-step"
        /// Every change was made, and live is something else than it should be: see `residual`.
        case residual
        /// A batch failed, and the batches before it were undone.
        case undone
        /// A batch failed, and batches before it are live, or it is not known whether they are, or a zone that was
        /// created stays.
        case partial
        /// A batch failed, and nothing was changed.
        case failed
    }

    /// The digest of the plan.
    package var plan: Digest
    package var apex: DomainName
    package var provider: ZonePlan.ProviderIdentity
    package var outcome: Outcome
    /// The protected branch and the commit it was at.
    package var branch: String
    package var commit: String
    package var files: [ZoneFileIdentity]
    package var approvals: [Approver]
    /// When the apply began and ended, in UTC, as in `2026-11-23T10:15:30Z` (RFC 3339).
    package var started: String
    package var finished: String
    package var batches: [Batch]
    /// What is still different between live and git, or of a plan that restores, between live and what it restores; of
    /// a zone in sync, what was changed at the provider and is left so.
    package var residual: [Change]
    /// The sets that the zone file protects.
    package var protected: [RecordSet.Key]
    /// The policies that were allowed by name.
    package var allowed: [PolicyName]
    /// What went wrong, or should be known.
    package var remarks: [String]
    /// The names of the zone's name servers at the end, where git does not declare them and a parent may delegate to
    /// them.
    package var nameServers: [DomainName] = []
    /// What the plan brought sets back to, where it restores.
    package var restores: RestoredBase?
    /// What the protected branch declared besides and was not applied, since nobody had approved it: each from what was
    /// last applied.
    package var waiting: [Change] = []
    /// Which approved plan approved which of the changes, where the plan was put together from what others approved.
    package var coverage: [Coverage] = []
    /// Which receipt of its zone it is in the order of the ledger, from 1; `nil` as long as it is in none. Of two that
    /// were written by clones that did not know of each other, both may have the same.
    package var number: Int?
    /// The first digits of the SHA-256 of its octets in the ledger; `nil` as long as it is in none. With the number it
    /// names one receipt of a zone.
    package var id: String?

    /// The provider's id of the last change, where that left live as it should be: the version that the zone had then,
    /// at a provider that has such a thing (``ProviderCapabilities/version``).
    package var version: String? {
        guard outcome == .applied, let last = batches.last, last.state == .applied else { return nil }
        return last.changeID
    }

    /// Who approved, with which key.
    package struct Approver: Hashable, Sendable, Codable {
        package var reviewer: String
        package var fingerprint: String

        package init(reviewer: String, fingerprint: String) {
            self.reviewer = reviewer
            self.fingerprint = fingerprint
        }
    }

    /// A plan that was approved, and the record sets that were changed on the strength of that.
    package struct Coverage: Hashable, Sendable {
        /// The digest of the plan.
        package var plan: Digest
        /// Where it was approved, as in `github org/dns#2`; `nil` for signatures.
        package var place: String?
        package var approvals: [Approver]
        package var sets: [RecordSet.Key]

        package init(plan: Digest, place: String?, approvals: [Approver], sets: [RecordSet.Key]) {
            self.plan = plan
            self.place = place
            self.approvals = approvals
            self.sets = sets
        }
    }

    /// What became of one change batch.
    package struct Batch: Hashable, Sendable, Codable {
        package enum State: String, Hashable, Sendable, Codable {
            /// Applied in this run.
            case applied
            /// Live already when this run began: an earlier run was cut off.
            case wasLive = "was-live"
            /// Applied in this run and undone again.
            case undone
            /// Not applied.
            case notApplied = "not-applied"
            /// The record sets of a zone that is to be deleted are gone, and the zone is still there.
            case recordsGone = "records-gone"
            /// Applied or not: the provider did not say, and live could not be read for it, or does not tell.
            case unknown

            /// Whether the changes of the batch are known to be live after the run.
            package var isLive: Bool {
                switch self {
                case .applied, .wasLive, .recordsGone: true
                case .undone, .notApplied, .unknown: false
                }
            }
        }

        /// The number in the plan, from 1.
        package var number: Int
        package var changes: Int
        package var state: State
        /// The provider's id of the change.
        package var changeID: String?
        /// The provider's id of the change that undid it.
        package var undoID: String?

        package init(number: Int, changes: Int, state: State, changeID: String? = nil) {
            self.number = number
            self.changes = changes
            self.state = state
            self.changeID = changeID
        }
    }

    package init(
        plan: Digest, apex: DomainName, provider: ZonePlan.ProviderIdentity, outcome: Outcome, branch: String,
        commit: String, files: [ZoneFileIdentity], approvals: [Approver], started: String, finished: String,
        batches: [Batch], residual: [Change], protected: [RecordSet.Key], allowed: [PolicyName], remarks: [String],
        restores: RestoredBase? = nil
    ) {
        self.restores = restores
        self.plan = plan
        self.apex = apex
        self.provider = provider
        self.outcome = outcome
        self.branch = branch
        self.commit = commit
        self.files = files
        self.approvals = approvals
        self.started = started
        self.finished = finished
        self.batches = batches
        self.residual = residual
        self.protected = protected
        self.allowed = allowed
        self.remarks = remarks
    }
}
