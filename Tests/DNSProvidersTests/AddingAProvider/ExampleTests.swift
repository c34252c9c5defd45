import DNSModel
import DNSProviders
import Gate
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

/// The provider of the guide "Adding a provider".
@Suite("Example DNS") struct ExampleTests {
    private static let apex: DomainName = "example.com."

    private static func service() async -> ExampleService {
        let service = ExampleService()
        await service.add(apex, [recordSet("@ 3600 SOA ns1 h 1 2 3 4 5"), recordSet("@ 3600 NS ns1.example.net.")])
        return service
    }

    @Test("What every provider must do", arguments: ConformanceCase.all) func conforms(to example: ConformanceCase)
        async throws
    {
        let service = await Self.service()
        let provider = ExampleProvider(service: service, view: nil, watch: ProviderWatch())
        let problems = try await example.problems(at: provider) { await service.write(Self.apex, $0) }
        #expect(problems.isEmpty)
    }

    @Test("What every provider must do with zones, and with too large a batch") func zones() async throws {
        let provider = ExampleProvider(service: await Self.service(), view: nil, watch: ProviderWatch())
        #expect(try await ZoneConformance.problems(at: provider, provider).isEmpty)
        #expect(try await ZoneConformance.limitProblems(at: provider).isEmpty)
    }

    @Test("Settings, and each mistake in them where it is") func settings() async throws {
        let module = ExampleModule(service: await Self.service())
        let kinds = ProviderKinds([module])
        func read(_ text: String) -> (settings: Settings?, mistakes: [String]) {
            let (settings, diagnostics) = SettingsReader.read(Array(text.utf8), path: "gate53.yaml", kinds)
            return (settings, diagnostics.map { "\($0.location?.description ?? "") \($0.id)" })
        }
        let right = read(
            """
            providers: {a: {type: example, endpoint: https://127.0.0.1:1}}
            zones: {example.com: {provider: a, view: inside}}
            """)
        #expect(right.mistakes.isEmpty)
        let settings = try #require(right.settings)
        #expect(
            settings.credentialDestinations == [
                CredentialDestination(kind: "example", endpoint: "https://127.0.0.1:1", profile: nil)
            ])
        let zone = settings.zone(Self.apex)?.options?.options(ExampleZoneSettings.self)
        #expect(zone?.view == "inside")
        let wrong = read(
            """
            providers: {a: {type: example, endpoint: there}, b: {type: exampl}}
            zones: {example.com: {provider: a, view: A1}, '*': {provider: a, view: b}}
            """)
        #expect(
            wrong.mistakes == [
                "gate53.yaml:1:42 bad-value", "gate53.yaml:1:60 unknown-provider-type", "gate53.yaml:2:42 bad-value",
                "gate53.yaml:2:72 not-for-every-zone",
            ])
    }
}
