internal import Glibc
internal import Platform

extension MasterFileSystem {
    /// The files of this machine.
    package static let machine = MasterFileSystem(
        kind: kind, names: names, read: read, makeFolder: makeFolder, lock: lock,
        unlock: { _ = Glibc.close($0) }, create: create, write: write,
        setMode: { file, mode, path throws(Failure) in
            if fchmod(file, mode) != 0 { throw Failure(errno, step: "cannot set the mode of", path: path) }
        },
        setOwner: { file, owner, group, path throws(Failure) in
            if fchown(file, owner, group) != 0 { throw Failure(errno, step: "cannot set the owner of", path: path) }
        },
        sync: { file, path throws(Failure) in
            if fsync(file) != 0 { throw Failure(errno, step: "cannot write to the disk:", path: path) }
        },
        close: { _ = Glibc.close($0) },
        rename: { from, to throws(Failure) in
            if Glibc.rename(from, to) != 0 { throw Failure(errno, step: "cannot put in place", path: to) }
        },
        syncFolder: syncFolder,
        remove: { path throws(Failure) in
            if unlink(path) != 0 && errno != ENOENT { throw Failure(errno, step: "cannot remove", path: path) }
        })

    private static func kind(_ path: String) throws(Failure) -> Kind? {
        var status = stat()
        if lstat(path, &status) != 0 {
            if errno == ENOENT { return nil }
            throw Failure(errno, step: "cannot look at", path: path)
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .symbolicLink
        default: .other
        }
    }

    private static func names(_ folder: String) throws(Failure) -> [String] {
        guard let stream = opendir(folder) else { throw Failure(errno, step: "cannot list", path: folder) }
        defer { closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { octets in
                String(decoding: octets.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        if errno != 0 { throw Failure(errno, step: "cannot list", path: folder) }
        return names.sorted()
    }

    private static func read(_ folder: String, _ path: [String], _ limit: Int) throws(Failure) -> File? {
        let name = path.joined(separator: "/")
        var opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if opened < 0 {
            if errno == ENOENT { return nil }
            throw Failure(errno, step: "cannot open", path: folder)
        }
        defer { _ = Glibc.close(opened) }
        for (index, part) in path.enumerated() {
            let isLast = index == path.count - 1
            // O_NONBLOCK: opening a pipe must not wait.
            let flags = isLast ? O_RDONLY | O_NONBLOCK : O_RDONLY | O_DIRECTORY
            let next = openat(opened, part, flags | O_NOFOLLOW | O_CLOEXEC)
            if next < 0 {
                if errno == ENOENT { return nil }
                throw Failure(errno, step: "cannot open", path: "\(folder)/\(name)")
            }
            _ = Glibc.close(opened)
            opened = next
        }
        return try read(opened, path: "\(folder)/\(name)", limit: limit)
    }

    private static func read(_ file: Int32, path: String, limit: Int) throws(Failure) -> File {
        var status = stat()
        if fstat(file, &status) != 0 { throw Failure(errno, step: "cannot look at", path: path) }
        if status.st_mode & S_IFMT != S_IFREG { throw Failure(EISDIR, step: "not a regular file:", path: path) }
        var octets: [UInt8] = []
        var capacity = min(Int(status.st_size), limit) + 1
        while true {
            var failure: Int32 = 0
            let start = octets.count
            // The file may grow while it is read: one more octet than expected is asked for, then more.
            let part = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                while count < buffer.count {
                    let done = Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                    if done < 0 && errno == EINTR { continue }
                    if done < 0 { failure = errno }
                    if done <= 0 { break }
                    count += done
                }
            }
            if failure != 0 { throw Failure(failure, step: "cannot read", path: path) }
            let isWhole = part.count < capacity
            octets = start == 0 ? part : octets + part
            if octets.count > limit { throw Failure(EFBIG, step: "cannot read", path: path) }
            if isWhole { break }
            capacity = 1 << 20
        }
        return File(
            octets: octets, mode: UInt32(status.st_mode & 0o7777), owner: UInt32(status.st_uid),
            group: UInt32(status.st_gid))
    }

    private static func makeFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        let parent = path.split(separator: "/", omittingEmptySubsequences: true).dropLast()
        guard errno == ENOENT, !parent.isEmpty else { throw Failure(errno, step: "cannot make the folder", path: path) }
        try makeFolder((path.hasPrefix("/") ? "/" : "") + parent.joined(separator: "/"))
        if mkdir(path, 0o755) != 0 && errno != EEXIST {
            throw Failure(errno, step: "cannot make the folder", path: path)
        }
    }

    private static func lock(_ path: String) throws(Failure) -> Int32? {
        let file: Int32
        do throws(SystemFailure) { file = try LockFile.open(path) } catch {
            throw Failure(error.number, step: "cannot open the lock file", path: path)
        }
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            let number = errno
            if number == EINTR { continue }
            _ = Glibc.close(file)
            if number == EWOULDBLOCK { return nil }
            throw Failure(number, step: "cannot lock", path: path)
        }
        return file
    }

    private static func create(_ path: String) throws(Failure) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        if file < 0 { throw Failure(errno, step: "cannot make the file", path: path) }
        return file
    }

    private static func write(_ file: Int32, _ octets: ArraySlice<UInt8>, _ path: String) throws(Failure) {
        var rest = octets
        while !rest.isEmpty {
            let done = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if done < 0 {
                if errno == EINTR { continue }
                throw Failure(errno, step: "cannot write", path: path)
            }
            rest = rest.dropFirst(done)
        }
    }

    private static func syncFolder(_ path: String) throws(Failure) {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder < 0 { throw Failure(errno, step: "cannot open", path: path) }
        defer { _ = Glibc.close(folder) }
        // A file system that cannot sync a folder says EINVAL; there is nothing more to do then.
        if fsync(folder) != 0 && errno != EINVAL {
            throw Failure(errno, step: "cannot write to the disk:", path: path)
        }
    }
}

extension MasterFileSystem.Failure {
    /// What the system says about the error, as in `No space left on device`.
    var reason: String { SystemFailure(number).message }

    /// What to do about it; `code` is what the caller should do.
    var remedy: (code: FailureCode, text: String) {
        switch number {
        case EACCES, EPERM: (.denied, "give the user that runs gate53 the right to read and write there")
        case EROFS: (.denied, "mount the file system for writing")
        case ENOSPC, EDQUOT: (.unavailable, "free some space and apply again")
        case ELOOP: (.unreadable, "a symbolic link stands there; put the file itself in its place")
        case ENOTDIR: (.unreadable, "something that is not a folder stands in the path, or a symbolic link to one")
        case EISDIR: (.unreadable, "put a regular file there, or remove it")
        case EFBIG: (.unreadable, "the file is too large; split the zone")
        case ENAMETOOLONG: (.unreadable, "the path is too long; choose another directory")
        default: (.unavailable, "try again when this is put right")
        }
    }

    enum FailureCode {
        case denied, unavailable, unreadable
    }
}
