package import ZonePlanning

// Decision 0092: the ledger is verified where it is read.

extension LedgerLayout {
    /// The file that keeps an approval; `nil` where the ledger has one of the same octets.
    ///
    /// Whoever may write the ledger may put something else where an approval belongs: then it gets a name by its own
    /// octets, so that what accepts settings can be shown later.
    ///
    /// - Parameters:
    ///   - approval: the approval.
    ///   - digest: the plan.
    ///   - ledger: the ledger.
    /// - Returns: the file.
    /// - Throws: ``LedgerError``.
    package static func file(
        of approval: Approval, plan digest: Digest, in ledger: any Ledger
    ) async throws(LedgerError) -> LedgerFile? {
        let usual = LedgerFile(path: path(of: approval, plan: digest), octets: approval.signature)
        let taken = Set(try await ledger.paths(below: approvalFolder(ofPlan: digest)))
        guard taken.contains(usual.path) else { return usual }
        if try await ledger.read(usual.path) == usual.octets { return nil }
        var named = LedgerFile(
            path: path(ofProposedSignature: approval.signature, plan: digest), octets: approval.signature)
        if approval.kind == .review { named.path = named.path.dropLast(4) + ".json" }
        return taken.contains(named.path) ? nil : named
    }
}

extension Ledger {
    /// The octets of an approval; `nil` where there is no file of ours at that path, which is told.
    ///
    /// - Throws: ``LedgerError``.
    func approval(at path: String) async throws(LedgerError) -> [UInt8]? {
        guard let octets = try await read(path) else {
            await passOver(path, "it is no file, or too large for one of ours")
            return nil
        }
        return octets
    }
}
