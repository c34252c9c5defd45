package import ZoneFiles

/// Opens ledgers, and compares those of several places.
package protocol Ledgers: Sendable {
    /// The branch of the ledger that counts by the word of the job's environment; `nil` where it says nothing.
    var pinnedBranch: String? { get }

    /// The first commit of the ledger that counts, in hexadecimal, by the same word.
    var pinnedRoot: String? { get }

    /// Whether a commit is in the history of a ledger, as this clone has it.
    ///
    /// - Throws: ``LedgerError``, also where that names no commit.
    func has(_ commit: String, in location: LedgerLocation) throws(LedgerError) -> Bool

    /// Where a ledger is, with the remote that is meant where the settings name none.
    ///
    /// - Parameters:
    ///   - settings: what is said of the ledger.
    ///   - branch: the protected branch, where it is named; its remote is the usual one.
    /// - Returns: the place.
    /// - Throws: ``GitError`` where there is no such remote.
    func location(of settings: LedgerSettings, protected branch: String?) throws(GitError) -> LedgerLocation

    /// The ledger of a place as this clone has it, to be read only. Nothing is read yet.
    ///
    /// - Throws: ``LedgerError`` where there can be no ledger of that name.
    func local(_ location: LedgerLocation) throws(LedgerError) -> any Ledger

    /// Opens a ledger; nothing is read yet.
    ///
    /// - Parameters:
    ///   - opening: which, and how it is shared and signed.
    ///   - observer: told when it could not be fetched or pushed.
    /// - Returns: the ledger.
    /// - Throws: ``LedgerError`` where there can be no ledger of that name.
    func open(_ opening: LedgerOpening, _ observer: @escaping GateObserver) throws(LedgerError) -> any Ledger

    /// Whether all that the ledger of one place has is in the history of another, as this clone has them.
    ///
    /// - Throws: ``LedgerError``.
    func contains(_ newer: LedgerLocation, all older: LedgerLocation) throws(LedgerError) -> Bool

    /// Whether the key that signs ledgers here is one of those that may.
    ///
    /// - Parameter signers: who may.
    /// - Returns: whether it is.
    /// - Throws: ``LedgerError`` where there is no key, or it can't sign.
    func signs(as signers: LedgerSigners) throws(LedgerError) -> Bool

    /// Checks who signed the commits that brought a file into a ledger.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - location: the ledger, as this clone has it.
    ///   - signers: who may.
    /// - Throws: ``LedgerError`` of kind `unsigned` where it was nobody who may.
    func checkIsSigned(
        adding path: String, in location: LedgerLocation, by signers: LedgerSigners
    ) throws(LedgerError)
}

/// How a ledger's commits are signed.
package enum LedgerSigning: Hashable, Sendable {
    /// They are not.
    case never
    /// With the key that git signs with.
    case always
    /// The same, and only those count that are signed by one of these.
    case required(LedgerSigners)
}

// Decision 0103: who signs the ledger is named.

/// Who may sign a ledger.
package struct LedgerSigners: Hashable, Sendable {
    /// The octets of the signers file.
    package var file: [UInt8]
    /// Who of it may; nobody named means everybody whose key may sign for git.
    package var principals: [String]

    package init(_ file: [UInt8], principals: [String] = []) {
        self.file = file
        self.principals = principals
    }

    /// Whether somebody may.
    ///
    /// - Parameter principal: by a name that the signers file has for their key.
    /// - Returns: whether they may.
    package func include(_ principal: String) -> Bool {
        principals.isEmpty || principals.contains { $0.lowercased() == principal.lowercased() }
    }
}

/// How a ledger is fetched.
package struct LedgerFetching: Hashable, Sendable {
    /// Whether the remote is asked.
    package var fetches: Bool
    /// Whether it is an error that it can't be asked; else the ledger is read as this clone has it.
    package var mustFetch: Bool
    /// Whether what this clone has alone is pushed; then what is read is acted upon, and nothing may be unsure.
    package var publishes: Bool
    /// Whether what is accepted there decides over what is applied. The protected branch was fetched for that, so what
    /// is not in its history here never was.
    package var decides: Bool

    package init(
        fetches: Bool = true, mustFetch: Bool = false, publishes: Bool = false, decides: Bool = false
    ) {
        self.fetches = fetches
        self.mustFetch = mustFetch
        self.publishes = publishes
        self.decides = decides
    }
}

/// Which ledger is opened, and how.
package struct LedgerOpening: Hashable, Sendable {
    package var location: LedgerLocation
    package var push: LedgerSettings.Push
    /// Whether the settings say when it is pushed.
    package var isPushSaid: Bool
    package var signing: LedgerSigning
    package var fetching: LedgerFetching

    package init(
        location: LedgerLocation, push: LedgerSettings.Push, isPushSaid: Bool = false, signing: LedgerSigning,
        fetching: LedgerFetching
    ) {
        self.location = location
        self.push = push
        self.isPushSaid = isPushSaid
        self.signing = signing
        self.fetching = fetching
    }
}
