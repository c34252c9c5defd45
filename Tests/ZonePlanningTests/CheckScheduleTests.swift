internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("When the next look is due") struct CheckScheduleTests {
    @Test("The next look is after what has elapsed, within the jitter, and missed ones are left out") func gap() throws
    {
        var generator = SplitMix64(seed: 53)
        for _ in 0..<2_000 {
            let interval = Int64.random(in: CheckSchedule.shortest...CheckSchedule.longest, using: &generator)
            let jitter = Int.random(in: 0...CheckSchedule.mostJitter, using: &generator)
            let schedule = try #require(CheckSchedule(interval: interval, jitter: jitter))
            let chance = Double.random(in: -1.2...1.2, using: &generator)
            let elapsed = Duration.milliseconds(Int64.random(in: 0...(interval * 4_000), using: &generator))
            let gap = schedule.gap(after: elapsed, chance: chance)
            let single = schedule.gap(after: .zero, chance: chance)
            let least = Duration.milliseconds(interval * (1000 - Int64(jitter) * 10) - 1)
            let most = Duration.milliseconds(interval * (1000 + Int64(jitter) * 10) + 1)
            #expect(least <= single && single <= most)
            #expect(gap > elapsed && gap - elapsed <= single)
            // A whole number of gaps: the looks keep their beat.
            let beats = Int64((gap / single).rounded())
            #expect(single * beats == gap)
        }
    }

    @Test("The ends are those of the chance, and without jitter there is no difference") func ends() throws {
        let schedule = try #require(CheckSchedule(interval: 900, jitter: 10))
        #expect(schedule.gap(after: .zero, chance: -1) == .seconds(810))
        #expect(schedule.gap(after: .zero, chance: 1) == .seconds(990))
        let exact = try #require(CheckSchedule(interval: 900, jitter: 0))
        #expect(exact.gap(after: .seconds(899), chance: 1) == .seconds(900))
        #expect(exact.gap(after: .seconds(900), chance: -1) == .seconds(1_800))
    }

    @Test("What is out of bounds is no schedule") func bounds() {
        for (interval, jitter) in [(59, 10), (86_401, 10), (-1, 10), (900, -1), (900, 51)] as [(Int64, Int)] {
            #expect(CheckSchedule(interval: interval, jitter: jitter) == nil)
        }
    }
}
