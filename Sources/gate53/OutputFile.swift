internal import ArgumentParser
internal import DNSModel
internal import Platform
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Writes the files that a user names on the command line.
enum OutputFile {
    /// What a symbolic link in the place of the file means.
    enum LinkRule {
        /// The file it leads to is written.
        case follow
        /// Nothing is written.
        case refuse
    }

    /// Writes a file.
    ///
    /// A regular file is written whole or not at all, beside and then renamed, and keeps its permissions. A device,
    /// FIFO or socket is opened and written into.
    ///
    /// In a folder that everybody may write to, nothing of another user is followed or replaced.
    static func write(_ octets: [UInt8], to path: String, links: LinkRule = .follow) throws(CommandFailure) {
        guard !path.isEmpty else {
            throw CommandFailure(.validationFailure, "a file name is needed, as in --out plan.json", id: "file")
        }
        do throws(FileProblem) {
            let target = try target(of: path, links)
            var status = stat()
            guard stat(target, &status) == 0 else {
                // Nothing there: a new file, with the permissions that the umask leaves.
                if errno != ENOENT { throw FileProblem(errno) }
                return try replace(target, with: octets, like: nil)
            }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: throw FileProblem(EISDIR)
            case S_IFREG where isStandardOutput(status):
                if let number = Descriptor.send(octets, to: STDOUT_FILENO) { throw FileProblem(number) }
            case S_IFREG: try replace(target, with: octets, like: status)
            default: try write(octets, into: target)
            }
        } catch {
            throw CommandFailure(
                .failure, "\(Printable.text(path)) can't be written: \(error.reason(.writing))", id: "file")
        }
    }

    /// Finds out whether a file can be written again and again, whole or not at all; leaves what is there as it is.
    static func check(_ path: String) throws(CommandFailure) {
        do throws(FileProblem) {
            let target = try target(of: path, .follow)
            var status = stat()
            if stat(target, &status) == 0 {
                guard status.st_mode & S_IFMT == S_IFREG else {
                    throw status.st_mode & S_IFMT == S_IFDIR
                        ? FileProblem(EISDIR) : FileProblem(words: "it is not a regular file; name a file")
                }
                if access(target, W_OK) != 0 { throw FileProblem(errno) }
            } else if errno != ENOENT {
                throw FileProblem(errno)
            }
            do throws(SystemFailure) {
                _ = try DraftFile(in: folder(of: target), mode: 0o600)
            } catch { throw FileProblem(error) }
        } catch {
            throw CommandFailure(
                .failure, "\(Printable.text(path)) can't be written: \(error.reason(.writing))", id: "file")
        }
    }

    /// Refuses a path that leads through what another user has put where everybody may write.
    static func checkPlace(_ path: String) throws(CommandFailure) {
        do throws(FileProblem) { _ = try target(of: path, .follow) } catch {
            throw CommandFailure(
                .failure, "\(Printable.text(path)) can't be used: \(error.reason(.writing))", id: "file")
        }
    }

    // MARK: - Which file is meant

    /// The file that is written: the path itself, or where its symbolic links lead; there need be nothing there.
    private static func target(of path: String, _ links: LinkRule) throws(FileProblem) -> String {
        var target = path
        try checkFolders(of: target)
        // As many links as the system follows.
        for _ in 0..<40 {
            var status = stat()
            guard lstat(target, &status) == 0 else { return target }
            try checkIsOurs(target, status)
            guard status.st_mode & S_IFMT == S_IFLNK else { return target }
            // A device is opened by the path as it was named: what the links of /dev/stdout say is no path.
            var end = stat()
            if stat(target, &end) == 0, end.st_mode & S_IFMT != S_IFREG { return target }
            let link = try destination(of: target)
            if case .refuse = links {
                throw FileProblem(
                    words: "it is a symbolic link to \(Printable.text(link)); name the file itself")
            }
            target = link.hasPrefix("/") ? link : folder(of: target) + link
            try checkFolders(of: target)
        }
        throw FileProblem(ELOOP)
    }

    /// Refuses a path whose folders lead through a link that another user made where everybody may.
    private static func checkFolders(of path: String) throws(FileProblem) {
        for index in path.indices where path[index] == "/" && index > path.startIndex {
            let folder = String(path[..<index])
            var status = stat()
            if lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { try checkIsOurs(folder, status) }
        }
    }

    /// Refuses what another user has put into a folder where everybody may (proc_sys_fs(5), `protected_symlinks`, which
    /// not every system has on, and which looks at no link that we read ourselves).
    private static func checkIsOurs(_ path: String, _ status: stat) throws(FileProblem) {
        let place = folder(of: path)
        var around = stat()
        guard stat(place.isEmpty ? "." : place, &around) == 0, around.st_mode & S_ISVTX != 0,
            around.st_mode & S_IWOTH != 0, status.st_uid != geteuid(), status.st_uid != around.st_uid
        else { return }
        throw FileProblem(
            words:
                "'\(Printable.text(path))' belongs to another user, in a folder where everybody may write; name another"
                + " place")
    }

    private static func destination(of link: String) throws(FileProblem) -> String {
        let octets = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            let length = buffer.withMemoryRebound(to: CChar.self) { text in
                text.baseAddress.map { readlink(link, $0, text.count) } ?? 0
            }
            count = max(0, length)
        }
        guard !octets.isEmpty else { throw FileProblem(errno) }
        return String(decoding: octets, as: UTF8.self)
    }

    /// The folder of a path with its final slash; nothing where the path names none.
    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }

    /// Whether this is the file that stdout goes to, as with `--out /dev/stdout >file`.
    private static func isStandardOutput(_ status: stat) -> Bool {
        var output = stat()
        return fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == status.st_dev && output.st_ino == status.st_ino
    }

    // MARK: - Writing

    private static func write(_ octets: [UInt8], into path: String) throws(FileProblem) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw FileProblem(errno) }
        let failure = Descriptor.send(octets, to: descriptor)
        // Some devices and network file systems say only now that they did not take it.
        let closing = close(descriptor) == 0 ? nil : errno
        if let number = failure ?? closing { throw FileProblem(number) }
    }

    /// Writes a regular file beside its place, and renames it there once it is on the disk.
    private static func replace(_ path: String, with octets: [UInt8], like old: stat?) throws(FileProblem) {
        // Renaming would replace a file that the user keeps from being written.
        if old != nil && access(path, W_OK) != 0 { throw FileProblem(errno) }
        let folder = folder(of: path)
        do throws(SystemFailure) {
            let draft = try DraftFile(in: folder, mode: old == nil ? 0o644 : 0o600)
            if let old {
                // The owner can be kept only by root; the permissions come after, as a change of owner may take some
                // away.
                _ = fchown(draft.descriptor, old.st_uid, old.st_gid)
                if fchmod(draft.descriptor, old.st_mode & 0o777) != 0 { throw SystemFailure(errno) }
            }
            try draft.write(octets)
            try draft.replace(path)
        } catch { throw FileProblem(error) }
        // The name is on the disk once its folder is; where a folder can't be synchronised, nothing is lost but this.
        let opened = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { return }
        _ = fsync(opened)
        close(opened)
    }
}
