internal import CGit2
internal import DNSModel
internal import Glibc
internal import ZoneFiles

// What is said of objects and references that are gone or damaged: which, in what file, and what mends it.
extension GitRepository {
    /// What mends a repository whose objects are gone or damaged.
    private static let remedy =
        "; 'git fsck' lists everything that is wrong. Get the objects again with 'git fetch --refetch', or clone "
        + "again"

    /// The error for an object that is not in the object database, or not as it was written, after a call of libgit2
    /// failed.
    ///
    /// - Parameter what: as in `the tree abc`.
    /// - Returns: the error, with code `damaged`, `missingObject`, `partialClone` or `shallowClone`.
    func missing(_ what: String) -> GitError {
        if let damage = damage(of: what, nil) { return damage }
        let message = GitLibrary.lastMessage
        if isPartialClone {
            return GitError(
                .partialClone,
                "\(what) is not in this partial clone; clone without '--filter', or run 'git fetch --refetch"
                    + " --no-filter'")
        }
        if isShallow { return cutOff("what \(what) is") }
        return GitError(.missingObject, "cannot read \(what): \(message)" + Self.remedy)
    }

    /// The error where the last call of libgit2 failed for an object that is damaged, or that a reference names and is
    /// gone; `nil` for any other failure.
    ///
    /// - Parameters:
    ///   - what: as in `the tree abc`.
    ///   - result: what the call returned, where a name was looked for; `nil` where an object was.
    /// - Returns: the error, with code `damaged`.
    func damage(of what: String, _ result: Int32?) -> GitError? {
        let message = GitLibrary.lastMessage
        if message.hasPrefix(LooseObjects.mark) {
            return damaged(what, String(message.dropFirst(LooseObjects.mark.count)))
        }
        if message.contains("hash mismatch") {
            // libgit2: "object hash mismatch - expected <name> but got <name>".
            let name = message.split(separator: " ").lazy.compactMap { ObjectID(hex: String($0)) }.first
            let file = name.flatMap { objects.file(of: $0) }
            let place = file.map { "the file '\($0)'" } ?? "what a pack has"
            let object = name.map { " of the object \($0.hex)" } ?? ""
            return damaged(what, "\(place)\(object) holds something else than its name says")
        }
        if Self.isOfDamagedReference(message) {
            return GitError(.damaged, "cannot read \(what): \(message)" + Self.referenceRemedy(nil))
        }
        // Any other word of trouble with an object's octets, as from a pack.
        guard result == GIT_ERROR.rawValue,
            ["inflat", "data check", "zlib", "corrupt"].contains(where: message.contains)
        else { return nil }
        return GitError(.damaged, "cannot read \(what): \(message)" + Self.remedy)
    }

    /// Whether a message of libgit2 is of a reference that can't be read.
    static func isOfDamagedReference(_ message: String) -> Bool {
        ["reference file", "packed references"].contains(where: message.contains)
    }

    private func damaged(_ what: String, _ why: String) -> GitError {
        GitError(.damaged, "cannot read \(what): \(why); move it away, and try again" + Self.remedy)
    }

    /// The commit that a reference leads to; `nil` where there is no such reference. Called with the lock held.
    ///
    /// - Throws: ``GitError``, with code `damaged` where the reference can't be read.
    func commit(of reference: String) throws(GitError) -> CommitID? {
        var oid = git_oid()
        let result = git_reference_name_to_id(&oid, handle, reference)
        if result == GIT_ENOTFOUND.rawValue || result == GIT_EINVALIDSPEC.rawValue { return nil }
        guard result == 0 else { throw unreadable(reference) }
        var (object, commit): (OpaquePointer?, OpaquePointer?)
        defer {
            git_object_free(object)
            git_object_free(commit)
        }
        guard git_object_lookup(&object, handle, &oid, GIT_OBJECT_ANY) == 0,
            git_object_peel(&commit, object, GIT_OBJECT_COMMIT) == 0, let id = git_object_id(commit)
        else { throw missing("the commit of '\(reference)', \(ObjectID(oid).hex)") }
        return CommitID(ObjectID(id.pointee))
    }

    /// The error for a reference that can't be read, after a call of libgit2 failed.
    func unreadable(_ reference: String) -> GitError {
        let said = GitLibrary.lastMessage
        // As git writes them: 40 digits and a line end, or another reference's name.
        let file = folder + reference
        let place = access(file, F_OK) == 0 ? " (the file '\(file)')" : ""
        return GitError(.damaged, "cannot read '\(reference)'\(place): \(said)" + Self.referenceRemedy(reference))
    }

    static func referenceRemedy(_ reference: String?) -> String {
        let beginnings = ["refs/remotes/", "refs/gate53/"]
        let isCopy = reference.map { name in beginnings.contains { name.hasPrefix($0) } } ?? false
        return isCopy
            ? "; remove that file: it is a copy of what the remote has, and the next fetch creates it again"
            : "; a power cut or a full disk leaves such files. Remove the damaged file, and put the branch back "
                + "('git reflog' of it, or 'git fetch'), or clone again"
    }
}
