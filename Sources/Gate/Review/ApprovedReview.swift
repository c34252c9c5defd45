internal import DNSModel
package import ZonePlanning

// Decision 0084: approvals are of changes.

/// A plan that is approved, with the reviews on the strength of which it is.
package struct ApprovedReview: Sendable {
    package let approved: ApprovedPlan
    /// The review of the plan itself, or those of the plans that it is put together from.
    private let sessions: [ReviewSession]
    /// Where each of these plans was approved, by its digest.
    package let places: [Digest: String]

    /// Decides on one plan.
    ///
    /// - Throws: `ReviewRefusal` with everything that is missing.
    init(_ session: ReviewSession) throws(ReviewRefusal) {
        approved = try session.approve()
        sessions = [session]
        places = [:]
    }

    /// Decides on a plan that is put together from others.
    ///
    /// - Parameters:
    ///   - document: the plan that is to be applied.
    ///   - reviews: the reviews of the others; at least one.
    /// - Throws: `ReviewRefusal` with everything that is missing.
    init(_ document: PlanDocument, from reviews: [ReviewedPart]) throws(ReviewRefusal) {
        approved = try ReviewRule.cover(document, by: reviews.map(\.reviewed))
        sessions = reviews.map(\.session)
        places = Dictionary(
            reviews.compactMap { part in part.request.place.map { (part.request.document.digest, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// Asks all sources again, and decides again: a review can be taken back, and a key can end.
    ///
    /// - Throws: `ReviewRefusal`.
    package func approveAgain() async throws(ReviewRefusal) {
        for session in sessions { try await session.approveAgain() }
    }

    /// The settings that are to be kept as accepted; `nil` where they are those that were.
    package var accepts: AcceptedSettings? { sessions.lazy.compactMap(\.accepts).first }

    /// What the receipts are to say of a rule that the protected branch changed.
    ///
    /// - Parameter observer: told where both rules go on to count.
    /// - Returns: the remarks.
    package func remarks(_ observer: GateObserver) -> [String] {
        guard let session = sessions.first(where: { $0.accepts != nil }) ?? sessions.first else { return [] }
        return session.remarks(observer)
    }
}

/// Approved changes of a plan, with the review on the strength of which they are.
package struct ReviewedPart: Sendable {
    package let request: ReviewRequest
    package let session: ReviewSession
    package let reviewed: ReviewedPlan
}
