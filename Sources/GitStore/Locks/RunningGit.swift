internal import Glibc

/// The git processes that run on this machine.
enum RunningGit {
    /// Whether one works in a repository, as far as the system shows that.
    ///
    /// - Parameter folders: its folder, and that of its working tree, each with a final slash.
    /// - Returns: whether one does.
    static func isAtWork(in folders: [String]) -> Bool {
        for name in Leftovers.names(in: "/proc") {
            guard name.first?.isNumber == true,
                let command = RepositoryFiles.octets(of: "/proc/\(name)/comm", limit: 64),
                String(decoding: command, as: UTF8.self).hasPrefix("git"),
                !String(decoding: command, as: UTF8.self).hasPrefix("gitlab")
            else { continue }
            if isNamed(folders, to: name) { return true }
            var folder = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            guard readlink("/proc/\(name)/cwd", &folder, Int(PATH_MAX)) > 0 else {
                // Gone meanwhile, or another user's, which may be at work anywhere.
                if errno == ENOENT || errno == ESRCH { continue }
                return true
            }
            let place = String(decoding: folder.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + "/"
            if folders.contains(where: { place.hasPrefix($0) }) { return true }
        }
        return false
    }

    /// Whether a process was told by its arguments to work in one of the folders, wherever it stands.
    private static func isNamed(_ folders: [String], to process: String) -> Bool {
        guard let octets = RepositoryFiles.octets(of: "/proc/\(process)/cmdline", limit: 1 << 16) else { return false }
        let arguments = octets.split(separator: 0).map { String(decoding: $0, as: UTF8.self) + "/" }
        return folders.contains { folder in arguments.contains { $0.contains(folder) } }
    }
}
