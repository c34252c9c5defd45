internal import Glibc

/// Runs the program of `credential_process`, without a shell. It has our standard input, so that it can ask a person.
struct CredentialProcess {
    /// The program, looked for in the folders of `PATH` unless it has a slash, and its arguments.
    var arguments: [String]
    var environment: [String: String]
    var limit: Duration

    /// The most that it may write, in octets.
    private static let largestOutput = 1 << 20
    /// How much of what it says on its standard error is told.
    private static let keptMessages = 2_000

    /// Runs it to its end, at most until the limit, then kills it.
    func run() async -> Surroundings.Outcome {
        var output = Pipe()
        var messages = Pipe()
        defer {
            output.close()
            messages.close()
        }
        guard output.isOpen, messages.isOpen else { return failed("no pipe: \(String(cString: strerror(errno)))") }
        var process: pid_t = 0
        let number = spawn(&process, output.input, messages.input)
        output.closeInput()
        messages.closeInput()
        guard number == 0 else { return failed("it cannot be started: \(String(cString: strerror(number)))") }

        var written: [UInt8] = []
        var said: [UInt8] = []
        let end = ContinuousClock.now + limit
        var wait = Duration.milliseconds(1)
        while true {
            output.drain(into: &written, most: Self.largestOutput + 1)
            messages.drain(into: &said, most: Self.keptMessages)
            var status: Int32 = 0
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process || (ended < 0 && errno != EINTR) {
                output.drain(into: &written, most: Self.largestOutput + 1)
                messages.drain(into: &said, most: Self.keptMessages)
                if written.count > Self.largestOutput { return failed("it wrote more than 1 MiB") }
                return outcome(ended < 0 ? 0 : status, written, said)
            }
            let isTooMuch = written.count > Self.largestOutput
            if isTooMuch || ContinuousClock.now >= end || Task.isCancelled {
                kill(process, SIGKILL)
                while waitpid(process, &status, 0) < 0 && errno == EINTR {}
                return failed(
                    isTooMuch
                        ? "it wrote more than 1 MiB" : "it did not end within \(limit.components.seconds) seconds")
            }
            try? await Task.sleep(for: wait)
            wait = min(wait * 2, .milliseconds(50))
        }
    }

    private func failed(_ message: String) -> Surroundings.Outcome {
        Surroundings.Outcome(output: [], failure: message)
    }

    private func outcome(_ status: Int32, _ written: [UInt8], _ said: [UInt8]) -> Surroundings.Outcome {
        let (signal, code) = (status & 0x7F, (status >> 8) & 0xFF)
        if signal == 0, code == 0 { return Surroundings.Outcome(output: written, failure: nil) }
        let what = signal == 0 ? "it ended with status \(code)" : "it was ended by signal \(signal)"
        let words = String(decoding: said, as: UTF8.self).trimmed
        return failed(words.isEmpty ? what : "\(what): \(words)")
    }

    private func spawn(_ process: inout pid_t, _ output: Int32, _ messages: Int32) -> Int32 {
        guard let program = arguments.first, !program.isEmpty,
            !(arguments + environment.map { $0.key + $0.value }).contains(where: { $0.utf8.contains(0) })
        else { return EINVAL }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, messages, 2)
        let argv: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        let envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        return posix_spawnp(&process, program, &actions, nil, argv, envp)
    }
}

/// A pipe that is read without waiting.
private struct Pipe {
    private var ends: [Int32] = [-1, -1]

    init() {
        guard pipe(&ends) == 0 else {
            ends = [-1, -1]
            return
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    }

    var isOpen: Bool { ends[0] >= 0 }
    var input: Int32 { ends[1] }

    /// Reads what is there; keeps the first part of it.
    func drain(into octets: inout [UInt8], most: Int) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        for _ in 0..<128 {
            let count = read(ends[0], &buffer, buffer.count)
            if count <= 0 { return }
            octets += buffer[..<min(count, max(0, most - octets.count))]
        }
    }

    mutating func closeInput() {
        if ends[1] >= 0 { _ = Glibc.close(ends[1]) }
        ends[1] = -1
    }

    mutating func close() {
        closeInput()
        if ends[0] >= 0 { _ = Glibc.close(ends[0]) }
        ends[0] = -1
    }
}
