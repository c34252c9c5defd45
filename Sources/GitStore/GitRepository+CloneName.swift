internal import Glibc
internal import ZonePlanning

extension GitRepository {
    /// A name for this clone that no other has, and all its worktrees share.
    ///
    /// Made of a random file in the repository, which `git clone` does not copy, of where the repository is and of the
    /// host: so a folder that is copied whole is another clone.
    ///
    /// - Parameter host: the host's name.
    /// - Returns: 16 hexadecimal digits.
    /// - Throws: ``GitError`` when the file can be neither read nor made.
    package func cloneName(host: String) throws(GitError) -> String {
        let path = folder + "gate53-clone"
        // Whoever comes first makes the file; it has its octets from the moment on that it has its name.
        if access(path, F_OK) != 0 {
            let text = (0..<4).map { _ in String(UInt64.random(in: 0...UInt64.max), radix: 16) }.joined(separator: "-")
            let draft = path + ".\(getpid())"
            let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
            if file >= 0 {
                _ = text.utf8.withContiguousStorageIfAvailable { write(file, $0.baseAddress, $0.count) }
                close(file)
                _ = link(draft, path)
            }
            unlink(draft)
        }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw GitError(.failed, "cannot read '\(path)': \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var octets = [UInt8](repeating: 0, count: 256)
        let count = max(0, read(file, &octets, octets.count))
        return String(
            Digest(of: Array(octets[..<count]) + Array("\n\(host)\n\(folder)".utf8)).hexadecimal.prefix(16))
    }
}
