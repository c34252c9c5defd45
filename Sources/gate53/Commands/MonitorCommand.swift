internal import ArgumentParser
internal import Gate
internal import ZonePlanning

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// `gate53 monitor`.
struct MonitorCommand: AsyncParsableCommand, ReportingCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor",
        abstract: "Check for drift again and again, and notify of it.",
        usage: "gate53 monitor --state <file> [--every <time>] [<options>]",
        discussion: """
            Checks as 'gate53 drift' does, at once and then at an interval, until it is stopped. Each check fetches \
            the protected branch and the ledger, and reads the settings again. The receivers under 'notifications' in \
            the settings are notified of new drift, of drift that changes or goes away, and of checks that fail twice \
            or more; each once. A failed check does not end the monitor. Changes nothing, and needs no right to push.

            Signals:
              SIGUSR1          checks now
              SIGTERM, SIGINT  ends within some seconds; the second time at once

            Examples:
              gate53 monitor --every 15m --state state.json
              gate53 monitor --every 1h --state state.json --metrics gate53.prom
              gate53 monitor --every 5m --quick --state state.json
              gate53 monitor --once --state state.json
            """
    )

    @OptionGroup var repository: RepositoryOptions
    @OptionGroup var verbosity: VerbosityOptions

    @Option(
        help: ArgumentHelp("How often, from 1m to 1d, as in 90s, 15m or 1h. [default: 15m]", valueName: "time"),
        transform: CheckInterval.parse)
    var every: CheckInterval?

    @Option(
        help: ArgumentHelp(
            "By how many percent of the interval a check is early or late at random, from 0 to 50.",
            valueName: "percent"))
    var jitter = 10

    @Flag(help: "Check once, for a scheduler of any kind. Exits with 2 if there is drift.")
    var once = false

    @Option(
        name: .customLong("zone"),
        help: ArgumentHelp("Only this zone; may be given several times.", valueName: "name"),
        completion: ZoneNames.completion)
    var zones: [String] = []

    @Option(
        help: ArgumentHelp(
            "Keep in this file what was seen and notified, and when the next check is due. Each monitor needs a file "
                + "of its own.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var state: String

    @Option(
        help: ArgumentHelp(
            "Write metrics for Prometheus' textfile collector to this file after each check.", valueName: "file"),
        completion: .file(extensions: ["prom"]))
    var metrics: String?

    @Flag(help: "Do not ask the remote, because something else fetches branch and ledger.")
    var noFetch = false

    @Flag(help: "Check as 'gate53 drift --quick' does, by the zones' name servers.")
    var quick = false

    @OptionGroup var nameServers: NameServerOptions

    func validate() throws {
        if !quick, nameServers.isGiven {
            throw ValidationError("'--resolver' and '--name-server' are for '--quick'.")
        }
        if once && every != nil { throw ValidationError("'--once' and '--every' exclude each other.") }
        guard 0...CheckSchedule.mostJitter ~= jitter else {
            throw ValidationError("'--jitter' is a number of percent from 0 to \(CheckSchedule.mostJitter).")
        }
    }

    func run() async throws {
        // What no later look can make better ends it here.
        _ = try ZoneNames.parse(zones)
        _ = try Composition(repository, verbosity)
        let known = try DriftStateFile.read(state)
        for path in [state] + [metrics].compactMap({ $0 }) { try OutputFile.check(path) }
        let interval = every ?? .usual
        guard let schedule = CheckSchedule(interval: interval.seconds, jitter: jitter) else {
            throw ValidationError("'--every' is a time from 1m to 1d.")
        }
        let clone = MonitoredClone(
            repository: repository, verbosity: verbosity, zones: zones, fetches: !noFetch,
            nameServers: quick ? nameServers : nil, state: state, metrics: metrics)
        let monitor = DriftMonitor(
            schedule, of: clone, from: known, time: ContinuousClock(), now: Clock.timestamp,
            chance: { Double.random(in: -1...1) })
        if once {
            try await checkOnce(monitor, clone)
            return
        }
        let stops = StopCount()
        let isQuiet = verbosity.quiet
        let signals = ProcessSignals([SIGTERM, SIGINT, SIGUSR1]) { number in
            if number == SIGUSR1 {
                Task { await monitor.checkNow() }
                return
            }
            if stops.next() > 1 { ProcessSignals.end(by: number) }
            if !isQuiet { Terminal.standardError.write("note: stopping because of \(ProcessSignals.name(number))") }
            Task { await monitor.stop() }
        }
        await monitor.run()
        signals.ignore()
    }

    private func checkOnce(_ monitor: DriftMonitor<ContinuousClock>, _ clone: MonitoredClone) async throws {
        let known = await monitor.runOnce()
        // The next run would tell all of it again.
        if clone.lost.isAny { throw ExitCode.failure }
        if !known.sightings.isEmpty { throw ExitCode.differences }
        if known.failedChecks > 0 { throw ExitCode.failure }
    }
}
