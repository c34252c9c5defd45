package import ZonePlanning

/// Where approvals of a plan come from.
package protocol ApprovalSource: Sendable {
    /// Every approval of exactly these octets that can be found, good or not, in a stable order.
    ///
    /// - Parameter document: the plan's octets.
    /// - Returns: what became of each.
    /// - Throws: ``ApprovalSourceError`` when approvals can't be checked; nobody has approved then.
    func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict]

    /// The same, and of which signed commits the source does not know whose they are.
    ///
    /// - Parameter document: the plan's octets.
    /// - Returns: what became of each, and those commits.
    /// - Throws: ``ApprovalSourceError`` when approvals can't be checked; nobody has approved then.
    func answer(on document: [UInt8]) async throws(ApprovalSourceError) -> ApprovalAnswer
}

extension ApprovalSource {
    /// Who signed a commit is known by the same names as who approves.
    package func answer(on document: [UInt8]) async throws(ApprovalSourceError) -> ApprovalAnswer {
        ApprovalAnswer(try await approvals(of: document))
    }
}

/// What a source says of a plan.
package struct ApprovalAnswer: Hashable, Sendable {
    /// What became of each approval, good or not.
    package var verdicts: [ApprovalVerdict]
    /// The commits under review, in hexadecimal, of which it is known who signed them, and not who that is here.
    package var unplaced: [String]

    package init(_ verdicts: [ApprovalVerdict], unplaced: [String] = []) {
        self.verdicts = verdicts
        self.unplaced = unplaced
    }
}

/// Why approvals could not be checked.
package struct ApprovalSourceError: Error, Hashable, Sendable {
    /// What happened and what to do.
    package var message: String

    package init(_ message: String) { self.message = message }
}
