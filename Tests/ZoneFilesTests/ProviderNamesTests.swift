internal import DNSModel
internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

/// What `included` and `excluded` call providers; octoDNS knows them by the keys of its own configuration.
@Suite("Names of providers in zone files") struct ProviderNamesTests {
    private static func settings(_ providers: String, defaults: String = "{}") throws -> Settings {
        let text = "providers:\n\(providers)\ndefaults: \(defaults)\nzones: {'*': {provider: aws}}\n"
        let (settings, diagnostics) = SettingsReader.read(Array(text.utf8), path: "gate53.yaml", ProviderModules.kinds)
        #expect(diagnostics.isEmpty)
        return try #require(settings)
    }

    private static func read(
        _ octodns: String, _ settings: Settings, provider: String = "aws"
    ) throws -> (isOurs: Bool, warnings: [Diagnostic]) {
        let text = "a: {type: A, value: 192.0.2.1, octodns: \(octodns)}\n"
        let (zone, diagnostics) = ZoneFileReader.read(
            files: [ZoneFileInput(path: "zones/example.com.yaml", blob: "", octets: Array(text.utf8))],
            apex: "example.com.",
            options: ZoneFileOptions(providers: ProviderNames(of: provider, in: settings)))
        let found = try #require(zone)
        #expect(found.zone.sets.count + found.foreign.count == 1)
        return (!found.zone.sets.isEmpty, diagnostics)
    }

    static let providers =
        "  aws: {type: route53, octodns-name: [r53, r53-prod]}\n  live: {type: master-file, directory: live}"

    @Test(
        "A provider is known by its name, by what octoDNS called it, by its type and by octoDNS's class",
        arguments: [
            "aws", "r53", "r53-prod", "route53", "Route53", "Route53Provider", "octodns_route53.Route53Provider",
        ])
    func own(name: String) throws {
        let settings = try Self.settings(Self.providers)
        for list in [name, "[\(name)]", "[live, \(name)]"] {
            let excluded = try Self.read("{excluded: \(list)}", settings)
            #expect(!excluded.isOurs && excluded.warnings.isEmpty)
            let included = try Self.read("{included: \(list)}", settings)
            #expect(included.isOurs && included.warnings.isEmpty)
        }
    }

    @Test(
        "Another provider is known too", arguments: ["live", "bind", "ZoneFileProvider", "master-file", "cloudflare"])
    func other(name: String) throws {
        let settings = try Self.settings(Self.providers, defaults: "{other-providers: [cloudflare]}")
        let excluded = try Self.read("{excluded: [\(name)]}", settings)
        #expect(excluded.isOurs && excluded.warnings.isEmpty)
        let included = try Self.read("{included: [\(name)]}", settings)
        #expect(!included.isOurs && included.warnings.isEmpty)
    }

    @Test("A name that fits nothing is said, with what to do") func unknown() throws {
        let settings = try Self.settings(Self.providers)
        let included = try Self.read("{included: [rout53]}", settings)
        #expect(!included.isOurs)
        let warning = try #require(included.warnings.first)
        #expect(warning.severity == .warning)
        #expect(warning.id == "unknown-provider-name")
        #expect(warning.location == SourceLocation(file: "zones/example.com.yaml", line: 1, column: 53))
        #expect(warning.message.contains("did you mean 'route53'?"))
        #expect(warning.message.contains("octodns-name: rout53"))
        let excluded = try Self.read("{excluded: [nobody]}", settings)
        #expect(excluded.isOurs && excluded.warnings.map(\.id) == ["unknown-provider-name"])
    }

    @Test("A name is said once, however often it stands in the file") func once() throws {
        let settings = try Self.settings(Self.providers)
        let text = (1...50).map { "a\($0): {type: A, value: 192.0.2.1, octodns: {excluded: [nobody]}}\n" }.joined()
        let diagnostics = ZoneFileReader.read(
            files: [ZoneFileInput(path: "z.yaml", blob: "", octets: Array(text.utf8))], apex: "example.com.",
            options: ZoneFileOptions(providers: ProviderNames(of: "aws", in: settings))
        ).diagnostics
        #expect(diagnostics.count == 1)
        #expect(diagnostics.first?.message.contains("49 times more") == true)
    }

    @Test("A type that several providers have leaves the set alone, and that is said") func ambiguous() throws {
        let settings = try Self.settings("  aws: {type: route53}\n  inside: {type: route53, private: true}")
        for key in ["included", "excluded"] {
            let (isOurs, warnings) = try Self.read("{\(key): [route53]}", settings)
            #expect(!isOurs && warnings.map(\.id) == ["ambiguous-provider-name"])
        }
        #expect(try Self.read("{included: [aws]}", settings).warnings.isEmpty)
    }

    @Test(
        "One name means one provider",
        arguments: [
            "  aws: {type: route53, octodns-name: x}\n  live: {type: master-file, directory: live, octodns-name: x}",
            "  aws: {type: route53, octodns-name: live}\n  live: {type: master-file, directory: live}",
        ]) func twice(providers: String)
    {
        let text = "providers:\n\(providers)\nzones: {'*': {provider: aws}}\n"
        let diagnostics = SettingsReader.read(Array(text.utf8), path: "gate53.yaml", ProviderModules.kinds).diagnostics
        #expect(diagnostics.map(\.id) == ["duplicate-provider-name"])
    }

    @Test("A marked record may use what gate53 lacks") func octoDNSRouting() throws {
        let settings = try Self.settings(Self.providers)
        let text = "a: {type: A, value: 192.0.2.1, dynamic: {pools: {}}, octodns: {excluded: [aws]}}\n"
        let (zone, diagnostics) = ZoneFileReader.read(
            files: [ZoneFileInput(path: "z.yaml", blob: "", octets: Array(text.utf8))], apex: "example.com.",
            options: ZoneFileOptions(providers: ProviderNames(of: "aws", in: settings)))
        #expect(zone?.foreign.count == 1)
        #expect(diagnostics.isEmpty)
    }
}
