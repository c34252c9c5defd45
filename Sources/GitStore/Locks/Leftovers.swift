internal import Glibc
internal import Platform

/// Files that libgit2 writes before it gives them their name, and a killed process leaves.
///
/// `git gc` does not know their names. One is removed where it was watched for some seconds and did not change, and no
/// process has it open.
enum Leftovers {
    /// How long one must be watched: between the writing and the renaming is a moment.
    static let longestWait = Duration.seconds(2)

    /// The files in a repository that may be such ones, as they are now.
    ///
    /// - Parameter folder: the repository's, with a final `/`.
    /// - Returns: them by their paths; none of them is open in any process.
    static func seen(in folder: String) -> [String: FileState] {
        var found: [String: FileState] = [:]
        for (place, beginnings) in [
            ("objects/", ["tmp_object_git2_"]), ("objects/pack/", ["pack_git2_", "tmp_pack_git2_"]),
        ] {
            for name in names(in: folder + place) where beginnings.contains(where: { name.hasPrefix($0) }) {
                found[folder + place + name] = FileState(folder + place + name)
            }
        }
        if found.isEmpty { return found }
        guard let open = openFiles() else { return [:] }
        return found.filter { !open.contains($0.value.file) }
    }

    /// Removes those that are still as they were seen.
    ///
    /// - Parameters:
    ///   - before: as they were seen ``longestWait`` ago.
    ///   - folder: the repository's, with a final `/`.
    static func remove(_ before: [String: FileState], in folder: String) {
        for (path, state) in seen(in: folder) where before[path] == state { unlink(path) }
    }

    /// Watches what may have been left in a repository, and removes it; waits only where there is something.
    ///
    /// - Parameters:
    ///   - folder: the repository's, with a final `/`.
    ///   - time: how the waiting passes.
    static func tidy(in folder: String, _ time: WaitingTime = .machine) {
        let before = seen(in: folder)
        guard !before.isEmpty else { return }
        time.pause(longestWait)
        remove(before, in: folder)
    }

    /// As ``tidy(in:_:)``, for whoever is about to write objects; once in a process for each repository, so that what
    /// can't be removed is waited for once.
    static func tidyOnce(in folder: String) {
        if tidied.locked({ $0.insert(folder).inserted }) { tidy(in: folder) }
    }

    private static let tidied = LockedValue<Set<String>>([])

    /// The names in a folder; none where it can't be read.
    static func names(in folder: String) -> [String] { FolderNames.of(folder) }

    /// Whether a process runs the command that this one runs, by its name.
    private static func isOurs(_ process: String) -> Bool {
        guard process != String(getpid()),
            let name = RepositoryFiles.octets(of: "/proc/\(process)/comm", limit: 64)
        else { return false }
        return name == RepositoryFiles.octets(of: "/proc/self/comm", limit: 64)
    }

    /// The files that processes of this machine have open, as far as the system shows that; `nil` where one of ours
    /// runs and does not show it, as it does not to other users and to none but root.
    private static func openFiles() -> Set<FileState.File>? {
        var found: Set<FileState.File> = []
        for process in names(in: "/proc") where process.first?.isNumber == true {
            let folder = "/proc/\(process)/fd/"
            if access(folder, R_OK) != 0, errno == EACCES, isOurs(process) { return nil }
            for number in names(in: folder) {
                var status = stat()
                if stat(folder + number, &status) == 0 { found.insert(FileState.File(status)) }
            }
        }
        return found
    }
}
