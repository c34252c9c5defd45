internal import DNSModel
internal import ZonePlanning

/// Why a git repository could not be read or written.
package struct GitError: Error, Hashable, Sendable {
    /// The kind of trouble, for callers that branch.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        /// There is no repository at the path or above it.
        case notARepository
        /// The repository names its objects by SHA-256, which libgit2 1.5 cannot read.
        case sha256Repository
        /// The clone lacks objects on purpose (`git clone --filter`).
        case partialClone
        /// The clone lacks history on purpose (`git clone --depth`).
        case shallowClone
        /// The repository belongs to another user.
        case foreignOwner
        /// The repository uses an extension that we cannot read.
        case unsupportedExtension
        /// No commit goes by that name.
        case unknownRevision
        /// HEAD is a branch without a commit.
        case noCommitYet
        /// No branch can be taken for the protected one.
        case noProtectedBranch
        /// Two commits changed the same, so that they can't be merged.
        case mergeConflict
        /// Two commits have no ancestor in common.
        case unrelatedHistory
        /// The repository has no working tree.
        case noWorkingTree
        /// The path leaves the tree, or is not one git can have.
        case invalidPath
        /// There is no such file, or it is not a regular one.
        case noSuchFile
        /// A file or tree is past a size limit.
        case tooLarge
        /// An object that must be there is not.
        case missingObject
        /// An object, a reference or another file of the repository is there and not as git wrote it.
        case damaged
        /// Somebody else holds a lock in the repository.
        case locked
        /// A remote could not be reached, or did not answer as a git server does.
        case unreachable
        /// A remote did not let us in, or does not let us write.
        case forbidden
        /// A remote is not whom it must be: its host key or certificate is not known.
        case unknownServer
        /// A remote's ledger or protected branch lacks what was seen in it.
        case rewritten
        /// A ledger is not signed by somebody who may.
        case unsigned
        /// A branch that must be a ledger is none, or has what none can have.
        case notALedger
        /// Anything else that libgit2 or the operating system says.
        case failed
    }

    package var code: Code
    /// What happened and what to do, in one line, without control characters and without what is secret in a URL.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = Printable.text(RemoteAddress.withoutSecrets(message))
    }
}

extension GitError: CustomStringConvertible {
    /// The message.
    package var description: String { message }
}
