import DNSModel
internal import Reports
import Testing
import ZonePlanning

@Suite("One cause, one line")
struct DiagnosticGroupsTests {
    private func warnings(_ count: Int, id: String = "occluded") -> [Diagnostic] {
        (1...count).map { number in
            Diagnostic(
                .warning, id: id, "'n\(number)' is hidden", at: SourceLocation(file: "zones/a.yaml", line: number))
        }
    }

    @Test("Up to three of an id are listed as they are", arguments: 1...DiagnosticGroups.mostListed)
    func fewAreListed(_ count: Int) {
        let found = warnings(count)
        #expect(DiagnosticGroups(found).lines(lister: "gate53 check --all") == found.map(\.description))
    }

    @Test("More are one line: the first whole, how many more, further places, and how to see all")
    func manyAreOne() {
        #expect(
            DiagnosticGroups(warnings(793)).lines(lister: "gate53 check --all") == [
                "zones/a.yaml:1: warning: 'n1' is hidden (and 792 more like this, as at zones/a.yaml:2, zones/a.yaml:3; "
                    + "'lenient: [occluded]' under 'defaults' in the settings accepts them, "
                    + "'gate53: {allow: occluded, reason: …}' those of one record; 'gate53 check --all' lists all) [occluded]"
            ])
    }

    @Test("Errors that ask for different things are not one cause; those that differ in what they quote are")
    func errors() {
        func error(_ text: String) -> Diagnostic { Diagnostic(.error, id: "bad-data", text) }
        let found =
            (1...9).map { error("'\($0)' is not an IPv4 address") } + [error("a TTL is a number")]
        let groups = DiagnosticGroups(found).groups
        #expect(groups.map(\.members.count) == [9, 1])
    }

    @Test("Nothing is lost, and severities never mix")
    func partition() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let found = (0..<Int.random(in: 0...40, using: &random)).map { number in
                Diagnostic(
                    [.error, .warning, .note].randomElement(using: &random) ?? .note,
                    id: ["a", "b", "c"].randomElement(using: &random) ?? "a",
                    ["'x' is wrong", "7 are many", "other"].randomElement(using: &random) ?? "",
                    at: SourceLocation(file: "f", line: number))
            }
            let groups = DiagnosticGroups(found).groups
            let members = groups.flatMap(\.members)
            #expect(Set(members) == Set(found) && members.count == found.count)
            for group in groups {
                #expect(Set(group.members.map(\.severity)).count == 1 && Set(group.members.map(\.id)).count == 1)
                #expect(group.members.count == 1 || group.members.count > DiagnosticGroups.mostListed)
            }
            // Each cause once: a warning's id is in one group, or in few of one.
            for (_, same) in Dictionary(grouping: groups.filter { $0.first.severity != .error }, by: \.first.id) {
                let bySeverity = Dictionary(grouping: same, by: \.first.severity).values
                #expect(bySeverity.allSatisfy { $0.count <= DiagnosticGroups.mostListed })
            }
        }
    }

    @Test("Zones with one problem are one line, also where the text has the zone's name")
    func zones() throws {
        let apexes = try (1...405).map { try DomainName(parsing: "z\($0).example.", origin: .root) }
        let problems = apexes.map {
            ZoneProblem(.error, of: $0, on: "aws", id: "provider-denied", "access to \($0) is denied; ask")
        }
        #expect(
            ZoneProblem.lines(problems) == [
                "error: 405 zones, z1.example., z2.example., z3.example. and 402 more on aws: access to z1.example. is "
                    + "denied; ask [provider-denied]"
            ])
        #expect(ZoneProblem.lines(problems, listsAll: true) == problems.map(\.line))
        #expect(ZoneProblem.lines(Array(problems.prefix(3))) == problems.prefix(3).map(\.line))
        let other = ZoneProblem(.error, of: apexes[0], on: "aws", id: "provider-denied", "another thing")
        #expect(ZoneProblem.lines(problems + [other]).count == 2)
    }
}
