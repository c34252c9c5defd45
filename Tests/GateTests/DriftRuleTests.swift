internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZonePlanning

/// What a plan does with drift of some record sets of a zone.
@Suite("Drift of some record sets") struct DriftRuleTests {
    private static let names = ["a", "b", "c", "d.dev"]

    /// A zone in which each set was changed at the provider.
    private static func waiting(_ rule: DriftRule) async throws -> WaitingZone {
        let applied = zone(names.map { "\($0) 60 A 192.0.2.1" })
        let scene = try await RestoreScene([(applied, applied)])
        for name in names {
            let drift = recordSet("\(name) 60 A 192.0.2.66")
            await scene.provider.write(drift.key, drift, in: "example.com.")
        }
        var jobs = scene.jobs
        jobs[0].drift = rule
        return try #require(try await scene.reconciler.waiting(jobs, since: scene.source).zones.first)
    }

    private static func part(_ name: String, _ policy: DriftPolicy) -> DriftRule.Part {
        DriftRule.Part(RecordPattern(name: name), policy)
    }

    private static func names(_ changes: [Change]) -> [String] { changes.map { "\($0.key.name)" } }

    // There was one word for the whole zone.
    @Test("is taken back where the settings say so of them, and the rest is left") func reverted() async throws {
        let waiting = try await Self.waiting(DriftRule(.leave, parts: [Self.part("a", .revert)]))
        #expect(Self.names(waiting.plan.changes.map(\.change)) == ["a.example.com."])
        #expect(Self.names(waiting.plan.left) == ["b.example.com.", "c.example.com.", "d.dev.example.com."])
        #expect(waiting.diagnostics.isEmpty && waiting.canBeConfirmed)
        var plan = waiting.plan
        plan.changes[0].cause = .drift
        let branch = BranchZone(waiting.job.desired, ignoring: [])
        #expect(plan.unproven(by: branch, waiting.job.drift) == [])
        // By settings that say otherwise since, nobody was asked to take it back.
        let keys = Set(plan.changes.map(\.change.key))
        #expect(plan.unproven(by: branch, DriftRule(.revert, parts: [Self.part("a", .leave)])) == keys)
    }

    @Test("is left where the settings say so of them, and the rest is taken back") func left() async throws {
        let waiting = try await Self.waiting(DriftRule(.revert, parts: [Self.part("*.dev", .leave)]))
        #expect(
            Self.names(waiting.plan.changes.map(\.change)) == ["a.example.com.", "b.example.com.", "c.example.com."])
        #expect(Self.names(waiting.plan.left) == ["d.dev.example.com."])
        #expect(waiting.canBeConfirmed)
    }

    @Test("keeps a zone from being planned where the settings refuse it of them alone") func refused() async throws {
        let some = try await Self.waiting(DriftRule(.leave, parts: [Self.part("b", .refuse)]))
        let message = try #require(some.diagnostics.first { $0.id == "drift-refused" }).message
        #expect(message.hasPrefix("1 record set of example.com. was changed") && message.contains("b.example.com. A"))
        #expect(!some.canBeConfirmed)
        let all = try await Self.waiting(DriftRule(.refuse))
        let listed = try #require(all.diagnostics.first { $0.id == "drift-refused" }).message
        #expect(
            listed.contains("(a.example.com. A, b.example.com. A, c.example.com. A, d.dev.example.com. A)"), "\(listed)"
        )
        let none = try await Self.waiting(DriftRule(.refuse, parts: [Self.part("**", .leave)]))
        #expect(none.diagnostics.isEmpty && none.canBeConfirmed)
    }

    @Test("goes by the most specific of several, and of equal ones by the last", arguments: [false, true])
    func specific(isReversed: Bool) {
        let parts: [DriftRule.Part] = [
            Self.part("**", .refuse), Self.part("*.dev", .leave), Self.part("a", .revert),
            DriftRule.Part(RecordPattern(types: [.txt]), .leave),
            DriftRule.Part(RecordPattern(name: "*.dev", types: [.txt]), .revert),
        ]
        let rule = DriftRule(.leave, parts: isReversed ? parts.reversed() : parts).prepared(for: "example.com.")
        func policy(_ name: DomainName, _ type: RecordType = .a) -> DriftPolicy {
            rule.policy(of: RecordSet.Key(name: name, type: type))
        }
        #expect(policy("a.example.com.") == .revert)
        #expect(policy("a.example.com.", .txt) == .revert)
        #expect(policy("b.example.com.") == .refuse)
        #expect(policy("b.example.com.", .txt) == .leave)
        #expect(policy("x.dev.example.com.") == .leave)
        #expect(policy("x.dev.example.com.", .txt) == .revert)
        let equal = [Self.part("*a", .leave), Self.part("a*", .revert)]
        let last = DriftRule(.refuse, parts: isReversed ? equal.reversed() : equal).prepared(for: "example.com.")
        #expect(
            last.policy(of: RecordSet.Key(name: "a.example.com.", type: .a)) == (isReversed ? .leave : .revert))
    }
}
