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
        request.claim = RunClaim(identity: .test(run, clone: clone), elapsed: { 0 }) { _, _ in }
        let looks = Atomic<Int>(0)
        return try await scene.reconciler.apply(request, ledger: scene.ledger) {
            let look = looks.add(1, ordering: .relaxed).oldValue
            return clock[min(look, clock.count - 1)]
        }
    }

    @Test("A run that stopped and one that was killed are told apart within one second", arguments: clocks)
    func earlierRun(clock: [String]) async throws {
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
        var jobs = scene.jobs
        jobs[0].desired.files = [
            ZoneFileIdentity(path: "zones/example.com.yaml", blob: String(repeating: "d", count: 40))
        ]
        let outcome = await scene.reconciler.plan(jobs)
        let second = try PlanDocument(.fixture(outcome.zones))
        var request = try scene.request(second)
        request.jobs = jobs
        request.claim = RunClaim(identity: .test("late", clone: "b"), elapsed: { 0 }) { _, _ in }
        _ = try await scene.reconciler.apply(request, ledger: scene.ledger) { "2026-11-23T10:15:30.125Z" }
        #expect(try await ReceiptHistory(of: "example.com.", in: scene.ledger).last?.plan == second.digest)
        #expect(try await BaseReceipts(of: "example.com.", in: scene.ledger).base?.plan == second.digest)
    }

    // MARK: - Numbers

    private static let apex: DomainName = "example.com."

    private static func receipt(_ plan: UInt8, finished: String = "2026-11-23T10:15:30Z") -> Receipt {
        Receipt(
            plan: Digest(of: [plan]), apex: apex,
            provider: ZonePlan.ProviderIdentity(name: "live", type: "test", zoneID: "1"), outcome: .applied,
            branch: "main", commit: String(repeating: "c", count: 40), files: [], approvals: [], started: finished,
            finished: finished, batches: [], residual: [], protected: [], allowed: [], remarks: [])
    }

    /// A receipt as versions before numbers wrote it.
    private static func earlier(_ plan: UInt8, _ stamp: String) throws -> LedgerFile {
        let receipt = receipt(plan)
        return LedgerFile(
            path: "receipts/example.com./\(stamp)-\(receipt.plan.short).json",
            octets: try ReceiptDocument.encode(receipt))
    }

    private static func write(_ plan: UInt8, finished: String, in ledger: any Ledger) async throws {
        try await ledger.append(
            [try await LedgerLayout.file(of: receipt(plan, finished: finished), in: ledger)], message: "\(plan)")
    }

    private static func all(in ledger: any Ledger) async throws -> [Receipt] {
        var receipts = try await ZoneReceipts(of: apex, in: ledger)
        var found: [Receipt] = []
        while let receipt = try await receipts.next() { found.append(receipt) }
        return found
    }

    @Test("Receipts are numbered as they are written, whatever the clocks of their writers say") func numbers()
        async throws
    {
        let ledger = MemoryLedger()
        let times = [
            "2026-11-23T10:15:30Z", "2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z",
        ]
        for (index, time) in times.enumerated() { try await Self.write(UInt8(index), finished: time, in: ledger) }
        let found = try await Self.all(in: ledger)
        #expect(found.map(\.number) == [4, 3, 2, 1])
        #expect(found.map(\.plan) == [3, 2, 1, 0].map { Digest(of: [$0]) })
        #expect(Set(found.compactMap(\.id)).count == 4)
        #expect(try await BaseReceipts(of: Self.apex, in: ledger).base?.number == 4)
        #expect(try await RecordedReceipts(in: ledger).last(2, of: nil).map(\.number) == [4, 3])
    }

    @Test("Receipts of earlier formats are in the order in which the ledger got them, before all that have numbers")
    func earlierFormats() async throws {
        let ledger = MemoryLedger()
        for (plan, stamp) in [
            (1, "29990101T000000.000Z"), (2, "20261123T101530Z"), (3, "20260101T000000.125Z"),
        ] as [(UInt8, String)] {
            try await ledger.append([try Self.earlier(plan, stamp)], message: "\(plan)")
        }
        #expect(try await Self.all(in: ledger).map(\.plan) == [3, 2, 1].map { Digest(of: [$0]) })
        #expect(try await Self.all(in: ledger).map(\.number) == [3, 2, 1])
        #expect(try await BaseReceipts(of: Self.apex, in: ledger).base?.plan == Digest(of: [3]))
        try await Self.write(4, finished: "2026-01-01T00:00:00Z", in: ledger)
        #expect(try await Self.all(in: ledger).map(\.plan) == [4, 3, 2, 1].map { Digest(of: [$0]) })
        #expect(try await Self.all(in: ledger).map(\.number) == [4, 3, 2, 1])
    }

    @Test("Two receipts with one number, of clones that were apart, are in the order of the ledger's history")
    func sameNumber() async throws {
        for plans in [[1, 2], [2, 1]] as [[UInt8]] {
            let (one, other) = (MemoryLedger(), MemoryLedger())
            try await Self.write(plans[0], finished: "2026-11-23T10:15:30Z", in: one)
            try await Self.write(plans[1], finished: "2026-11-23T09:15:30Z", in: other)
            for (path, octets) in await other.files {
                try await one.append([LedgerFile(path: path, octets: octets)], message: "join")
            }
            #expect(try await Self.all(in: one).map(\.plan) == plans.reversed().map { Digest(of: [$0]) })
            #expect(try await Self.all(in: one).map(\.number) == [1, 1])
            // What comes after both has a number of its own.
            try await Self.write(3, finished: "2026-11-23T08:15:30Z", in: one)
            #expect(try await BaseReceipts(of: Self.apex, in: one).base?.number == 2)
        }
    }

    @Test(
        "What nobody numbered by counting is no receipt, and stands above none",
        arguments: [
            "n999999999999999999", "n9223372036854775807", "n1000005", "n000000", "n2", "n00002", "n0000002", "n-1",
            "n٠٠٠٠٠٢", "", "zzz", "n", "99999999T999999Z",
        ])
    func absurdNumbers(number: String) async throws {
        let ledger = MemoryLedger()
        try await Self.write(1, finished: "2026-11-23T10:15:30Z", in: ledger)
        let octets = try ReceiptDocument.encode(Self.receipt(9))
        try await ledger.append(
            [
                LedgerFile(
                    path: "receipts/example.com./\(number)-\(Digest(of: octets).short)-\(Digest(of: [9]).short).json",
                    octets: octets),
                LedgerFile(path: "receipts/example.com./\(number)", octets: octets),
                LedgerFile(path: "receipts/example.com./below/n000002-x.json", octets: octets),
            ], message: "x")
        try await Self.write(2, finished: "2026-11-23T10:15:31Z", in: ledger)
        #expect(try await Self.all(in: ledger).map(\.number) == [2, 1])
    }

    @Test(
        "What can't be read as a receipt is passed over, and the one before counts",
        arguments: ["{", "", "null", "another zone", "another number", "another plan"])
    func unreadable(text: String) async throws {
        let ledger = MemoryLedger()
        try await Self.write(1, finished: "2026-11-23T10:15:30Z", in: ledger)
        var receipt = Self.receipt(9)
        receipt.number = text == "another number" ? 7 : 2
        if text == "another zone" { receipt.apex = "example.net." }
        let octets = text.hasPrefix("another") ? try ReceiptDocument.encode(receipt) : Array(text.utf8)
        let plan = Digest(of: [text == "another plan" ? 8 : 9]).short
        let path = "receipts/example.com./n000002-\(Digest(of: octets).short)-\(plan).json"
        try await ledger.append([LedgerFile(path: path, octets: octets)], message: "x")
        #expect(try await Self.all(in: ledger).map(\.number) == [1])
        #expect(try await RecordedReceipts(in: ledger).last(9, of: nil).map(\.number) == [1])
        // That it does not say that this plan was used up can't be known.
        await #expect(throws: LedgerError.self) {
            try await ReceiptHistory.applied(Digest(of: [text == "another plan" ? 8 : 9]), Self.apex, in: ledger)
        }
        #expect(try await ReceiptHistory.applied(Digest(of: [1]), Self.apex, in: ledger) != nil)
        try await Self.write(2, finished: "2026-11-23T10:15:31Z", in: ledger)
        #expect(try await Self.all(in: ledger).map(\.number) == [3, 1])
    }

    @Test("A receipt of a newer version is an error: what it says is not known here") func newer() async throws {
        let ledger = MemoryLedger()
        let octets = Array("{\"format\": \"gate53-receipt/99\"}".utf8)
        let path = "receipts/example.com./n000001-\(Digest(of: octets).short)-\(Digest(of: [1]).short).json"
        try await ledger.append([LedgerFile(path: path, octets: octets)], message: "x")
        await #expect(throws: LedgerError.self) { try await Self.all(in: ledger) }
    }

    @Test("A number in a file name is read back, and goes on") func numberText() {
        for number in [1, 2, 999_999, 1_000_000, 123_456_789] {
            #expect(LedgerNumber.number(of: "receipts/x/\(LedgerNumber.text(number))-a.json") == number)
        }
        #expect(LedgerNumber.text(1) == "n000001")
        // As versions before numbers sort names, they are behind all times.
        #expect("20261123T101530Z" < LedgerNumber.text(1))
    }
}
