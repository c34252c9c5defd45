extension String {
    /// Whether it is the whole id of a commit: 40 or 64 hexadecimal digits, as git writes them.
    var isCommitID: Bool {
        [40, 64].contains(utf8.count) && utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
    }
}
