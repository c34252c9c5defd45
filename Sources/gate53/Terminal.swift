internal import FoundationEssentials
internal import Platform
internal import Reports
internal import Synchronization
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Where a command's words go: a file descriptor that may be a terminal.
///
/// No write stops a command. Who reads may go away, and then nobody is told anything; a report that is lost for another
/// reason is said on stderr once, and ``lostReport`` turns the exit code.
struct Terminal: Sendable {
    let descriptor: Int32
    let isTerminal: Bool

    /// Reports.
    static let standardOutput = Terminal(descriptor: 1)
    /// Diagnostics, notes and progress.
    static let standardError = Terminal(descriptor: 2)

    private init(descriptor: Int32) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
    }

    // MARK: - Before and after a command

    /// Whether a part of the report on stdout could not be written, for another reason than that nobody reads it.
    static var lostReport: Bool { hasLostReport.load(ordering: .relaxed) }
    private static let hasLostReport = Atomic<Bool>(false)

    /// Readies the process for output: a reader that goes away ends no work, and no file that is opened later takes the
    /// place of a standard descriptor that is closed.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        // Some supervisors ignore it, and then nobody can tell how a program ended.
        signal(SIGCHLD, SIG_DFL)
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
            // Opened the other way round, so that its use still fails with EBADF.
            let placeholder = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
            if placeholder >= 0 && placeholder != descriptor { close(placeholder) }
        }
        // The help is laid out by ArgumentParser, which has no least width and can't do with a very small one.
        if let columns = standardOutput.columns, columns < leastWidth { setenv("COLUMNS", "\(leastWidth)", 1) }
    }

    private static let leastWidth = 40

    // MARK: - How it looks

    /// How reports and messages are coloured here.
    var style: TextStyle {
        let choice = Manner.current.withLock(\.colour)
        return TextStyle(isColoured: choice.isColoured(isTerminal: isTerminal, environment: Self.environment))
    }

    /// How wide a line may be, in characters: what `COLUMNS` says, else the terminal's width, else 80; at least 40, at
    /// most 160.
    var width: Int { min(max(columns ?? 80, Self.leastWidth), 160) }

    private var columns: Int? {
        if let columns = Self.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 { return columns }
        var size = winsize()
        guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    // MARK: - Writing

    /// Writes a line. What a person reads on stderr is coloured as a report is, and broken between words at a
    /// terminal's width; where it is kept it stays one line.
    ///
    /// - Parameters:
    ///   - line: the line.
    ///   - isKept: whether it is a reason of its own in a failure's document.
    func write(_ line: String, isKept: Bool = true) {
        guard descriptor == STDERR_FILENO else {
            write(octets: Array((line + "\n").utf8))
            return
        }
        if isKept { Manner.current.withLock { $0.failure?.take(line) } }
        let shown = MessageLine.shown(line, style: style, width: isTerminal ? width : nil)
        write(octets: Array((shown + "\n").utf8))
    }

    /// Writes octets as they are.
    func write(octets: [UInt8]) {
        let isReport = descriptor == STDOUT_FILENO
        if isReport { Manner.current.withLock { $0.hasReport = true } }
        // After a loss nothing more is written: a report with a hole could be taken for a whole one.
        if isReport && Self.lostReport { return }
        guard let number = Descriptor.send(octets, to: descriptor), number != EPIPE, isReport else { return }
        guard !Self.hasLostReport.exchange(true, ordering: .relaxed) else { return }
        let remedy =
            switch number {
            case EBADF: "stdout is closed; send it to a file, or to /dev/null to do without a report"
            case ENOSPC, EDQUOT: "free some space, or send stdout elsewhere"
            default: "send stdout elsewhere"
            }
        Self.standardError.write(
            "error: the report can't be written to stdout: \(SystemFailure(number).message); \(remedy) [output]")
    }

    /// The environment of the process.
    static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
