internal import Glibc

/// Files that libgit2 writes before it gives them their name, and a killed process leaves.
///
/// `git gc` does not know their names. One is removed where it has not changed for some seconds and no process has it
/// open.
enum Leftovers {
    private static let patience = 2

    /// Removes what was left in a repository.
    ///
    /// - Parameter folder: the repository's, with a final `/`.
    static func remove(in folder: String) {
        var found: [String] = []
        for (place, beginnings) in [
            ("objects/", ["tmp_object_git2_"]), ("objects/pack/", ["pack_git2_", "tmp_pack_git2_"]),
        ] {
            for name in names(in: folder + place) where beginnings.contains(where: { name.hasPrefix($0) }) {
                var status = stat()
                let path = folder + place + name
                guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
                    time(nil) - status.st_mtim.tv_sec >= patience
                else { continue }
                found.append(path)
            }
        }
        guard !found.isEmpty else { return }
        let open = openFiles()
        for path in found {
            var status = stat()
            guard lstat(path, &status) == 0, !open.contains(FileName(status)) else { continue }
            unlink(path)
        }
    }

    /// The names in a folder; none where it can't be read.
    static func names(in folder: String) -> [String] {
        guard let handle = opendir(folder) else { return [] }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// A file as the system knows it.
    private struct FileName: Hashable {
        var device: UInt
        var number: UInt

        init(_ status: stat) { (device, number) = (UInt(status.st_dev), UInt(status.st_ino)) }
    }

    /// The files that processes of this machine have open, as far as the system shows that.
    private static func openFiles() -> Set<FileName> {
        var found: Set<FileName> = []
        for process in names(in: "/proc") where process.first?.isNumber == true {
            let folder = "/proc/\(process)/fd/"
            for number in names(in: folder) {
                var status = stat()
                if stat(folder + number, &status) == 0 { found.insert(FileName(status)) }
            }
        }
        return found
    }
}
