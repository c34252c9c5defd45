import DNSModel
import DNSProviders
import GitStore
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

@Suite("Zones that the settings say shall not be there")
struct AbsentZoneTests {
    private static let settings = """
        providers: {aws: {type: route53}}
        zones:
          example.com: {provider: aws}
          example.net: {provider: aws, absent: true}
          example.org: {provider: aws, absent: true}
        """

    /// The state of a commit, and the diagnostics in one line each.
    private func state(
        _ files: [String: String], only: Set<DomainName>? = nil
    ) throws -> (zones: [DesiredState.DeclaredZone], diagnostics: [String]) {
        let folder = try GitFolder()
        let git = try folder.repository()
        let commit = try git.commit(files.merging(["gate53.yaml": Self.settings]) { first, _ in first })
        let snapshot = try git.open().snapshot(of: commit)
        let (state, diagnostics) = try DesiredStateReader(ProviderModules.kinds, only: only).read(snapshot)
        return (
            try #require(state).zones,
            diagnostics.map { "\($0.location.map(\.description) ?? "") \($0.id) \($0.message)" }
        )
    }

    @Test("An absent zone without files is a zone without sets, in canonical order with the others")
    func absent() throws {
        let (zones, diagnostics) = try state(["zones/example.com.yaml": "a: {type: A, value: 192.0.2.1}\n"])
        #expect(diagnostics == [])
        #expect(zones.map(\.desired.zone.apex) == ["example.com.", "example.net.", "example.org."])
        #expect(zones.map(\.desired.isAbsent) == [false, true, true])
        #expect(zones[1].desired.zone.sets.isEmpty && zones[1].desired.files.isEmpty)
        #expect(zones[1].settings.provider == "aws")
    }

    @Test("Only the zones asked for are there")
    func only() throws {
        let file = ["zones/example.com.yaml": "a: {type: A, value: 192.0.2.1}\n"]
        let one = try state(file, only: ["example.org."])
        #expect(one.zones.map(\.desired.zone.apex) == ["example.org."])
        #expect(one.diagnostics == [])
        let other = try state(file, only: ["example.com."])
        #expect(other.zones.map(\.desired.zone.apex) == ["example.com."])
        #expect(other.diagnostics == [])
    }

    // Decision 0104: a zone does not go while hosts are in it.
    @Test("A zone without files that has names of the dynamic DNS service is a mistake where the settings give them")
    func dynamicNames() throws {
        let settings = """
            providers: {aws: {type: route53}}
            zones:
              example.com: {provider: aws}
              example.org: {provider: aws}
            dynamic:
              dyn.example.com:
              dyn.example.org:
            """
        let (zones, diagnostics) = try state([
            "gate53.yaml": settings, "zones/example.com.yaml": "a: {type: A, value: 192.0.2.1}\n",
        ])
        #expect(zones.map(\.desired.zone.apex) == ["example.com."])
        let found = diagnostics.filter { $0.contains("dynamic-zone") }
        #expect(found.count == 1 && found.first?.hasPrefix("gate53.yaml:7:3 dynamic-zone 'dyn.example.org.' ") == true)
    }

    @Test("A zone that is absent and has files is an error where the settings say absent, and is not read")
    func withFiles() throws {
        let files = [
            "zones/example.com.yaml": "a: {type: A, value: 192.0.2.1}\n",
            "zones/example.net.yaml": "a: {type: A, value: 192.0.2.1}\n",
        ]
        let (zones, diagnostics) = try state(files)
        #expect(zones.map(\.desired.zone.apex) == ["example.com.", "example.org."])
        #expect(diagnostics.count == 1)
        #expect(
            diagnostics.first?.hasPrefix("gate53.yaml:4:40 absent-zone-has-files") == true
                && diagnostics.first?.contains("'zones/example.net.yaml'") == true, "\(diagnostics)")
        #expect(try state(files, only: ["example.com."]).diagnostics == [])
    }

    @Test("A zone that is not absent still needs its file")
    func withoutFile() throws {
        let (zones, diagnostics) = try state([:])
        #expect(zones.map(\.desired.isAbsent) == [true, true])
        #expect(diagnostics.count == 1 && diagnostics[0].contains("no-zone-file"))
    }
}
