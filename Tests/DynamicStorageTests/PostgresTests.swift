import DNSModel
import DynamicDNS
import DynamicPostgres
import DynamicStorage
import Foundation
import TestSupport
import Testing
import ZonePlanning

@Suite("PostgreSQL")
struct PostgresTests {
    @Test("A database that was written by a newer gate53d is left alone")
    func newer() async throws {
        let fixture = try await StoreFixture(.postgres)
        let (server, schema) = (try PostgresServer.shared(), try #require(fixture.schema))
        try server.sql("INSERT INTO \(schema).gate53d_steps VALUES ('999')")
        for migrates in [false, true] {
            do throws(HostStoreError) {
                _ = try await PostgresHostStore.open(server.address(schema), migrates: migrates)
                Issue.record("it was opened")
            } catch {
                #expect(error.message.contains("newer"))
            }
        }
    }

    @Test("A database that is of this version is opened again, and has what was stored")
    func again() async throws {
        let fixture = try await StoreFixture(.postgres)
        let host = try await fixture.claim("a")
        let address = try PostgresServer.shared().address(try #require(fixture.schema))
        for migrates in [false, true] {
            let other = try await PostgresHostStore.open(address, migrates: migrates, connections: 1)
            #expect(try await other.host(host.name) == fixture.store.host(host.name))
        }
    }

    @Test("An address with a password is refused without saying it, and one that is none too")
    func addresses() async {
        for address in ["postgres://ana:secret-1@127.0.0.1/x", "postgres://secret-1:%zz@127.0.0.1/"] {
            do throws(HostStoreError) {
                _ = try await PostgresHostStore.open(address)
                Issue.record("it was opened")
            } catch {
                #expect(error.message.contains("address of the database"))
                #expect(!error.message.contains("secret-1"))
            }
        }
    }

    @Test("Of many that want a lease at the same moment, the first ones too, one gets it", arguments: 0..<5)
    func leases(_ round: Int) async throws {
        let fixture = try await StoreFixture(.postgres)
        for seconds in [0, 31] {
            let at = StoreFixture.start.adding(seconds: Int64(seconds))
            let leases = try await withThrowingTaskGroup(of: ZoneLease?.self) { group in
                for number in 0..<12 { group.addTask { try await fixture.lease("p\(number)", at: at) } }
                return try await group.reduce(into: [ZoneLease]()) { if let lease = $1 { $0.append(lease) } }
            }
            #expect(leases.map(\.fence) == [seconds == 0 ? 1 : 2])
        }
    }

    @Test("An account that claims several hosts at the same moment has no more than it may, nor two one name")
    func claims() async throws {
        let fixture = try await StoreFixture(.postgres)
        let outcomes = try await withThrowingTaskGroup(of: ClaimOutcome.self) { group in
            for number in 0..<12 {
                group.addTask {
                    let host = fixture.host("h\(number % 6)")
                    return try await fixture.store.claim(
                        host, most: 3, event: fixture.event(.hostClaimed, host.name))
                }
            }
            return try await group.reduce(into: [ClaimOutcome]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .claimed } == 3)
        #expect(try await fixture.store.hosts(of: fixture.owner, after: nil, limit: 20).count == 3)
    }

    @Test("A database that goes away says so, has what was acknowledged when it comes back, and is used again")
    func away() async throws {
        let server = try PostgresServer()
        let schema = try server.makeSchema()
        let store = try await PostgresHostStore.open(server.address(schema), connections: 2)
        let fixture = try await StoreFixture(store)
        let host = try await fixture.claim("a")
        for (generation, isSudden) in [(Int64(0), true), (1, false)] {
            let wish = fixture.wish(host, "192.0.2.\(generation + 1)", from: generation)
            #expect(try await store.setWanted([wish]) == [.changed(generation + 1)])
            try server.stop(isSudden: isSudden)
            do throws(HostStoreError) {
                _ = try await store.hosts([host.name])
                Issue.record("it answered")
            } catch {
                guard case .unavailable = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            try server.start()
            let back = try #require(try await store.host(host.name))
            #expect(back.wanted == [StoreFixture.set(host, "192.0.2.\(generation + 1)")])
        }
    }

    @Test("A backup made while the service runs has all of it, and is opened where it was brought back")
    func backup() async throws {
        let fixture = try await StoreFixture(.postgres)
        let (server, schema) = (try PostgresServer.shared(), try #require(fixture.schema))
        let host = try await fixture.claim("a")
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        let lease = try #require(try await fixture.lease())
        try server.backUp(schema)
        // What came after it is lost with the database.
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.2", from: 1)])
        try server.sql("DROP SCHEMA \(schema) CASCADE")
        try server.restore(schema)
        let store = try await PostgresHostStore.open(server.address(schema), connections: 2)
        let back = try #require(try await store.host(host.name))
        #expect(back.wanted == [StoreFixture.set(host, "192.0.2.1")])
        #expect(try await store.account(fixture.owner) != nil)
        // The numbers go on where they were: of leases and of the log.
        let late = StoreFixture.start.adding(seconds: 31)
        let next = try await store.lease(zone: "example.", holder: "p2", now: late, seconds: 30)
        #expect(next?.fence == lease.fence + 1)
        let before = try await store.events(account: nil, host: nil, before: nil, limit: 1)
        try await store.append([fixture.event(.hostUpdated, host.name)])
        let after = try await store.events(account: nil, host: nil, before: nil, limit: 1)
        #expect(after.first?.number ?? 0 > before.first?.number ?? .max)
    }

    @Test("A copy of the file of SQLite, made while the service runs, has all of it")
    func copy() async throws {
        let fixture = try await StoreFixture(.sqlite)
        let host = try await fixture.claim("a")
        _ = try await fixture.store.setWanted([fixture.wish(host, "192.0.2.1", from: 0)])
        let copy = fixture.folder + "/copy.sqlite"
        try (fixture.store as? SQLiteHostStore)?.database.backUp(to: copy)
        let other = try SQLiteHostStore(path: copy)
        #expect(try await other.host(host.name) == fixture.store.host(host.name))
        #expect(try await other.account(fixture.owner) == fixture.store.account(fixture.owner))
    }
}
