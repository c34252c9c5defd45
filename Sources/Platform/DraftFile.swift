package import Glibc

// Decision 0056: a killed run needs no hands.

/// A file that is written beside its place and gets its name once it is whole.
///
/// A process that is killed leaves its draft. Each holds a lock of the operating system on its own one, which dies with
/// it: whoever makes a draft in a folder removes those there that nobody holds.
package struct DraftFile: ~Copyable {
    /// How the names begin; 16 hexadecimal digits and ``suffix`` follow.
    package static let prefix = ".gate53-"
    /// How the names end.
    package static let suffix = ".draft"

    package let path: String
    /// Open to be written.
    package let descriptor: Int32

    /// Makes an empty draft, and removes those that dead processes left in the folder.
    ///
    /// - Parameters:
    ///   - folder: the folder's path with a final slash; empty for the current one.
    ///   - mode: its permissions, from which the umask is taken.
    /// - Throws: ``SystemFailure``.
    package init(in folder: String, mode: mode_t) throws(SystemFailure) {
        try self.init(in: folder, mode: mode) { file in
            while flock(file, LOCK_EX | LOCK_NB) != 0 {
                if errno != EINTR { return errno }
            }
            return 0
        }
    }

    /// As ``init(in:mode:)``.
    ///
    /// - Parameters:
    ///   - folder: as there.
    ///   - mode: as there.
    ///   - lock: takes a lock on an open file without waiting; gives the number of the error, or 0.
    /// - Throws: ``SystemFailure``.
    init(in folder: String, mode: mode_t, lock: (_ file: Int32) -> Int32) throws(SystemFailure) {
        Self.removeDead(in: folder)
        var last = EEXIST
        for _ in 0..<100 {
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            let zeros = String(repeating: "0", count: 16 - digits.utf8.count)
            let name = folder + Self.prefix + zeros + digits + Self.suffix
            let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
            guard file >= 0 else {
                last = errno
                if last == EEXIST { continue }
                throw SystemFailure(last)
            }
            // Somebody who tidies up holds it at this moment, or was faster than we and has removed it. A file system
            // that knows no such locks has nobody who tidies up either.
            var status = stat()
            guard lock(file) != EWOULDBLOCK, fstat(file, &status) == 0, status.st_nlink > 0 else {
                last = EWOULDBLOCK
                unlink(name)
                close(file)
                continue
            }
            (path, descriptor) = (name, file)
            return
        }
        guard last == EWOULDBLOCK else { throw SystemFailure(last) }
        throw SystemFailure(
            last,
            "another process locks each new file in '\(folder.isEmpty ? "." : folder)'; 'lslocks' says which one it is: end"
                + " it, or wait for it")
    }

    deinit {
        // Without effect where it was renamed; the lock is held so long.
        unlink(path)
        close(descriptor)
    }

    /// Writes octets at its end and has them on the disk.
    ///
    /// - Throws: ``SystemFailure``.
    package borrowing func write(_ octets: [UInt8]) throws(SystemFailure) {
        var rest = octets[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                rest = rest.dropFirst(written)
            } else if written == 0 || errno != EINTR {
                throw SystemFailure(written == 0 ? EIO : errno)
            }
        }
        if fsync(descriptor) != 0 { throw SystemFailure(errno) }
    }

    /// Gives it its name; what has that name is replaced.
    ///
    /// - Throws: ``SystemFailure``.
    package borrowing func replace(_ place: String) throws(SystemFailure) {
        if rename(path, place) != 0 { throw SystemFailure(errno) }
    }

    /// Gives it its name where nothing has that yet, not even a link that leads nowhere.
    ///
    /// - Returns: whether it was free.
    /// - Throws: ``SystemFailure``.
    package borrowing func take(_ place: String) throws(SystemFailure) -> Bool {
        if link(path, place) == 0 { return true }
        if errno == EEXIST { return false }
        // Some file systems have no links: the name is taken first, and then what has it replaced.
        guard [EPERM, ENOTSUP, ENOSYS, EMLINK].contains(errno) else { throw SystemFailure(errno) }
        let file = open(place, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            if errno == EEXIST { return false }
            throw SystemFailure(errno)
        }
        close(file)
        do throws(SystemFailure) { try replace(place) } catch {
            unlink(place)
            throw error
        }
        return true
    }

    /// Whether a file's name is that of a draft.
    static func isDraft(_ name: String) -> Bool {
        let digits = name.dropFirst(prefix.count).dropLast(suffix.count).utf8
        return name.hasPrefix(prefix) && name.hasSuffix(suffix) && digits.count == 16
            && digits.allSatisfy { 48...57 ~= $0 || 97...102 ~= $0 }
    }

    /// Removes the drafts in a folder that nobody holds.
    ///
    /// - Parameter folder: as above.
    package static func removeDead(in folder: String) {
        for name in FolderNames.of(folder.isEmpty ? "." : folder) where isDraft(name) {
            let path = folder + name
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
                continue
            }
            let file = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard file >= 0 else { continue }
            if flock(file, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(file)
        }
    }
}

/// What is in a folder.
package enum FolderNames {
    /// The names, without `.` and `..`; none where it can't be read.
    package static func of(_ folder: String) -> [String] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
