internal import CGit2
internal import Platform
package import ZoneFiles

// Decision 0045: a short name is never a tag.

// What a revision of the command line names.
//
// Git takes a short name for a tag first (gitrevisions(7)), and whoever may push may push a tag: one called
// `origin/main` would take the place of the branch that a pull request is held against. So a short name is a branch,
// here or of a remote, or a commit, and never a tag; a name that fits more than one thing is refused. A tag is written
// as `tags/v1` or `refs/tags/v1`.
extension GitRepository {
    /// The commit that a revision names.
    ///
    /// - Parameter revision: as in gitrevisions(7), but for tags: a branch, a commit, `HEAD~2`, `tags/v1`.
    /// - Returns: the commit; a tag is followed to it.
    /// - Throws: ``GitError`` with code `unknownRevision`, `noCommitYet`, `shallowClone`, `damaged` or `missingObject`.
    package func resolve(revision: String = "HEAD") throws(GitError) -> CommitID {
        try lock.locked { () throws(GitError) in
            if (revision == "HEAD" || revision == "@"), git_repository_head_unborn(handle) == 1 {
                guard let branch = currentBranch else {
                    throw GitError(
                        .damaged,
                        "HEAD names no branch and no commit; write back the branch that was checked out, as in 'git"
                            + " symbolic-ref HEAD refs/heads/main', or clone again")
                }
                try checkNeverWas("refs/heads/\(branch)")
                throw GitError(
                    .noCommitYet,
                    "the repository has no commit yet; commit the zone files, of which 'gate53 init' writes the first")
            }
            // By words of a message, which whoever may push any branch can write.
            if revision.hasPrefix(":") {
                throw GitError(
                    .unknownRevision, "'\(revision)' is not a branch or a commit; write one, as in 'HEAD~2' or 'main'")
            }
            let name = baseName(of: revision)
            let full = try fullName(of: name)
            var object: OpaquePointer?
            let result = git_revparse_single(&object, handle, (full ?? name) + revision.dropFirst(name.count))
            defer { git_object_free(object) }
            guard result == 0 else { throw try unresolved(revision, full, result) }
            var commit: OpaquePointer?
            defer { git_object_free(commit) }
            let peeled = git_object_peel(&commit, object, GIT_OBJECT_COMMIT)
            guard peeled == 0, let id = git_object_id(commit) else {
                if let damage = damage(of: "the commit of '\(revision)'", peeled) { throw damage }
                throw GitError(.unknownRevision, "'\(revision)' is not a commit; write a commit or a branch")
            }
            return CommitID(ObjectID(id.pointee))
        }
    }

    /// The part of a revision that is a name, before any step from there.
    private func baseName(of revision: String) -> String {
        let end = revision.indices.first { index in
            "~^:".contains(revision[index]) || revision[index...].hasPrefix("@{")
        }
        return String(revision[..<(end ?? revision.endIndex)])
    }

    /// The full name of what a name stands for: a reference, or 40 digits; `nil` where it is left to libgit2.
    ///
    /// - Throws: ``GitError`` with code `unknownRevision` where it is a tag only, or more than one thing.
    private func fullName(of name: String) throws(GitError) -> String? {
        if name.isEmpty || name == "@" || name == "HEAD" || name.hasPrefix("refs/") || CommitID(hex: name) != nil {
            return nil
        }
        // As git looks for them, but for the tags.
        let places = ["refs/\(name)", "refs/heads/\(name)", "refs/remotes/\(name)", "refs/remotes/\(name)/HEAD"]
        var found: [String] = []
        for place in places where try isReference(place) { found.append(place) }
        // A remote's default branch is one name with the branch that it points to.
        if found.count == 2, found[1] == found[0] + "/HEAD" { found.removeLast() }
        let tag = "refs/tags/\(name)"
        let isTag = try isReference(tag)
        let digits = name.utf8.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 || 65...70 ~= $0 }
        if digits, 4...39 ~= name.utf8.count {
            var (object, oid): (OpaquePointer?, git_oid) = (nil, git_oid())
            defer { git_object_free(object) }
            if git_oid_fromstrn(&oid, name, name.utf8.count) == 0,
                git_object_lookup_prefix(&object, handle, &oid, name.utf8.count, GIT_OBJECT_ANY) == 0,
                let id = git_object_id(object)
            {
                found.append(ObjectID(id.pointee).hex)
            }
        }
        let all = found + (isTag ? [tag] : [])
        if all.count > 1 {
            throw GitError(
                .unknownRevision,
                "'\(name)' is ambiguous; write which is meant: " + all.map { "'\($0)'" }.joined(separator: " or "))
        }
        if isTag {
            throw GitError(
                .unknownRevision,
                "'\(name)' is a tag, not a branch or commit, and anybody who may push can make a tag; if it is "
                    + "meant, write '\(tag)'. Otherwise fetch the branch")
        }
        return found.first
    }

    private func isReference(_ name: String) throws(GitError) -> Bool {
        var isValid: Int32 = 0
        guard git_reference_name_is_valid(&isValid, name) == 0, isValid == 1 else { return false }
        var reference: OpaquePointer?
        defer { git_reference_free(reference) }
        let result = git_reference_lookup(&reference, handle, name)
        if result == GIT_ENOTFOUND.rawValue || result == GIT_EINVALIDSPEC.rawValue { return false }
        guard result == 0 else { throw unreadable(name) }
        return true
    }

    /// The error for a revision that libgit2 did not resolve.
    private func unresolved(_ revision: String, _ full: String?, _ result: Int32) throws(GitError) -> GitError {
        if let damage = damage(of: "the commit of '\(revision)'", result) { return damage }
        if result == GIT_EAMBIGUOUS.rawValue {
            return GitError(.unknownRevision, "'\(revision)' begins more than one object's name; write more digits")
        }
        // A reference that is there, to an object that is not; this says which.
        let named = full ?? (revision == "@" ? "HEAD" : revision)
        if named == "HEAD" || named.hasPrefix("refs/") { _ = try commit(of: named) }
        if result == GIT_ENOTFOUND.rawValue, isShallow {
            return GitError(
                .shallowClone,
                "there is no revision '\(revision)' in this shallow clone; run 'git fetch --unshallow'"
                    + " (GitHub: fetch-depth: 0), or check its spelling")
        }
        return GitError(
            .unknownRevision,
            "there is no revision '\(revision)'; write a commit or a branch, and fetch it if it is new")
    }
}
