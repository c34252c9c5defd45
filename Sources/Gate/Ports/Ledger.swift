package import ZonePlanning

// Decision 0014: the ledger is shared by compare-and-swap.

/// The record of what was approved and applied: files that are only ever added, one commit an event.
package protocol Ledger: Sendable {
    /// Reads again what others have written, where the ledger is shared.
    ///
    /// - Returns: false where a shared ledger could not be reached, and is read as this clone has it.
    /// - Throws: ``LedgerError``, of kind `rewritten` where the shared ledger is not what was seen before and more.
    @discardableResult
    func refresh() async throws(LedgerError) -> Bool

    /// Adds files as one event; all of them or none.
    ///
    /// Another event that is added at the same moment is kept too.
    ///
    /// - Parameters:
    ///   - files: paths in the ledger, with `/` between folders, and their octets. A file that is there already with
    ///     the same octets is left; with other octets it is an error, but for those of which ``LedgerShelf`` says
    ///     otherwise. Where something else is in the place of a folder, the file is kept beside it.
    ///   - message: the event in one line, then details after an empty line.
    /// - Throws: ``LedgerError``.
    func append(_ files: [LedgerFile], message: String) async throws(LedgerError)

    /// What the ledger is at now.
    ///
    /// - Throws: ``LedgerError``.
    func version() async throws(LedgerError) -> LedgerVersion

    /// Adds files as one event, unless anything was added since a version.
    ///
    /// Of several writers that all begin from one version, one adds its event. This holds as far as the ledger reaches:
    /// where what is shared could not be written, for the clone only.
    ///
    /// - Parameters:
    ///   - files: as in ``append(_:message:)``.
    ///   - message: the event in one line, then details after an empty line.
    ///   - version: what the ledger must be at.
    /// - Returns: false when it is at another version, and nothing was added.
    /// - Throws: ``LedgerError``.
    func append(
        _ files: [LedgerFile], message: String, at version: LedgerVersion
    ) async throws(LedgerError) -> Bool

    /// Refuses folders in which no file could be put, since other things are in their place and beside it: what was
    /// recorded is never taken back, so that is better known before anything is changed.
    ///
    /// - Parameter folders: the folders.
    /// - Throws: ``LedgerError``.
    func requireRoom(in folders: [String]) async throws(LedgerError)

    /// The paths of all files below a folder, ascending; none where the ledger or the folder does not exist.
    func paths(below folder: String) async throws(LedgerError) -> [String]

    /// Where in the ledger's history each file below one of its folders came to it: how many events at least were
    /// before that. Of two files, the one whose event knew of the other's has the larger number.
    ///
    /// All clones that have the same history say the same, and no clock has a say in it.
    ///
    /// - Parameter folder: the folder.
    /// - Returns: the numbers by path; of a file that came twice, the smaller one.
    /// - Throws: ``LedgerError``.
    func positions(below folder: String) async throws(LedgerError) -> [String: Int]

    /// The same as ``positions(below:)``, but of a file that came by several lines of a joined history the larger
    /// number. What has a larger one than this surely came later.
    ///
    /// - Parameter folder: the folder.
    /// - Returns: the numbers by path.
    /// - Throws: ``LedgerError``.
    func latestPositions(below folder: String) async throws(LedgerError) -> [String: Int]

    /// Whether a file came to the ledger with or after others, by every line of a joined history: each event that added
    /// it knew of the others.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - others: the others.
    /// - Returns: whether it did; true where there is no such file.
    /// - Throws: ``LedgerError``.
    func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool

    /// When each file below one of its folders came to the ledger, at the earliest: the latest time that its event, or
    /// one before it, says. An event that comes after others can't say that it was before them.
    ///
    /// What the time of now is has no say in it, also where such a time is still to come. A file of which nothing is
    /// known is not in it.
    ///
    /// - Parameter folder: the folder.
    /// - Returns: the times by path.
    /// - Throws: ``LedgerError``.
    func times(below folder: String) async throws(LedgerError) -> [String: Instant]

    /// The first commit of the ledger, in hexadecimal: which ledger it is, wherever it is. `nil` where there is none
    /// yet.
    ///
    /// Where its history has several first commits, it is the one that the job names or that this clone has seen first,
    /// else that to which the first parents lead.
    ///
    /// - Throws: ``LedgerError``.
    func root() async throws(LedgerError) -> String?

    /// The numbers of accepted settings that are passed over, since nobody could accept them.
    func numbersPassedOver() async -> [Int]

    /// What was told and read of it in this run; `nil` where nothing is kept.
    nonisolated var memory: LedgerMemory? { get }

    /// Tells whoever watches that a file of the ledger is passed over, once for each.
    ///
    /// - Parameters:
    ///   - path: the file, or the folder.
    ///   - why: what is wrong with it.
    func passOver(_ path: String, _ why: String) async

    /// The paths at which there are files where only folders of a ledger belong, or the other way round, so far as
    /// nobody else tells them: whoever may write the ledger may put anything there.
    func misplaced() async throws(LedgerError) -> [String]

    /// The octets of a file, or `nil` where there is none, or one that is larger than ours get.
    func read(_ path: String) async throws(LedgerError) -> [UInt8]?
}

extension Ledger {
    /// Nothing is kept.
    package nonisolated var memory: LedgerMemory? { nil }

    /// Nobody watches.
    package func passOver(_ path: String, _ why: String) async {}

    /// No file came twice.
    package func latestPositions(below folder: String) async throws(LedgerError) -> [String: Int] {
        try await positions(below: folder)
    }

    /// There is one line.
    package func came(_ path: String, after others: [String]) async throws(LedgerError) -> Bool {
        guard let own = try await positions(below: LedgerLayout.topFolder(of: path))[path] else { return true }
        for other in others {
            let positions = try await positions(below: LedgerLayout.topFolder(of: other))
            if positions[other, default: .max] > own { return false }
        }
        return true
    }

    /// Nothing is known of times.
    package func times(below folder: String) async throws(LedgerError) -> [String: Instant] { [:] }

    /// Everything is in its place.
    package func misplaced() async throws(LedgerError) -> [String] { [] }

    /// Nothing is passed over.
    package func numbersPassedOver() async -> [Int] { [] }
}

/// What a ledger is at: equal as long as nothing is added.
package struct LedgerVersion: Hashable, Sendable {
    /// Means something to the ledger only.
    package var text: String

    package init(_ text: String) { self.text = text }
}

/// One file of the ledger.
package struct LedgerFile: Hashable, Sendable {
    package var path: String
    package var octets: [UInt8]

    package init(path: String, octets: [UInt8]) {
        self.path = path
        self.octets = octets
    }
}

/// Why the ledger could not be read or written.
package struct LedgerError: Error, Hashable, Sendable {
    /// The kind of trouble, for callers that branch.
    package enum Kind: String, Hashable, Sendable {
        /// The shared ledger lacks something that was seen in it, so that somebody has tampered with it.
        case rewritten
        /// The ledger is not signed by somebody who may, and must be.
        case unsigned
        /// What the remote has for a ledger is none, or can't be read.
        case unreadable
        /// Something in it is of a newer version of gate53, and what it says must be known.
        case newer
        /// An event must be shared before anything else happens, and could not be.
        case unshared
        /// It can't be told which ledger counts, or one pretends to be it.
        case moved
        /// Another run is at work on the same zones.
        case busy
        /// Anything else.
        case failed
    }

    package var kind: Kind
    /// What happened and what to do.
    package var message: String

    /// The runs that are at work, where it is those that are in the way.
    package var runs: RunsAtWork?

    /// That other runs are at work on the same zones.
    package init(busy runs: RunsAtWork) {
        message = "another run is at work"
        kind = .busy
        self.runs = runs
    }

    package init(_ message: String, kind: Kind = .failed) {
        self.message = message
        self.kind = kind
    }

    /// The stable id of the message.
    package var id: String {
        switch kind {
        case .rewritten: "ledger-rewritten"
        case .unsigned: "ledger-unsigned"
        case .unreadable: "ledger-unreadable"
        case .newer: "ledger-newer"
        case .unshared: "ledger-unshared"
        case .moved: "ledger-moved"
        case .busy: "apply-running"
        case .failed: "ledger"
        }
    }
}
