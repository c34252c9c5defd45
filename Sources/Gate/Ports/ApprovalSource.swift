package import ZonePlanning

/// Where approvals of a plan come from.
package protocol ApprovalSource: Sendable {
    /// Every approval of exactly these octets that can be found, good or not, in a stable order.
    ///
    /// - Parameter document: the plan's octets.
    /// - Returns: what became of each.
    /// - Throws: ``ApprovalSourceError`` when approvals can't be checked; nobody has approved then.
    func approvals(of document: [UInt8]) async throws(ApprovalSourceError) -> [ApprovalVerdict]
}

/// Why approvals could not be checked.
package struct ApprovalSourceError: Error, Hashable, Sendable {
    /// What happened and what to do.
    package var message: String

    package init(_ message: String) { self.message = message }
}
