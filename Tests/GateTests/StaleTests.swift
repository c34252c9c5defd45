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
        // A set the plan does not touch, because it was in step.
        ("keep 300 A 192.0.2.1", "keep 300 A 192.0.2.1", "keep 300 A 203.0.113.9"),
        ("keep 300 A 192.0.2.1", "keep 300 A 192.0.2.1", nil),
        // A set nobody declared, which a plan made now would delete.
        ("new 300 A 192.0.2.1", nil, "new 300 A 203.0.113.9"),
    ]

    @Test("What moved is named with what it was and what it is", arguments: moves)
    func moved(key: String, was: String?, now: String?) async throws {
        let scene = Self.scene()
        let document = try await scene.document()
        let key = recordSet(key).key
        await scene.provider.write(key, now.map { recordSet($0) }, in: "example.com.")
        let zones = try await Self.stale(scene, document)
        #expect(zones.allSatisfy { $0.standing?.isUntouched == true })
        #expect(
            zones == [
                ApplyError.StaleZone(
                    apex: "example.com.",
                    conflicts: [
                        Conflict(key: key, expected: was.map { recordSet($0) }, live: now.map { recordSet($0) })
                    ],
                    differences: [], standing: zones.first?.standing)
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
        #expect(zones.first?.differences == ["the zone exists now"])
        #expect(zones.first?.conflicts == [Conflict(key: foreign.key, expected: nil, live: foreign)])

        let live = Scene([(zone([]), zone(["a 300 A 192.0.2.1"]))])
        let plan = try await live.document()
        let empty = Scene([(nil, zone(["a 300 A 192.0.2.1"]))])
        #expect(try await Self.stale(empty, plan).first?.differences == ["the zone is gone"])
    }

    /// A scene with the same live zones and other declarations or settings.
    private static func other(_ change: (inout ZoneWork) -> Void) -> [ZoneWork] {
        var works = scene().works
        change(&works[0])
        return works
    }

    private func apply(_ works: [ZoneWork]) async throws -> [String] {
        let scene = Self.scene()
        let document = try await scene.document()
        var request = try scene.request(document)
        request.works = works
        do {
            _ = try await scene.reconciler.apply(request, ledger: scene.ledger, now: { "" })
        } catch ApplyError.stale(let zones) {
            return zones.flatMap(\.differences)
        } catch ApplyError.failed(let message) {
            return [message]
        } catch ApplyError.withdrawn(let refusal) {
            return refusal.reasons.map(\.message)
        } catch ApplyError.refused(let message, _) {
            return [message]
        } catch ApplyError.stopped {
            return ["stopped"]
        }
        return []
    }

    @Test("Zones, files, policies, providers and limits that are others now are named, and nothing is changed")
    func otherDeclarations() async throws {
        #expect(try await apply([]) == ["example.com. is not declared any more; plan again"])
        let files = Self.other { $0.desired.files[0].blob = "other" }
        #expect(try await apply(files) == ["the zone files are not those of the plan any more"])
        let declared = Self.other {
            $0.desired = DesiredZone(zone(["a 300 A 192.0.2.3", "b 300 A 192.0.2.1", "keep 60 A 192.0.2.1"]))
            $0.desired.files[0].blob = "other"
        }
        #expect(
            try await apply(declared) == [
                "the zone files are not those of the plan any more", "a.example.com. A is declared otherwise now",
                "keep.example.com. A is to be changed now", "b.example.com. A needs no change any more",
                "c.example.com. A needs no change any more",
            ])
        let policy = Self.other { $0.planner.policy.settings.protected = [RecordPattern(name: "b")] }
        #expect(
            try await apply(policy) == [
                "the plan does not say this: deletes the protected record set b.example.com. A; if it is meant, allow it "
                    + "with --allow protected [protected]"
            ])
        let provider = Self.other { $0.planner.providerName = "other" }
        #expect(try await apply(provider) == ["the zone is at another provider, or has another id there"])
        let limits = Self.other { $0.planner.capabilities.limits = BatchLimits(records: 2) }
        #expect(try await apply(limits) == ["the changes would go in other batches, or are declared in other lines"])
        let ignored = Self.other { $0.planner.ownership.ignored = [RecordPattern(name: "a")] }
        #expect(try await apply(ignored).contains("a.example.com. A needs no change any more"))
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
