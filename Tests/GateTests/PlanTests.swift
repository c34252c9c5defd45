internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Planning over providers") struct PlanTests {
    // DNSControl's preview created zones; ours asks a provider for nothing but what is live.
    @Test("Planning changes nothing, and gives the same plan again") func readsOnly() async throws {
        let scene = Scene([
            (nil, zone(["a 300 A 192.0.2.1"])), (zone([], in: "example.net."), zone([], in: "example.net.")),
        ])
        let first = try await scene.document()
        #expect(try await scene.document() == first)
        #expect(await scene.provider.asked == 0)
        #expect(await !scene.provider.exists("example.com."))
        #expect(await scene.provider.reads == 4)
        #expect(await scene.ledger.messages.isEmpty)
    }

    @Test("No more zones are read at once than allowed, and all are", arguments: [1, 2, 5, 100])
    func concurrency(limit: Int) async throws {
        let apexes = (0..<40).map { index -> DomainName in
            (try? DomainName(parsing: "zone\(index).example.")) ?? .root
        }
        let scene = Scene(apexes.map { (zone([], in: $0), zone([], in: $0)) }, concurrency: limit)
        let outcome = await scene.reconciler.plan(scene.jobs)
        #expect(outcome.zones.map(\.apex) == apexes)
        #expect(await scene.provider.reads == 40)
        let most = await scene.provider.mostReadsAtOnce
        #expect(most <= limit)
        if limit > 1 { #expect(most > 1) }
    }

    @Test("A concurrency of nothing is one") func noConcurrency() async {
        let scene = Scene([(zone([]), zone([]))], concurrency: 0)
        #expect(await scene.reconciler.plan(scene.jobs).zones.count == 1)
        #expect(await scene.reconciler.plan([]).zones.isEmpty)
    }

    // DNSControl prints a zone that could not be read as an information and goes on.
    @Test("A zone that can't be read is a failure of its own, and the others are planned") func unreadable() async {
        let scene = Scene.hosts(1, zones: 3)
        await scene.provider.set(readFaults: [1: ProviderError(.unavailable, "no answer")])
        let outcome = await scene.reconciler.plan(scene.jobs)
        #expect(outcome.zones.count == 2)
        #expect(outcome.failures.map(\.error.message) == ["no answer"])
    }
}
