internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

// Terraform applies a saved plan over a record that moved since, and deletes values that no reviewer saw; DNSControl
// overwrites what changed while its prompt waited.
@Suite("Stale plans") struct StaleTests {
    /// What apply says of a plan that can't be applied any more.
    private static func stale(_ scene: Scene, _ document: PlanDocument) async throws -> [ApplyError.StaleZone] {
        let before = await scene.live()
        do {
            _ = try await scene.apply(document)
            Issue.record("the plan was applied")
            return []
        } catch let error as ApplyError {
            #expect(await scene.provider.asked == 0)
            #expect(await scene.live() == before)
            #expect(await scene.ledger.messages.isEmpty)
            guard case .stale(let zones) = error else {
                Issue.record("\(error)")
                return []
            }
            return zones
        }
    }

    private static func scene() -> Scene {
        Scene([
            (
                zone(["a 300 A 192.0.2.1", "b 300 A 192.0.2.1", "keep 300 A 192.0.2.1"]),
                zone(["a 300 A 192.0.2.2", "c 300 A 192.0.2.1", "keep 300 A 192.0.2.1"])
            )
        ])
    }

    /// The set that moves, as it was, as it is.
    static let moves: [(key: String, was: String?, now: String?)] = [
        // The sets of an update, a delete and a create.
        ("a 300 A 192.0.2.1", "a 300 A 192.0.2.1", "a 300 A 203.0.113.9"),
        ("a 300 A 192.0.2.1", "a 300 A 192.0.2.1", "a 60 A 192.0.2.1"),
        ("a 300 A 192.0.2.1", "a 300 A 192.0.2.1", nil),
        ("b 300 A 192.0.2.1", "b 300 A 192.0.2.1", "b 300 A 192.0.2.1 | 203.0.113.9"),
        ("c 300 A 192.0.2.1", nil, "c 300 A 203.0.113.9"),
        // A set the plan does not touch, because it was in sync.
        ("keep 300 A 192.0.2.1", "keep 300 A 192.0.2.1", "keep 300 A 203.0.113.9"),
        ("keep 300 A 192.0.2.1", "keep 300 A 192.0.2.1", nil),
        // A set nobody declared, which a plan made now would delete.
        ("new 300 A 192.0.2.1", nil, "new 300 A 203.0.113.9"),
    ]

    // A plan that cuts a name is one of a provider that changes one set at a time. Such a plan for another provider was
    // applied cut, once one of its changes was live.
    @Test("A name is not cut where the provider need not, also when some of the plan is live") func cutName()
        async throws
    {
        let scene = Scene([
            (
                zone(["www 300 A 192.0.2.1", "www 300 AAAA 2001:db8::1", "keep 300 A 192.0.2.1"]),
                zone(["www 300 A 192.0.2.2", "www 300 AAAA 2001:db8::2", "keep 300 A 192.0.2.1"])
            )
        ])
        var plan = try await scene.document().plan
        let changes = plan.zones[0].changes
        #expect(changes.count == 2 && changes.haveWholeNames)
        for (index, number) in Batcher(scope: .recordSet).divide(changes.map(\.change)).numbers.enumerated() {
            plan.zones[0].changes[index].batch = number
        }
        #expect(!plan.zones[0].changes.haveWholeNames)
        let document = try PlanDocument(octets: try PlanDocument(plan).octets)
        let after = recordSet("www 300 A 192.0.2.2")
        await scene.provider.write(after.key, after, in: "example.com.")
        let zones = try await Self.stale(scene, document)
        #expect(zones.first?.differences.contains(.batches) == true)
    }

    @Test("What moved is named with what it was and what it is", arguments: moves)
    func moved(key: String, was: String?, now: String?) async throws {
        let scene = Self.scene()
        let document = try await scene.document()
        let key = recordSet(key).key
        await scene.provider.write(key, now.map { recordSet($0) }, in: "example.com.")
        let zones = try await Self.stale(scene, document)
        #expect(zones.allSatisfy { $0.status?.isUntouched == true })
        #expect(
            zones == [
                ApplyError.StaleZone(
                    apex: "example.com.",
                    conflicts: [
                        Conflict(key: key, expected: was.map { recordSet($0) }, live: now.map { recordSet($0) })
                    ],
                    differences: [], status: zones.first?.status)
            ])
    }

    @Test("One zone that moved keeps the others from being applied, and all that moved are named")
    func severalZones() async throws {
        let scene = Scene.hosts(2, zones: 3)
        let document = try await scene.document()
        for apex: DomainName in ["example.com.", "example.org."] {
            for name in ["h1", "zz"] {
                let set = recordSet("\(name) 60 A 203.0.113.9", in: apex)
                await scene.provider.write(set.key, set, in: apex)
            }
        }
        let zones = try await Self.stale(scene, document)
        #expect(zones.map(\.apex) == ["example.com.", "example.org."])
        #expect(zones[0].conflicts.map(\.key.name) == ["h1.example.com.", "zz.example.com."])
    }

    @Test("A change that is live as half of the plan is no reason to refuse the rest") func halfDone() async throws {
        let scene = Self.scene()
        let document = try await scene.document()
        let set = recordSet("c 300 A 192.0.2.1")
        await scene.provider.write(set.key, set, in: "example.com.")
        let outcome = try await scene.apply(document)
        // Somebody else did it: no apply was cut off.
        #expect(outcome.earlier == .elsewhere)
        #expect(outcome.receipts.map(\.outcome) == [.applied])
    }

    @Test("A zone that is gone, and one that somebody else created, are named") func zones() async throws {
        let gone = Scene([(nil, zone(["a 300 A 192.0.2.1"]))])
        let document = try await gone.document()
        let foreign = recordSet("x 60 A 203.0.113.9")
        await gone.provider.write(foreign.key, foreign, in: "example.com.")
        let zones = try await Self.stale(gone, document)
        #expect(zones.first?.differences == [.zoneExists])
        #expect(zones.first?.conflicts == [Conflict(key: foreign.key, expected: nil, live: foreign)])

        let live = Scene([(zone([]), zone(["a 300 A 192.0.2.1"]))])
        let plan = try await live.document()
        let empty = Scene([(nil, zone(["a 300 A 192.0.2.1"]))])
        #expect(try await Self.stale(empty, plan).first?.differences == [.zoneIsGone])
    }

    /// A scene with the same live zones and other declarations or settings.
    private static func other(_ change: (inout ZoneJob) -> Void) -> [ZoneJob] {
        var jobs = scene().jobs
        change(&jobs[0])
        return jobs
    }

    private func differences(_ jobs: [ZoneJob]) async throws -> [PlanDifference] {
        let scene = Self.scene()
        let document = try await scene.document()
        var request = try scene.request(document)
        request.jobs = jobs
        do {
            _ = try await scene.reconciler.apply(request, ledger: scene.ledger, now: { "" })
            return []
        } catch {
            guard case .stale(let zones) = error else { throw error }
            return zones.flatMap(\.differences)
        }
    }

    @Test("Zones, files, policies, providers and limits that are others now are named, and nothing is changed")
    func otherDeclarations() async throws {
        await #expect {
            _ = try await differences([])
        } throws: { error in
            if case ApplyError.failed(let message)? = error as? ApplyError {
                message == "example.com. is not declared any more; plan again"
            } else {
                false
            }
        }
        let files = Self.other { $0.desired.files[0].blob = "other" }
        #expect(try await differences(files) == [.files])
        let declared = Self.other {
            $0.desired = DesiredZone(zone(["a 300 A 192.0.2.3", "b 300 A 192.0.2.1", "keep 60 A 192.0.2.1"]))
            $0.desired.files[0].blob = "other"
        }
        func key(_ name: DomainName) -> RecordSet.Key { RecordSet.Key(name: name, type: .a) }
        #expect(
            try await differences(declared) == [
                .files, .otherChange(key("a.example.com."), restores: false), .change(key("keep.example.com.")),
                .noChange(key("b.example.com.")), .noChange(key("c.example.com.")),
            ])
        let policy = Self.other { $0.planner.policy.settings.protected = [RecordPattern(name: "b")] }
        #expect(
            try await differences(policy) == [.finding(Finding(.protected(key("b.example.com."), .deleted)))])
        let provider = Self.other { $0.planner.providerName = "other" }
        #expect(try await differences(provider) == [.provider])
        let limits = Self.other { $0.planner.capabilities.scope = .message(BatchLimits(records: 2)) }
        #expect(try await differences(limits) == [.batches])
        let ignored = Self.other { $0.planner.ownership.ignored = [RecordPattern(name: "a")] }
        #expect(try await differences(ignored).contains(.noChange(key("a.example.com."))))
    }

    @Test("A zone that can't be read keeps everything from being applied") func unreadable() async throws {
        let scene = Scene.hosts(1, zones: 3)
        let document = try await scene.document()
        await scene.provider.set(readFaults: [4: ProviderError(.denied, "no credentials")])
        do {
            _ = try await scene.apply(document)
            Issue.record("the plan was applied")
        } catch let error as ApplyError {
            guard case .failed(let message) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(message.hasSuffix("no credentials"))
        }
        #expect(await scene.provider.asked == 0)
        #expect(await scene.ledger.messages.isEmpty)
    }
}
