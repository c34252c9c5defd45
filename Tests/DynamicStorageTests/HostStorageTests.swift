import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("Hosts in the database")
struct HostStorageTests {
    @Test("A host is given to one account, and an account has no more than it may", arguments: StoreKind.allCases)
    func claims(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        try await fixture.addAccount(AccountID("a2"))
        #expect(try await store.claim(fixture.host("a"), most: 1, event: fixture.event(.hostClaimed)) == .claimed)
        let other = fixture.host("a", owner: AccountID("a2"))
        #expect(try await store.claim(other, most: 1, event: fixture.event(.hostClaimed)) == .taken)
        let second = fixture.host("b")
        #expect(try await store.claim(second, most: 1, event: fixture.event(.hostClaimed)) == .accountIsFull)
        #expect(try await store.host(fixture.host("a").name) == fixture.host("a"))
        #expect(try await store.events(account: nil, host: nil, before: nil, limit: 10).count == 3)
    }

    @Test(
        "A wish is stored once; the same one writes nothing, an old one is told to read again",
        arguments: StoreKind.allCases)
    func wishes(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let host = try await fixture.claim("a")
        #expect(try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)]) == [.changed(1)])
        let before = try fixture.written()
        #expect(try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 1)]) == [.unchanged])
        #expect(try fixture.written() == before)
        #expect(try await fixture.store.setWanted([fixture.wish(host, "192.0.2.2", from: 0)]) == [.moved])
        let missing = fixture.host("nobody")
        #expect(try await fixture.store.setWanted([fixture.wish(missing, "192.0.2.2", from: 0)]) == [.missing])
        let stored = try #require(try await fixture.store.host(host.name))
        #expect(stored.generation == 1)
        #expect(stored.wanted == [StoreFixture.set(host, "192.0.2.1")])
        #expect(stored.status == .pending)
        #expect(stored.isDirty)
        #expect(stored.lastUpdate?.client == "test/1")
    }

    @Test("What was answered is there after another process opens the file, without the first one closing it")
    func durable() async throws {
        let fixture = try await StoreFixture(.sqlite)
        let host = try await fixture.claim("a")
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        // A copy as a crash would leave it: no checkpoint, no close.
        let copy = fixture.folder + "/copy.sqlite"
        for suffix in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: fixture.path + suffix, toPath: copy + suffix)
        }
        let other = try SQLiteHostStore(path: copy)
        #expect(try await other.host(host.name) == fixture.store.host(host.name))
    }

    @Test("Two hundred updates at once are each stored whole", arguments: StoreKind.allCases)
    func concurrent(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let hosts = try await (0..<10).asyncMap { try await fixture.claim("h\($0)") }
        let stored = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let host = hosts[number % 10]
                    while true {
                        guard let now = try await fixture.store.host(host.name) else { return 0 }
                        let wish = fixture.wish(host, "192.0.2.\(number + 1)", from: now.generation)
                        if case .changed = try await fixture.store.setWanted([wish])[0] { return 1 }
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(stored == 200)
        for host in hosts { #expect(try await fixture.store.host(host.name)?.generation == 20) }
    }

    @Test("Calls that share a transaction have outcomes of their own")
    func mixed() async throws {
        let fixture = try await StoreFixture(.sqlite)
        let hosts = try await (0..<60).asyncMap { try await fixture.claim("h\($0)", most: 100) }
        let outcomes = try await withThrowingTaskGroup(of: (Int, [WishOutcome]).self) { group in
            for (number, host) in hosts.enumerated() {
                let wishes = [
                    fixture.wish(host, "192.0.2.1", from: number % 3 == 0 ? 7 : 0),
                    fixture.wish(fixture.host("nobody"), "192.0.2.1", from: 0),
                ]
                group.addTask { (number, try await fixture.store.setWanted(wishes)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for (number, host) in hosts.enumerated() {
            let isOld = number % 3 == 0
            #expect(outcomes[number] == [isOld ? .moved : .changed(1), .missing])
            #expect(try await fixture.store.host(host.name)?.generation == (isOld ? 0 : 1))
        }
    }

    @Test("On a full disk no update of many at once is called stored that is not, and none stored that is not said")
    func fullDiskAtOnce() async throws {
        let fixture = try await StoreFixture(.sqlite, mostPages: 120)
        let hosts = try await (0..<60).asyncMap { try await fixture.claim("h\($0)", most: 100) }
        let stored = await withTaskGroup(of: (Int, Bool).self) { group in
            for (number, host) in hosts.enumerated() {
                var wish = fixture.wish(host, "192.0.2.1", from: 0)
                wish.event.after = String(repeating: "x", count: 20_000)
                group.addTask { [wish] in (number, (try? await fixture.store.setWanted([wish])) == [.changed(1)]) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(stored.values.contains(false))
        for (number, host) in hosts.enumerated() {
            #expect(try await fixture.store.host(host.name)?.generation == (stored[number] == true ? 1 : 0))
        }
    }

    @Test(
        "A host that is given up stays until its records are gone, and can't be claimed or updated meanwhile",
        arguments: StoreKind.allCases)
    func leaving(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        let event = fixture.event(.hostDeleted, host.name)
        #expect(try await store.delete(host.name, of: AccountID("x"), at: StoreFixture.start, event: event) == false)
        #expect(try await store.delete(host.name, of: fixture.owner, at: StoreFixture.start, event: event))
        #expect(try await store.delete(host.name, of: fixture.owner, at: StoreFixture.start, event: event) == false)
        #expect(try await store.claim(host, most: 10, event: event) == .taken)
        #expect(try await store.setWanted([fixture.wish(host, "192.0.2.1", from: 1)]) == [.missing])
        let lease = try #require(try await fixture.lease())
        try await store.settle(
            [host.name: .written(HostWrite(generation: 1, sets: []), unsureUntil: nil)], change: nil, lease: lease,
            events: [])
        #expect(try await store.host(host.name) == nil)
    }

    @Test("A block is the next generation, and what is wanted stays", arguments: StoreKind.allCases)
    func blocks(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let host = try await fixture.claim("a")
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        for _ in 0..<2 {
            try await fixture.store.setBlock("spam", hosts: [host.name], at: StoreFixture.start, events: [])
        }
        let blocked = try #require(try await fixture.store.host(host.name))
        #expect(blocked.generation == 2)
        #expect(blocked.block == "spam")
        #expect(blocked.effective.isEmpty)
        #expect(blocked.wanted.count == 1)
    }

    @Test("Pages of hosts and of history follow each other without a gap", arguments: StoreKind.allCases)
    func pages(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        for label in ["c", "a", "b"] { _ = try await fixture.claim(label) }
        let first = try await fixture.store.hosts(of: fixture.owner, after: nil, limit: 2)
        let second = try await fixture.store.hosts(of: fixture.owner, after: first.last?.name, limit: 2)
        #expect((first + second).map(\.name) == ["a", "b", "c"].map { fixture.host($0).name })
        let latest = try await fixture.store.events(account: fixture.owner, host: nil, before: nil, limit: 2)
        let rest = try await fixture.store.events(
            account: fixture.owner, host: nil, before: latest.last?.number, limit: 10)
        #expect((latest + rest).map(\.number) == [4, 3, 2, 1])
    }

    @Test(
        "When a client was last seen is stored later, and a host that was seen is not idle",
        arguments: StoreKind.allCases)
    func uses(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let host = try await fixture.claim("a")
        let later = StoreFixture.start.adding(seconds: 200 * 86_400)
        #expect(try await fixture.store.idleHosts(below: "dyn.example.", since: later, limit: 5).count == 1)
        await fixture.store.noteUse(ClientUse(token: nil, hosts: [host.name], at: later))
        #expect(try await fixture.store.idleHosts(below: "dyn.example.", since: later, limit: 5).isEmpty)
        #expect(try await fixture.store.host(host.name)?.lastSeen == later)
    }

    @Test("A full disk is said, and what was stored before stays")
    func fullDisk() async throws {
        let fixture = try await StoreFixture(.sqlite, mostPages: 80)
        let host = try await fixture.claim("a")
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        var failure: HostStoreError?
        for _ in 0..<2_000 where failure == nil {
            var event = fixture.event(.hostUpdated, host.name)
            event.after = String(repeating: "x", count: 4_000)
            do throws(HostStoreError) { try await fixture.store.append([event]) } catch { failure = error }
        }
        guard case .unavailable(let message) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(message.contains("full"))
        #expect(try await fixture.store.host(host.name)?.wanted == [StoreFixture.set(host, "192.0.2.1")])
    }
}

extension Sequence {
    func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
