internal import CGit2
package import Gate
internal import Platform
package import ZoneFiles

extension GitRepository: Repository {
    package func files(of commit: CommitID) throws(GitError) -> any FileTree { try snapshot(of: commit) }

    package func workingFiles() throws(GitError) -> any FileTree { try workingTree() }

    package func mergeBase(of revision: String, and commit: CommitID) throws(GitError) -> CommitID {
        try mergeBase(try resolve(revision: revision), commit, name: revision)
    }

    package func changedPaths(since revision: String, in commit: CommitID) throws(GitError) -> [String] {
        try changedPaths(since: revision, in: commit, below: [])
    }

    package func signature(of commit: CommitID) throws(GitError) -> CommitSignature? {
        try lock.locked { () throws(GitError) in
            var (signature, octets) = (git_buf(), git_buf())
            defer {
                git_buf_dispose(&signature)
                git_buf_dispose(&octets)
            }
            var oid = commit.object.oid
            let result = git_commit_extract_signature(&signature, &octets, handle, &oid, "gpgsig")
            if result == GIT_ENOTFOUND.rawValue {
                // It says so too of a commit that is not here.
                _ = try tree(of: commit)
                return nil
            }
            try check(result, "cannot read the signature of \(commit)")
            return CommitSignature(octets: Self.octets(of: octets), signature: Self.octets(of: signature) + [0x0A])
        }
    }

    private static func octets(of buffer: git_buf) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    package func changedPaths(from old: CommitID, to new: CommitID) throws(GitError) -> [String] {
        try changedPaths(from: old, to: new, below: [])
    }
}
