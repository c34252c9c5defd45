internal import CLinux
internal import Glibc

/// A program that was started, and the ends of its input and outputs that we hold.
struct RunningProcess {
    private let process: pid_t
    private let leadsGroup: Bool
    private var input: OpenFile?
    private var output: OpenFile?
    private var messages: OpenFile?
    private var remaining: ArraySlice<UInt8>
    private var written: [UInt8] = []
    private var said: [UInt8] = []

    /// Held from the making of a pipe to the start of its program, so that no other program that is started meanwhile
    /// inherits the pipe: `pipe2(2)`, which would not need that, is not in Swift's module of glibc.
    private static let starting = Lock()

    /// Starts a program.
    ///
    /// - Throws: ``ChildProcess/Failure``: `notStarted`.
    static func start(_ program: ChildProcess) throws(ChildProcess.Failure) -> RunningProcess {
        try starting.locked { () throws(ChildProcess.Failure) in try RunningProcess(program) }
    }

    private init(_ program: ChildProcess) throws(ChildProcess.Failure) {
        let strings = program.arguments + program.environment.flatMap { [$0.key, $0.value] }
        guard let name = program.arguments.first, !name.isEmpty, !strings.contains(where: { $0.utf8.contains(0) })
        else { throw .notStarted(SystemFailure(EINVAL)) }
        let actions = FileActions()
        // The child's ends, open until it was started.
        var ends: [OpenFile] = []
        switch program.input {
        case .octets(let octets):
            let (ours, theirs) = try Self.socketPair()
            actions.duplicate(theirs, to: 0)
            ends.append(theirs)
            (input, remaining) = (ours, octets[...])
        case .empty:
            actions.open("/dev/null", O_RDONLY, at: 0)
            (input, remaining) = (nil, [])
        case .inherited: (input, remaining) = (nil, [])
        }
        let (outputEnd, outputInput) = try Self.pipe()
        actions.duplicate(outputInput, to: 1)
        ends.append(outputInput)
        output = outputEnd
        switch program.messages {
        case .kept:
            let (ours, theirs) = try Self.pipe()
            actions.duplicate(theirs, to: 2)
            ends.append(theirs)
            messages = ours
        case .output:
            actions.duplicate(outputInput, to: 2)
            messages = nil
        case .inherited: messages = nil
        case .dropped:
            actions.open("/dev/null", O_WRONLY, at: 2)
            messages = nil
        }
        if InheritedFiles.areClosed.value { actions.closeOthers() }
        leadsGroup = program.leadsGroup
        process = try withExtendedLifetime(ends) { () throws(ChildProcess.Failure) in
            try Self.spawn(program, actions)
        }
    }

    /// Exchanges what there is with the program until it ends.
    mutating func finish(
        _ program: ChildProcess, within limit: Duration?, _ onOutput: (_ count: Int) -> Bool
    ) throws(ChildProcess.Failure) -> ChildProcess.Outcome {
        let deadline = limit.map { ContinuousClock.now + $0 }
        // How long to look away when nothing comes, in milliseconds. A program that ends closes its outputs, which is
        // seen at once; so this is only long for one that has closed them before, or left them to another.
        var pause = 1
        while true {
            let hasCome = exchange(within: pause)
            let count = drain(program)
            pause = hasCome ? 1 : min(pause * 2, 50)
            if program.excess == .fatal, written.count > program.outputLimit { throw abandon(.tooMuchOutput) }
            var status: Int32 = 0
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process {
                if leadsGroup { StartedGroups.remove(process) }
                _ = onOutput(count + drain(program))
                if program.excess == .fatal, written.count > program.outputLimit { throw .tooMuchOutput }
                written.removeLast(max(0, written.count - program.outputLimit))
                return ChildProcess.Outcome(end: Self.end(status), output: written, messages: said)
            }
            if ended < 0, errno != EINTR {
                let failure = SystemFailure(errno)
                if leadsGroup { StartedGroups.remove(process) }
                throw .unknownEnd(failure)
            }
            if !onOutput(count) { throw abandon(.cancelled) }
            if let deadline, ContinuousClock.now >= deadline { throw abandon(.tooLong) }
        }
    }

    private static func end(_ status: Int32) -> ChildProcess.End {
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Kills the program, and what it started where it leads a group: that gets a moment to put its files in order.
    private func abandon(_ failure: ChildProcess.Failure) -> ChildProcess.Failure {
        if leadsGroup { hangUp() }
        kill(leadsGroup ? -process : process, SIGKILL)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        if leadsGroup { StartedGroups.remove(process) }
        return failure
    }

    /// Tells the group that its session is over, which git and shells end by, and waits for a moment. The leader is not
    /// waited for by the system's means, so that its number stays that of the group.
    private func hangUp() {
        kill(-process, SIGHUP)
        for _ in 0..<50 {
            var end = siginfo_t()
            let result = waitid(P_PID, id_t(process), &end, WEXITED | WNOHANG | WNOWAIT)
            WaitingTime.machine.pause(.milliseconds(10))
            if result == 0, end.si_signo != 0 { return }
        }
    }

    // MARK: Octets in and out

    /// Waits for something to come or to be taken; says whether it did.
    private mutating func exchange(within milliseconds: Int) -> Bool {
        if remaining.isEmpty { input = nil }
        // poll(2) passes over negative numbers.
        var ready = [
            pollfd(fd: input?.number ?? -1, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output?.number ?? -1, events: Int16(POLLIN), revents: 0),
            pollfd(fd: messages?.number ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&ready, nfds_t(ready.count), Int32(milliseconds)) > 0 else { return false }
        if ready[0].revents != 0 { write() }
        return true
    }

    private mutating func write() {
        guard let input else { return }
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = remaining.withUnsafeBytes { send(input.number, $0.baseAddress, $0.count, flags) }
        if sent > 0 {
            remaining = remaining.dropFirst(sent)
        } else if errno != EINTR, errno != EAGAIN {
            // It reads no more, which is its right.
            remaining = []
        }
    }

    /// Reads what is there; says how much.
    private mutating func drain(_ program: ChildProcess) -> Int {
        // One octet beyond the limit tells that there is more.
        let count = Self.drain(&output, into: &written, most: program.outputLimit + 1)
        guard case .kept(let most) = program.messages else { return count }
        return count + Self.drain(&messages, into: &said, most: most)
    }

    /// Reads what is in a pipe, at most 2 MiB of it; keeps the first part.
    private static func drain(_ descriptor: inout OpenFile?, into octets: inout [UInt8], most: Int) -> Int {
        guard let open = descriptor else { return 0 }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        for _ in 0..<32 {
            let count = read(open.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count == 0 || (count < 0 && errno != EAGAIN) { descriptor = nil }
            guard count > 0 else { break }
            total += count
            octets += buffer[..<min(count, max(0, most - octets.count))]
        }
        return total
    }

    // MARK: The start

    /// A pipe whose end to read from does not wait.
    ///
    /// Not a pair of sockets: a program may open `/dev/stdout` or `/dev/stderr`, which fails for a socket.
    private static func pipe() throws(ChildProcess.Failure) -> (output: OpenFile, input: OpenFile) {
        var ends: [Int32] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else { throw .notStarted(SystemFailure(errno)) }
        let pipe = (output: OpenFile(ends[0]), input: OpenFile(ends[1]))
        guard ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }), fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0
        else { throw .notStarted(SystemFailure(errno)) }
        return pipe
    }

    /// Two sockets: writing to one whose reader has gone can be told not to raise a signal.
    private static func socketPair() throws(ChildProcess.Failure) -> (ours: OpenFile, theirs: OpenFile) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .notStarted(SystemFailure(errno)) }
        return (OpenFile(ends[0]), OpenFile(ends[1]))
    }

    /// `POSIX_SPAWN_SETSID` (posix_spawn(3)), which is not in Swift's module of glibc.
    private static let newSession: Int32 = 0x80

    private static func spawn(_ program: ChildProcess, _ actions: FileActions) throws(ChildProcess.Failure) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // gate53 ignores SIGPIPE, and its threads take no signals; what it starts must inherit neither.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in TakenSignals.now.value { sigaddset(&signals, number) }
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        if program.leadsGroup { flags |= newSession }
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let variables = program.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var argv = program.arguments.map { strdup($0) } + [nil]
        var envp = variables.map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var process: pid_t = 0
        let number = posix_spawnp(&process, program.arguments[0], &actions.actions, &attributes, &argv, &envp)
        guard number == 0 else { throw .notStarted(SystemFailure(number)) }
        if program.leadsGroup { StartedGroups.add(process) }
        return process
    }
}

/// What is done with open files between the start of a process and its program.
private final class FileActions {
    var actions = posix_spawn_file_actions_t()

    init() { posix_spawn_file_actions_init(&actions) }

    deinit { posix_spawn_file_actions_destroy(&actions) }

    func duplicate(_ descriptor: OpenFile, to number: Int32) {
        posix_spawn_file_actions_adddup2(&actions, descriptor.number, number)
    }

    func open(_ path: String, _ flags: Int32, at number: Int32) {
        posix_spawn_file_actions_addopen(&actions, number, path, flags, 0)
    }

    /// Closes all but the three streams; the last action.
    func closeOthers() { _ = gate53_close_from(&actions, 3) }
}
