package import ZonePlanning

/// Looks for drift again and again, and tells of what is new.
///
/// One look at a time, whatever its length. A look that fails ends nothing: it is kept, and told of when the next one
/// fails too. All that is known from one look to the next is the ``DriftState``, which is bounded; nothing else grows.
package actor DriftMonitor<Time: Clock & Sendable> where Time.Duration == Duration {
    private let schedule: CheckSchedule
    private let world: any MonitoredWorld
    private let time: Time
    private let now: @Sendable () -> String
    private let chance: @Sendable () -> Double
    private let grace: Duration

    private var state: DriftState
    /// Those of the last look that found out who they are.
    private var receivers: [DriftReceiver] = []

    private var isStopping = false
    /// Whether a look was asked for that has not begun.
    private var isCheckWanted = false
    /// Whether what a look still does counts no more.
    private var isClosed = false
    private var pause: Task<Void, Never>?
    private var check: Task<Void, Never>?
    private var cutOff: Task<Void, Never>?
    private var checkEnd: CheckedContinuation<Void, Never>?

    /// Makes a monitor.
    ///
    /// - Parameters:
    ///   - schedule: how often it looks.
    ///   - world: what it looks at.
    ///   - state: what was known before.
    ///   - time: what pauses are measured by; it must go on while the machine does something else, and never back.
    ///   - now: the time in UTC, as in `2026-11-23T10:15:30Z`, for people.
    ///   - chance: gives a number from -1 to 1, another one each time.
    ///   - grace: how long a look may go on after ``stop()``; then it has as long again to heed that it is cancelled.
    package init(
        _ schedule: CheckSchedule, of world: any MonitoredWorld, from state: DriftState, time: Time,
        now: @escaping @Sendable () -> String, chance: @escaping @Sendable () -> Double,
        grace: Duration = .seconds(3)
    ) {
        self.schedule = schedule
        self.world = world
        self.state = state
        self.time = time
        self.now = now
        self.chance = chance
        self.grace = grace
    }

    // MARK: - From outside

    /// Looks until it is stopped: at once, and then as the schedule says.
    package func run() async {
        while !isStopping {
            isCheckWanted = false
            let (start, drawn) = (time.now, chance())
            await checkOnce(from: start, chance: drawn)
            if isStopping { break }
            await rest(until: start.advanced(by: schedule.gap(after: start.duration(to: time.now), chance: drawn)))
        }
        isClosed = true
        state.nextCheck = nil
        await world.keep(state, after: .stopped)
    }

    /// Looks once and promises no other look.
    ///
    /// - Returns: what is known then.
    package func runOnce() async -> DriftState {
        await checkAndNotify(next: nil)
        return state
    }

    /// Looks now, or once more where a look goes on.
    package func checkNow() {
        isCheckWanted = true
        pause?.cancel()
    }

    /// Looks no more. A look that goes on may come to its end, for a short time.
    package func stop() {
        guard !isStopping else { return }
        isStopping = true
        pause?.cancel()
        guard let check else { return }
        let (time, grace) = (time, grace)
        cutOff = Task {
            do {
                try await time.sleep(for: grace)
                check.cancel()
                try await time.sleep(for: grace)
            } catch { return }
            checkHasEnded()
        }
    }

    // MARK: - One look

    /// Looks, in a task of its own that can be left alone where it does not end.
    private func checkOnce(from start: Time.Instant, chance: Double) async {
        check = Task {
            await checkAndNotify(next: (start, chance))
            checkHasEnded()
        }
        await withCheckedContinuation { checkEnd = $0 }
        cutOff?.cancel()
        (check, cutOff) = (nil, nil)
    }

    private func checkHasEnded() {
        checkEnd?.resume()
        checkEnd = nil
    }

    private func checkAndNotify(next: (start: Time.Instant, chance: Double)?) async {
        let found = await world.check()
        // A look that was cut off has seen nothing, and that is nobody's fault.
        guard !Task.isCancelled, !isClosed else { return }
        var seen: Drift?
        switch found.outcome {
        case .seen(var drift):
            state.take(&drift, isWhole: true)
            seen = drift
        case .failed(let reasons): state.takeFailure(at: now(), reasons: reasons)
        }
        if let named = found.receivers {
            var names: Set<String> = []
            receivers = named.filter { names.insert($0.name).inserted }
            state.keepNotified(of: names)
        }
        promise(next)
        await world.keep(state, after: seen.map { .saw($0) } ?? .failed)
        guard await notify(after: seen) else { return }
        promise(next)
        await world.keep(state, after: .notified)
    }

    /// Says in the state when the next look is due.
    private func promise(_ next: (start: Time.Instant, chance: Double)?) {
        guard let next, let now = Instant(parsing: now()) else {
            state.nextCheck = nil
            return
        }
        let elapsed = next.start.duration(to: time.now)
        let seconds = (schedule.gap(after: elapsed, chance: next.chance) - elapsed).components.seconds
        state.nextCheck = now.adding(seconds: seconds + 1).description
    }

    /// Tells each receiver what is new to it.
    ///
    /// - Returns: whether there was anything to tell.
    private func notify(after drift: Drift?) async -> Bool {
        let notified = now()
        var parcels: [(receiver: DriftReceiver, news: DriftState.News, notification: ZoneNotification)] = []
        for receiver in receivers {
            guard let news = state.news(for: receiver.name, after: drift) else { continue }
            let notification = await world.notification(of: news, after: drift, state, time: notified)
            parcels.append((receiver, news, notification))
        }
        if parcels.isEmpty { return false }
        let warnings = await NotificationDelivery.send(parcels.map { ($0.notification, $0.receiver.notifier) })
        // What is told by now is told, also where this look has been given up meanwhile.
        for (parcel, warning) in zip(parcels, warnings) {
            state.record(parcel.news, to: parcel.receiver.name, wasReceived: warning == nil)
        }
        await world.warn(warnings.compactMap { $0 })
        return !isClosed
    }

    // MARK: - Pauses

    private func rest(until instant: Time.Instant) async {
        guard !isCheckWanted, !isStopping else { return }
        let time = time
        let pause = Task {
            // Cancelled, or over: both end the pause.
            do { try await time.sleep(until: instant, tolerance: nil) } catch {}
        }
        self.pause = pause
        await pause.value
        self.pause = nil
    }
}
