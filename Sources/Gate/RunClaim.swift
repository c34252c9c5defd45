internal import DNSModel
package import ZonePlanning

/// How a run says that it begins, and what it does about others that are at work on the same zones.
package struct RunClaim: Sendable {
    package var identity: RunIdentity
    /// How many seconds other runs are waited for; 0 means that they are a refusal.
    package var patience: Int64
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
        identity: RunIdentity, patience: Int64 = 0,
        rest: (@Sendable () async -> Void)? = nil,
        pause: @escaping @Sendable (_ times: Int, _ isForOthers: Bool) async -> Void,
        onWait: @escaping @Sendable ([RunIntent]) -> Void = { _ in },
        onTakeOver: @escaping @Sendable ([RunIntent]) -> Void = { _ in }
    ) {
        self.identity = identity
        self.patience = patience
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
    /// - Throws: ``ApplyError``, with case `refused` where another run is at work on one of the zones.
    func make(
        _ zones: [DomainName], plan: Digest, with files: [LedgerFile], message: String, in ledger: any Ledger,
        now: @Sendable () -> String
    ) async throws(ApplyError) -> Made {
        do throws(LedgerError) {
            let began = try Self.time(now)
            var hasWaited = false
            for attempt in 0... {
                let version = try await ledger.version()
                let time = try Self.time(now)
                let standing = StandingIntents(
                    try await RunIntentHistory(around: time, in: ledger).unended, zones: zones, own: identity,
                    now: time)
                if let other = standing.alive.first {
                    guard time.seconds - began.seconds < patience, !Task.isCancelled, !stop.isRequested else {
                        return try Self.refuse(standing.alive, other, waited: time.seconds - began.seconds)
                    }
                    if !hasWaited { onWait(standing.alive) }
                    hasWaited = true
                    await pause(attempt, true)
                    try await ledger.refresh()
                    continue
                }
                let intent = RunIntent(
                    run: identity, plan: plan, zones: zones, started: time,
                    expires: time.adding(seconds: RunIntent.lifetime))
                var event = files + standing.dead.map { LedgerLayout.end(of: $0) }
                do {
                    event.append(
                        LedgerFile(
                            path: LedgerLayout.path(of: intent), octets: try RunIntentDocument.encode(intent)))
                } catch { throw LedgerError(error.message) }
                if try await ledger.append(event, message: message, at: version) {
                    if !standing.dead.isEmpty { onTakeOver(standing.dead) }
                    return Made(version: version, intent: intent, dead: standing.dead)
                }
                guard attempt < Self.attempts, !Task.isCancelled else { break }
                await pause(attempt, false)
                try await ledger.refresh()
            }
            throw LedgerError("others wrote to the ledger each time that this run was about to; apply again")
        } catch {
            throw ApplyError(beforeAnything: error)
        }
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
    func giveSigns(of made: Made, in ledger: any Ledger, now: @Sendable () -> String) async {
        guard let rest else { return }
        while true {
            await rest()
            guard !Task.isCancelled, let time = try? Self.time(now) else { return }
            try? await ledger.append(
                [LedgerLayout.signOfLife(of: made.intent, at: time)],
                message: "Going on with plan \(made.intent.plan.short)\n\n\(made.intent.plan)\n")
        }
    }

    private static func time(_ now: @Sendable () -> String) throws(LedgerError) -> Instant {
        let text = now()
        guard let time = Instant(parsing: text) else { throw LedgerError("'\(text)' is not a time") }
        // As intents have it.
        return time.wholeSecond
    }

    /// Throws what says that others are at work.
    private static func refuse(_ others: [RunIntent], _ first: RunIntent, waited: Int64) throws(LedgerError) -> Made {
        let more = others.count > 1 ? ", and \(others.count - 1) more" : ""
        let zones = first.zones.prefix(3).map(\.description).joined(separator: ", ")
        let how = waited > 0 ? "was not done after \(waited) seconds" : "is at work"
        throw LedgerError(
            "another run \(how) on \(zones)\(first.zones.count > 3 ? ", …" : ""): \(first.summary)\(more); wait for it"
                + " with --wait 10m, or apply again later; if it died, it is taken over from \(first.end) on",
            kind: .busy)
    }
}

/// The intents in the ledger that have no end.
struct RunIntentHistory {
    private(set) var unended: [RunIntent] = []

    /// Reads the intents of a day, of the day before and of the day after.
    ///
    /// - Throws: ``LedgerError``, also when an intent can't be read: it may be of a run that is alive.
    init(around time: Instant, in ledger: any Ledger) async throws(LedgerError) {
        for days: Int64 in [-1, 0, 1] {
            let folder = LedgerLayout.intentFolder(of: time.adding(seconds: days * 86_400))
            let paths = try await ledger.paths(below: folder)
            let all = Set(paths)
            for path in paths where path.hasSuffix(".json") && !all.contains(LedgerLayout.endPath(ofIntent: path)) {
                guard let octets = try await ledger.read(path) else { continue }
                var intent: RunIntent
                do {
                    intent = try RunIntentDocument.decode(octets)
                } catch {
                    throw LedgerError("the ledger's \(path): \(error.message)")
                }
                let signs = LedgerLayout.signPrefix(ofIntent: path)
                if let sign = paths.last(where: { $0.hasPrefix(signs) }), let octets = try await ledger.read(sign) {
                    let text = String(decoding: octets, as: UTF8.self).filter { !$0.isNewline }
                    guard let time = Instant(parsing: text) else {
                        throw LedgerError("the ledger's \(sign) has no time")
                    }
                    intent.lastSign = time
                }
                unended.append(intent)
            }
        }
    }
}

extension ApplyError {
    /// The error for a ledger that failed before anything was changed.
    init(beforeAnything error: LedgerError) {
        switch error.kind {
        case .rewritten, .unsigned, .unreadable, .unshared, .moved, .busy:
            self = .refused(error.message, id: error.id)
        case .failed:
            self = .failed("the ledger can't be written, so nothing was changed: \(error.message)")
        }
    }
}
