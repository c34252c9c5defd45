internal import CGit2
internal import Glibc
internal import ZoneFiles

/// Opens a repository; libgit2 must have been started and ``GitLibrary/opening`` be held.
///
/// - Parameters:
///   - path: where to look, there and above.
///   - environment: the user's.
///   - isTrusted: whether it does not matter to whom it belongs.
/// - Returns: the repository, for the caller to free.
/// - Throws: ``GitError``.
func openRepository(
    _ path: String, _ environment: [String: String], isTrusted: Bool
) throws(GitError) -> OpaquePointer {
    if GitEnvironment.leavesOutSystem(environment) {
        _ = gate53_git_set_search_path(Int32(GIT_CONFIG_LEVEL_SYSTEM.rawValue), "")
    }
    var repository: OpaquePointer?
    if isTrusted {
        _ = gate53_git_set_owner_validation(0)
        defer { _ = gate53_git_set_owner_validation(1) }
        let result = git_repository_open_ext(&repository, path, 0, nil)
        if result == 0, let repository { return repository }
        throw openingError(result, GitLibrary.lastMessage, path)
    }
    var result = git_repository_open_ext(&repository, path, 0, nil)
    var message = result < 0 ? GitLibrary.lastMessage : ""
    // libgit2 1.5 says ENOTFOUND and names safe.directory where nothing is configured, EOWNER where nothing matches.
    let isForeign = result == GIT_EOWNER.rawValue || (result < 0 && message.contains("safe.directory"))
    // libgit2 has not read what the environment names, and may have read what that sets aside.
    let asksGit = GitEnvironment.namesConfiguration(environment)
    if isForeign, asksGit ? isTrustedByGit(path, environment) : everyOwnerIsTrusted() {
        _ = gate53_git_set_owner_validation(0)
        defer { _ = gate53_git_set_owner_validation(1) }
        result = git_repository_open_ext(&repository, path, 0, nil)
        message = result < 0 ? GitLibrary.lastMessage : ""
    } else if isForeign {
        throw foreignOwner(path)
    }
    if result == 0, let repository {
        guard asksGit, isOfAnother(repository), !isTrustedByGit(path, environment) else { return repository }
        git_repository_free(repository)
        throw foreignOwner(path)
    }
    throw openingError(result, message, path)
}

private func foreignOwner(_ path: String) -> GitError {
    let place = repositoryFolder(of: path)
    return GitError(
        .foreignOwner,
        "the repository '\(place)' belongs to another user, who could have changed it; if you trust it, run 'git "
            + "config --global --add safe.directory \(place)'")
}

/// Whether git works in the repository of a path, whoever it belongs to.
private func isTrustedByGit(_ path: String, _ environment: [String: String]) -> Bool {
    do throws(GitError) {
        let variables = GitEnvironment.settings(of: environment)
        // From inside its own folder git would look for the trust in that.
        let place = repositoryFolder(of: path)
        return try GitProgram(environment).run(["-C", place, "rev-parse", "--git-dir"], adding: variables).status == 0
    } catch { return false }
}

/// Whether a repository, or its working tree, belongs to another user.
private func isOfAnother(_ repository: OpaquePointer) -> Bool {
    [git_repository_path(repository), git_repository_workdir(repository)].contains { place in
        var status = stat()
        guard let place, stat(place, &status) == 0 else { return false }
        return status.st_uid != geteuid()
    }
}

/// The error for a repository that could not be opened.
private func openingError(_ result: Int32, _ message: String, _ path: String) -> GitError {
    let lowered = message.lowercased()
    if lowered.contains("objectformat") {
        return GitError(
            .sha256Repository,
            "the repository at '\(path)' uses SHA-256 object names, which libgit2 cannot read; clone it into a SHA-1"
                + " repository ('git init --object-format=sha1', then import with 'git fast-export | git fast-import')")
    }
    if lowered.contains("partialclone") {
        return GitError(
            .partialClone, "the repository at '\(path)' is a partial clone; clone it again without '--filter'")
    }
    if lowered.contains("unsupported extension") || lowered.contains("unsupported repository version") {
        return GitError(
            .unsupportedExtension,
            "the repository at '\(path)' cannot be read by libgit2 (\(message)); clone it afresh with git's default"
                + " settings")
    }
    if result == GIT_ENOTFOUND.rawValue, let folder = headless(path) {
        return GitError(
            .damaged,
            "the repository at '\(folder)' has no file HEAD; write back the branch that was checked out, as in 'echo"
                + " \"ref: refs/heads/main\" > \(folder)/HEAD', or clone again")
    }
    if result == GIT_ENOTFOUND.rawValue {
        return GitError(
            .notARepository,
            "there is no git repository at '\(path)' or above; go to one, or run 'git init' and then 'gate53 init', which writes the first files"
        )
    }
    return GitError(
        .failed,
        "cannot open the git repository at '\(path)': \(message); mend it, which may be"
            + " its file 'config', or clone again")
}

/// The folder of a repository, there or above, that is one but for its HEAD.
private func headless(_ path: String) -> String? {
    guard let start = realpath(path, nil) else { return nil }
    defer { free(start) }
    var folder = String(cString: start)
    while true {
        let place = folder + "/.git"
        if access(place + "/objects", F_OK) == 0, access(place + "/refs", F_OK) == 0 {
            return access(place + "/HEAD", F_OK) == 0 ? nil : place
        }
        guard let slash = folder.lastIndex(of: "/") else { return nil }
        folder = String(folder[..<slash])
    }
}

/// Whether the user's or the system's configuration has `safe.directory = *`, which git honours and libgit2 1.5 does
/// not.
///
/// The repository's own configuration is not read, as in git-config(1).
private func everyOwnerIsTrusted() -> Bool {
    var configuration: OpaquePointer?
    guard git_config_open_default(&configuration) == 0 else { return false }
    defer { git_config_free(configuration) }
    var iterator: OpaquePointer?
    guard git_config_multivar_iterator_new(&iterator, configuration, "safe.directory", nil) == 0 else { return false }
    defer { git_config_iterator_free(iterator) }
    var isTrusted = false
    var entry: UnsafeMutablePointer<git_config_entry>?
    while git_config_next(&entry, iterator) == 0, let value = entry?.pointee.value {
        let text = String(cString: value)
        // An empty value takes back all before it.
        if text.isEmpty { isTrusted = false }
        if text == "*" { isTrusted = true }
    }
    return isTrusted
}

/// The folder that `safe.directory` must name for the repository of a path.
private func repositoryFolder(of path: String) -> String {
    var buffer = git_buf()
    defer { git_buf_dispose(&buffer) }
    guard git_repository_discover(&buffer, path, 1, nil) == 0, let pointer = buffer.ptr else { return path }
    var found = String(cString: pointer)
    while found.hasSuffix("/"), found.utf8.count > 1 { found.removeLast() }
    return found.hasSuffix("/.git") ? String(found.dropLast(5)) : found
}
