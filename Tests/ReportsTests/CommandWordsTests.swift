internal import DNSModel
internal import Reports
internal import TestSupport
internal import Testing
internal import ZonePlanning

@Suite("What to type is said in Reports") struct CommandWordsTests {
    @Test("a diagnostic gets the words of its remedy, once")
    func diagnostics() {
        let plain = Diagnostic(.error, id: "alias-target-missing", "its target is not there")
        #expect(plain.worded == plain)
        let other = Diagnostic(
            .error, id: "alias-target-missing", "its target is not there", remedy: .planBothOrNeither)
        let line = "error: its target is not there; take both back with --name, or neither [alias-target-missing]"
        #expect(other.worded.description == line)
        #expect(other.worded.worded == other.worded)
        #expect(DiagnosticGroups([other]).lines(lister: "gate53 plan") == [line])
    }

    @Test("of runs that are at work it is said who, on what, and how to wait", arguments: [(0, 0), (2, 30)])
    func runs(others: Int, waited: Int64) throws {
        let started = try #require(Instant(parsing: "2026-11-23T10:15:30Z"))
        let first = RunIntent(
            run: RunIdentity(name: "other", by: "Ada", host: "host", process: 1, url: nil, clone: "b"),
            plan: Digest(of: [2]),
            zones: ["a.example.", "b.example."],
            started: started, expires: started.adding(seconds: RunIntent.lifetime))
        let phrase = RunsAtWork(first: first, others: others, waited: waited).phrase
        let (how, more) = waited > 0 ? ("was not done after 30 seconds", ", and 2 more") : ("is at work", "")
        #expect(
            phrase == "another run \(how) on a.example., b.example.: \(first.summary)\(more); wait for it with "
                + "'--wait 10m', or apply again later. If that run died, a waiting run takes over 9 minutes after its "
                + "last heartbeat")
    }
}
