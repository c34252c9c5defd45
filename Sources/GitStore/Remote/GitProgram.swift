internal import Glibc

/// The stock git client, where libgit2 can't do what is asked: remotes that are a path (libgit2's own way packs anew what
/// is packed, moves the remote's branch without looking whether somebody else has, and runs none of its hooks), and the
/// credential helpers that the user has configured.
struct GitProgram {
    private let path: String
    private let environment: [String: String]

    /// What it wrote and how it ended.
    struct Outcome {
        var status: Int32
        var text: String
    }

    /// Finds git on the path of an environment; nothing where there is none.
    init?(_ environment: [String: String]) {
        let folders = (environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":")
        guard let folder = folders.first(where: { $0.hasPrefix("/") && access("\($0)/git", X_OK) == 0 }) else {
            return nil
        }
        path = "\(folder)/git"
        // What a hook's git says of its own repository is not about ours, and nobody is there to be asked.
        self.environment =
            environment.filter { !["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"].contains($0.key) }
            .merging(["GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "", "SSH_ASKPASS": "", "LC_ALL": "C"]) { $1 }
    }

    /// Runs git to its end.
    ///
    /// - Parameters:
    ///   - arguments: all of them.
    ///   - input: its standard input, of a few kilobytes at most.
    ///   - showsErrors: whether what it says of its troubles is in the text too.
    ///   - activity: told of all that it writes.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``GitError`` when it can't be started.
    func run(
        _ arguments: [String], input: String = "", showsErrors: Bool = true, _ activity: NetworkActivity? = nil
    ) throws(GitError) -> Outcome {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        // Sockets, since they can be made so that no other program that is started meanwhile inherits them.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &toChild) == 0, socketpair(AF_UNIX, kind, 0, &fromChild) == 0 else {
            throw GitError(.failed, "cannot run git: \(String(cString: strerror(errno)))")
        }
        // Small enough for the socket's buffer, so that it need not be read to be written.
        _ = Array(input.utf8.prefix(4096)).withUnsafeBytes { write(toChild[1], $0.baseAddress, $0.count) }
        let process: pid_t
        do throws(GitError) {
            process = try spawn(arguments, toChild[0], fromChild[1], showsErrors)
        } catch {
            for end in toChild + fromChild { close(end) }
            throw error
        }
        for end in toChild + [fromChild[1]] { close(end) }
        defer { close(fromChild[0]) }
        var octets: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while octets.count < 1 << 20 {
            let count = read(fromChild[0], &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            octets += chunk[..<count]
            if activity?.sign(count) == false { kill(process, SIGKILL) }
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
        return Outcome(status: code, text: String(decoding: octets, as: UTF8.self))
    }

    private func spawn(
        _ arguments: [String], _ input: Int32, _ output: Int32, _ showsErrors: Bool
    ) throws(GitError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        if showsErrors {
            posix_spawn_file_actions_adddup2(&actions, output, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        }
        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + variables).forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, path, &actions, nil, argv, variables)
        guard result == 0 else { throw GitError(.failed, "cannot run git: \(String(cString: strerror(result)))") }
        return process
    }
}
