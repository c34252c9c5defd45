internal import Glibc
internal import Platform
internal import ZoneFiles

// Decision 0094: remotes are reached by the stock git client.

/// A folder that is a repository to git: with the objects and references of another, and without its settings and
/// hooks.
///
/// It lies in that repository, so that settings of the user for folders below some place (`includeIf "gitdir:…"`) count
/// there too, always has the same few entries, and is made anew where it has others.
enum TransportFolder {
    /// Its name in the repository's folder.
    static let name = "gate53-transport"

    private static let head = "ref: refs/heads/gate53-has-no-branch\n"
    private static let settings = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
    private static let links = ["objects", "refs", "packed-refs", "shallow"]

    /// Makes it, unless it is there.
    ///
    /// - Parameter folder: the repository's, with a final slash.
    /// - Returns: its path.
    /// - Throws: ``GitError`` where it can't be made.
    static func path(in folder: String) throws(GitError) -> String {
        var path = folder + name
        var status = stat()
        // Where several users share the repository, each has one of their own.
        if lstat(path, &status) == 0, status.st_uid != geteuid() { path += "-\(geteuid())" }
        if isWhole(path) { return path }
        // Under another name first, so that another process never sees half of it.
        let draft = "\(path).\(String(UInt64.random(in: .min ... .max), radix: 36))"
        defer { remove(draft) }
        guard mkdir(draft, 0o700) == 0, write(head, draft + "/HEAD"), write(settings, draft + "/config"),
            links.allSatisfy({ symlink("../" + $0, draft + "/" + $0) == 0 })
        else { throw GitError(.failed, "cannot make '\(path)': \(SystemFailure(errno).message)") }
        for _ in 0..<3 where !isWhole(path) {
            if rename(draft, path) == 0 { break }
            let aside = draft + ".old"
            if rename(path, aside) == 0 { remove(aside) }
        }
        guard isWhole(path) else {
            throw GitError(.failed, "cannot make '\(path)', through which remotes are reached; remove it")
        }
        return path
    }

    /// Whether a folder has exactly what it must have.
    private static func isWhole(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
            return false
        }
        guard Set(FolderNames.of(path)) == Set(links + ["HEAD", "config"]) else { return false }
        for (file, text) in [("HEAD", head), ("config", settings)] {
            guard lstat(path + "/" + file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                RepositoryFiles.octets(of: path + "/" + file, limit: 4096).map({ Array($0) }) == Array(text.utf8)
            else { return false }
        }
        return links.allSatisfy { name in
            var target = [CChar](repeating: 0, count: 64)
            let count = readlink(path + "/" + name, &target, 63)
            let text = String(decoding: target.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
            return text == "../" + name
        }
    }

    private static func write(_ text: String, _ path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let octets = Array(text.utf8)
        return Glibc.write(file, octets, octets.count) == octets.count
    }

    /// Removes a folder or whatever is in its place; what can't be removed stays.
    private static func remove(_ path: String, depth: Int = 0) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR, depth < 8 {
            for name in FolderNames.of(path) { remove(path + "/" + name, depth: depth + 1) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
