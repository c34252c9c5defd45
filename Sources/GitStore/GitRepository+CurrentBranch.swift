internal import CGit2
internal import Platform
internal import ZoneFiles

extension GitRepository {
    /// The name of the branch that HEAD is on, as in `main`, whether it has a commit yet or not; `nil` where HEAD is
    /// on none.
    package var currentBranch: String? {
        try? lock.locked { () throws(GitError) -> String? in
            var head: OpaquePointer?
            defer { git_reference_free(head) }
            guard git_reference_lookup(&head, handle, "HEAD") == 0,
                let target = git_reference_symbolic_target(head).map({ String(cString: $0) }),
                target.hasPrefix("refs/heads/")
            else { return nil }
            return String(target.dropFirst(11))
        }
    }
}
