import DNSModel
import TestSupport
import Testing
import ZonePlanning

@Suite("What live proves is no error")
struct RuleFindingTests {
    private static func zone(_ lines: String...) throws -> Zone {
        try Zone(apex: "example.com.", sets: lines.map { recordSet($0) })
    }

    private static func finding(
        _ set: RecordSet, _ severity: Diagnostic.Severity = .error, detail: String = "", isGuess: Bool = false
    ) -> RuleFinding {
        RuleFinding(
            Diagnostic(severity, id: "rule", "it is wrong"), key: set.key, detail: detail, isGuess: isGuess)
    }

    /// What is said of findings about the first set of a zone.
    private static func severities(
        _ finding: RuleFinding, target: Zone, live: Zone?, declared: Zone? = nil, inLive: [RuleFinding]
    ) -> [Diagnostic.Severity] {
        RuleFinding.diagnostics([finding], target: target, live: live, declared: declared ?? target) { _ in inLive }
            .map(\.severity)
    }

    @Test("An error is one for what changes, and where live has it not")
    func changes() throws {
        let (old, new) = (try Self.zone("a_b 300 A 192.0.2.1"), try Self.zone("a_b 300 A 192.0.2.2"))
        let error = Self.finding(new.sets[0])
        #expect(Self.severities(error, target: new, live: new, inLive: [error]) == [.warning])
        #expect(Self.severities(error, target: new, live: old, inLive: [error]) == [.error])
        #expect(Self.severities(error, target: new, live: nil, inLive: []) == [.error])
        // The set stays, and something else that changes breaks the rule.
        #expect(Self.severities(error, target: new, live: new, inLive: []) == [.error])
        let other = Self.finding(new.sets[0], detail: "ns2")
        #expect(Self.severities(other, target: new, live: new, inLive: [error]) == [.error])
    }

    @Test("A guess that live disproves is not said, and what is not ours only where a change breaks it")
    func guesses() throws {
        let zone = try Self.zone("a 300 A 192.0.2.1")
        let guess = Self.finding(zone.sets[0], .warning, isGuess: true)
        #expect(Self.severities(guess, target: zone, live: zone, inLive: [guess]).isEmpty)
        #expect(Self.severities(guess, target: zone, live: nil, inLive: []) == [.warning])
        let foreign = Self.finding(zone.sets[0])
        let nothing = Zone(empty: "example.com.")
        #expect(Self.severities(foreign, target: zone, live: zone, declared: nothing, inLive: [foreign]).isEmpty)
        #expect(Self.severities(foreign, target: zone, live: zone, declared: nothing, inLive: []) == [.error])
    }

    @Test("A CNAME that leads to a circle is no part of it")
    func loops() throws {
        let zone = try Self.zone(
            "a 60 CNAME b", "b 60 CNAME a", "into 60 CNAME a", "out 60 CNAME example.net.", "*.w 60 CNAME x.w",
            "fine 60 CNAME y.v", "*.v 60 A 192.0.2.1", "cut 60 NS ns.example.net.", "below 60 CNAME below.cut")
        let names = NameLoops.loops(in: zone).map { zone.sets[$0.index].name.description }
        #expect(names == ["a.example.com.", "b.example.com.", "*.w.example.com."])
    }
}
