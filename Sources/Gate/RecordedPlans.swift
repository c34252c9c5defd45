internal import ZonePlanning

/// Plans of the ledger that were read in a run: each is read once, however many zones it has.
actor RecordedPlans {
    /// How many octets of plans are kept as values at once.
    private static let mostOctets = 64 << 20

    private var known: [Digest: RecordedPlan?] = [:]
    private var size = 0

    /// A plan; `nil` where the ledger does not have it, or it can't be read.
    ///
    /// - Throws: ``LedgerError``.
    func plan(_ digest: Digest, in ledger: any Ledger) async throws(LedgerError) -> RecordedPlan? {
        if let plan = known[digest] { return plan }
        let octets = try await ledger.read(LedgerLayout.path(ofPlan: digest))
        let plan = octets.flatMap { try? RecordedPlan(octets: $0) }
        size += octets?.count ?? 0
        if size > Self.mostOctets { (known, size) = ([:], octets?.count ?? 0) }
        known[digest] = .some(plan)
        return plan
    }
}
