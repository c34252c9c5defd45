internal import CGit2
internal import Glibc
internal import ZoneFiles

/// The files of a repository that are not objects, looked at before libgit2 does.
///
/// libgit2 1.5 says once that `packed-refs` is damaged, and from then on that none of its references are there; a HEAD
/// that is empty is to it a HEAD that is detached.
enum RepositoryFiles {
    /// Checks HEAD and packed-refs of a repository.
    ///
    /// - Throws: ``GitError`` with code `damaged` that names the file.
    static func check(_ repository: OpaquePointer) throws(GitError) {
        let own = git_repository_path(repository).map { String(cString: $0) } ?? ""
        let common = git_repository_commondir(repository).map { String(cString: $0) } ?? own
        try checkHead(own + "HEAD")
        try checkPackedReferences(common + "packed-refs")
    }

    private static func checkHead(_ path: String) throws(GitError) {
        guard let octets = octets(of: path, limit: 1 << 16) else { return }
        let text = String(decoding: octets, as: UTF8.self)
        let line = text.hasSuffix("\n") ? text.dropLast() : text[...]
        if ObjectID(hex: String(line)) != nil { return }
        let target = line.hasPrefix("ref:") ? line.dropFirst(4).drop { $0 == " " || $0 == "\t" } : ""
        guard target.hasPrefix("refs/"), GitLedger.isReferenceName(String(target)) else {
            throw GitError(
                .damaged,
                "the file '\(path)' is damaged: it names no branch and no commit; write back the branch that was checked out,"
                    + " as in 'git symbolic-ref HEAD refs/heads/main', or clone again")
        }
    }

    private static func checkPackedReferences(_ path: String) throws(GitError) {
        guard let octets = octets(of: path, limit: 1 << 30), !octets.isEmpty else { return }
        var number = 0
        var isFine = octets.last == 0x0A
        for line in octets.dropLast(isFine ? 1 : 0).split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            if !isPackedReference(line) {
                isFine = false
                break
            }
        }
        guard isFine else {
            throw GitError(
                .damaged,
                "the file '\(path)' is damaged at line \(number): it is not a list of references; take that line out, and put"
                    + " back what it named ('git fetch', or 'git update-ref' with what 'git reflog' shows), or clone again"
            )
        }
    }

    /// Whether a line is a heading, a name and its object, or the object that a tag leads to.
    private static func isPackedReference(_ line: ArraySlice<UInt8>) -> Bool {
        if line.first == 0x23 { return true }
        let digits = line.first == 0x5E ? line.dropFirst() : line
        guard digits.count >= 40,
            digits.prefix(40).allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 || 0x41...0x46 ~= $0 })
        else { return false }
        let rest = digits.dropFirst(40).drop { $0 == 0x0D }
        return line.first == 0x5E ? rest.isEmpty : rest.starts(with: Array(" refs/".utf8)) && !rest.contains(0)
    }

    /// Where a reference was at last by its log, whether it is there or not, and whether the log knows only how it was
    /// made; `nil` where it was nowhere.
    ///
    /// Git removes the log with the reference, so one that has a log and is not there was not taken away by git. But it
    /// writes the log before the reference.
    static func lastLogged(_ reference: String, in folder: String) -> (id: ObjectID, isMaking: Bool)? {
        guard let octets = octets(of: folder + "logs/" + reference, limit: 1 << 26) else { return nil }
        let nowhere = ObjectID(git_oid())
        let moves = octets.split(separator: 0x0A).compactMap { line -> (from: ObjectID?, to: ObjectID)? in
            let words = line.split(separator: 0x20, maxSplits: 2).map { String(decoding: $0, as: UTF8.self) }
            guard words.count == 3, let id = ObjectID(hex: words[1]) else { return nil }
            return (ObjectID(hex: words[0]), id)
        }
        guard let last = moves.last, last.to != nowhere else { return nil }
        return (last.to, moves.count == 1 && last.from == nowhere)
    }

    /// What is in a file; `nil` where there is none, or it can't be read.
    static func octets(of path: String, limit: Int) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while octets.count < limit {
            let count = read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            octets += chunk[..<count]
        }
        return octets
    }
}

extension GitRepository {
    /// Refuses to take a reference for one that never was, where its log says that it was there.
    ///
    /// - Parameters:
    ///   - reference: a reference that is not there.
    ///   - mayBeBegun: whether it is a ledger's: of that it is no loss where only its first event was logged, since a
    ///     process may have died, or another may be, between git's log and its reference.
    /// - Throws: ``GitError`` with code `damaged`.
    func checkNeverWas(_ reference: String, mayBeBegun: Bool = false) throws(GitError) {
        guard let (last, isMaking) = RepositoryFiles.lastLogged(reference, in: folder) else { return }
        if mayBeBegun, isMaking, isFirstOrMissing(last) { return }
        // Made by somebody else since it was looked for.
        if try commit(of: reference) != nil { return }
        throw GitError(
            .damaged,
            "'\(reference)' is gone, and was not taken away by git: its log says that it was at \(last.hex); put it back with"
                + " 'git update-ref \(reference) \(last.hex)', or, where it is gone for a reason, remove"
                + " '\(folder)logs/\(reference)'")
    }

    /// Whether a commit has no parents, or is not there.
    private func isFirstOrMissing(_ id: ObjectID) -> Bool {
        var oid = id.oid
        var commit: OpaquePointer?
        defer { git_commit_free(commit) }
        guard git_commit_lookup(&commit, handle, &oid) == 0 else { return true }
        return git_commit_parentcount(commit) == 0
    }
}
