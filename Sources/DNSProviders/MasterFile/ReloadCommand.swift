internal import Glibc

/// A command that is run after a file was written, without a shell.
struct ReloadCommand {
    /// The program, looked for in the folders of `PATH` unless it has a slash, and its arguments.
    var arguments: [String]
    /// Each as `NAME=value`.
    var environment: [String]
    var timeLimit: Duration

    /// How much of what the command prints is told, in octets.
    private static let keptOutput = 2_000

    /// Runs the command and waits for its end, at most until the time limit, then kills it with what it started.
    ///
    /// - Returns: what went wrong; nothing when the command ended with status 0.
    func run() async -> String? {
        let name = arguments.joined(separator: " ")
        var pipe: [Int32] = [-1, -1]
        guard Glibc.pipe(&pipe) == 0 else {
            return "'\(name)' could not be started: \(String(cString: strerror(errno)))"
        }
        let (output, input) = (pipe[0], pipe[1])
        for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(output, F_SETFL, O_NONBLOCK)
        defer { close(output) }
        let started = start(output: input)
        close(input)
        guard case .success(let process) = started else {
            if case .failure(let failure) = started {
                return "'\(name)' could not be started: \(String(cString: strerror(failure.number)))"
            }
            return nil
        }
        var printed: [UInt8] = []
        let end = ContinuousClock.now + timeLimit
        var wait = Duration.milliseconds(1)
        while true {
            Self.drain(output, into: &printed)
            var status: Int32 = 0
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process || (ended < 0 && errno != EINTR) {
                Self.drain(output, into: &printed)
                return Self.failure(of: name, status: ended < 0 ? 0 : status, printed: printed)
            }
            if ContinuousClock.now >= end || Task.isCancelled {
                kill(-process, SIGKILL)
                while waitpid(process, &status, 0) < 0 && errno == EINTR {}
                return "'\(name)' did not end within \(timeLimit.components.seconds) seconds and was stopped"
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .milliseconds(50))
        }
    }

    private struct StartFailure: Error {
        var number: Int32
    }

    /// Starts the command in a process group of its own, its input empty, its output and errors to a pipe.
    private func start(output: Int32) -> Result<pid_t, StartFailure> {
        guard let program = arguments.first, !arguments.contains(where: { $0.utf8.contains(0) }) else {
            return .failure(StartFailure(number: EINVAL))
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // gate53 ignores SIGPIPE; what it starts must not inherit that.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)

        var argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let number = posix_spawnp(&process, program, &actions, &attributes, &argv, &envp)
        return number == 0 ? .success(process) : .failure(StartFailure(number: number))
    }

    /// Reads what is in the pipe, a bounded amount at once; keeps the first part of it.
    private static func drain(_ output: Int32, into printed: inout [UInt8]) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        for _ in 0..<16 {
            let count = read(output, &buffer, buffer.count)
            if count <= 0 { return }
            printed += buffer[..<min(count, max(0, keptOutput - printed.count))]
        }
    }

    private static func failure(of name: String, status: Int32, printed: [UInt8]) -> String? {
        let signal = status & 0x7F
        let code = (status >> 8) & 0xFF
        if signal == 0 && code == 0 { return nil }
        let what = signal == 0 ? "ended with status \(code)" : "was ended by signal \(signal)"
        let text = String(decoding: printed, as: UTF8.self)
            .unicodeScalars.map { $0.properties.generalCategory == .control ? " " : String($0) }.joined()
        let words = text.split(separator: " ").joined(separator: " ")
        return "'\(name)' \(what)" + (words.isEmpty ? "" : ": \(words)")
    }
}
