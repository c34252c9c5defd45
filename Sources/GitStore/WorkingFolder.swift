internal import CGit2
package import DNSModel
internal import Glibc
internal import Platform
package import ZoneFiles

/// The files of a working tree as they lie on the disk: a preview of what a commit would hold.
///
/// Nothing is ignored but `.git`. Every folder is opened below its parent without following links, so no path leads
/// out of the working tree, whatever is moved meanwhile. Files are read again when their octets are asked for. Filters
/// (`core.autocrlf`) are not applied: what is on the disk is what counts.
package struct WorkingFolder: FileTree {
    private let repository: GitRepository
    private let root: String

    /// Nothing: a plan of files that are in no commit cannot be applied.
    package var commit: CommitID? { nil }

    init(repository: GitRepository, root: String) {
        self.repository = repository
        self.root = root
    }

    package func file(at path: String) throws(GitError) -> TreeFile? {
        let components = try TreePath.components(of: path)
        guard let name = components.last, let folder = try open(components.dropLast()) else { return nil }
        let path = components.joined(separator: "/")
        guard case .file(let kind) = status(of: name, in: folder) else { return nil }
        return try treeFile(kind, name, in: folder, path: path)
    }

    package func files(below folder: String) throws(GitError) -> [TreeFile] {
        let components = try TreePath.components(of: folder)
        let path = components.joined(separator: "/")
        if let file = try file(at: path) { return [file] }
        guard let handle = try open(components[...]) else { return [] }
        var files: [TreeFile] = []
        var visited = 0
        try collect(handle, path, depth: components.count, &files, &visited)
        return files
    }

    package func withOctets<Result>(
        of file: TreeFile, limit: Int, _ body: (Octets) -> Result
    ) throws(GitError) -> Result {
        let components = try TreePath.components(of: file.path)
        guard let name = components.last, let folder = try open(components.dropLast()),
            case .file(.regular) = status(of: name, in: folder)
        else { throw GitError(.noSuchFile, "'\(file.path)' is not a regular file; put one there") }
        let octets = try read(name, in: folder, path: file.path, limit: limit)
        return octets.withUnsafeBufferPointer(body)
    }

    // MARK: The disk

    /// What lies under a name.
    private enum Status {
        case folder
        case file(TreeFile.Kind)
        /// Nothing, or what git does not keep: sockets, pipes and devices.
        case nothing
    }

    /// Opens a folder of the tree; `nil` where there is none, or a link, a submodule or `.git` is on the way.
    private func open(_ components: ArraySlice<String>) throws(GitError) -> FolderHandle? {
        guard var handle = FolderHandle(root) else {
            throw GitError(
                .noWorkingTree, "cannot open the working tree '\(root)': \(SystemFailure(errno).message)")
        }
        for name in components {
            guard case .folder = status(of: name, in: handle), let next = FolderHandle(name, in: handle) else {
                return nil
            }
            handle = next
        }
        return handle
    }

    private func status(of name: String, in folder: borrowing FolderHandle) -> Status {
        var status = stat()
        guard name != ".git", fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return .nothing
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(.regular)
        case S_IFLNK: return .file(.symlink)
        case S_IFDIR:
            // A folder with a `.git` of its own is another repository, as git sees it.
            return fstatat(folder.descriptor, name + "/.git", &status, AT_SYMLINK_NOFOLLOW) == 0
                ? .file(.submodule) : .folder
        default: return .nothing
        }
    }

    private func treeFile(
        _ kind: TreeFile.Kind, _ name: String, in folder: borrowing FolderHandle, path: String
    ) throws(GitError) -> TreeFile {
        let octets: [UInt8]
        switch kind {
        case .regular: octets = try read(name, in: folder, path: path, limit: TreeFile.defaultLimit)
        case .symlink: octets = target(of: name, in: folder)
        case .submodule: return TreeFile(path: path, blob: ObjectID(git_oid()).hex, kind: kind)
        }
        var oid = git_oid()
        try check(git_odb_hash(&oid, octets, octets.count, GIT_OBJECT_BLOB), "cannot hash '\(path)'")
        return TreeFile(path: path, blob: ObjectID(oid).hex, kind: kind)
    }

    private func target(of name: String, in folder: borrowing FolderHandle) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            let length = start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                readlinkat(folder.descriptor, name, $0, buffer.count)
            }
            count = max(0, length)
        }
    }

    private func read(
        _ name: String, in folder: borrowing FolderHandle, path: String, limit: Int
    ) throws(GitError) -> [UInt8] {
        let descriptor = openat(folder.descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        defer { if descriptor >= 0 { close(descriptor) } }
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw GitError(.noSuchFile, "cannot read '\(path)': \(SystemFailure(errno).message)")
        }
        var octets: [UInt8] = []
        // One octet more than the file has, to see its end in the second read.
        var room = max(0, min(Int(status.st_size), limit)) + 1
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                count = max(0, Glibc.read(descriptor, buffer.baseAddress, buffer.count))
            }
            if octets.isEmpty { octets = chunk } else { octets += chunk }
            guard octets.count <= limit else {
                throw GitError(.tooLarge, "'\(path)' has more than \(limit) octets; split the file")
            }
            if chunk.isEmpty { return octets }
            room = 65_536
        }
    }

    private func collect(
        _ handle: borrowing FolderHandle, _ folder: String, depth: Int, _ files: inout [TreeFile], _ visited: inout Int
    ) throws(GitError) {
        guard depth <= TreePath.maximumDepth else { throw TreePath.unbounded(folder) }
        var found: [(key: [UInt8], name: String, kind: TreeFile.Kind?)] = []
        for name in try handle.names(folder) {
            switch status(of: name, in: handle) {
            case .folder: found.append((Array((name + "/").utf8), name, nil))
            case .file(let kind): found.append((Array(name.utf8), name, kind))
            case .nothing: continue
            }
        }
        visited += found.count
        guard visited <= TreePath.maximumFiles else { throw TreePath.unbounded(folder) }
        found.sort { octetsCompare($0.key, $1.key) < 0 }
        for (_, name, kind) in found {
            let path = TreePath.joined(folder, name)
            if let kind {
                files.append(try treeFile(kind, name, in: handle, path: path))
            } else if let next = FolderHandle(name, in: handle) {
                try collect(next, path, depth: depth + 1, &files, &visited)
            }
        }
    }
}

/// An open folder.
private struct FolderHandle: ~Copyable {
    let descriptor: Int32

    /// Opens a folder by its path.
    init?(_ path: String) {
        descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    /// Opens a folder by its name in another, unless it is a link.
    init?(_ name: String, in folder: borrowing FolderHandle) {
        descriptor = openat(folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
    }

    deinit { close(descriptor) }

    /// The names of everything in the folder, in no order.
    func names(_ path: String) throws(GitError) -> [String] {
        // fdopendir takes the descriptor over, so it gets its own.
        let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard copy >= 0, let stream = fdopendir(copy) else {
            if copy >= 0 { close(copy) }
            throw GitError(.failed, "cannot list '\(path)': \(SystemFailure(errno).message)")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let octets = withUnsafeBytes(of: &entry.pointee.d_name) { name in Array(name.prefix { $0 != 0 }) }
            guard let name = String(validating: octets, as: UTF8.self) else {
                let shown = TreePath.joined(path, String(decoding: octets, as: UTF8.self))
                throw GitError(.invalidPath, "the file name '\(shown)' is not UTF-8; rename the file")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}

extension GitRepository {
    /// The files of the working tree as they lie on the disk.
    ///
    /// - Returns: a view; nothing is read yet.
    /// - Throws: ``GitError`` with code `noWorkingTree` in a bare repository.
    package func workingTree() throws(GitError) -> WorkingFolder {
        guard let root = workingFolder else {
            throw GitError(.noWorkingTree, "this repository is bare and has no working tree; plan a revision instead")
        }
        return WorkingFolder(repository: self, root: root)
    }
}
