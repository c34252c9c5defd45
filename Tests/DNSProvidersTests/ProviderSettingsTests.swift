import DNSModel
import DNSProviders
import TestSupport
import Testing
import ZoneFiles

/// What modules read is opaque to others, who compare it.
@Suite("Settings of providers, as others see them") struct ProviderSettingsTests {
    /// Settings of each kind, each otherwise than the others in one member.
    private static let providers = [
        "{type: master-file, directory: live}", "{type: master-file, directory: other}",
        "{type: master-file, directory: live, serial: increment}", "{type: master-file, directory: live, reload: [x]}",
        "{type: master-file, directory: live, nameservers: [ns.example.]}",
        "{type: master-file, directory: live, soa: {ttl: 1}}",
        "{type: master-file, directory: live, check-names: warn}",
        "{type: route53}", "{type: route53, endpoint: https://127.0.0.1:1}", "{type: route53, requests-per-second: 1}",
        "{type: route53, profile: dns}", "{type: route53, private: true}", "{type: route53, vpc-id: vpc-1}",
        "{type: route53, vpc-region: eu-west-1}", "{type: route53, delegation-set: N1}",
    ]

    private static func settings(_ provider: String, zone: String = "") throws -> Settings {
        let text = "providers: {a: \(provider)}\nzones: {example.com: {provider: a\(zone)}}\n"
        let (settings, mistakes) = SettingsReader.read(Array(text.utf8), path: "s", ProviderModules.kinds)
        #expect(mistakes.isEmpty, "\(text)")
        return try #require(settings)
    }

    @Test("They are equal where every member is, whatever the kind") func equality() throws {
        let first = try Self.providers.map { try Self.settings($0).providers["a"] }
        let second = try Self.providers.map { try Self.settings($0).providers["a"] }
        for (index, one) in first.enumerated() {
            for (place, other) in second.enumerated() {
                #expect((one == other) == (index == place), "\(Self.providers[index]) \(Self.providers[place])")
            }
        }
        #expect(Set(first).union(second).count == Self.providers.count)
        #expect(first[0]?.options(Route53Settings.self) == nil)
    }

    @Test("Another zone of the provider is another zone, and what a new one gets is not") func zones() throws {
        func zone(_ provider: String, _ keys: String) throws -> ZoneSettings {
            try #require(try Self.settings(provider, zone: keys.isEmpty ? "" : ", \(keys)").zone("example.com."))
        }
        let (aws, live) = ("{type: route53}", "{type: master-file, directory: live}")
        let plain = try zone(aws, "")
        #expect(plain.meansSameZone(as: try zone(aws, "")))
        for keys in ["zone-id: Z1", "private: true", "vpc-id: vpc-1", "delegation-set: N1", "comment: x"] {
            let other = try zone(aws, keys)
            #expect(!plain.meansSameZone(as: other) && !other.meansSameZone(as: plain))
        }
        // These may be said of every zone, and say nothing at Route 53.
        for keys in ["soa: {ttl: 1}", "nameservers: [ns.example.]"] {
            #expect(plain.options == (try zone(aws, keys)).options)
            #expect(try zone(live, "").options != zone(live, keys).options)
            #expect(try zone(live, "").meansSameZone(as: try zone(live, keys)))
        }
        let file = try zone(live, "")
        #expect(!plain.meansSameZone(as: file) && !file.meansSameZone(as: plain))
    }

    @Test("Where credentials go, and what the environment says of that too") func credentials() throws {
        let settings = try Self.settings("{type: route53, endpoint: https://127.0.0.1:1, profile: dns}")
        let said = CredentialDestination(kind: "route53", endpoint: "https://127.0.0.1:1", profile: "dns")
        #expect(settings.credentialDestinations == [said])
        let provider = try #require(settings.providers["a"])
        #expect(provider.credentialDestination(besides: [:]) == said)
        let environment = ["AWS_ENDPOINT_URL": "https://127.0.0.1:1", "AWS_PROFILE": "other"]
        #expect(
            provider.credentialDestination(besides: environment)
                == CredentialDestination(kind: "route53", endpoint: nil, profile: "dns"))
        let files = try Self.settings("{type: master-file, directory: live, reload: [rndc, reload]}")
        #expect(files.credentialDestinations.isEmpty)
        #expect(files.commands == [["rndc", "reload"]])
        #expect(try Self.settings("{type: route53}").commands.isEmpty)
    }
}
