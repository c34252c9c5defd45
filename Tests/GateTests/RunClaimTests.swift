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

    private func claim(_ scene: Scene, patience: Int64 = 0, _ takenOver: Names = Names()) async throws -> ApplyOutcome {
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), patience: patience) { _, _ in
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
        #expect(intent.expires.seconds - intent.started.seconds == 15 * 60)
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
        } catch ApplyError.refused(let message, let id) {
            #expect(id == "apply-running")
            #expect(message.contains("Ada applies plan"))
            #expect(message.contains("since 2026-11-22T23:59:00Z"))
            #expect(message.contains("process 1 on host"))
            #expect(message.contains("taken over from 2026-11-23T00:14:00Z on"))
        }
        #expect(await scene.provider.asked == 0)
        #expect(await scene.ledger.messages.count == 1)
    }

    @Test("of another run is waited for as long as was said, and not longer", arguments: [(20, false), (2_000, true)])
    func isWaitedFor(patience: Int64, getsThrough: Bool) async throws {
        let scene = Scene.hosts(1)
        let said = Names()
        try await scene.ledger.append([try file(other(secondsAgo: 60))], message: "Begin")
        // Nobody ends it: when there is patience enough it expires.
        let outcome = try? await claim(scene, patience: patience, said)
        #expect((outcome != nil) == getsThrough)
        #expect(said.all == ["waits for other"] + (getsThrough ? ["takes over from other"] : []))
    }

    @Test("of a dead run is taken over, with a note, and ended") func isTakenOver() async throws {
        // One expired; one is of this very clone, in which no other apply is alive.
        for dead in [other(secondsAgo: RunIntent.lifetime), other(secondsAgo: 1, clone: "clone of mine")] {
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

    @Test("that says that it lives long, or comes from the future, holds nobody up")
    func isNotBelieved() async throws {
        let week: Int64 = 7 * 86_400
        for (began, expires) in [(-20 * 60, week), (86_400, week), (16 * 60, 31 * 60)] as [(Int64, Int64)] {
            let scene = Scene.hosts(1)
            var intent = other(secondsAgo: -began)
            intent.expires = Self.start.adding(seconds: expires)
            try await scene.ledger.append([try file(intent)], message: "Begin")
            #expect(try await claim(scene).failure == nil, "began \(began), expires \(expires)")
        }
    }

    @Test("of a run that gave a sign of life holds others up for as long again, and no longer")
    func isHeldByASign() async throws {
        for (secondsAgo, isAlive) in [(14 * 60, true), (16 * 60, false)] as [(Int64, Bool)] {
            let scene = Scene.hosts(1)
            let intent = other(secondsAgo: 3_600)
            let signs = [3_000, 2_000, secondsAgo].map {
                LedgerLayout.signOfLife(of: intent, at: Self.start.adding(seconds: -$0))
            }
            try await scene.ledger.append([try file(intent)] + signs, message: "Begin")
            if isAlive {
                await #expect(throws: ApplyError.self) { try await claim(scene) }
            } else {
                #expect(try await claim(scene).failure == nil)
            }
        }
    }

    @Test("is followed by signs of life until the run has ended") func isFollowedBySigns() async throws {
        let scene = Scene.hosts(1)
        let rests = Rests(2)
        await scene.provider.set(gate: rests.untilAllAreOver)
        var request = try scene.request(try await scene.document())
        request.claim = RunClaim(identity: .test("mine"), rest: rests.rest) { _, _ in }
        let outcome = try await scene.reconciler.apply(request, ledger: scene.ledger, now: scene.clock.now)
        #expect(outcome.failure == nil)
        let paths = await scene.ledger.files.keys.sorted()
        #expect(paths.count { $0.contains("-mine.alive-20261123T") } == 2)
        #expect(paths.count { $0.hasSuffix("-mine.ended") } == 1)
    }

    @Test("that can't be read is an error, since its run may be alive") func isUnreadable() async throws {
        let scene = Scene.hosts(1)
        try await scene.ledger.append(
            [LedgerFile(path: "intents/20261123/x.json", octets: Array("{".utf8))], message: "Begin")
        await #expect(throws: ApplyError.self) { try await claim(scene) }
        #expect(await scene.provider.asked == 0)
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
