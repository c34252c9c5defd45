package import ZonePlanning

/// Makes the sources of approvals that a rule names.
package protocol ApprovalSources: Sendable {
    /// Signatures over a plan's octets.
    ///
    /// - Parameters:
    ///   - request: the plan, and where the user says that signatures are.
    ///   - signers: the octets of the signers file.
    ///   - areAccepted: whether that file is the one that was accepted last, and not the protected branch's.
    ///   - recorded: the signatures that the ledger has of the plan.
    /// - Returns: the source.
    /// - Throws: ``ApprovalSourceError``.
    func signatures(
        for request: ReviewRequest, signers: [UInt8], areAccepted: Bool, recorded: [LedgerFile]
    ) throws(ApprovalSourceError) -> any ApprovalSource

    /// Signatures that a ledger has of some octets, also of a plan that can't be applied any more.
    ///
    /// - Parameters:
    ///   - recorded: the signatures.
    ///   - signers: the octets of the signers file that was accepted then.
    ///   - time: when they were there, at which keys and certificates had to be good; `nil` for now.
    /// - Returns: the source.
    /// - Throws: ``ApprovalSourceError``.
    func signatures(
        _ recorded: [LedgerFile], by signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> any ApprovalSource

    /// The reviews of the pull request that brought a plan's files in.
    ///
    /// - Parameter question: which forge is asked for what.
    /// - Returns: the source.
    /// - Throws: ``ApprovalSourceError``, also where it can't be found out which pull request it was.
    func reviews(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> any ApprovalSource

    /// The plans that merged pull requests show in their plan comments.
    ///
    /// - Parameter question: which forge is asked, and for which commits, or for which pull request.
    /// - Returns: the plans, the newest pull request first. What a comment shows was not checked.
    /// - Throws: ``ApprovalSourceError``.
    func shownPlans(_ question: ForgeQuestion) async throws(ApprovalSourceError) -> [ShownPlan]

    /// Whose the signature of a commit is.
    ///
    /// - Parameters:
    ///   - signature: the signature.
    ///   - signers: the octets of the signers file.
    ///   - time: at which time the key had to be good; `nil` for now.
    /// - Returns: whose it is; `nil` where it is not good, or nobody's of the file whose name can be compared.
    /// - Throws: ``ApprovalSourceError`` where that can't be found out.
    func signer(
        of signature: CommitSignature, among signers: [UInt8], at time: Instant?
    ) throws(ApprovalSourceError) -> CommitSigner?

    /// Forgets what was found in this run, so that forges are asked and signatures are checked again: before anything
    /// is changed or accepted, what is so now counts.
    func forgetAnswers()

    /// Whether a forge that settings name is the one that the pipeline itself runs at, which has the token already.
    func isPipelinesOwn(_ source: ReviewSource) -> Bool
}

extension ApprovalSources {
    /// Nothing is kept.
    package func forgetAnswers() {}
}

/// A plan that a pull request shows.
package struct ShownPlan: Sendable {
    package var document: PlanDocument
    package var pullRequest: Int
    /// Which pull request, as in `github org/dns#2`.
    package var place: String

    package init(_ document: PlanDocument, pullRequest: Int, place: String) {
        self.document = document
        self.pullRequest = pullRequest
        self.place = place
    }
}

/// What a forge is asked for.
package struct ForgeQuestion: Sendable {
    package var kind: ForgeKind
    package var source: ReviewSource
    package var document: PlanDocument
    /// The pull request, where the user names it.
    package var pullRequest: Int?
    /// The protected branch.
    package var branch: String
    /// The commits, in hexadecimal, among which the pull request is looked for: the tip of the protected branch first.
    package var commits: [String]
    /// The commits, in hexadecimal, by which what is under review was written.
    package var written: [String]
    /// The addresses of those who wrote what is under review, as its commits name them. Who committed it is what the
    /// forge says, which knows what it committed itself.
    package var authors: Set<String>
    /// A commit of each of them, by address.
    package var commitsOfAuthors: [String: String] = [:]
    /// The addresses that the signers file has for who signed a commit under review, in lower case, by the commit in
    /// hexadecimal; none where signatures are not asked for.
    package var signers: [String: Set<String>] = [:]
    /// Whether a commit is a merge that nobody had to do anything for.
    package var isAutomaticMerge: @Sendable (_ commit: String) -> Bool = { _ in false }
}
