internal import StrictRoute53
internal import Synchronization
internal import Testing

@Suite("F21: faults")
struct FaultTests {
    private let www = a("www.example.com", "192.0.2.1")

    @Test func `throttling and PriorRequestNotComplete for the next requests, and nothing is done`() throws {
        let client = try Client()
        client.service.script(.throttling, on: .listResourceRecordSets, times: 2)
        client.service.script(.priorRequestNotComplete, on: .changeResourceRecordSets)
        #expect(client.get("/hostedzone").status == 200)
        for _ in 0..<2 { #expect(client.get("/hostedzone/ZEXAMPLE/rrset").code == "Throttling") }
        #expect(client.get("/hostedzone/ZEXAMPLE/rrset").status == 200)
        #expect(client.change(.create(www)).code == "PriorRequestNotComplete")
        #expect(client.sets.isEmpty)
        #expect(client.change(.create(www)).status == 200)
    }

    @Test(arguments: [ErrorShape.errorResponse, .html, .empty]) func `a 500 before the commit and one after it`(
        _ shape: ErrorShape
    ) throws {
        let client = try Client()
        client.service.script(.serverError(status: 503, shape: shape, .beforeCommit))
        let before = client.change(.create(www))
        #expect(before.status == 503 && client.sets.isEmpty)
        client.service.script(.serverError(shape: shape, .afterCommit))
        let after = client.change(.create(www))
        #expect(after.status == 500 && client.sets.count == 1)
        #expect((after.code == "InternalFailure") == (shape == .errorResponse))
        #expect(client.service.log.batches.map(\.committed) == [false, true])
        #expect(client.service.log.batches.map(\.status) == [503, 500])
    }

    @Test func `a connection that drops before the commit and one after it`() throws {
        let client = try Client()
        client.service.script(.drop(.beforeCommit))
        #expect(client.change(.create(www)).response.delivery == .dropped)
        #expect(client.sets.isEmpty)
        client.service.script(.drop(.afterCommit))
        #expect(client.change(.create(www)).response.delivery == .dropped)
        #expect(client.sets.count == 1)
        client.service.script(.stall(.beforeCommit))
        #expect(client.get("/hostedzone").response.delivery == .stalled)
    }

    @Test func `XML that ends in the middle, with a length that says so and one that does not`() throws {
        let client = try Client()
        client.service.script(.truncatedXML)
        client.service.script(.truncatedBody)
        let short = client.get("/hostedzone")
        #expect(short.status == 200 && short.root == nil && short.response.delivery == .whole)
        let cut = client.get("/hostedzone")
        #expect(cut.response.delivery == .cut(after: cut.response.body.count / 2))
    }

    @Test func `an answer that comes late moves the clock`() throws {
        let client = try Client()
        client.service.script(.delay(.seconds(20)))
        let start = client.service.clock.now
        #expect(client.get("/hostedzone").status == 200)
        #expect(start.duration(to: client.service.clock.now) == .seconds(20))
    }

    @Test func `a foreign writer between two pages, and one between read and write`() throws {
        let client = try Client { $0.pageSize = 2 }
        try client.service.create((0..<4).map { a("n\($0).example.com", "192.0.2.1") }, in: client.zone)
        let zone = client.zone
        client.service.script(
            .first { service in try? service.create([a("n05.example.com", "192.0.2.9")], in: zone) },
            on: .listResourceRecordSets, after: 1)
        let list = client.listed()
        #expect(list.keys.contains("n05.example.com. A"))
        let old = a("n1.example.com", "192.0.2.1")
        client.service.script(
            .first { service in
                try? service.write([.delete(old), .create(a("n1.example.com", "198.51.100.1"))], to: zone)
            }, on: .changeResourceRecordSets)
        #expect(client.change(.delete(old), .create(a("n1.example.com", "192.0.2.2"))).message.contains("do not match"))
        #expect(client.set("n1.example.com.", "A")?.values == ["198.51.100.1"])
        #expect(client.service.log.batches.count == 1)
    }

    @Test func `closures of the k-th request of a kind run once, in order, without the lock`() throws {
        let client = try Client()
        let seen = Mutex<[String]>([])
        for name in ["first", "second"] {
            client.service.script(
                .first { service in
                    seen.withLock { $0.append("\(name) \(service.log.count(.getHostedZone))") }
                }, on: .getHostedZone, after: 2)
        }
        for _ in 0..<5 { #expect(client.get("/hostedzone/ZEXAMPLE").status == 200) }
        #expect(seen.withLock { $0 } == ["first 2", "second 2"])
    }

    @Test func `random faults are the same for the same seed, and as many as asked for`() throws {
        func run(_ seed: UInt64) throws -> [Int] {
            let client = try Client { $0.timePerRequest = .seconds(1) }
            client.service.randomFaults = RandomFaults(seed: seed, rate: 0.25)
            return (0..<400).map { _ in client.get("/hostedzone/ZEXAMPLE/rrset").response.body.count }
        }
        #expect(try run(1) == run(1))
        #expect(try run(1) != run(2))
        let client = try Client { $0.timePerRequest = .seconds(1) }
        client.service.randomFaults = RandomFaults(seed: 3, rate: 0.25)
        for _ in 0..<400 { _ = client.get("/hostedzone") }
        #expect((60...140).contains(client.service.log.entries.count(where: \.faulted)))
        client.service.clearFaults()
        client.service.clearLog()
        for _ in 0..<40 { _ = client.get("/hostedzone") }
        #expect(client.service.log.entries.allSatisfy { !$0.faulted })
    }

    @Test func `the log counts operations and writes, with their times`() throws {
        let client = try Client { $0.timePerRequest = .milliseconds(200) }
        try client.service.create((0..<698).map { a("n\($0).example.com", "192.0.2.1") }, in: client.zone)
        #expect(client.listed().pages == 3)
        #expect(client.service.log.counts == [.listResourceRecordSets: 3])
        #expect(client.service.log.writes.isEmpty)
        #expect(client.service.log.span == .milliseconds(400))
        #expect(client.change(.create(www)).status == 200)
        #expect(client.service.log.writes.map(\.operation) == [.changeResourceRecordSets])
        #expect(client.service.log.batches[0].changes == [.create(www)])
        #expect(client.service.log.batches[0].resource == client.zone)
    }

    @Test func `sleeping on the clock takes no time and moves it`() async throws {
        let clock = VirtualClock()
        let start = clock.now
        try await clock.sleep(for: .seconds(3600))
        #expect(start.duration(to: clock.now) == .seconds(3600))
        try await clock.sleep(until: start)
        #expect(start.duration(to: clock.now) == .seconds(3600))
    }

    @Test func `a zone of 10,000 record sets is 34 pages, and nothing else was asked`() throws {
        let client = try Client { $0.timePerRequest = .milliseconds(200) }
        try client.service.create((0..<9998).map { a("n\($0).example.com", "192.0.2.1") }, in: client.zone)
        let list = client.listed()
        #expect(list.pages == 34 && Set(list.keys).count == 10_000)
        #expect(client.service.log.counts == [.listResourceRecordSets: 34])
        #expect(client.service.log.span == .milliseconds(6600))
    }
}
