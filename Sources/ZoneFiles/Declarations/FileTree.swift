package import DNSModel

/// A tree of files: a commit's, or the working tree as it lies on the disk.
///
/// Paths are relative to the root, with `/` between folders. No symbolic link is ever followed.
package protocol FileTree: Sendable {
    /// The commit whose tree this is; `nil` for a working tree, and a plan of that cannot be applied.
    var commit: CommitID? { get }

    /// Whether these are not the files of ``commit`` alone, but of a merge of it.
    var isMerge: Bool { get }

    /// The file at a path, or `nil` where there is none or a folder.
    ///
    /// - Throws: ``GitError``; with code `invalidPath` for a path that is absolute or contains `..`.
    func file(at path: String) throws(GitError) -> TreeFile?

    /// All files below a folder, in the order of their paths' octets; an empty path means the whole tree.
    ///
    /// Where the path is itself a file, a symbolic link or a submodule, that one is returned; where there is nothing,
    /// nothing.
    ///
    /// - Throws: ``GitError``.
    func files(below folder: String) throws(GitError) -> [TreeFile]

    /// Calls the body with the octets of a regular file, which are valid during the call, without copying them.
    ///
    /// - Parameters:
    ///   - file: a file of this tree.
    ///   - limit: the largest size in octets.
    ///   - body: what to do with them.
    /// - Returns: what the body returns.
    /// - Throws: ``GitError``; with code `tooLarge` past the limit, and `noSuchFile` for a link or a submodule.
    func withOctets<Result>(of file: TreeFile, limit: Int, _ body: (Octets) -> Result) throws(GitError) -> Result
}

extension FileTree {
    package var isMerge: Bool { false }

    /// The commit, where these are its own files.
    package var ownCommit: CommitID? { isMerge ? nil : commit }

    /// The octets of the settings or signers at a path, which are small.
    ///
    /// - Parameter path: from the root of the tree; `nil` means that no file is named.
    /// - Returns: `nil` where there is no regular file.
    /// - Throws: ``GitError``.
    package func smallFile(at path: String?) throws(GitError) -> [UInt8]? {
        guard let path, let file = try file(at: path), file.kind == .regular else { return nil }
        return try octets(of: file, limit: 1 << 20)
    }

    /// The octets of a regular file.
    ///
    /// - Parameters:
    ///   - file: a file of this tree.
    ///   - limit: the largest size in octets.
    /// - Returns: a copy.
    /// - Throws: ``GitError``; with code `tooLarge` past the limit, and `noSuchFile` for a link or a submodule.
    package func octets(of file: TreeFile, limit: Int = TreeFile.defaultLimit) throws(GitError) -> [UInt8] {
        try withOctets(of: file, limit: limit) { Array($0) }
    }
}

/// One file of a tree.
package struct TreeFile: Hashable, Sendable {
    /// What a file is.
    package enum Kind: String, Hashable, Sendable {
        /// A file with octets.
        case regular
        /// A symbolic link, which is not followed.
        case symlink
        /// Another repository's commit, which is not looked into.
        case submodule
    }

    /// The largest file that is read unless the caller says otherwise: 256 MiB, about 3,000,000 record sets.
    package static let defaultLimit = 256 << 20

    /// The path from the root of the tree, with `/` between folders.
    package var path: String
    /// The object's name in 40 hexadecimal digits: equal for equal octets.
    package var blob: String
    package var kind: Kind

    package init(path: String, blob: String, kind: Kind) {
        self.path = path
        self.blob = blob
        self.kind = kind
    }
}

/// Takes a path apart.
package enum TreePath {
    /// Most folders in a path.
    package static let maximumDepth = 64
    /// Most files in one listing.
    package static let maximumFiles = 1_000_000

    /// The components of a path, without empty ones and `.`.
    ///
    /// - Parameter path: a path relative to the root; empty for the root.
    /// - Returns: the components.
    /// - Throws: ``GitError`` with code `invalidPath`.
    package static func components(of path: String) throws(GitError) -> [String] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init).filter { $0 != "." }
        if path.hasPrefix("/") || parts.contains("..") || path.utf8.contains(0) {
            throw GitError(
                .invalidPath,
                "'\(path)' leaves the repository; write a path relative to the repository's root, without '..'")
        }
        if parts.count > maximumDepth {
            throw GitError(.invalidPath, "'\(path)' is more than \(maximumDepth) folders deep; use fewer folders")
        }
        return parts
    }

    /// Joins a folder, empty for the root, and a name.
    package static func joined(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : folder + "/" + name
    }

    /// The error for a listing that is too long or too deep.
    package static func unbounded(_ folder: String) -> GitError {
        GitError(
            .tooLarge,
            "'\(folder)' has more than \(maximumFiles) files or \(maximumDepth) levels of folders; use a smaller folder"
        )
    }
}
