internal import Gate
internal import Glibc
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("The drift monitor") struct DriftMonitorTests {
    /// Looks at a scene until a number of looks were made, from what was kept there before.
    ///
    /// - Parameters:
    ///   - scene: the scene.
    ///   - world: what the monitor sees of it, if not the scene itself.
    ///   - last: how many looks there are then.
    /// - Throws: when the state that was kept can't be read.
    private static func watch(
        _ scene: MonitorScene, through world: (any MonitoredWorld)? = nil, until last: Int
    ) async throws {
        let file = await scene.file
        let known = file.isEmpty ? DriftState() : try DriftStateDocument.decode(file)
        let generator = Mutex(SplitMix64(seed: UInt64(last)))
        let clock = scene.clock
        let monitor = DriftMonitor(
            try #require(CheckSchedule(interval: 900, jitter: 10)), of: world ?? scene, from: known, time: clock,
            now: clock.timestamp, chance: { generator.withLock { .random(in: -1...1, using: &$0) } })
        clock.set(beforeSleep: { if await scene.count == last { await monitor.stop() } })
        await monitor.run()
        #expect(await scene.count == last)
    }

    // MARK: - A day

    /// Drift that comes, is another and goes, looks that fail once and often, a look that is longer than the interval,
    /// and drift while a receiver is down; and the program ends twice.
    static let script: [Int: MonitorScene.Act] = [
        10: .init(writes: 2), 20: .init(writes: 3), 30: .init(writes: 1),
        40: .init(fails: true),
        50: .init(fails: true), 51: .init(fails: true), 52: .init(fails: true),
        60: .init(writes: 4), 70: .init(writes: 1),
        80: .init(length: .seconds(40 * 60)),
        // Comes and goes while the second receiver is down.
        85: .init(writes: 5), 86: .init(writes: 1),
    ]

    @Test("In a day of looks each receiver hears of every change once, whatever fails and whenever it is restarted")
    func day() async throws {
        let clock = VirtualClock()
        let check = Mutex(0)
        let first = TestReceiver("chat")
        let second = TestReceiver("webhook") { check.withLock { 60...62 ~= $0 || $0 == 85 } }
        let scene = MonitorScene(Self.script, receivers: [first, second], clock: clock)
        var segments: [Range<Int>] = []
        for (from, to) in [(0, 45), (45, 61), (61, 110)] {
            // Where the receivers are at: the look that is told of.
            let counting = CountedWorld(scene) { check.withLock { $0 += 1 } }
            try await Self.watch(scene, through: counting, until: to)
            segments.append(from..<to)
        }
        let changes: [ZoneNotification.Outcome] = [
            .drifted, .drifted, .gone, .checksFail, .checksAgain, .drifted, .gone, .drifted, .gone,
        ]
        #expect(await first.outcomes == changes)
        // What came and went while it was down it hears of when it is over.
        #expect(await second.outcomes == changes.dropLast(2) + [.gone])
        #expect(await scene.warnings == Array(repeating: "the webhook was not notified: it is down", count: 4))

        // A day and more, one look at a time, each in time.
        let (starts, lengths) = (await scene.starts, await scene.lengths)
        #expect(await scene.overlaps == 0 && starts.count == 110)
        #expect(clock.now.offset > .seconds(24 * 3600))
        for segment in segments {
            for index in segment.dropLast() {
                let gap = starts[index].duration(to: starts[index + 1])
                let beats = max(1, (lengths[index] / .seconds(990)).rounded(.up))
                #expect(gap >= .seconds(810) * beats && gap <= .seconds(990) * (beats + (beats > 1 ? 1 : 0)))
                #expect(gap > lengths[index])
            }
        }
        let gaps = Set(segments.flatMap { $0.dropLast().map { starts[$0].duration(to: starts[$0 + 1]) } })
        #expect(gaps.count > 90, "the looks keep to one beat")
        let state = try DriftStateDocument.decode(await scene.file)
        #expect(state.nextCheck == nil && state.failedChecks == 0 && state.runs.count == 106)
    }

    @Test("The state says when the next look is due, and after the end that none is") func promise() async throws {
        let scene = MonitorScene()
        let monitor = DriftMonitor(
            try #require(CheckSchedule(interval: 900, jitter: 0)), of: scene, from: DriftState(), time: scene.clock,
            now: scene.clock.timestamp, chance: { 0 })
        let promised = Mutex<[String?]>([])
        await scene.set { number in
            let state = try? DriftStateDocument.decode(await scene.file)
            promised.withLock { $0.append(state?.nextCheck) }
            if number == 3 { await monitor.stop() }
        }
        await monitor.run()
        // At the beginning plus 900 seconds, to the second, rounded up.
        #expect(
            promised.withLock { $0 } == ["2026-11-23T00:15:01Z", "2026-11-23T00:30:01Z", "2026-11-23T00:45:01Z"])
        #expect(try DriftStateDocument.decode(await scene.file).nextCheck == nil)
    }

    @Test("A single look promises no other one") func once() async throws {
        let receiver = TestReceiver("chat")
        let scene = MonitorScene([1: .init(writes: 2)], receivers: [receiver])
        for _ in 0..<2 {
            let file = await scene.file
            let monitor = DriftMonitor(
                try #require(CheckSchedule(interval: 900)), of: scene,
                from: file.isEmpty ? DriftState() : try DriftStateDocument.decode(file), time: scene.clock,
                now: scene.clock.timestamp, chance: { 0 })
            let state = await monitor.runOnce()
            #expect(state.sightings.count == 1 && state.nextCheck == nil)
        }
        #expect(await receiver.outcomes == [.drifted])
    }

    // MARK: - Without end

    @Test("After thousands of looks neither state nor memory is larger than after some hundred") func bounded() async {
        await #expect(processExitsWith: .success) {
            // Every hour something comes, and goes half an hour later; now and then looks fail.
            var script: [Int: MonitorScene.Act] = [:]
            for check in 0..<2_000 {
                if check % 4 == 0 { script[check] = .init(writes: 2 + check % 200) }
                if check % 4 == 2 { script[check] = .init(writes: 1) }
                if check % 97 < 3 { script[check] = .init(fails: true) }
            }
            let scene = MonitorScene(script, receivers: [TestReceiver("webhook", isDown: { true })])
            try await Self.watch(scene, until: 600)
            let (before, size) = (residentOctets(), await scene.file.count)
            try await Self.watch(scene, until: 2_000)
            let (after, later) = (residentOctets(), await scene.file.count)
            #expect(before > 0 && after < before + 16 << 20, "\(before) octets before, \(after) after")
            #expect(later < size + 4_096)
            let state = try DriftStateDocument.decode(await scene.file)
            #expect(state.runs.count == DriftState.mostRuns && state.failure.count <= DriftState.mostReasons)
        }
    }

    // MARK: - The end

    @Test("A look that goes on when it is told to stop is taken, and then it ends") func finishes() async throws {
        let receiver = TestReceiver("chat")
        let scene = MonitorScene([1: .init(writes: 2)], receivers: [receiver])
        let world = StoppedWorld(scene)
        let monitor = DriftMonitor(
            try #require(CheckSchedule(interval: 900)), of: world, from: DriftState(), time: ContinuousClock(),
            now: scene.clock.timestamp, chance: { 0 }, grace: .seconds(600))
        await world.set { await monitor.stop() }
        await monitor.run()
        #expect(await receiver.outcomes == [.drifted])
        #expect(await scene.count == 1)
        #expect(try DriftStateDocument.decode(await scene.file).sightings.count == 1)
    }

    @Test("A look that heeds nothing is left alone, and was none", arguments: [false, true])
    func cutOff(heeds: Bool) async throws {
        let scene = MonitorScene([1: .init(writes: 2)])
        try await Self.watch(scene, until: 2)
        let before = try DriftStateDocument.decode(await scene.file)
        let world = HungWorld(scene, heeds: heeds)
        let monitor = DriftMonitor(
            try #require(CheckSchedule(interval: 900)), of: world, from: before, time: ContinuousClock(),
            now: scene.clock.timestamp, chance: { 0 }, grace: .milliseconds(20))
        await world.set { await monitor.stop() }
        await monitor.run()
        await world.release()
        #expect(try DriftStateDocument.decode(await scene.file) == before)
    }

    @Test("Asked to look now it looks now, and once more after a look that goes on") func now() async throws {
        let scene = MonitorScene()
        let monitor = DriftMonitor(
            try #require(CheckSchedule(interval: 86_400)), of: scene, from: DriftState(), time: ContinuousClock(),
            now: scene.clock.timestamp, chance: { 0 })
        await scene.set { number in
            // Several times is once.
            for _ in 0..<3 { await monitor.checkNow() }
            if number == 5 { await monitor.stop() }
        }
        // On a clock that stands still for a day, nothing else makes it look again.
        await monitor.run()
        #expect(await scene.count == 5)
    }
}

/// How many octets of this process are in memory (proc(5), statm: the second number, in pages).
private func residentOctets() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var octets = [UInt8](repeating: 0, count: 200)
    let count = fread(&octets, 1, octets.count, file)
    let numbers = String(decoding: octets[..<count], as: UTF8.self).split(separator: " ")
    return numbers.count > 1 ? (Int(numbers[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
}

/// A scene that says when a look begins.
private struct CountedWorld: MonitoredWorld {
    let scene: MonitorScene
    let onCheck: @Sendable () -> Void

    init(_ scene: MonitorScene, _ onCheck: @escaping @Sendable () -> Void) {
        self.scene = scene
        self.onCheck = onCheck
    }

    func check() async -> DriftCheckResult {
        onCheck()
        return await scene.check()
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async { await scene.keep(state, after: event) }
    func warn(_ warnings: [String]) async { await scene.warn(warnings) }
}

/// A scene in which the monitor is stopped while it looks.
private actor StoppedWorld: MonitoredWorld {
    private let scene: MonitorScene
    private var stop: (@Sendable () async -> Void)?

    init(_ scene: MonitorScene) { self.scene = scene }

    func set(stop: @escaping @Sendable () async -> Void) { self.stop = stop }

    func check() async -> DriftCheckResult {
        await stop?()
        return await scene.check()
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async { await scene.keep(state, after: event) }
    func warn(_ warnings: [String]) async { await scene.warn(warnings) }
}

/// A scene in which looks do not end, or only when they are cancelled and then with a failure.
private actor HungWorld: MonitoredWorld {
    private let scene: MonitorScene
    private let heeds: Bool
    private var stop: (@Sendable () async -> Void)?
    private var isReleased = false

    init(_ scene: MonitorScene, heeds: Bool) {
        self.scene = scene
        self.heeds = heeds
    }

    func set(stop: @escaping @Sendable () async -> Void) { self.stop = stop }
    func release() { isReleased = true }

    func check() async -> DriftCheckResult {
        await stop?()
        while !isReleased, !(heeds && Task.isCancelled) {
            await Task { try? await Task.sleep(for: .milliseconds(1)) }.value
        }
        return DriftCheckResult(.failed(["cancelled"]), receivers: [])
    }

    func keep(_ state: DriftState, after event: MonitorEvent) async { await scene.keep(state, after: event) }
    func warn(_ warnings: [String]) async { await scene.warn(warnings) }
}
