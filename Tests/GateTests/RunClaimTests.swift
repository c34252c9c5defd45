internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("A run's intent") struct RunClaimTests {
    private static let apex: DomainName = "example.com."
    private static let digest = Digest(of: [1])
    /// What ``TestClock`` says first.
    private static let start = Instant(parsing: "2026-11-23T00:00:00Z") ?? Instant(seconds: 0)

    /// The intent of another run, which began some seconds before the test.
    private func other(
        secondsAgo: Int64, clone: String? = nil, zones: [DomainName] = [apex]
    ) -> RunIntent {
        let started = Self.start.adding(seconds: -secondsAgo)
        return RunIntent(
            run: .test("other", clone: clone), plan: Digest(of: [2]), zones: zones, started: started,
            expires: started.adding(seconds: RunIntent.lifetime))
    }

    private func file(_ intent: RunIntent) throws -> LedgerFile {
        LedgerFile(path: LedgerLayout.path(of: intent), octets: try RunIntentDocument.encode(intent))
    }

    private func claim(_ scene: Scene, longestWait: Int64 = 0, _ takenOver: Names = Names()) async throws
        -> ApplyOutcome
    {
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), longestWait: longestWait, elapsed: scene.clock.seconds) {
            _, _ in
        } onWait: { others in
            takenOver.add(others.map { "waits for \($0.run.name)" })
        } onTakeOver: { dead in
            takenOver.add(dead.map { "takes over from \($0.run.name)" })
        }
        return try await scene.reconciler.apply(request, ledger: scene.ledger, now: scene.clock.now)
    }

    @Test("is in the ledger before the first change, and ended by the event with the receipts")
    func isRecorded() async throws {
        let scene = Scene.hosts(1)
        await scene.provider.set(faults: [0: .before(.unavailable)])
        _ = try await claim(scene)
        let files = await scene.ledger.files
        let path = try #require(files.keys.first { $0.hasPrefix("intents/20261123/") && $0.hasSuffix(".json") })
        let intent = try RunIntentDocument.decode(try #require(files[path]))
        #expect(intent.run == .test("mine"))
        #expect(intent.zones == [Self.apex])
        #expect(intent.expires.seconds - intent.started.seconds == RunIntent.lifetime)
        #expect(files[LedgerLayout.endPath(ofIntent: path)] == Array("ended mine\n".utf8))
        #expect(await scene.ledger.messages.count == 2)
    }

    @Test("of another run that is alive is a refusal that says who it is, and nothing is changed")
    func isARefusal() async throws {
        let scene = Scene.hosts(1)
        try await scene.ledger.append([try file(other(secondsAgo: 60))], message: "Begin")
        do {
            _ = try await claim(scene)
            Issue.record("it got through")
        } catch ApplyError.busy(let runs) {
            #expect(runs.others == 0)
            #expect(runs.first.summary.contains(" by Ada, started 2026-11-22T23:59:00Z (process 1 on host"))
        }
        #expect(await scene.provider.asked == 0)
        #expect(await scene.ledger.messages.count == 1)
    }

    @Test("of another run is waited for as long as was said, and not longer", arguments: [(20, false), (2_000, true)])
    func isWaitedFor(longestWait: Int64, getsThrough: Bool) async throws {
        let scene = Scene.hosts(1)
        let said = Names()
        try await scene.ledger.append([try file(other(secondsAgo: 60))], message: "Begin")
        // Nobody ends it: when there is patience enough it has written no heartbeat for long enough.
        let outcome = try? await claim(scene, longestWait: longestWait, said)
        #expect((outcome != nil) == getsThrough)
        #expect(said.all == ["waits for other"] + (getsThrough ? ["takes over from other"] : []))
    }

    @Test("of a dead run is taken over, with a note, and ended") func isTakenOver() async throws {
        // One is of long ago; one is of this very clone, in which no other apply is alive.
        for dead in [other(secondsAgo: 3 * 86_400), other(secondsAgo: 1, clone: "clone of mine")] {
            let scene = Scene.hosts(1)
            let said = Names()
            try await scene.ledger.append([try file(dead)], message: "Begin")
            let outcome = try await claim(scene, said)
            #expect(outcome.failure == nil)
            #expect(said.all == ["takes over from other"])
            #expect(await scene.ledger.files[LedgerLayout.end(of: dead).path] != nil)
            // Once only: the intent is ended, and what the plan did is not done again on the same word.
            let undone = zone(["h0 300 A 192.0.2.1"], in: Self.apex).sets[0]
            await scene.provider.write(undone.key, undone, in: Self.apex)
            let again = Names()
            do {
                _ = try await claim(scene, again)
                Issue.record("applied again")
            } catch ApplyError.refused(_, let id) {
                #expect(id == "plan-used-up")
            }
            #expect(again.all == [])
        }
    }

    @Test("of other zones, or that has ended, is no hindrance") func isNoHindrance() async throws {
        let scene = Scene.hosts(1)
        let ended = other(secondsAgo: 1)
        try await scene.ledger.append([try file(ended), LedgerLayout.end(of: ended)], message: "Begin and end")
        try await scene.ledger.append([try file(other(secondsAgo: 2, zones: ["example.net."]))], message: "Begin")
        #expect(try await claim(scene).failure == nil)
    }

    @Test("of another time, which no clock is ever wrong by, holds nobody up")
    func isNotBelieved() async throws {
        for began in [3 * 86_400, -3 * 86_400, 700_000 * 86_400, -355_000 * 86_400] as [Int64] {
            let scene = Scene.hosts(1)
            let intent = other(secondsAgo: began)
            try await scene.ledger.append([try file(intent)], message: "Begin")
            #expect(try await claim(scene).failure == nil, "began \(began) seconds ago")
        }
    }

    // A run of a machine whose clock was an hour behind was taken for dead while it was at work.
    @Test(
        "is judged by how long it was watched, however wrong its clock is, or ours",
        arguments: [0, 900, 3_600, 86_400, -900, -3_600, -86_400])
    func clocks(secondsAgo: Int64) async throws {
        for hasSigns in [false, true] {
            let scene = Scene.hosts(1)
            let intent = other(secondsAgo: secondsAgo)
            var files = [try file(intent)]
            if hasSigns { files.append(LedgerLayout.heartbeat(of: intent, number: 1, at: intent.started)) }
            try await scene.ledger.append(files, message: "Begin")
            await #expect(throws: ApplyError.self) { try await claim(scene) }
            await #expect(throws: ApplyError.self) { try await claim(scene, longestWait: RunIntent.lifetime / 2) }
            #expect(await scene.provider.asked == 0)
        }
    }

    @Test("of a run that goes on to write heartbeats is never taken over") func writesHeartbeats() async throws {
        let scene = Scene.hosts(1)
        let intent = other(secondsAgo: 0)
        try await scene.ledger.append([try file(intent)], message: "Begin")
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), longestWait: 5_000, elapsed: scene.clock.seconds) {
            [ledger = scene.ledger] times, _ in
            guard times.isMultiple(of: 50) else { return }
            let sign = LedgerLayout.heartbeat(of: intent, number: times / 50 + 1, at: intent.started)
            try? await ledger.append([sign], message: "Going on")
        }
        let mine = request
        await #expect(throws: ApplyError.self) {
            try await scene.reconciler.apply(mine, ledger: scene.ledger, now: scene.clock.now)
        }
        #expect(await scene.provider.asked == 0)
    }

    @Test("is watched no longer than the ledger can be reached") func isNotWatchedBlindly() async throws {
        let scene = Scene.hosts(1)
        try await scene.ledger.append([try file(other(secondsAgo: 60))], message: "Begin")
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), longestWait: 5_000, elapsed: scene.clock.seconds) { _, _ in }
        let mine = request
        await #expect(throws: ApplyError.self) {
            try await scene.reconciler.apply(
                mine, ledger: UnreachedLedger(ledger: scene.ledger), now: scene.clock.now)
        }
    }

    @Test("is watched by one after another, of whom none waits long enough") func isWatchedTogether() async throws {
        let scene = Scene.hosts(1)
        let said = Names()
        try await scene.ledger.append([try file(other(secondsAgo: 60))], message: "Begin")
        // Who does not wait watches nothing, and says nothing.
        await #expect(throws: ApplyError.self) { try await claim(scene) }
        #expect(await scene.ledger.messages.count == 1)
        for _ in 0..<2 {
            await #expect(throws: ApplyError.self) { try await claim(scene, longestWait: RunIntent.lifetime / 2 - 50) }
        }
        #expect(await scene.ledger.messages.count == 3)
        #expect(try await claim(scene, longestWait: RunIntent.lifetime / 2, said).failure == nil)
        #expect(said.all == ["waits for other", "takes over from other"])
    }

    @Test("is watched anew after a heartbeat, and by two at once only as long as by one") func watches()
        async throws
    {
        func isTakenOver(_ watches: [RunWatch], longestWait: Int64) async throws -> Bool {
            let scene = Scene.hosts(1)
            let intent = other(secondsAgo: 60)
            var files = [try file(intent), LedgerLayout.heartbeat(of: intent, number: 1, at: intent.started)]
            for (number, watch) in watches.enumerated() {
                files.append(
                    LedgerLayout.watched(watch, ofIntent: LedgerLayout.path(of: intent), by: .test("w\(number)")))
            }
            try await scene.ledger.append(files, message: "Begin")
            do { return try await claim(scene, longestWait: longestWait).failure == nil } catch is ApplyError {
                return false
            }
        }
        #expect(try await isTakenOver([RunWatch(heartbeats: 1, seconds: 500)], longestWait: 100))
        #expect(try await !isTakenOver([RunWatch(heartbeats: 0, seconds: 500)], longestWait: 100))
        #expect(
            try await !isTakenOver(
                [RunWatch(heartbeats: 1, seconds: 300), RunWatch(heartbeats: 1, seconds: 299)], longestWait: 100))
    }

    @Test("is followed by heartbeats until the run has ended") func isFollowedBySigns() async throws {
        let scene = Scene.hosts(1)
        let rests = Rests(2)
        await scene.provider.set(gate: rests.untilAllAreOver)
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), elapsed: { 0 }, rest: rests.rest) { _, _ in }
        let outcome = try await scene.reconciler.apply(request, ledger: scene.ledger, now: scene.clock.now)
        #expect(outcome.failure == nil)
        let paths = await scene.ledger.files.keys.sorted()
        #expect(paths.count { $0.contains("-mine.alive-n00000") } == 2)
        #expect(paths.count { $0.hasSuffix("-mine.ended") } == 1)
    }

    @Test(
        "that can't be read, or is not where its name says, holds nobody up",
        arguments: ["{", "", "null", "{\"format\": \"gate53-intent/1\"}", "moved"])
    func isUnreadable(text: String) async throws {
        let scene = Scene.hosts(1)
        let octets = text == "moved" ? try file(other(secondsAgo: 1)).octets : Array(text.utf8)
        try await scene.ledger.append(
            [
                LedgerFile(path: "intents/20261123/x.json", octets: octets),
                LedgerFile(path: "intents/29991231/x.json", octets: octets),
                LedgerFile(path: "intents/.json", octets: octets),
            ], message: "Begin")
        #expect(try await claim(scene).failure == nil)
    }

    @Test("of many runs that never end, all at once, holds up for one lifetime and no longer") func isOneOfMany()
        async throws
    {
        let scene = Scene.hosts(1)
        for number in 0..<20 as Range<Int64> {
            var intent = other(secondsAgo: number * 60)
            intent.run.name = "other\(number)"
            intent.run.clone = "clone \(number)"
            try await scene.ledger.append([try file(intent)], message: "Begin")
        }
        #expect(try await claim(scene, longestWait: RunIntent.lifetime + 100).failure == nil)
        #expect(await scene.ledger.files.keys.count { $0.hasSuffix(".ended") } == 21)
    }
}

/// Rests that are over at once, but for the last one, which lasts until it is cancelled.
actor Rests {
    private var left: Int

    init(_ count: Int) { left = count }

    @Sendable func rest() async {
        left -= 1
        while left < 0, !Task.isCancelled { try? await Task.sleep(for: .milliseconds(1)) }
    }

    /// Waits for the last one to begin: by then what follows the others is done.
    @Sendable func untilAllAreOver() async {
        while left >= 0 { try? await Task.sleep(for: .milliseconds(1)) }
    }
}

/// Names in the order in which they came.
final class Names: @unchecked Sendable {
    // Unchecked: the runs of these tests are one after another.
    private(set) var all: [String] = []

    func add(_ names: [String]) { all += names }
}
