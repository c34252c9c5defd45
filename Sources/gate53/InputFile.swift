internal import ArgumentParser
internal import DNSModel
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Reads the files that a user names on the command line.
enum InputFile {
    /// How many octets are read at most: a plan of the largest zones is well below.
    static let limit = 1 << 30

    /// Whether there is anything at a path.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || errno != ENOENT
    }

    /// Whether there is a regular file at a path.
    static func isRegular(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Reads a regular file whole.
    static func read(_ path: String, orElse remedy: String = "name a file") throws(CommandFailure) -> [UInt8] {
        do throws(FileProblem) {
            var status = stat()
            // Asked before it is opened: opening a device may do something.
            guard stat(path, &status) == 0 else { throw FileProblem(errno) }
            try check(status, remedy)
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
            guard descriptor >= 0 else { throw FileProblem(errno) }
            defer { close(descriptor) }
            guard fstat(descriptor, &status) == 0 else { throw FileProblem(errno) }
            try check(status, remedy)
            return try octets(of: descriptor, about: Int(status.st_size))
        } catch {
            throw failure(path.isEmpty ? "''" : Printable.text(path), error)
        }
    }

    /// Reads standard input to its end.
    static func readStandardInput() throws(CommandFailure) -> [UInt8] {
        do throws(FileProblem) {
            return try octets(of: STDIN_FILENO, about: 0)
        } catch {
            throw failure("standard input", error)
        }
    }

    private static func failure(_ what: String, _ problem: FileProblem) -> CommandFailure {
        CommandFailure(.failure, "\(what) can't be read: \(problem.reason(.reading))", id: "file")
    }

    private static func check(_ status: stat, _ remedy: String) throws(FileProblem) {
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            if status.st_size > limit { throw tooLarge }
        case S_IFDIR: throw FileProblem(EISDIR)
        default: throw FileProblem(words: "it is not a regular file; \(remedy)")
        }
    }

    private static var tooLarge: FileProblem {
        FileProblem(words: "it is larger than 1 GiB (\(limit) octets), the most that is read; name another file")
    }

    private static func octets(of descriptor: Int32, about size: Int) throws(FileProblem) -> [UInt8] {
        var octets: [UInt8] = []
        octets.reserveCapacity(min(max(size, 0), limit))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Self.count(of: descriptor, buffer)
            if count > 0 {
                if octets.count + count > limit { throw tooLarge }
                octets.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                continue
            }
            if count == 0 { return octets }
            let number = errno
            if number == EINTR { continue }
            guard number == EAGAIN || number == EWOULDBLOCK else { throw FileProblem(number) }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            if poll(&wanted, 1, -1) < 0 && errno != EINTR { throw FileProblem(errno) }
        }
    }

    private static func count(of descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}
