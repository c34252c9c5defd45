internal import ZonePlanning

/// Plans of the ledger that were read in a run: each is read once, however many zones it has.
actor RecordedPlans {
    private var known: [Digest: RecordedPlan?] = [:]

    /// A plan; `nil` where the ledger does not have it, or it can't be read.
    ///
    /// - Throws: ``LedgerError``.
    func plan(_ digest: Digest, in ledger: any Ledger) async throws(LedgerError) -> RecordedPlan? {
        if let plan = known[digest] { return plan }
        let octets = try await ledger.read(LedgerLayout.path(ofPlan: digest))
        let plan = octets.flatMap { try? RecordedPlan(octets: $0) }
        known[digest] = .some(plan)
        return plan
    }
}
