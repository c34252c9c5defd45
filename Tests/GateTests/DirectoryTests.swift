internal import DNSModel
internal import Gate
internal import Logging
internal import Reports
internal import Synchronization
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Looking at providers") struct DirectoryTests {
    private static let reconciler = Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
    private static let denied = ProviderError(.denied, "the key may not do that")

    private static func listed(_ apex: DomainName, id: String? = nil) -> ListedZone {
        ListedZone(id: id ?? apex.description, apex: apex)
    }

    // MARK: - Zones

    @Test("The zones of all providers are one list, and a provider that fails hides only its own") func zones() async {
        let good = MemoryDirectory([(Self.listed("example.com."), [])])
        let bad = MemoryDirectory(listFailure: Self.denied)
        let list = await Self.reconciler.zones(
            of: [NamedDirectory(name: "bad", directory: bad), NamedDirectory(name: "good", directory: good)],
            declared: [
                ZoneList.Declared(apex: "example.com.", provider: "good"),
                ZoneList.Declared(apex: "example.net.", provider: "bad"),
            ])
        #expect(list.entries.map(\.zone.apex) == ["example.com."] && list.entries.map(\.management) == [.managed])
        #expect(list.missing.isEmpty)
        #expect(list.failures.map(\.line) == ["error: bad: the key may not do that [provider-denied]"])
    }

    // MARK: - Records

    @Test("Records are searched in all zones, four at once, and progress is told") func records() async {
        let zones = (0..<9).map { index in
            (
                listed: Self.listed((try? DomainName(parsing: "z\(index).example.")) ?? .root, id: "Z\(index)"),
                sets: ["www 60 A 192.0.2.\(index)", "other 60 A 192.0.2.99"]
            )
        }
        let directory = MemoryDirectory(zones)
        let reported = Mutex<[Int]>([])
        var reconciler = Self.reconciler
        reconciler.saw = { moment in
            if case .read(let done, let total) = moment { reported.withLock { $0.append(done * 100 + total) } }
        }
        let (list, missing) = await reconciler.records(
            RecordQuery(name: "www"), of: [NamedDirectory(name: "live", directory: directory)])
        #expect(list.count == 9 && list.searched == 9 && missing.isEmpty && list.failures.isEmpty)
        #expect(list.zones.map(\.zone.id) == zones.map(\.listed.id))
        #expect(await directory.mostReadsAtOnce == 4)
        #expect(reported.withLock { $0 } == (0...9).map { $0 * 100 + 9 })
    }

    @Test("A zone that can't be read is a failure, and the others are shown") func unreadable() async {
        let directory = MemoryDirectory(
            [
                (Self.listed("example.com.", id: "Z1"), ["a 60 A 192.0.2.1"]),
                (Self.listed("example.net.", id: "Z2"), []),
            ],
            failures: ["Z2": Self.denied])
        let (list, missing) = await Self.reconciler.records(
            RecordQuery(), of: [NamedDirectory(name: "aws", directory: directory)])
        #expect(list.zones.map(\.zone.id) == ["Z1"] && list.searched == 1 && missing.isEmpty)
        #expect(
            list.failures.map(\.line) == ["error: example.net. (Z2) on aws: the key may not do that [provider-denied]"])
    }

    @Test("Only the zones that are named are read, twins both; a name that nobody has is told") func named() async {
        let directory = MemoryDirectory([
            (Self.listed("example.com.", id: "Z1"), ["a 60 A 192.0.2.1"]),
            (Self.listed("example.com.", id: "Z2"), ["a 60 A 192.0.2.2"]), (Self.listed("example.net.", id: "Z3"), []),
        ])
        let directories = [NamedDirectory(name: "aws", directory: directory)]
        let (list, missing) = await Self.reconciler.records(
            RecordQuery(), of: directories, in: ["example.com.", "example.org."])
        #expect(list.zones.map(\.zone.id) == ["Z1", "Z2"] && missing == ["example.org."])
        #expect(await directory.reads.sorted() == ["Z1", "Z2"])
        // Where a provider can't be listed, it may have the zone.
        let broken = NamedDirectory(name: "bad", directory: MemoryDirectory(listFailure: Self.denied))
        let other = await Self.reconciler.records(RecordQuery(), of: directories + [broken], in: ["example.org."])
        #expect(other.missing.isEmpty && other.list.failures.count == 1)
    }

    // MARK: - Changes

    @Test("The first provider that knows a change is believed, and no other is asked") func firstThatKnows()
        async throws
    {
        let first = MemoryDirectory()
        let second = MemoryDirectory(change: [.success(true)])
        let third = MemoryDirectory(change: [.success(false)])
        let directories = [first, second, third].enumerated().map {
            NamedDirectory(name: "\($0.offset)", directory: $0.element)
        }
        let (directory, status) = try await Self.reconciler.change("C1", of: directories)
        #expect(directory.name == "1" && status.isServedEverywhere && status.id == "C1")
        #expect(await third.asked == 0)
        let error = await #expect(throws: UnknownChange.self) {
            try await Self.reconciler.change("C1", of: [directories[0], directories[0]])
        }
        #expect(error?.failures.count == 2 && error?.failures.first?.message == "there is no change C1")
    }

    /// Waits for a change with these answers; what was said last, and the pauses that were taken.
    private static func wait(
        _ answers: [Result<Bool, ProviderError>], from isServedEverywhere: Bool = false,
        limit: Duration = .seconds(600),
        stopsAfter pauses: Int = .max
    ) async throws -> (status: ChangeStatus, pauses: [Duration], asked: Int) {
        let directory = MemoryDirectory(change: answers)
        let taken = Mutex<[Duration]>([])
        let status = try await reconciler.awaitSync(
            of: ChangeStatus(id: "C1", isServedEverywhere: isServedEverywhere, submitted: ""),
            in: NamedDirectory(name: "aws", directory: directory), limit: limit
        ) { pause in
            let count = taken.withLock { taken in
                taken.append(pause)
                return taken.count
            }
            if count > pauses { throw CancellationError() }
        }
        return (status, taken.withLock { $0 }, await directory.asked)
    }

    @Test("The first look is after 2 seconds, the others every 10") func pauses() async throws {
        let waited = try await Self.wait([.success(false), .success(false), .success(true)])
        #expect(waited.status.isServedEverywhere && waited.pauses == [.seconds(2), .seconds(10), .seconds(10)])
        #expect(waited.asked == 3)
    }

    @Test("A change that is in sync is not waited for") func noWait() async throws {
        let waited = try await Self.wait([.success(false)], from: true)
        #expect(waited.status.isServedEverywhere && waited.pauses.isEmpty && waited.asked == 0)
    }

    @Test(
        "Waiting ends at its limit, with a last look, and the change is pending",
        arguments: [0, 1, 2, 3, 12, 13, 25, 600])
    func limit(seconds: Int) async throws {
        let waited = try await Self.wait([.success(false)], limit: .seconds(seconds))
        #expect(!waited.status.isServedEverywhere)
        #expect(waited.pauses.reduce(.zero, +) == .seconds(seconds))
        #expect(waited.asked == waited.pauses.count && waited.pauses.allSatisfy { $0 > .zero && $0 <= .seconds(10) })
        let late = try await Self.wait(
            Array(repeating: .success(false), count: max(0, waited.asked - 1)) + [.success(true)],
            limit: .seconds(seconds))
        #expect(late.status.isServedEverywhere == (seconds > 0))
    }

    @Test("A provider that is broken for a while is asked again; one that can't say any more ends the wait")
    func failures() async throws {
        let busy = ProviderError(.unavailable, "busy")
        let waited = try await Self.wait([.failure(busy), .failure(busy), .success(true)])
        #expect(waited.status.isServedEverywhere && waited.asked == 3)
        let lost = try await Self.wait([.failure(busy)], limit: .seconds(30))
        #expect(!lost.status.isServedEverywhere && lost.pauses.reduce(.zero, +) == .seconds(30))
        let error = await #expect(throws: ProviderError.self) {
            try await Self.wait([.success(false), .failure(Self.denied), .success(true)])
        }
        #expect(error == Self.denied)
    }

    @Test("When waiting is stopped, what was said last is given") func stopped() async throws {
        let waited = try await Self.wait([.success(false)], stopsAfter: 1)
        #expect(!waited.status.isServedEverywhere && waited.asked == 1)
    }
}
