/// The record of what was approved and applied: files that are only ever added, one commit an event.
package protocol Ledger: Sendable {
    /// Adds files as one event; all of them or none.
    ///
    /// Another event that is added at the same moment is kept too.
    ///
    /// - Parameters:
    ///   - files: paths in the ledger, with `/` between folders, and their octets. A file that is there already with the
    ///     same octets is left; with other octets it is an error.
    ///   - message: the event in one line, then details after an empty line.
    /// - Throws: ``LedgerError``.
    func append(_ files: [LedgerFile], message: String) async throws(LedgerError)

    /// The paths of all files below a folder, ascending; none where the ledger or the folder does not exist.
    func paths(below folder: String) async throws(LedgerError) -> [String]

    /// The octets of a file, or nothing where there is none.
    func read(_ path: String) async throws(LedgerError) -> [UInt8]?
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
    /// What happened and what to do.
    package var message: String

    package init(_ message: String) { self.message = message }
}
