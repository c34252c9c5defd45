internal import Glibc

/// A program that was started, in a process group of its own, with its output in files.
///
/// Made with posix_spawn, so that a test can kill it at an instant and see how it ended.
struct ChildProcess: Sendable {
    /// How a program ended.
    enum End: Hashable, Sendable {
        case exited(Int32)
        case killed(Int32)
    }

    struct Failure: Error { var message: String }

    let id: pid_t

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: the path of the program and its arguments.
    ///   - environment: all its environment.
    ///   - folder: where it runs.
    ///   - output: the file that takes its standard output.
    ///   - errors: the file that takes its standard error.
    /// - Throws: ``Failure``.
    init(
        _ arguments: [String], environment: [String: String], folder: String, output: String = "/dev/null",
        errors: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The test runner ignores or blocks signals that the program must not inherit so.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let pairs = environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        // env goes to the folder and becomes the program; glibc's own action for it is not seen by Swift.
        let command = ["/usr/bin/env", "--chdir=\(folder)"] + arguments
        var argumentPointers: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var pairPointers: [UnsafeMutablePointer<CChar>?] = pairs.map { strdup($0) } + [nil]
        defer { (argumentPointers + pairPointers).forEach { free($0) } }
        var started: pid_t = 0
        let result = posix_spawn(&started, command[0], &actions, &attributes, &argumentPointers, &pairPointers)
        guard result == 0 else {
            throw Failure(message: "\(arguments[0]) can't be started: \(String(cString: strerror(result)))")
        }
        id = started
    }

    /// Waits for the end.
    func wait() -> End {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0 {
            if errno != EINTR { return .killed(-1) }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }

    /// Whether it has ended; waits for nothing.
    func end() -> End? {
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG) == id else { return nil }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal)
    }

    /// Kills it and what it started.
    func kill(_ signal: Int32 = SIGKILL) { _ = Glibc.kill(-id, signal) }
}
