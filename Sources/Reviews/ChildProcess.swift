internal import Glibc

/// Runs a program without a shell, with its time and output bounded.
enum ChildProcess {
    /// Where what the program says of itself goes.
    enum Messages {
        /// Into ``Outcome/messages``.
        case kept
        /// To our own standard error, so that a person can be asked something.
        case shown
    }

    /// What became of a program that ended.
    struct Outcome {
        /// The exit status, or 128 and the signal's number.
        var status: Int32
        /// What it wrote to its standard output.
        var output: [UInt8]
        /// What it wrote to its standard error.
        var messages: [UInt8]
    }

    /// Why a program gave no outcome.
    struct Failure: Error {
        var message: String
    }

    /// The most that a program may write.
    private static let largestOutput = 1 << 20

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - path: the program's absolute path.
    ///   - arguments: all but the program's name.
    ///   - environment: its whole environment.
    ///   - input: its standard input.
    ///   - seconds: how long it may run.
    ///   - messages: where its standard error goes.
    /// - Returns: the outcome, whatever the status.
    /// - Throws: ``Failure`` when it cannot be started, runs too long or writes too much.
    static func run(
        _ path: String, _ arguments: [String], environment: [String: String], input: [UInt8] = [], seconds: Int,
        messages: Messages = .kept
    ) throws(Failure) -> Outcome {
        let (stdin, stdout, stderr) = (try Channel(), try Channel(), try Channel())
        let process = try spawn(
            path, arguments, environment, stdin.child.number, stdout.child.number,
            messages == .kept ? stderr.child.number : 2)
        for end in [stdin.child, stdout.child, stderr.child] { end.close() }
        var exchange = Exchange(input: stdin.parent, outputs: [stdout.parent, stderr.parent], remaining: input[...])
        let deadline = monotonicSeconds() + seconds
        do {
            while !exchange.isOver { try exchange.step(until: deadline, limit: largestOutput) }
            return Outcome(
                status: try wait(process, until: deadline), output: exchange.received[0], messages: exchange.received[1]
            )
        } catch {
            kill(process, SIGKILL)
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            throw Failure(message: "\(path) \(error.message)")
        }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ input: Int32, _ output: Int32,
        _ messages: Int32
    ) throws(Failure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, messages, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

        let argv = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + variables).forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, path, &actions, &attributes, argv, variables)
        guard result == 0 else {
            throw Failure(message: "\(path) cannot be started: \(String(cString: strerror(result)))")
        }
        return process
    }

    /// Waits for a program that has closed its outputs.
    private static func wait(_ process: pid_t, until deadline: Int) throws(Failure) -> Int32 {
        while true {
            var status: Int32 = 0
            let found = waitpid(process, &status, WNOHANG)
            if found == process { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F) }
            if found < 0, errno != EINTR { throw Failure(message: "cannot be waited for") }
            if monotonicSeconds() > deadline { throw Failure(message: "took too long and was stopped") }
            poll(nil, 0, 1)
        }
    }

    fileprivate static func monotonicSeconds() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec
    }
}

/// An open file descriptor, closed at the latest when nobody has it any more.
private final class Descriptor {
    private(set) var number: Int32

    init(_ number: Int32) { self.number = number }

    deinit { close() }

    func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }
}

/// The two ends of a connection with a program, neither inherited by accident.
///
/// A pair of sockets, since writing to one whose reader has gone can be told not to raise a signal.
private struct Channel {
    let parent: Descriptor
    let child: Descriptor

    init() throws(ChildProcess.Failure) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ChildProcess.Failure(message: "cannot start a program: \(String(cString: strerror(errno)))")
        }
        parent = Descriptor(ends[0])
        child = Descriptor(ends[1])
    }
}

/// Writes a program's input and reads its outputs, whichever is ready.
private struct Exchange {
    var input: Descriptor
    var outputs: [Descriptor]
    var remaining: ArraySlice<UInt8>
    var received: [[UInt8]] = [[], []]

    init(input: Descriptor, outputs: [Descriptor], remaining: ArraySlice<UInt8>) {
        self.input = input
        self.outputs = outputs
        self.remaining = remaining
    }

    var isOver: Bool { outputs.allSatisfy { $0.number < 0 } }

    mutating func step(until deadline: Int, limit: Int) throws(ChildProcess.Failure) {
        if remaining.isEmpty { input.close() }
        // poll(2) passes over negative descriptors.
        var ready = [pollfd(fd: input.number, events: Int16(POLLOUT), revents: 0)]
        ready += outputs.map { pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0) }
        let left = deadline - ChildProcess.monotonicSeconds()
        guard left >= 0 else { throw ChildProcess.Failure(message: "took too long and was stopped") }
        guard poll(&ready, nfds_t(ready.count), Int32(clamping: (left + 1) * 1000)) > 0 else { return }
        if ready[0].revents != 0 { write() }
        for index in outputs.indices where ready[index + 1].revents != 0 {
            try read(index, limit: limit)
        }
    }

    private mutating func write() {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = remaining.withUnsafeBytes { send(input.number, $0.baseAddress, $0.count, flags) }
        if sent > 0 {
            remaining = remaining.dropFirst(sent)
        } else if errno != EINTR, errno != EAGAIN {
            // It reads no more, which is its right.
            remaining = []
        }
    }

    private mutating func read(_ index: Int, limit: Int) throws(ChildProcess.Failure) {
        var octets = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(outputs[index].number, &octets, octets.count)
        if count > 0 {
            received[index] += octets[..<count]
            guard received[index].count <= limit else { throw ChildProcess.Failure(message: "wrote too much") }
        } else if count == 0 || errno != EINTR {
            outputs[index].close()
        }
    }
}
