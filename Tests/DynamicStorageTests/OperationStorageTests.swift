import DNSModel
import DynamicDNS
import DynamicStorage
import TestSupport
import Testing
import ZonePlanning

@Suite("Mail and abuse reports in the database")
struct OperationStorageTests {
    @Test(
        "An event that owners are told of is in the outbox with it, is taken by one, and goes when it is finished",
        arguments: StoreKind.allCases)
    func outbox(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        #expect(try await store.waitingMail() == 0)
        try await store.setBlock(
            "spam", hosts: [host.name], at: StoreFixture.start, events: [fixture.event(.blocked, host.name)])
        try await store.append([fixture.event(.hostExpiring, host.name), fixture.event(.hostUpdated, host.name)])
        let later = StoreFixture.start.adding(seconds: 60)
        #expect(try await store.takeMail(at: StoreFixture.start.adding(seconds: -1), until: later, limit: 9).isEmpty)
        let taken = try await store.takeMail(at: StoreFixture.start, until: later, limit: 9)
        #expect(taken.map(\.event.kind) == [.blocked, .hostExpiring])
        #expect(taken.map(\.attempts) == [1, 1])
        #expect(try await store.takeMail(at: StoreFixture.start, until: later, limit: 9).isEmpty)
        try await store.finishMail([try #require(taken.first).event.number])
        try await store.delayMail([try #require(taken.last).event.number], until: later.adding(seconds: 60))
        #expect(try await store.takeMail(at: later, until: later, limit: 9).isEmpty)
        let again = try await store.takeMail(
            at: later.adding(seconds: 60), until: later.adding(seconds: 120), limit: 9)
        #expect(again.map(\.event.kind) == [.hostExpiring] && again.map(\.attempts) == [2])
        #expect(try await store.waitingMail() == 1)
    }

    @Test("A host that is blocked and given up stays until it is let be", arguments: StoreKind.allCases)
    func blockedName(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let host = try await fixture.claim("a")
        try await store.setBlock("spam", hosts: [host.name], at: StoreFixture.start, events: [])
        #expect(
            try await store.delete(
                host.name, of: fixture.owner, at: StoreFixture.start, event: fixture.event(.hostDeleted, host.name)))
        let lease = try #require(try await fixture.lease())
        func write() async throws {
            let host = try #require(try await store.host(host.name))
            try await store.settle(
                [host.name: .written(HostWrite(generation: host.generation, sets: []), unsureUntil: nil)], change: nil,
                lease: lease, events: [])
        }
        try await write()
        #expect(try await store.host(host.name)?.isLeaving == true)
        #expect(try await store.dirtyHosts(zone: "example.", at: StoreFixture.start, limit: 9).isEmpty)
        try await store.setBlock(nil, hosts: [host.name], at: StoreFixture.start, events: [])
        try await write()
        #expect(try await store.host(host.name) == nil)
    }

    @Test(
        "Reports are kept with what was done, have bounds, and are listed a page at a time; SQL in them is text",
        arguments: StoreKind.allCases)
    func reports(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        let hostile = "'); DROP TABLE abuse_reports; --\n<script>"
        func report(_ host: DomainName) -> AbuseReport {
            AbuseReport(
                at: StoreFixture.start, host: host, text: hostile, contact: hostile,
                from: IPAddress(parsing: "2001:db8::1"))
        }
        for number in 1...3 {
            #expect(try await store.add(report("a.dyn.example."), most: 5, mostOfHost: 3) == Int64(number))
        }
        #expect(try await store.add(report("a.dyn.example."), most: 5, mostOfHost: 3) == nil)
        #expect(try await store.add(report("b.dyn.example."), most: 4, mostOfHost: 3) == 4)
        #expect(try await store.add(report("c.dyn.example."), most: 4, mostOfHost: 3) == nil)
        var kept = report("b.dyn.example.")
        kept.number = 4
        #expect(try await store.abuseReports(isOpen: true, before: nil, limit: 1) == [kept])
        #expect(try await store.abuseReports(isOpen: true, before: 4, limit: 9).map(\.number) == [3, 2, 1])
        #expect(try await store.closeAbuseReport(2, outcome: "blocked", at: StoreFixture.start))
        #expect(try await !store.closeAbuseReport(2, outcome: "x", at: StoreFixture.start))
        let closed = try await store.abuseReports(isOpen: false, before: nil, limit: 9)
        #expect(closed.map(\.number) == [2] && closed.first?.outcome == "blocked")
        #expect(try await store.openAbuseReports() == 3)
    }

    @Test("The records of a zone are counted, those of other zones not", arguments: StoreKind.allCases)
    func records(_ kind: StoreKind) async throws {
        let fixture = try await StoreFixture(kind)
        let store = fixture.store
        #expect(try await store.recordCount(zone: "example.") == 0)
        for label in ["a", "b", "c"] {
            let host = try await fixture.claim(label)
            if label == "c" { continue }
            var wish = fixture.wish(host, "192.0.2.1", from: 0)
            if label == "b" {
                wish.sets.append(
                    RecordSet(
                        name: host.name, type: .txt, ttl: TTL(seconds: 60) ?? .zero,
                        data: [try RecordData(type: .txt, parsing: "one"), try RecordData(type: .txt, parsing: "two")]))
            }
            _ = try await store.setWanted([wish])
        }
        #expect(try await store.recordCount(zone: "example.") == 4)
        #expect(try await store.recordCount(zone: "other.") == 0)
    }
}
