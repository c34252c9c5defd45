internal import CGit2
internal import Glibc
internal import Platform
internal import ZoneFiles

/// libgit2's global state, set up on first use: loading its certificates costs 15 ms.
enum GitLibrary {
    /// The result of the set-up: negative when libgit2 cannot be used.
    private static let started: Int32 = {
        let result = git_libgit2_init()
        guard result >= 0 else { return result }
        // An object that is well formed and has another content than its name says must not be shown as genuine.
        _ = gate53_git_set_strict_hash(1)
        // A receipt must survive a power cut.
        _ = gate53_git_set_fsync(1)
        // Extensions that change nothing of what we read: per-worktree settings, relative links of worktrees, and the
        // promise not to prune.
        let names: [String] = ["worktreeconfig", "relativeworktrees", "preciousobjects"]
        withCStrings(names) { pointers, count in
            pointers.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: count) { pointers in
                _ = gate53_git_set_extensions(pointers, count)
            }
        }
        return result
    }()

    /// Held while a repository is opened, since the owner check is a global option.
    static let opening = Lock()

    /// Sets libgit2 up unless that has happened.
    ///
    /// - Throws: ``GitError`` when libgit2 cannot be used.
    static func start() throws(GitError) {
        if started < 0 { throw GitError(.failed, "libgit2 cannot be started: \(lastMessage)") }
    }

    /// What libgit2 says of the call that failed last on this thread.
    static var lastMessage: String {
        guard let error = git_error_last(), let message = error.pointee.message else { return "unknown error" }
        return String(cString: message)
    }
}

/// Throws where a call of libgit2 has failed.
///
/// - Parameters:
///   - result: what the call returned.
///   - doing: what was being done, as in `cannot read the tree of abc`.
/// - Throws: ``GitError`` with code `locked`, `failed`, or `damaged` where a reference is.
func check(_ result: Int32, _ doing: @autoclosure () -> String) throws(GitError) {
    guard result < 0 else { return }
    let message = GitLibrary.lastMessage
    if GitRepository.isOfDamagedReference(message) {
        // Not only the one that is written: libgit2 looks at HEAD too.
        throw GitError(.damaged, "\(doing()): \(message)" + GitRepository.referenceRemedy(nil))
    }
    let code: GitError.Code = result == GIT_ELOCKED.rawValue ? .locked : .failed
    throw GitError(code, "\(doing()): \(message)")
}

/// Calls the body with the texts as C strings, which are valid during the call.
func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>, Int) -> Result
) -> Result {
    let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: max(texts.count, 1))
    for (index, text) in texts.enumerated() { pointers[index] = strdup(text) }
    defer {
        for index in texts.indices { free(pointers[index]) }
        pointers.deallocate()
    }
    return body(pointers, texts.count)
}
