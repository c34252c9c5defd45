import DNSModel
import DynamicDNS
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("The writer's part of the database")
struct WorkStorageTests {
    @Test(
        "A lease is one process's, keeps its number, and has a higher one when it changes hands",
        arguments: StoreKind.allCases)
    func leases(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let first = try #require(try await fixture.lease("p1"))
        #expect(try await fixture.lease("p1")?.fence == first.fence)
        #expect(try await fixture.lease("p2") == nil)
        let late = StoreFixture.start.adding(seconds: 31)
        let second = try #require(try await fixture.lease("p2", at: late))
        #expect(second.fence > first.fence)
        await #expect(throws: HostStoreError.fenced) {
            try await fixture.store.submit([:], until: StoreFixture.start, lease: first)
        }
        await #expect(throws: HostStoreError.fenced) {
            try await fixture.store.settle([:], change: nil, lease: first, events: [])
        }
        try await fixture.store.submit([:], until: StoreFixture.start, lease: second)
        try await fixture.store.release(second)
        #expect(try await fixture.lease("p3", at: late)?.fence == second.fence + 1)
    }

    @Test("A wish is dirty until it is written, and in sync when its change is served", arguments: StoreKind.allCases)
    func course(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).isEmpty)
        let (lease, write) = try await fixture.wanted(host)
        #expect(try await store.queue(zone: "example.") == ZoneQueue(count: 1, oldest: StoreFixture.start))
        #expect(try await store.queue(zone: "other.").count == 0)
        try await store.submit([host.name: write], until: StoreFixture.start.adding(seconds: 60), lease: lease)
        #expect(try await store.host(host.name)?.submitted == write)
        let change = WrittenChange(id: "C1", at: StoreFixture.start, isServed: false)
        try await store.settle([host.name: .written(write, unsureUntil: nil)], change: change, lease: lease, events: [])
        let written = try #require(try await store.host(host.name))
        #expect(!written.isDirty && written.status == .pending && written.written == write)
        let open = try await store.openChanges(zone: "example.", limit: 9)
        #expect(open.map(\.id) == ["C1"])
        try await store.markServed(open.map(\.number), zone: "example.")
        #expect(try await store.host(host.name)?.status == .inSync)
        #expect(try await store.openChanges(zone: "example.", limit: 9).isEmpty)
    }

    @Test(
        "A wish that came while an older one was written stays dirty, and is not in sync with it",
        arguments: StoreKind.allCases)
    func overtaken(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        let (lease, write) = try await fixture.wanted(host)
        try await store.submit([host.name: write], until: StoreFixture.start.adding(seconds: 60), lease: lease)
        _ = try await store.setWanted([fixture.wish(host, "192.0.2.2", from: 1)])
        let change = WrittenChange(id: "C1", at: StoreFixture.start, isServed: false)
        try await store.settle([host.name: .written(write, unsureUntil: nil)], change: change, lease: lease, events: [])
        let open = try await store.openChanges(zone: "example.", limit: 9)
        try await store.markServed(open.map(\.number), zone: "example.")
        let now = try #require(try await store.host(host.name))
        #expect(now.isDirty && now.status == .pending)
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).count == 1)
    }

    @Test(
        "A host of whose batch nobody knows what became is looked at again when it is over, and not gone before",
        arguments: StoreKind.allCases)
    func unsure(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        let (lease, write) = try await fixture.wanted(host)
        let over = StoreFixture.start.adding(seconds: 60)
        try await store.submit([host.name: write], until: over, lease: lease)
        try await store.settle(
            [host.name: .unknown(unsureUntil: StoreFixture.start)], change: nil, lease: lease, events: [])
        #expect(try await store.host(host.name)?.submitted == write)
        #expect(try await store.host(host.name)?.unsureUntil == over)
        try await store.settle(
            [host.name: .written(write, unsureUntil: over)], change: nil, lease: lease, events: [])
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).isEmpty)
        #expect(try await store.dirtyHosts(zone: "example.", at: over, limit: 9).map(\.name) == [host.name])
        let event = fixture.event(.hostDeleted, host.name)
        #expect(try await store.delete(host.name, of: fixture.owner, at: StoreFixture.start, event: event))
        let last = HostWrite(generation: 2, sets: [])
        for (unsureUntil, isThere) in [(over as Instant?, true), (nil, false)] {
            try await store.settle(
                [host.name: .written(last, unsureUntil: unsureUntil)], change: nil, lease: lease, events: [])
            #expect((try await store.host(host.name) != nil) == isThere)
        }
    }

    @Test(
        "A wish that was refused waits no more until there is another, and one that is held back waits for its time",
        arguments: StoreKind.allCases)
    func asideAndHeld(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        _ = try await store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        let lease = try #require(try await fixture.lease())
        let result = WriteResult.setAside(generation: 1, reason: "no")
        try await store.settle([host.name: result], change: nil, lease: lease, events: [])
        #expect(try await store.host(host.name)?.status == .setAside("no"))
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).isEmpty)
        var wish = fixture.wish(host, "192.0.2.2", from: 1)
        wish.notBefore = StoreFixture.start.adding(seconds: 60)
        _ = try await store.setWanted([wish])
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).isEmpty)
        // A clock that went back holds nothing for longer.
        let back = StoreFixture.start.adding(seconds: -3_600)
        #expect(try await store.dirtyHosts(zone: "example.", at: back, limit: 9).count == 1)
        #expect(try await fixture.lease("p2") == nil)
        #expect(try await fixture.lease("p2", at: back)?.fence == lease.fence + 1)
        let later = StoreFixture.start.adding(seconds: 60)
        #expect(try await store.dirtyHosts(zone: "example.", at: later, limit: 9).map(\.name) == [host.name])
    }
}
