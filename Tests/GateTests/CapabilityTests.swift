internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What a provider's capabilities leave to be done, the engine does.
@Suite("Capabilities of providers") struct CapabilityTests {
    private static let scopes: [AtomicScope] = [.wholeBatch, .message(BatchLimits(records: 100)), .recordSet]

    private static func capabilities(
        _ scope: AtomicScope = .wholeBatch, _ precondition: Precondition = .exactSet,
        _ acceptance: Acceptance = .isApplied, zones: Set<ZoneAction> = [], isRich: Bool = false
    ) -> ProviderCapabilities {
        ProviderCapabilities(
            kind: "varying", scope: scope, precondition: precondition, acceptance: acceptance, zones: zones,
            followsChanges: isRich, version: isRich ? .changeID : nil)
    }

    private static let all: [ProviderCapabilities] = scopes.flatMap { scope in
        Precondition.allCases.flatMap { precondition in
            [Acceptance.isApplied, .mayHideIgnoredChanges].flatMap { acceptance in
                [true, false].map { capabilities(scope, precondition, acceptance, isRich: $0) }
            }
        }
    }

    @Test("At every provider, a batch is a compare-and-swap as the engine sends it", arguments: ConformanceCase.all)
    func conforms(to example: ConformanceCase) async throws {
        for capabilities in Self.all {
            let provider = VaryingProvider(capabilities)
            let problems = try await example.problems(at: provider) { await provider.write($0) }
            #expect(problems.isEmpty, "\(capabilities.scope) \(capabilities.precondition) \(capabilities.acceptance)")
        }
    }

    @Test("Zones are listed, created and deleted as far as the provider can")
    func zones() async throws {
        for actions in [[], [.list], [.create], [.create, .delete], [.list, .create, .delete]] as [Set<ZoneAction>] {
            for isRich in [true, false] {
                let limits = AtomicScope.message(BatchLimits(records: 7))
                let provider = VaryingProvider(Self.capabilities(limits, zones: actions, isRich: isRich))
                #expect(try await ZoneConformance.problems(at: provider, provider).isEmpty)
                #expect(try await ZoneConformance.limitProblems(at: provider).isEmpty)
            }
        }
    }

    @Test("The table finds a provider that says more than is true")
    func liars() async throws {
        let isMoved = ConformanceCase.all.filter { $0.moved != nil }
        for precondition in [Precondition.setWithoutTTL, .zoneVersion, .detection] {
            var found = 0
            for example in isMoved {
                let provider = Liar(VaryingProvider(Self.capabilities(.wholeBatch, precondition)), .exactSet)
                found += try await example.problems(at: provider) { await provider.real.write($0) }.count
            }
            #expect(found > 0, "\(precondition)")
        }
        let provider = Liar(VaryingProvider(Self.capabilities(.message(BatchLimits(records: 5)))), .exactSet)
        let larger = Liar(provider.real, .exactSet, .message(BatchLimits(records: 6)))
        await #expect(throws: ProviderError.self) { try await ZoneConformance.limitProblems(at: larger) }
        let smaller = Liar(provider.real, .exactSet, .message(BatchLimits(records: 4)))
        #expect(
            try await ZoneConformance.limitProblems(at: smaller) == [
                "a batch of 5 records was not refused", "a part of it was applied",
            ])
    }

    // Seen on BIND and Knot: A deleted, CNAME beside a TXT not added, NOERROR.
    @Test("A change that is passed over without a word is found, and the others are taken back")
    func ignoredChanges() async throws {
        let live = ["www 300 A 192.0.2.1", "www 60 TXT \"foreign\""].map { recordSet($0) }
        let cname = recordSet("www 300 CNAME a.example.net.")
        for acceptance in [Acceptance.mayHideIgnoredChanges, .isApplied] {
            let provider = VaryingProvider(Self.capabilities(.wholeBatch, .setWithoutTTL, acceptance))
            await provider.write(live)
            let batch = ChangeBatch(
                apex: "example.com.", zoneID: "example.com.", createsZone: false,
                changes: [.delete(live[0]), .create(cname)])
            do {
                _ = try await provider.send(batch)
                #expect(acceptance == .isApplied)
            } catch {
                #expect(acceptance == .mayHideIgnoredChanges)
                #expect(error.code == .invalid)
                #expect(error.refusals.map(\.key) == [cname.key])
                #expect(
                    error.message.hasSuffix("www.example.com. CNAME; the others were taken back"), "\(error.message)")
                #expect(try await provider.liveZone("example.com.").zone.sets.count == 2)
                #expect(try await provider.liveZone("example.com.").zone[live[0].key] == live[0])
            }
        }
    }

    @Test("A zone that never stands still is given up on, and what is planned with is not sent")
    func restless() async throws {
        let real = VaryingProvider(Self.capabilities(.wholeBatch, .zoneVersion))
        let provider = Restless(real: real)
        let change = Change.create(recordSet("www 300 A 192.0.2.1"))
        let batch = ChangeBatch(apex: "example.com.", zoneID: "example.com.", createsZone: false, changes: [change])
        do {
            _ = try await provider.send(batch)
            Issue.record("it was applied")
        } catch {
            #expect(error.code == .conflict)
        }
        #expect(await real.asked == 4)
    }

    @Test("A zone that can't be created at the provider is no plan")
    func creation() {
        let planner = ZonePlanner(
            providerName: "x", capabilities: Self.capabilities(), ownership: Ownership(), policy: .fixture(.off))
        let desired = DesiredZone(zone(["www 300 A 192.0.2.1"]))
        let plan = planner.plan(
            desired: desired, live: LiveZone(Zone(empty: "example.com."), exists: false), protectedBefore: [])
        #expect(plan.diagnostics.map(\.id) == ["zone-not-creatable"])
    }
}

/// A provider that says more than the real one can.
private struct Liar: ZoneProvider {
    let real: VaryingProvider
    let capabilities: ProviderCapabilities

    init(_ real: VaryingProvider, _ precondition: Precondition, _ scope: AtomicScope? = nil) {
        self.real = real
        var capabilities = real.capabilities
        capabilities.precondition = precondition
        if let scope { capabilities.scope = scope }
        self.capabilities = capabilities
    }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone { try await real.liveZone(apex) }
    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch { try await real.apply(batch) }
}

/// A provider at which somebody else writes something whenever a batch comes.
private struct Restless: ZoneProvider {
    let real: VaryingProvider
    var capabilities: ProviderCapabilities { real.capabilities }

    func liveZone(_ apex: DomainName) async throws(ProviderError) -> LiveZone { try await real.liveZone(apex) }

    func apply(_ batch: ChangeBatch) async throws(ProviderError) -> AppliedBatch {
        await real.write([recordSet("other 60 A 192.0.2.9")])
        return try await real.apply(batch)
    }
}
