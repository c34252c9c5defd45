internal import DNSModel

// Decision 0047: which ledger counts is found from where it began.

/// What whoever may push the ledger can do about something in it that stops everybody. The words stand here once, as
/// they are only right as long as ``LedgerSearch`` keeps to them.
package enum LedgerRemedy {
    /// How everybody goes on in another branch.
    ///
    /// - Parameter begin: where that branch begins, as in "its last commit without it".
    /// - Returns: the end of a sentence.
    package static func anotherBranch(at begin: String) -> String {
        "have somebody who may push the ledger push \(begin) as another branch ('git push REMOTE "
            + "COMMIT:refs/heads/BRANCH'), and set GATE53_LEDGER=BRANCH wherever gate53 runs: then that branch is the "
            + "ledger, whatever settings name"
    }

    /// How everybody goes on without a file of the ledger.
    ///
    /// - Parameter path: the file.
    /// - Returns: the end of a sentence.
    package static func without(_ path: String) -> String {
        "see who wrote it: 'git log -- \(Printable.text(path))' on the ledger's branch. To go on without it, "
            + anotherBranch(at: "its last commit without that")
    }

    /// That the job's word is followed, and not what was accepted, and what is left to do.
    ///
    /// - Parameters:
    ///   - branch: the branch that the job names.
    ///   - other: the one that the accepted settings name.
    /// - Returns: the sentences, with their id.
    static func pinned(_ branch: String, besides other: String) -> String {
        let (branch, other) = (Printable.text(branch), Printable.text(other))
        return
            "GATE53_LEDGER names the ledger '\(branch)', so it counts, although the accepted settings name '\(other)'. "
            + "Have settings approved that name '\(branch)', and keep the variable for as long as the branch '\(other)' "
            + "is there [ledger-pinned]"
    }
}
