internal import Glibc
internal import Platform
package import ZoneFiles
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
            do throws(SystemFailure) {
                let draft = try DraftFile(in: folder, mode: 0o644)
                try draft.write(Array(text.utf8))
                _ = try draft.take(path)
            } catch {
                throw GitError(.failed, "cannot make '\(path)': \(error.message)")
            }
        } else {
            DraftFile.removeDead(in: folder)
        }
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw GitError(.failed, "cannot read '\(path)': \(SystemFailure(errno).message)")
        }
        defer { close(file) }
        var octets = [UInt8](repeating: 0, count: 256)
        let count = max(0, read(file, &octets, octets.count))
        return String(
            Digest(of: Array(octets[..<count]) + Array("\n\(host)\n\(folder)".utf8)).hexadecimal.prefix(16))
    }
}
