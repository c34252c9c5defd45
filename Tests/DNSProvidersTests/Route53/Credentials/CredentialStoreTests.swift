import Testing
import ZonePlanning

@testable import DNSProviders

@Suite struct CredentialStoreTests {
    /// Gives a new key each time, which ends after a while.
    private actor Source {
        var count = 0
        var life: Int64?
        var isBroken = false
        private var held: [CheckedContinuation<Void, Never>] = []
        private var isHolding = false

        init(life: Int64?) { self.life = life }

        func next(_ now: Instant) async throws(CredentialError) -> FoundCredentials {
            count += 1
            let number = count
            if isHolding { await withCheckedContinuation { held.append($0) } }
            if isBroken { throw CredentialError(.unavailable, "broken") }
            return FoundCredentials(
                credentials: AWSCredentials(
                    accessKeyID: "\(number)", secretAccessKey: Secret("s"), expiration: life.map(now.adding),
                    source: "test"),
                warnings: ["\(number)"])
        }

        func breakDown() { isBroken = true }
        func hold() { isHolding = true }
        func letGo() {
            isHolding = false
            held.forEach { $0.resume() }
            held = []
        }
    }

    private func store(_ source: Source, _ world: World) -> CredentialStore {
        CredentialStore(now: { world.now }) { () throws(CredentialError) in try await source.next(world.now) }
    }

    @Test("Credentials without an end are asked for once")
    func lasting() async throws {
        let (source, world) = (Source(life: nil), World())
        let store = store(source, world)
        for _ in 0..<3 {
            #expect(try await store.credentials().accessKeyID == "1")
            world.advance(1_000_000)
        }
        #expect(await store.warnings == ["1"])
    }

    @Test("From fifteen minutes before the end renewed on the side, from ten minutes before waited for")
    func renewal() async throws {
        let (source, world) = (Source(life: 3_600), World())
        let store = store(source, world)
        #expect(try await store.credentials().accessKeyID == "1")
        world.advance(3_600 - 15 * 60)
        #expect(try await store.credentials().accessKeyID == "1")
        #expect(await source.count == 1)
        world.advance(1)
        // The old ones, while new ones are being asked for.
        #expect(try await store.credentials().accessKeyID == "1")
        while try await store.credentials().accessKeyID == "1" { await Task.yield() }
        #expect(try await store.credentials().accessKeyID == "2")
        world.advance(3_600 - 10 * 60 + 1)
        #expect(try await store.credentials().accessKeyID == "3")
        #expect(await source.count == 3)
    }

    @Test("However many ask at once, they are renewed once")
    func once() async throws {
        let (source, world) = (Source(life: 3_600), World())
        let store = store(source, world)
        await source.hold()
        async let all = withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await store.credentials().accessKeyID } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        while await source.count == 0 { await Task.yield() }
        await source.letGo()
        #expect(try await all == ["1"])
        #expect(await source.count == 1)
    }

    @Test("A renewal on the side that fails harms nothing; one that is needed is an error")
    func failing() async throws {
        let (source, world) = (Source(life: 3_600), World())
        let store = store(source, world)
        _ = try await store.credentials()
        await source.breakDown()
        world.advance(3_600 - 12 * 60)
        #expect(try await store.credentials().accessKeyID == "1")
        while await source.count < 2 { await Task.yield() }
        world.advance(5 * 60)
        await #expect(throws: CredentialError.self) { try await store.credentials() }
    }

    @Test("Short-lived ones are used, and not asked for with every request")
    func short() async throws {
        let (source, world) = (Source(life: 300), World())
        let store = store(source, world)
        for _ in 0..<5 { #expect(try await store.credentials().accessKeyID == "1") }
        world.advance(60)
        #expect(try await store.credentials().accessKeyID == "2")
    }

    @Test("Ones that are over already are an error")
    func over() async {
        let (source, world) = (Source(life: -1), World())
        let store = store(source, world)
        await #expect(throws: CredentialError.self) { try await store.credentials() }
    }

    @Test("What the service refused is forgotten")
    func discard() async throws {
        let (source, world) = (Source(life: 3_600), World())
        let store = store(source, world)
        let first = try await store.credentials()
        await store.discard(first)
        #expect(try await store.credentials().accessKeyID == "2")
        await store.discard(first)
        #expect(try await store.credentials().accessKeyID == "2")
    }
}
