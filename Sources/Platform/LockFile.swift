internal import Glibc

/// A file that only those can lock who may write beside it.
///
/// Whoever can open a file can hold a lock on it (flock(2)), and with that hold up everybody else.
package enum LockFile {
    /// Opens a lock file, and makes it where it is not there.
    ///
    /// - Parameter path: the file's, in a folder that is there.
    /// - Returns: the open file, for the caller to close.
    /// - Throws: ``SystemFailure``.
    package static func open(_ path: String) throws(SystemFailure) -> Int32 {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var status = stat()
        var mode: mode_t = 0o600
        // Where others may write the folder, they are to take turns with us. One where everybody has files of their own
        // is nobody's.
        if stat(folder, &status) == 0, status.st_mode & S_ISVTX == 0 {
            if status.st_mode & S_IWGRP != 0 { mode |= 0o040 }
            if status.st_mode & S_IWOTH != 0 { mode |= 0o004 }
        }
        let file = Glibc.open(path, O_RDONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode)
        guard file >= 0 else { throw SystemFailure(errno) }
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw SystemFailure(EINVAL, "it is not a regular file; remove it")
        }
        // One that was made before, or by an umask that takes too much away.
        if status.st_mode & 0o777 != mode, status.st_uid == geteuid() { fchmod(file, mode) }
        return file
    }
}
