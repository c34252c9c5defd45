internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0101: an author whom nobody knows.

/// Who signed the commits under review, where the settings ask for that.
struct SignedAuthors {
    private let isAsked: Bool
    private let signers: [UInt8]?
    private let clone: Clone
    private let sources: any ApprovalSources

    /// - Parameters:
    ///   - review: what the protected branch says.
    ///   - signers: the octets of its signers file.
    ///   - rule: how its rule stands to the one that was accepted last. A key counts only once it was accepted: whoever
    ///     could add one would be somebody else with it. Where signatures were asked for, they are until that is
    ///     accepted no more.
    ///   - clone: where commits are read.
    ///   - sources: says whose a signature is.
    init(
        _ review: ReviewSettings, _ signers: [UInt8]?, _ rule: RuleStatus, _ clone: Clone,
        _ sources: any ApprovalSources
    ) {
        isAsked = review.authors == .signed || rule.alsoCounts?.review.authors == .signed
        self.clone = clone
        self.sources = sources
        switch rule {
        case .asBefore, .first, .setAside: self.signers = signers
        case .otherSettings(_, let last): self.signers = last.signers
        case .changed(_, let before): self.signers = before.accepted.signers
        }
    }

    /// The authors, as far as signatures make them known.
    ///
    /// - Parameter authorship: whom the commits name.
    /// - Returns: the same where signatures are not asked for.
    /// - Throws: ``GateError`` where commits can't be read, ``ApprovalSourceError`` where signatures can't be checked.
    func known(_ authorship: Authorship) throws -> Authorship {
        guard isAsked else { return authorship }
        return try authorship.known { (commit) throws(any Error) in
            let signature = try GateError.ofGit { () throws(GitError) in try clone.repository.signature(of: commit) }
            guard let signature, let signers else { return nil }
            return try sources.signer(of: signature, among: signers)
        }
    }
}
