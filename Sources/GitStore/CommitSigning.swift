internal import CGit2
package import ZoneFiles

/// How the ledger's commits are signed, and whether unsigned ones count.
package struct CommitSigning: Sendable {
    /// What signing and checking throw.
    package typealias Failure = GitError

    /// Signs a commit's octets: an armoured SSH signature in the namespace `git`.
    package var sign: @Sendable (_ commit: [UInt8]) throws(Failure) -> [UInt8]
    /// Says whose signature it is; `nil` where it is nobody's that may sign. Not set where unsigned commits count
    /// too.
    package var signer: (@Sendable (_ commit: [UInt8], _ signature: [UInt8]) throws(GitError) -> String?)?

    package init(
        sign: @escaping @Sendable (_ commit: [UInt8]) throws(GitError) -> [UInt8],
        signer: (@Sendable (_ commit: [UInt8], _ signature: [UInt8]) throws(GitError) -> String?)? = nil
    ) {
        self.sign = sign
        self.signer = signer
    }
}

// Everything here is called with the repository's lock held.
extension GitLedger {
    /// Makes a signed commit from the octets of an unsigned one, to which no reference leads yet.
    func sign(_ commit: [UInt8], _ signing: CommitSigning) throws(GitError) -> git_oid {
        let signature = try signing.sign(commit)
        // Once pushed, every clone would refuse it.
        if let signer = signing.signer, try signer(commit, signature) == nil {
            throw GitError(
                .unsigned,
                "the key that signs the ledger here is not among those of the signers file that may, and the settings say"
                    + " 'ledger: {sign: required}'; add it there with namespaces=\"git\", under a name that 'signed-by'"
                    + " has where that names some, or set another with 'git config user.signingkey'")
        }
        // Git keeps it without the last line end.
        let text = String(decoding: signature, as: UTF8.self).trimmedAtEnd
        var result = git_oid()
        try check(
            git_commit_create_with_signature(
                &result, repository.handle, String(decoding: commit, as: UTF8.self), text, "gpgsig"),
            "cannot write the ledger's commit")
        return result
    }

    /// Checks that a commit is signed by somebody who may, where that is asked for.
    ///
    /// The tip's signature is enough: its octets name its parents, and who signed it had checked those.
    ///
    /// - Throws: ``GitError`` with code `unsigned` where it is not.
    func checkIsSigned(_ commit: CommitID) throws(GitError) {
        guard let signer = signing?.signer else { return }
        try trees.verify(commit) { () throws(GitError) in try checkIsSigned(commit, signer) }
    }

    private func checkIsSigned(
        _ commit: CommitID, _ signer: (_ commit: [UInt8], _ signature: [UInt8]) throws(GitError) -> String?
    ) throws(GitError) {
        let place = remote.map { " of the remote '\($0)'" } ?? ""
        func refusal(_ why: String) -> GitError {
            GitError(
                .unsigned,
                "the commit \(commit) of the ledger '\(branch)'\(place) \(why), and the settings say"
                    + " 'ledger: {sign: required}'; nothing was taken over; see 'git log --show-signature \(commit)' and"
                    + " find out who pushed it")
        }
        var (signature, octets) = (git_buf(), git_buf())
        defer {
            git_buf_dispose(&signature)
            git_buf_dispose(&octets)
        }
        var oid = commit.object.oid
        let result = git_commit_extract_signature(&signature, &octets, repository.handle, &oid, "gpgsig")
        if result == GIT_ENOTFOUND.rawValue { throw refusal("is not signed") }
        try check(result, "cannot read the signature of \(commit)")
        guard try signer(Self.octets(of: octets), Self.octets(of: signature) + [0x0A]) != nil else {
            throw refusal("is not signed by anybody in the signers file who may sign it")
        }
    }

    private static func octets(of buffer: git_buf) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }
}

extension String {
    /// Without line ends and spaces at its end.
    fileprivate var trimmedAtEnd: String {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
