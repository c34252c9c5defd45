internal import FoundationEssentials

/// Paths as a user would write them.
enum RelativePath {
    /// An absolute path as it is seen from the current folder; the path itself where that folder is not known.
    ///
    /// Both must be free of symbolic links, as what git and the system say of their folders is.
    static func of(_ path: String, from folder: String = FileManager.default.currentDirectoryPath) -> String {
        guard path.hasPrefix("/"), folder.hasPrefix("/") else { return path }
        let to = path.split(separator: "/")
        let from = folder.split(separator: "/")
        let shared = zip(to, from).prefix { $0 == $1 }.count
        let parts = Array(repeating: "..", count: from.count - shared) + to[shared...].map(String.init)
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
}
