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
}
