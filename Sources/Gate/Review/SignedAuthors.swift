internal import DNSModel
internal import ZoneFiles
internal import ZonePlanning

// Decision 0101: an author whom nobody knows.

/// Who signed the commits under review, where the settings ask for that.
struct SignedAuthors {
    /// Whether signatures are asked for.
    let isAsked: Bool
    /// The signers files that have to know a key, each with its octets; `nil` where one is not there.
    private let files: [[UInt8]?]
    private let clone: Clone
    private let sources: any ApprovalSources
    /// At which time keys have to be good; `nil` for now.
    private var time: Instant?

    /// - Parameters:
    ///   - isAsked: whether signatures are asked for.
    ///   - files: the signers files that have to know a key.
    ///   - clone: where commits are read.
    ///   - sources: says whose a signature is.
    ///   - time: at which time keys have to be good; `nil` for now.
    init(
        isAsked: Bool, _ files: [[UInt8]?], _ clone: Clone, _ sources: any ApprovalSources, at time: Instant?
    ) {
        self.isAsked = isAsked
        self.files = files
        self.clone = clone
        self.sources = sources
        self.time = time
    }

    /// - Parameters:
    ///   - review: what the protected branch says.
    ///   - signers: the octets of its signers file.
    ///   - rule: how its rule stands to the one that was accepted last. A key counts only once it was accepted: whoever
    ///     could add one would be somebody else with it. One that the branch has no more counts no more: it may be in
    ///     other hands. Where signatures were asked for, they are until that is
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
        case .asBefore, .first, .setAside: files = [signers]
        case .otherSettings(_, let last): files = [last.signers, signers]
        case .changed(_, let before): files = [before.accepted.signers, signers]
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
            guard let signature else { return nil }
            return try signer(of: signature)
        }
    }

    /// Whose a signature is, under every name that any of the files has for the key; `nil` where one does not know it.
    private func signer(of signature: CommitSignature) throws(ApprovalSourceError) -> CommitSigner? {
        var found: CommitSigner?
        for (place, file) in files.enumerated() where !files[..<place].contains(file) {
            guard let file, let signer = try sources.signer(of: signature, among: file, at: time) else { return nil }
            guard let before = found else {
                found = signer
                continue
            }
            guard before.fingerprint == signer.fingerprint else { return nil }
            found?.principals += signer.principals.filter { !before.principals.contains($0) }
        }
        return found
    }
}
