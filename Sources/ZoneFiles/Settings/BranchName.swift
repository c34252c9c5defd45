/// Names of branches, as settings may have them.
enum BranchName {
    /// Why a text can't be the name of a branch that is made here, or would be taken for something else; as a phrase.
    ///
    /// Source: git-check-ref-format(1). A branch called `heads/x` or `tags/x` makes each short name of the other
    /// ambiguous.
    static func objection(to name: String) -> String? {
        for start in ["refs/heads/", "heads/", "refs/remotes/", "remotes/", "refs/tags/", "tags/", "refs/"]
        where name.hasPrefix(start) {
            return "begins with '\(start)'; write the branch's own name"
        }
        if ["HEAD", "FETCH_HEAD", "ORIG_HEAD", "MERGE_HEAD", "@"].contains(name) {
            return "is a name of git's own; write another, as in gate53-ledger"
        }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isSound =
            !name.hasPrefix("-") && !name.hasSuffix(".") && !name.contains("..") && !name.contains("@{")
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
            && name.unicodeScalars.allSatisfy {
                $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains($0)
            }
        return isSound ? nil : "is not a name that git allows; write another, as in gate53-ledger"
    }
}
