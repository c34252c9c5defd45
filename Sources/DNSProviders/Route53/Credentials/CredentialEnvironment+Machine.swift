internal import Glibc
internal import HTTPTransport
internal import Platform
internal import ZonePlanning

extension CredentialEnvironment {
    /// This machine.
    ///
    /// - Parameters:
    ///   - environment: the variables, read by the command.
    ///   - client: what requests are sent with.
    /// - Returns: the environment.
    static func machine(environment: [String: String], client: HTTPClient) -> CredentialEnvironment {
        CredentialEnvironment(
            variables: environment,
            readFile: { path throws(FileFailure) in try read(path) },
            writeFile: { path, octets throws(FileFailure) in try write(path, octets) },
            now: {
                var time = timespec()
                clock_gettime(CLOCK_REALTIME, &time)
                return Instant(seconds: Int64(time.tv_sec))
            },
            send: { request throws(HTTPError) in try await client.send(request) },
            run: { arguments, environment, limit in
                await CredentialProcess(arguments: arguments, environment: environment, limit: limit).run()
            },
            sleep: { try? await Task.sleep(for: $0) }
        )
    }

    private static let largestFile = INIFile.largestSize

    private static func read(_ path: String) throws(FileFailure) -> File? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure()
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure() }
        if status.st_mode & S_IFMT == S_IFDIR { throw FileFailure(message: "it is a folder") }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure()
            }
            octets += buffer[..<count]
            guard octets.count <= largestFile else { throw FileFailure(message: "it is larger than 1 MiB") }
        }
        return File(octets: octets, isReadableByOthers: status.st_mode & 0o044 != 0)
    }

    private static func write(_ path: String, _ octets: [UInt8]) throws(FileFailure) {
        var template = Array("\(path).XXXXXX".utf8CString)
        // Made readable by its owner only.
        let file = mkstemp(&template)
        guard file >= 0 else { throw failure() }
        var rest = octets[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        let isWritten = rest.isEmpty && fsync(file) == 0
        close(file)
        guard isWritten, rename(template, path) == 0 else {
            let failure = failure()
            unlink(template)
            throw failure
        }
    }

    private static func failure() -> FileFailure { FileFailure(message: SystemFailure(errno).message) }
}
