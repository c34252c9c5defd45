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

    @Test("CNAMEs that lead in a circle by a DNAME")
    func redirectedLoops() throws {
        let zone = try Self.zone(
            "sub 60 DNAME example.com.", "a 60 CNAME a.sub", "b 60 CNAME x.b2", "b2 60 DNAME b3", "x.b3 60 CNAME b",
            "deep 60 DNAME d.deep", "c 60 CNAME x.deep", "fine 60 CNAME y.sub", "y 60 A 192.0.2.1",
            "two 60 DNAME one", "one 60 DNAME two", "d 60 CNAME x.one")
        let names = NameLoops.loops(in: zone).map { zone.sets[$0.index].name.description }
        #expect(Set(names) == ["a.example.com.", "b.example.com.", "x.b3.example.com."])
    }

    @Test("Circles from zone to zone, which no zone has by itself")
    func loopsAcrossZones() throws {
        let one = try Self.zone(
            "a 60 CNAME b.example.net.", "self 60 CNAME self", "*.w 60 CNAME x.w.example.net.",
            "fine 60 CNAME fine.example.net.",
            "into 60 CNAME a", "d 60 CNAME x.sub.example.net.", "x.c 60 CNAME gone.sub.example.com.",
            "cut 60 NS ns.example.org.")
        let two = TestSupport.zone(
            [
                "b 60 CNAME a.example.com.", "*.w 60 CNAME y.w.example.com.", "fine 60 A 192.0.2.1",
                "sub 60 DNAME example.com.", "x 60 CNAME elsewhere.example.org.",
            ], in: "example.net.")
        let zones = [Zone(empty: "example.org."), one, Zone(empty: "sub.example.com."), two]
        let found = NameLoops.loops(across: zones).map { zones[$0.zone].sets[$0.loop.index].name.description }
        #expect(
            Set(found) == ["a.example.com.", "b.example.net.", "*.w.example.com.", "*.w.example.net."])
        #expect(NameLoops.loops(across: [one]).isEmpty)
        #expect(NameLoops.notes(across: zones).map(\.apex) == ["example.com.", "example.net."])
        // A loop of one zone alone is that zone's.
        #expect(!found.contains("self.example.com."))
    }
}
