package import Glibc

/// By what a regular file is known as the one that was seen before, and as unchanged.
package struct FileState: Hashable, Sendable {
    /// A file as the system knows it, whatever its names and its content.
    package struct File: Hashable, Sendable {
        private var device: UInt
        private var number: UInt

        package init(_ status: stat) { (device, number) = (UInt(status.st_dev), UInt(status.st_ino)) }
    }

    package let file: File
    private let size: Int
    /// When it was written, and when anything of it was changed.
    private let times: [Int]

    /// Looks at a file; `nil` where there is none, or it is no regular file.
    package init?(_ path: String) {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        file = File(status)
        size = Int(status.st_size)
        times = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}
