internal import Testing

/// What holds in whatever a team does in a week.
@Suite("A team's ordinary week") struct SeededWeekTests {
    private static let seeds: ClosedRange<UInt64> = 1...100

    /// What has to come to pass in some of the weeks: weeks in which nothing happens would show nothing.
    private static let expected: Set<String> = [
        "a change is made", "a change is undone", "apply-running", "a runner dies", "drift is left",
        "drift is taken back",
        "a rule is accepted", "a ledger moves", "a pull request is written again",
        "a pull request falls out of the queue",
        "approval-ended", "delete-share", "ledger-moved", "ledger-unshared", "live-moved",
        "no-approval",
        "not-approved", "own-work", "provider-unavailable", "rule-changed", "a commit is signed", "unsigned-commit",
    ]

    // Laws, each checked by an onlooker who knows nothing of how the gate decides:
    // - live is what the protected branch declares, but for drift that was said, and what waits, which was listed;
    // - what was applied was approved by enough people who could and did not write it, by the rule in force;
    // - no approval was used twice, and none after the branch had taken the change back;
    // - whoever does what a refusal says gets through.
    @Test("keeps live, branch and approvals together, whatever happens in it") func holds() async throws {
        var seen: Set<String> = []
        try await withThrowingTaskGroup(of: Week.self) { group in
            for seed in Self.seeds { group.addTask { try await Self.lived(seed) } }
            for try await week in group {
                seen.formUnion(week.seen)
                if week.broken.isEmpty { continue }
                Issue.record(
                    "seed \(week.seed): \(week.broken.joined(separator: "; "))\n\(week.log.joined(separator: "\n"))")
            }
        }
        #expect(
            seen.isSuperset(of: Self.expected), "missing: \(Self.expected.subtracting(seen).sorted()); \(seen.sorted())"
        )
    }

    /// A week as it was lived.
    private static func lived(_ seed: UInt64) async throws -> Week {
        var week = try await Week(seed: seed)
        do { try await week.run() } catch { week.breaks("the week broke off: \(error)") }
        return week
    }

    @Test("is the same week for the same seed") func isRepeated() async throws {
        for seed in 7...8 as ClosedRange<UInt64> {
            let (one, other) = (try await Self.lived(seed), try await Self.lived(seed))
            #expect(one.log == other.log)
        }
    }
}
