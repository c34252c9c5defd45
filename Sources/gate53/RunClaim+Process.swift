internal import DNSModel
internal import Gate
internal import ZoneFiles
internal import ZonePlanning

extension RunClaim {
    /// How this process says in the ledger that its run begins.
    ///
    /// - Parameters:
    ///   - clone: where it runs.
    ///   - longestWait: how many seconds runs of the same zones are waited for.
    ///   - stop: whether the run is told to stop.
    ///   - isQuiet: whether it is not said what is waited for.
    /// - Returns: the claim.
    /// - Throws: ``GateError`` where the clone can't be given a name.
    static func ofProcess(
        in clone: any LocalClone, longestWait: Int64, _ stop: StopRequest, isQuiet: Bool
    ) throws(GateError) -> RunClaim {
        let environment = Terminal.environment
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        var url = set("CI_JOB_URL") ?? set("BUILD_URL")
        if let server = set("GITHUB_SERVER_URL"), let name = set("GITHUB_REPOSITORY"), let run = set("GITHUB_RUN_ID") {
            url = "\(server)/\(name)/actions/runs/\(run)"
        }
        let user = set("GITHUB_ACTOR") ?? set("GITLAB_USER_LOGIN") ?? (configuredName(in: clone))
        let host = RunningProcess.host
        let name = try GateError.ofGit { () throws(GitError) in try clone.cloneName(host: host) }
        let identity = RunIdentity(
            name: String(UInt64.random(in: UInt64.min...UInt64.max), radix: 36), by: user ?? "somebody", host: host,
            process: RunningProcess.number, url: url, clone: name)
        let rest = { @Sendable in
            do { try await Task.sleep(for: .seconds(RunIntent.heartbeatInterval)) } catch { return }
        }
        let start = ContinuousClock.now
        let elapsed = { @Sendable in (ContinuousClock.now - start).components.seconds }
        var claim = RunClaim(identity: identity, longestWait: longestWait, elapsed: elapsed, rest: rest) {
            times, isForOthers in
            let most = isForOthers ? min(5_000, 500 << min(times, 4)) : 50 << min(times, 5)
            let pause = Int.random(in: (isForOthers ? most / 2 : 0)...most)
            await stop.orUntilRequested { try? await Task.sleep(for: .milliseconds(pause)) }
        } onWait: { others in
            guard !isQuiet else { return }
            for other in others { Terminal.standardError.write("note: waiting for another run: \(other.summary)") }
        } onTakeOver: { dead in
            guard !isQuiet else { return }
            for other in dead {
                Terminal.standardError.write("note: taking over from a run that did not end: \(other.summary)")
            }
        }
        claim.stop = stop
        return claim
    }

    private static func configuredName(in clone: any LocalClone) -> String? {
        do throws(GitError) { return try clone.configured("user.name") } catch { return nil }
    }
}
