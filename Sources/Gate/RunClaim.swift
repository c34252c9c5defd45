internal import DNSModel
package import ZonePlanning

// Decision 0091: a dead run was watched.

/// How a run says that it begins, and what it does about others that are at work on the same zones.
package struct RunClaim: Sendable {
    package var identity: RunIdentity
    /// How many seconds other runs are waited for; 0 means that they are a refusal.
    package var longestWait: Int64
    /// How many seconds went by since any moment, by a clock that nobody sets.
    package var elapsed: @Sendable () -> Int64
    /// Whether the run is told to stop: then other runs are not waited for any more.
    package var stop = StopRequest()
    /// Waits before the ledger is looked at again: how often it was looked at so far, and whether it was for another
    /// run to end (else the ledger only moved on, and it is worth to look soon).
    package var pause: @Sendable (_ times: Int, _ isForOthers: Bool) async -> Void
    /// Waits until a run that goes on has to say that it is alive; `nil` means that it never does.
    package var rest: (@Sendable () async -> Void)?
    /// Called once, with the runs that are waited for.
    package var onWait: @Sendable ([RunIntent]) -> Void
    /// Called with the runs that died and whose zones are taken over.
    package var onTakeOver: @Sendable ([RunIntent]) -> Void

    package init(
        identity: RunIdentity, longestWait: Int64 = 0, elapsed: @escaping @Sendable () -> Int64,
        rest: (@Sendable () async -> Void)? = nil,
        pause: @escaping @Sendable (_ times: Int, _ isForOthers: Bool) async -> Void,
        onWait: @escaping @Sendable ([RunIntent]) -> Void = { _ in },
        onTakeOver: @escaping @Sendable ([RunIntent]) -> Void = { _ in }
    ) {
        self.identity = identity
        self.longestWait = longestWait
        self.elapsed = elapsed
        self.rest = rest
        self.pause = pause
        self.onWait = onWait
        self.onTakeOver = onTakeOver
    }

    /// How often the ledger is looked at when it moves on each time just before the intent is written.
    private static let attempts = 200

    /// A claim that was made.
    struct Made {
        /// What the ledger was at when the intent was written: nothing of another run is between that and the intent.
        var version: LedgerVersion
        var intent: RunIntent
        /// The runs that died and were taken over with it.
        var dead: [RunIntent] = []
        /// What says that the run has ended.
        var end: LedgerFile { LedgerLayout.end(of: intent) }
    }

    /// Writes the intent of a run into the ledger, with other files as one event, once no other run is at work on the
    /// zones.
    ///
    /// The intent is written only on the very version of the ledger in which no other run was seen, so of several runs
    /// that want the same zones at once one gets through.
    ///
    /// - Parameters:
    ///   - zones: what the run is about to change.
    ///   - plan: the plan that it applies.
    ///   - files: what else is recorded when it begins.
    ///   - message: the event.
    ///   - ledger: where it is recorded.
    ///   - now: the time, as in `2026-11-23T10:15:30Z`.
    /// - Returns: the claim.
    /// - Throws: ``ApplyError``, with case `busy` where another run is at work on one of the zones.
    func make(
        _ zones: [DomainName], plan: Digest, with files: [LedgerFile], message: String, in ledger: any Ledger,
        now: @Sendable () -> String
    ) async throws(ApplyError) -> Made {
        do throws(LedgerError) {
            let began = elapsed()
            var hasWaited = false
            var watching = RunWatching()
            var asked: Int64?
            for attempt in 0... {
                let version = try await ledger.version()
                let time = try Self.time(now)
                let (open, unreadable) = try await OpenIntent.all(in: ledger)
                for item in unreadable { await ledger.passOver(item.path, item.why) }
                watching.inspect(at: open, asked: asked, now: elapsed())
                asked = nil
                let competing = CompetingIntents(open.map(\.intent), zones: zones, own: identity, now: time) {
                    watching.watch(of: LedgerLayout.path(of: $0))
                }
                if let other = competing.alive.first {
                    let waited = elapsed() - began
                    guard waited < longestWait, !Task.isCancelled, !stop.isRequested else {
                        await note(competing.alive, watching, in: ledger)
                        throw LedgerError(
                            busy: RunsAtWork(first: other, others: competing.alive.count - 1, waited: waited))
                    }
                    if !hasWaited { onWait(competing.alive) }
                    hasWaited = true
                    await pause(attempt, true)
                    let now = elapsed()
                    if try await ledger.refresh() { asked = now }
                    continue
                }
                let intent = RunIntent(
                    run: identity, plan: plan, zones: zones, started: time,
                    expires: time.adding(seconds: RunIntent.lifetime))
                var event = files + competing.dead.map { LedgerLayout.end(of: $0) }
                do {
                    event.append(
                        LedgerFile(
                            path: LedgerLayout.path(of: intent), octets: try RunIntentDocument.encode(intent)))
                } catch { throw LedgerError(error.message) }
                if try await ledger.append(event, message: message, at: version) {
                    if !competing.dead.isEmpty { onTakeOver(competing.dead) }
                    return Made(version: version, intent: intent, dead: competing.dead)
                }
                guard attempt < Self.attempts, !Task.isCancelled else { break }
                await pause(attempt, false)
                let now = elapsed()
                if try await ledger.refresh() { asked = now }
            }
            throw LedgerError(
                "this run could not write to the ledger, because other runs wrote first each time; "
                    + "apply again")
        } catch {
            throw ApplyError(beforeAnything: error)
        }
    }

    /// Says in the ledger for how long runs were watched that are waited for in vain, so that whoever waits next need
    /// not begin anew. That it can't be said fails nothing.
    private func note(_ others: [RunIntent], _ watching: RunWatching, in ledger: any Ledger) async {
        var files: [LedgerFile] = []
        for other in others {
            let path = LedgerLayout.path(of: other)
            guard watching.hasWatched(path), let watch = watching.watch(of: path) else { continue }
            files.append(LedgerLayout.watched(watch, ofIntent: path, by: identity))
        }
        guard !files.isEmpty else { return }
        try? await ledger.append(files, message: "Watched \(counted(files.count, "run"))\n")
    }

    /// Says in the ledger that a run is alive, as often as it has to be said, until the task is cancelled.
    ///
    /// A sign that can't be written is tried again with the next one; if none is, the run may be taken over, and then
    /// each change batch still is a compare-and-swap.
    ///
    /// - Parameters:
    ///   - made: the claim.
    ///   - ledger: where it is.
    ///   - now: the time.
    func writeHeartbeats(of made: Made, in ledger: any Ledger, now: @Sendable () -> String) async {
        guard let rest else { return }
        for number in 1... {
            await rest()
            guard !Task.isCancelled, let time = try? Self.time(now) else { return }
            try? await ledger.append(
                [LedgerLayout.heartbeat(of: made.intent, number: number, at: time)],
                message: "Going on with plan \(made.intent.plan.short)\n\n\(made.intent.plan)\n")
        }
    }

    private static func time(_ now: @Sendable () -> String) throws(LedgerError) -> Instant {
        let text = now()
        guard let time = Instant(parsing: text) else { throw LedgerError("'\(text)' is not a time") }
        // As intents have it.
        return time.wholeSecond
    }
}

extension ApplyError {
    /// The error for a ledger that failed before anything was changed.
    init(beforeAnything error: LedgerError) {
        if let runs = error.runs {
            self = .busy(runs)
            return
        }
        switch error.kind {
        case .rewritten, .unsigned, .unreadable, .newer, .unshared, .moved, .busy:
            self = .refused(error.message, id: error.id)
        case .failed:
            self = .failed("the ledger can't be written, so nothing was changed: \(error.message)")
        }
    }
}
