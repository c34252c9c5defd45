internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("Confirm") struct ConfirmTests {
    private static func inSync(_ apexes: [DomainName] = ["example.com.", "example.net."]) -> Scene {
        Scene(apexes.map { (zone(["a 300 A 192.0.2.1"], in: $0), zone(["a 300 A 192.0.2.1"], in: $0)) })
    }

    @Test("A plan without changes is confirmed in one event, once") func once() async throws {
        let scene = Self.inSync()
        let document = try await scene.document()
        let receipts = try await scene.confirm(document)
        #expect(receipts.map(\.outcome) == [.inSync, .inSync])
        #expect(try await scene.receipts() == receipts)
        #expect(await scene.ledger.messages.count == 1)
        #expect(try await scene.confirm(document).count == 2)
        #expect(await scene.ledger.messages.count == 1)
        #expect(await scene.provider.asked == 0)
    }

    @Test("After a failed apply, being in sync is written down") func afterFailure() async throws {
        let scene = Scene.hosts(1)
        let document = try await scene.document()
        await scene.provider.set(faults: [0: .before(.unavailable)])
        #expect(try await scene.apply(document).receipts.map(\.outcome) == [.failed])
        let set = recordSet("h0 300 A 192.0.2.2")
        await scene.provider.write(set.key, set, in: "example.com.")
        let empty = try await scene.document()
        #expect(empty.plan.isEmpty)
        _ = try await scene.confirm(empty)
        #expect(try await scene.receipts().map(\.outcome) == [.failed, .inSync])
        #expect(try await ReceiptHistory(of: "example.com.", in: scene.ledger).last?.outcome == .inSync)
    }

    @Test("Live that moved since is named, and nothing is written") func moved() async throws {
        let scene = Self.inSync()
        let document = try await scene.document()
        let foreign = recordSet("a 60 A 203.0.113.9")
        await scene.provider.write(foreign.key, foreign, in: "example.com.")
        do {
            _ = try await scene.confirm(document)
            Issue.record("confirmed")
        } catch let error as ApplyError {
            guard case .stale(let zones) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(
                zones == [
                    ApplyError.StaleZone(
                        apex: "example.com.",
                        conflicts: [
                            Conflict(key: foreign.key, expected: recordSet("a 300 A 192.0.2.1"), live: foreign)
                        ],
                        differences: [])
                ])
        }
        #expect(await scene.ledger.messages.isEmpty)
    }

    @Test("A plan with changes, and a preview, can't be confirmed") func notConfirmable() async throws {
        let scene = Scene.hosts(1)
        let document = try await scene.document()
        _ = try await scene.apply(document)
        await #expect(throws: ApplyError.self) { try await scene.confirm(document) }
        var plan = try await scene.document().plan
        plan.source = .worktree
        let preview = try PlanDocument(plan)
        await #expect(throws: ApplyError.self) { try await scene.confirm(preview) }
    }

    @Test("Without a ledger or a readable zone nothing is confirmed") func broken() async throws {
        let scene = Self.inSync()
        let document = try await scene.document()
        await scene.ledger.breaks(after: 0)
        await #expect(throws: ApplyError.self) { try await scene.confirm(document) }
        await scene.ledger.breaks(after: nil)
        await scene.provider.set(readFaults: [5: ProviderError(.unavailable, "gone")])
        await #expect(throws: ApplyError.self) { try await scene.confirm(document) }
        #expect(await scene.ledger.messages.isEmpty)
    }
}
