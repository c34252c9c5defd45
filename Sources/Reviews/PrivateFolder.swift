internal import Glibc
internal import Platform

/// A folder that only we can read, removed with all files when it goes out of use.
///
/// Each process holds a lock of the operating system on its own ones. Those of processes that were killed are removed
/// by the next one that makes a folder at that place.
struct PrivateFolder: ~Copyable {
    let path: String
    private let lock: Int32

    private static let prefix = "gate53-private-"
    /// The file by which a folder is known as one of these, whatever its name.
    private static let mark = ".gate53-private"

    /// Makes the folder.
    ///
    /// - Parameter parent: the folder to make it in.
    /// - Throws: ``ProgramFailure`` when it cannot be made.
    init(in parent: String) throws(ProgramFailure) {
        Self.removeDead(in: parent)
        for _ in 0..<100 {
            var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else {
                throw ProgramFailure(
                    message: "cannot make a private folder in \(parent): \(SystemFailure(errno).message)")
            }
            let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let held = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            // Somebody who tidies up holds it at this moment, or was faster than we and has removed it.
            guard held >= 0 ? Self.isOurs(held) : errno != ENOENT else {
                close(held)
                rmdir(folder)
                continue
            }
            guard held >= 0, writeFile("\(folder)/\(Self.mark)", [], mode: 0o600) else {
                let number = errno
                if held >= 0 { close(held) }
                Self.remove(folder)
                throw ProgramFailure(
                    message: "cannot use the private folder \(folder): \(SystemFailure(number).message)")
            }
            (path, lock) = (folder, held)
            return
        }
        throw ProgramFailure(
            message: "another process locks each new folder in \(parent); 'lslocks' says which one it is")
    }

    /// Takes the lock of a folder that was just made, without waiting; false where another has it, or the folder is
    /// gone.
    private static func isOurs(_ folder: Int32) -> Bool {
        while flock(folder, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            // A file system that knows no such locks has nobody who tidies up either.
            if errno != EINTR { break }
        }
        var status = stat()
        return fstat(folder, &status) == 0 && status.st_nlink > 0
    }

    deinit {
        Self.remove(path)
        close(lock)
    }

    private static func remove(_ path: String) {
        for name in FolderNames.of(path) { unlink(path + "/" + name) }
        rmdir(path)
    }

    /// Removes our own folders that no process holds.
    private static func removeDead(in parent: String) {
        for name in FolderNames.of(parent) where name.hasPrefix(prefix) && name.utf8.count == prefix.utf8.count + 6 {
            let path = "\(parent)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode == S_IFDIR | 0o700, status.st_uid == getuid()
            else { continue }
            let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard folder >= 0 else { continue }
            // Without its mark it is nobody's but where it is empty: its process died before it wrote one.
            if flock(folder, LOCK_EX | LOCK_NB) == 0, access("\(path)/\(mark)", F_OK) == 0 || rmdir(path) == 0 {
                remove(path)
            }
            close(folder)
        }
    }

    /// Writes a file that only we can read.
    ///
    /// - Parameters:
    ///   - name: a name that is not there yet.
    ///   - octets: its content.
    /// - Returns: its path.
    /// - Throws: ``ProgramFailure`` when it cannot be written.
    func write(_ name: String, _ octets: [UInt8]) throws(ProgramFailure) -> String {
        let file = path + "/" + name
        guard writeFile(file, octets, mode: 0o600) else {
            throw ProgramFailure(message: "cannot write \(file): \(SystemFailure(errno).message)")
        }
        return file
    }
}

/// Writes a file that is not there yet, and has it on the disk.
///
/// - Returns: false where that failed; errno says why.
func writeFile(_ path: String, _ octets: [UInt8], mode: mode_t) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return false }
    var rest = octets[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written > 0 {
            rest = rest.dropFirst(written)
        } else if errno != EINTR {
            break
        }
    }
    let isWhole = rest.isEmpty && fsync(descriptor) == 0
    return close(descriptor) == 0 && isWhole
}

/// Reads a regular file; a link is followed, a pipe is not waited for.
///
/// - Parameters:
///   - path: the file.
///   - limit: the largest size in octets.
/// - Returns: its octets; `nil` where it cannot be read, is no regular file or is larger.
func readFile(_ path: String, limit: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
        return nil
    }
    var octets: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while octets.count <= limit {
        let count = read(descriptor, &chunk, chunk.count)
        if count == 0 { return octets }
        if count < 0, errno != EINTR { return nil }
        octets += chunk.prefix(max(0, count))
    }
    return nil
}
