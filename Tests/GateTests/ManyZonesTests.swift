internal import DNSModel
internal import Gate
internal import TestSupport
internal import Testing
internal import ZoneFiles
internal import ZonePlanning

/// Of many zones of a commit all are read at once; a mistake in one says nothing of the others.
@Suite("Many zones of one commit") struct ManyZonesTests {
    private static let names = (11...22).map { "z\($0).example.org." }
    /// The one with which all are read.
    private static let ninth = "z19.example.org."

    private static func files(_ www: String, mistaken: String? = nil) -> [String: String?] {
        Dictionary(
            uniqueKeysWithValues: names.map { name -> (String, String?) in
                (Team.path(name), name == mistaken ? "www: {type: A, value: nonsense}\n" : Team.file(www))
            })
    }

    /// A team with twelve zones more, in step.
    private static func team() async throws -> Team {
        var team = try await Team()
        team.simulation.repository.commit(files("192.0.2.1"), by: "olga@example.com")
        let commit = try team.simulation.repository.resolve(revision: "main")
        for name in names {
            let apex = try DomainName(parsing: name)
            await team.provider.make(
                LiveZone(zone(["mail 3600 A 192.0.2.25", "www 3600 A 192.0.2.1"], in: apex)))
            let blob = try #require(try team.simulation.repository.files(of: commit).file(at: Team.path(name))?.blob)
            try await team.simulation.applied(
                at: commit, apex, [ZoneFileIdentity(path: Team.path(name), blob: blob)])
        }
        return team
    }

    // From the tenth zone on, nothing of a commit was known where the ninth had a mistake, so that an approval counted
    // again after its change was taken back.
    @Test("What was taken back where another zone has a mistake is not applied when it is declared again")
    func takenBack() async throws {
        var team = try await Self.team()
        team.simulation.repository.commit(Self.files("192.0.2.2"))
        try await team.review()
        team.simulation.repository.commit(Self.files("192.0.2.1", mistaken: Self.ninth))
        team.simulation.repository.commit(Self.files("192.0.2.2"), by: "mallory@example.com")
        let expected = Self.names.map { name in
            "www.\(name) A waits: \(name == Self.ninth ? "unreadable since" : "taken back since")"
        }
        #expect(await team.applyMerged() == expected)
        for name in Self.names { #expect(try await team.live(name) == "192.0.2.1", "\(name)") }
    }

    @Test("What is declared is known of all zones but the one with the mistake") func declared() async throws {
        var team = try await Self.team()
        team.simulation.repository.commit(Self.files("192.0.2.2", mistaken: Self.ninth))
        let clone = team.ports.clone
        let tree = try clone.repository.files(of: try team.simulation.repository.resolve(revision: "main"))
        // Twice, as they are asked for anew.
        for name in Self.names + Self.names {
            switch try clone.declaration(of: try DomainName(parsing: name), in: tree) {
            case .zone(let zone, _): #expect(name != Self.ninth && zone.zone.apex.description == name)
            case .nothing: Issue.record("\(name) is not declared")
            case .unreadable: #expect(name == Self.ninth)
            }
        }
    }
}
