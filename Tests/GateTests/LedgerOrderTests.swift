internal import DNSModel
internal import Gate
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What comes first is what was written first, however coarse, equal or wrong the clocks are.
@Suite("The order of the ledger") struct LedgerOrderTests {
    /// Clocks that do not tell runs apart: of a fraction of a second and of whole ones, and one that goes back.
    static let clocks = [
        ["2026-11-23T10:15:30.125Z"], ["2026-11-23T10:15:30.999Z"], ["2026-11-23T10:15:30Z"],
        ["2026-11-23T10:15:30.125Z", "2026-11-23T10:13:30.125Z"], ["2026-11-23T23:59:59.999Z"],
    ]

    private static func apply(
        _ scene: Scene, _ document: PlanDocument, _ clock: [String], run: String, clone: String = "clone",
        stop: StopRequest = StopRequest()
    ) async throws -> ApplyOutcome {
        var request = try scene.request(document)
        request.stop = stop
        request.claim = RunClaim(identity: .test(run, clone: clone)) { _, _ in }
        let looks = Atomic<Int>(0)
        return try await scene.reconciler.apply(request, ledger: scene.ledger) {
            let look = looks.add(1, ordering: .relaxed).oldValue
            return clock[min(look, clock.count - 1)]
        }
    }

    @Test("A run that stopped and one that was killed are told apart within one second", arguments: clocks)
    func earlierWork(clock: [String]) async throws {
        for isKilled in [true, false] {
            let scene = Scene.hosts(3)
            let document = try await scene.document()
            let stop = StopRequest()
            await scene.provider.set(gate: { [provider = scene.provider] in
                if await provider.asked == 1 { stop.request() }
            })
            await scene.ledger.breaks(after: isKilled ? 1 : nil)
            _ = try? await Self.apply(scene, document, clock, run: "first", stop: stop)
            await scene.ledger.breaks(after: nil)
            #expect(try await OpenRuns.read(in: scene.ledger).count == (isKilled ? 1 : 0))
            let again = try await Self.apply(scene, document, clock, run: "second")
            #expect(again.earlier == (isKilled ? .cutOff : .stopped))
            #expect(again.receipts.map(\.outcome) == [.applied])
            #expect(try await scene.receipts().map(\.outcome) == (isKilled ? [] : [.partial]) + [.applied])
            // And after that, no run was cut off.
            let third = try await Self.apply(scene, document, clock, run: "third")
            #expect(third.wasAppliedBefore)
        }
    }

    @Test("A run that stopped between two zones is one that ended on the way", arguments: clocks)
    func betweenZones(clock: [String]) async throws {
        let scene = Scene.hosts(1, zones: 2)
        let document = try await scene.document()
        let stop = StopRequest()
        await scene.provider.set(gate: { stop.request() })
        _ = try await Self.apply(scene, document, clock, run: "first", stop: stop)
        await scene.provider.set(gate: {})
        #expect(try await Self.apply(scene, document, clock, run: "second").earlier == .stopped)
    }

    @Test("A run that was killed and that a run of another plan ended was cut off all the same", arguments: clocks)
    func endedByAnother(clock: [String]) async throws {
        let scene = Scene.hosts(3)
        let document = try await scene.document()
        let stop = StopRequest()
        await scene.provider.set(gate: { [provider = scene.provider] in
            if await provider.asked == 1 { stop.request() }
        })
        await scene.ledger.breaks(after: 1)
        _ = try? await Self.apply(scene, document, clock, run: "first", stop: stop)
        await scene.ledger.breaks(after: nil)
        let open = try #require(try await OpenRuns.read(in: scene.ledger).first)
        try await scene.ledger.append([LedgerLayout.end(of: open)], message: "another")
        #expect(try await Self.apply(scene, document, clock, run: "second").earlier == .cutOff)
    }

    @Test("A run that changed nothing cut nothing off", arguments: clocks) func unchanged(clock: [String]) async throws
    {
        let scene = Scene.hosts(2)
        let document = try await scene.document()
        let intent = RunIntent(
            run: .test("first", clone: "clone"), plan: document.digest, zones: ["example.com."],
            started: try #require(Instant(parsing: clock[0])), expires: try #require(Instant(parsing: clock[0])))
        try await scene.ledger.append(
            [
                LedgerFile(path: LedgerLayout.path(of: intent), octets: try RunIntentDocument.encode(intent)),
                LedgerLayout.end(of: intent), LedgerLayout.unchanged(intent),
            ], message: "first")
        let change = try #require(document.plan.zones.first?.changes.first?.change)
        await scene.provider.write(change.key, change.after, in: "example.com.")
        #expect(try await Self.apply(scene, document, clock, run: "second").earlier == .elsewhere)
    }

    @Test("The last receipt is the one that was written last, though another host's clock was ahead")
    func clockAhead() async throws {
        let scene = Scene.hosts(1)
        let first = try await scene.document()
        _ = try await Self.apply(scene, first, ["2027-11-23T10:15:30.125Z"], run: "ahead", clone: "a")
        // Somebody changes it back, and another host takes the plan that mends that.
        let before = try #require(first.plan.zones.first?.changes.first?.change)
        await scene.provider.write(before.key, before.before, in: "example.com.")
        var works = scene.works
        works[0].desired.files = [
            ZoneFileIdentity(path: "zones/example.com.yaml", blob: String(repeating: "d", count: 40))
        ]
        let outcome = await scene.reconciler.plan(works)
        let second = try PlanDocument(.fixture(outcome.zones))
        var request = try scene.request(second)
        request.works = works
        request.claim = RunClaim(identity: .test("late", clone: "b")) { _, _ in }
        _ = try await scene.reconciler.apply(request, ledger: scene.ledger) { "2026-11-23T10:15:30.125Z" }
        #expect(try await ReceiptHistory(of: "example.com.", in: scene.ledger).last?.plan == second.digest)
        #expect(try await BaseReceipts(of: "example.com.", in: scene.ledger).base?.plan == second.digest)
    }

    @Test("A stamp sorts behind every one before it") func stamps() throws {
        let hours = ["2026-11-23T10:15:30", "2026-12-31T23:59:59", "0001-01-01T00:00:00", "2024-02-28T23:59:59"]
        for now in hours.flatMap({ hour in
            ["Z", ".000Z", ".125Z", ".998Z", ".999Z", ".5Z", ".1234567Z"].map { hour + $0 }
        }) {
            for first in hours.flatMap({ hour in ["Z", ".000Z", ".999Z", ".5Z"].map { hour + $0 } }) {
                var paths = ["receipts/example.com./\(LedgerStamp.next(at: first, after: []))-ffffffffffff.json"]
                for _ in 0..<3 {
                    let stamp = LedgerStamp.next(at: now, after: paths)
                    let path = "receipts/example.com./\(stamp)-000000000000.json"
                    #expect(try #require(paths.last).utf8.lexicographicallyPrecedes(path.utf8), "\(paths) \(path)")
                    #expect(LedgerStamp.time(of: path) != nil)
                    paths.append(path)
                }
            }
        }
        // What is no stamp moves nothing.
        for odd in ["zzz-abc.json", "", "99991231T235959.999Z-abc.json", "99991231T235959Z-a.json", "2026-", "é"] {
            #expect(
                LedgerStamp.next(at: "2026-11-23T10:15:30.125Z", after: ["receipts/x/\(odd)"]) == "20261123T101530.125Z"
            )
        }
    }
}
