internal import Reports
import Testing
import ZonePlanning

@Suite("Several plans, one after the other") struct MergedRunTests {
    static let cases: [(run: MergedRun, line: String?)] = [
        (MergedRun(index: 0, count: 1, isBegun: true, isStopped: true), nil),
        (
            MergedRun(index: 0, count: 3, isBegun: true, isStopped: false),
            "error: that was plan 1 of 3; 2 plans after it were not begun"
        ),
        (
            MergedRun(index: 1, count: 2, isBegun: true, isStopped: false),
            "error: that was plan 2 of 2; 1 plan before it was applied"
        ),
        (
            MergedRun(index: 2, count: 4, isBegun: true, isStopped: true),
            "error: that was plan 3 of 4; 2 plans before it were applied; 1 plan after it was not begun; "
                + "'gate53 apply --merged' does the rest"
        ),
        (
            MergedRun(index: 1, count: 4, isBegun: false, isStopped: true),
            "error: 1 plan of 4 was applied; 3 plans of 4 were not begun; 'gate53 apply --merged' does the rest"
        ),
    ]

    @Test("What was applied and what was not begun is said", arguments: cases.indices)
    func line(index: Int) { #expect(Self.cases[index].run.line == Self.cases[index].line) }

    @Test("Every plan is counted once", arguments: 2..<6)
    func counts(count: Int) throws {
        for index in 0..<count {
            for isBegun in [true, false] where isBegun || index > 0 {
                let run = MergedRun(index: index, count: count, isBegun: isBegun, isStopped: false)
                let line = try #require(run.line)
                let numbers = line.matches(of: /(\d+) plans? (?:before it|after it|of \d+) w/).compactMap { Int($0.1) }
                #expect(numbers.reduce(0, +) + (isBegun ? 1 : 0) == count, "\(line)")
            }
        }
    }
}
