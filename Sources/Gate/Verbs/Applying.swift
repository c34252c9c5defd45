internal import DNSModel
internal import ZoneFiles
package import ZonePlanning

// Decision 0083: a verb is a type of the gate.

/// Applies an approved plan: exactly what was reviewed, or nothing.
///
/// What must hold before anything is changed, in this order:
///
/// 1. The protected branch is fetched and known, and has settings (``TrustedBranch``).
/// 2. The plan's settings and zone files are those of the branch (``PlanMatch``).
/// 3. The ledger that counts is found, fetched and in order (``LedgerSearch``).
/// 4. The plan is approved by the rule in force (``ReviewSession``); one that was found in the ledger and that policies
///    block, by somebody.
/// 5. Commands, and places where credentials go, are accepted (``FollowedSettings``).
/// 6. The providers can serve what is declared (``JobPreparation``).
/// 7. Live is as the plan expects, and planning anew gives the same plan (``Reconciler/apply(_:ledger:now:)``).
/// 8. The plan was not used up.
/// 9. The approvals still stand, asked once more.
/// 10. No other run is at work on the zones (``RunClaim``).
package struct Applying: Sendable {
    /// What the command line says.
    package struct Request: Sendable {
        package var review: ReviewRequest
        /// The approved plans that the plan is put together from; none where it is approved itself.
        package var parts: [ReviewRequest]
        /// Whether the plan was found for the tip of the protected branch, and not named by somebody.
        package var isMerged: Bool
        /// See ``ApplyRequest/keepsPartial``.
        package var keepsPartial: Bool
        /// See ``ApplyRequest/waits``.
        package var waits: Bool
        /// Whether the protected branch is fetched first.
        package var fetches: Bool
        /// How the run says in the ledger that it begins.
        package var claim: @Sendable () throws(GateError) -> RunClaim
        package var stop: StopRequest

        package init(
            _ review: ReviewRequest, parts: [ReviewRequest] = [], isMerged: Bool, keepsPartial: Bool, waits: Bool,
            fetches: Bool = true, stop: StopRequest,
            claim: @escaping @Sendable () throws(GateError) -> RunClaim
        ) {
            self.review = review
            self.parts = parts
            self.isMerged = isMerged
            self.keepsPartial = keepsPartial
            self.waits = waits
            self.fetches = fetches
            self.stop = stop
            self.claim = claim
        }
    }

    /// What came of it.
    package enum Result: Sendable {
        case applied(Applied)
        /// The plan has no changes, and live is what git declares; with the settings that were accepted by that.
        case confirmed([Receipt], accepts: AcceptedSettings?)
    }

    /// A plan that was applied, to its end or not.
    package struct Applied: Sendable {
        package var document: PlanDocument
        package var outcome: ApplyOutcome
        package var jobs: [ZoneJob]
        package var ledger: any Ledger
    }

    private let ports: GatePorts
    private var request: Request
    /// What is known by the time it ends.
    package private(set) var news: ApplyNews

    /// - Parameters:
    ///   - ports: the edges.
    ///   - request: what to apply.
    ///   - news: what is known already.
    package init(_ ports: GatePorts, _ request: Request, _ news: ApplyNews = ApplyNews()) {
        self.ports = ports
        self.request = request
        self.news = news
        self.news.receipts = nil
    }

    private var document: PlanDocument { request.review.document }

    /// Applies the plan, or confirms one without changes. No other apply may run in the clone meanwhile.
    ///
    /// - Parameter known: what the protected branch declares, where it was read for this run.
    /// - Returns: what came of it.
    /// - Throws: ``GateError``; ``ApplyStop`` where the run was told to stop before anything was changed.
    package mutating func run(_ known: TrustedState? = nil) async throws -> Result {
        if request.fetches { try await ports.fetchProtectedBranchToApply() }
        var state = try state(known)
        let ledger = try await ports.ledger(
            namedBy: state.settings, LedgerFetching(publishes: true, decides: true), isFirst: news.ledger == nil)
        news.found(ledger, isApproved: false)
        let rule = try await RuleInForce(ledger, ports)
        if !request.isMerged {
            if let part = try await ReadablePart(of: document, state, ledger) { try await apply(part, &state, ledger) }
            try await LostReceipts.refuse(document.plan, ledger)
        }
        if document.plan.isEmpty { return try await confirm(state, ledger) }
        let coverage = ChangeCoverage(
            ReviewCollection(state, ledger, ports), try await Occasion(state.trusted, ledger, ports))
        let review = try await review(state, ledger, coverage)
        try ports.requireOwnKey(toSign: review.accepts)
        if review.accepts != nil { news.approved() }
        try news.followed.checkCommands(of: state.settings)
        if !document.plan.isRestoring {
            try news.followed.checkPolicies(of: state.settings, for: document.plan.zones.map(\.apex))
        }
        let jobs = try await JobPreparation(ports, ledger, news.followed)
            .jobs(for: state.declared, allowed: Set(document.plan.allowed))
        let applying = ApplyRequest(
            approved: review.approved, jobs: jobs, branch: state.branch, commit: state.commit,
            keepsPartial: request.keepsPartial, waits: request.waits, claim: try request.claim(),
            stop: request.stop, accepts: review.accepts, remarks: review.remarks(ports.observer) + ports.offlineRemarks,
            places: review.places, bases: LedgerBases(ports.clone, ledger.ledger, state.declared, jobs),
            confirmsApproval: { [approvals = ports.approvals] () async throws(ReviewRefusal) in
                approvals.forgetAnswers()
                try await rule.requireLast(or: review.accepts)
                try await review.approveAgain()
                try await coverage.requireOccasion(again: review.approved)
            })
        let outcome: ApplyOutcome
        do throws(ApplyError) {
            outcome = try await ports.reconciler.apply(applying, ledger: ledger.ledger, now: ports.clock.now)
        } catch {
            throw error.asThrown(for: document)
        }
        news.receipts = outcome.wasAppliedBefore ? [] : outcome.receipts
        return .applied(Applied(document: document, outcome: outcome, jobs: jobs, ledger: ledger.ledger))
    }

    /// What the protected branch declares for the zones of the plan, after checking that plan and branch agree.
    private mutating func state(_ known: TrustedState?) throws(GateError) -> TrustedState {
        let (plan, clone) = (document.plan, ports.clone)
        let trusted = try TrustedBranch.find(in: clone).withSettings(in: clone)
        let zones = Set(PlanMatch.Scope.confirmation.zones(of: plan).map(\.apex))
        // The branch may have moved while another apply was waited for.
        if let known, trusted.branch == known.trusted.branch {
            try PlanMatch.requireWhole(plan, on: known.trusted, of: clone)
            return known.limited(to: zones)
        }
        if known != nil, request.isMerged {
            throw GateError(
                .stale,
                "the protected branch '\(Printable.text(trusted.branch.name))' moved while this run was reading it; "
                    + "apply again, or leave it to the run of the newer commit", id: "branch-moved")
        }
        // From here on these are the settings that count, also of those who are told.
        news.found(trusted)
        try PlanMatch.requireWhole(plan, on: trusted, of: clone)
        return try TrustedState(trusted, only: zones, in: clone, ports.observer)
    }

    /// Goes on with a part of the plan, which the approvals of the plan are good for, and says what is left out.
    private mutating func apply(
        _ part: ReadablePart, _ state: inout TrustedState, _ ledger: TrustedLedger
    ) async throws(GateError) {
        let whole = request.review
        request.review = ReviewRequest(
            document: part.document, pullRequest: whole.pullRequest, setsRuleAside: whole.setsRuleAside)
        state = state.limited(to: Set(PlanMatch.Scope.confirmation.zones(of: part.document.plan).map(\.apex)))
        if try await ReviewCollection(state, ledger, ports).needsApproval(for: request.review) {
            request.parts = [whole]
        }
        news.leftOut = part.apexes
        ports.observer(.diagnostics(part.leftOut, isPreview: false))
    }

    private func review(
        _ state: TrustedState, _ ledger: TrustedLedger, _ coverage: ChangeCoverage
    ) async throws(GateError) -> ApprovedReview {
        let collection = ReviewCollection(state, ledger, ports)
        let review: ApprovedReview
        if request.parts.isEmpty {
            review = try await reviewWhole(state, ledger, collection, coverage)
        } else {
            review = try await coverage.review(document, from: request.parts)
        }
        // Whoever may write the ledger can propose such a plan.
        if request.isMerged, !document.plan.allowed.isEmpty, review.approved.approvals.isEmpty {
            let names = document.plan.allowed.map(\.rawValue).joined(separator: ", ")
            throw GateError(
                refused:
                    "the plan was made with --allow (\(names)), and nobody reviewed it; apply it by its file "
                    + "('gate53 apply plan.json'), or have it reviewed", id: "allowed-by-nobody")
        }
        return review
    }

    /// The review of a plan that somebody names: of itself, or where nobody approved that, of plans that have its
    /// changes. An approval of the plan itself must be of this occasion too.
    private func reviewWhole(
        _ state: TrustedState, _ ledger: TrustedLedger, _ collection: ReviewCollection, _ coverage: ChangeCoverage
    ) async throws(GateError) -> ApprovedReview {
        let refusal: GateError
        do throws(GateError) {
            let session = try await collection.session(for: request.review)
            let approvedReview: ApprovedReview
            do throws(ReviewRefusal) { approvedReview = try ApprovedReview(session) } catch {
                throw GateError(.refused, .review(error))
            }
            // What nobody had to approve was approved for no occasion.
            if !approvedReview.approved.approvals.isEmpty { try await coverage.requireOccasion(of: document) }
            return approvedReview
        } catch {
            if error.kind != .refused || document.plan.isRestoring { throw error }
            refusal = error
        }
        if document.plan.isRestoring || !document.plan.blockingFindings.isEmpty { throw refusal }
        do throws(GateError) {
            let candidates = try await coverage.candidates(for: request.review, in: ledger.ledger)
            if candidates.isEmpty { throw refusal }
            return try await coverage.review(document, from: candidates)
        } catch {
            if error.kind == .failed { throw error }
            throw refusal
        }
    }

    // MARK: - Confirming

    private mutating func confirm(_ state: TrustedState, _ ledger: TrustedLedger) async throws -> Result {
        guard request.stop.begin() else { throw ApplyStop() }
        let collection = ReviewCollection(state, ledger, ports)
        let occasion = try await Occasion(state.trusted, ledger, ports)
        let coverage = ChangeCoverage(collection, occasion)
        let acceptance = { @Sendable [review = request.review] () async throws(GateError) -> AcceptanceCheck in
            let (settings, evidence) = try await collection.acceptance(for: review) { () throws(GateError) in
                try await coverage.candidates(for: review, in: ledger.ledger)
                    .filter { occasion.end(of: $0.document.plan) == nil }
            }
            return AcceptanceCheck(settings: settings, evidence: evidence)
        }
        let accepts = try await acceptance().settings
        try ports.requireOwnKey(toSign: accepts)
        if accepts != nil { news.approved() }
        let jobs = try await JobPreparation(ports, ledger, news.followed)
            .jobs(for: state.declared, allowed: Set(document.plan.allowed))
        var confirming = ConfirmRequest(
            document: document, jobs: jobs, branch: state.branch, commit: state.commit, accepts: accepts,
            bases: LedgerBases(ports.clone, ledger.ledger, state.declared, jobs))
        confirming.evidence = { [approvals = ports.approvals] () async throws(ApplyError) in
            approvals.forgetAnswers()
            return try await AcceptanceCheck.evidence(of: accepts, acceptance)
        }
        do throws(ApplyError) {
            let receipts = try await ports.reconciler
                .confirm(confirming, ledger: ledger.ledger, now: ports.clock.now)
            return .confirmed(receipts, accepts: accepts)
        } catch {
            throw error.asThrown(for: document)
        }
    }
}

/// The settings that a plan without changes accepts, and what shows who approved them.
private struct AcceptanceCheck: Sendable {
    var settings: AcceptedSettings?
    var evidence: [LedgerFile]

    /// Looks again whether settings are accepted.
    ///
    /// - Parameters:
    ///   - accepts: the settings.
    ///   - check: finds out what is accepted now.
    /// - Returns: what shows who approved them.
    /// - Throws: ``ApplyError`` where they are not accepted any more, or that can't be found out.
    static func evidence(
        of accepts: AcceptedSettings?, _ check: () async throws(GateError) -> AcceptanceCheck
    ) async throws(ApplyError) -> [LedgerFile] {
        let now: AcceptanceCheck
        do throws(GateError) { now = try await check() } catch {
            if error.kind == .failed { throw .failed(error.plainLines) }
            throw .refused(error.plainLines, id: notAccepted)
        }
        guard now.settings == accepts else {
            throw .refused(
                "the changed settings are not accepted: an approval was taken back, or other settings were accepted "
                    + "meanwhile; apply again", id: notAccepted)
        }
        return now.evidence
    }

    private static let notAccepted = "settings-not-accepted"
}

/// A run was told to stop before it had changed anything.
package struct ApplyStop: Error, Sendable {}

extension ApplyError {
    /// The error as whoever asked for the plan is told.
    fileprivate func asThrown(for document: PlanDocument) -> any Error {
        switch self {
        case .stale(let zones): GateError(.stale, .stale(zones, of: document))
        case .withdrawn(let refusal): GateError(.refused, .review(refusal))
        case .busy(let runs): GateError(busy: runs)
        case .refused(let message, let id): GateError(refused: message, id: id)
        case .stopped: ApplyStop()
        case .failed(let message): GateError(.failed, Printable.lines(message), id: "apply-failed")
        }
    }
}
