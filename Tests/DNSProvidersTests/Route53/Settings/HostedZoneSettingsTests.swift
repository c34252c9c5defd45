import DNSModel
import DNSProviders
import TestSupport
import Testing
import ZoneFiles
import ZonePlanning

@Suite("Settings of hosted zones")
struct HostedZoneSettingsTests {
    @Test("What Route 53 takes, at the provider and at a zone")
    func everything() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers:
                      aws: {type: route53, profile: dns, delegation-set: N1PA6795SAMPLE}
                      inside: {type: route53, private: true, vpc-id: vpc-0a1b2c3d, vpc-region: eu-west-1}
                    zones:
                      example.com: {provider: aws, zone-id: Z111111QQQQQQQ, comment: kept in git}
                      example.net: {provider: inside, vpc-id: vpc-1}
                      example.org: {provider: aws, absent: true}
                      example.edu: {provider: inside, private: false, delegation-set: N2}
                      old.example: {provider: aws, absent: false}
                    """, []))
        func filled(_ apex: DomainName) throws -> HostedZoneSettings {
            let zone = try #require(settings.zone(apex))
            let provider = try #require(settings.provider(of: apex)?.settings.options(Route53Settings.self))
            return (zone.options?.options(HostedZoneSettings.self) ?? HostedZoneSettings())
                .filled(from: provider.hostedZone)
        }
        var expected = HostedZoneSettings()
        expected.zoneID = "Z111111QQQQQQQ"
        expected.comment = "kept in git"
        expected.delegationSet = "N1PA6795SAMPLE"
        #expect(try filled("example.com.") == expected)
        expected = HostedZoneSettings()
        expected.isPrivate = true
        expected.vpcID = "vpc-1"
        // The region is that of another VPC.
        #expect(try filled("example.net.") == expected)
        expected = HostedZoneSettings()
        expected.isPrivate = false
        expected.delegationSet = "N2"
        #expect(try filled("example.edu.") == expected)
        #expect(settings.zone("example.org.")?.absentLocation?.description == "gate53.yaml:7:40")
        #expect(settings.zone("example.org.")?.isAbsent == true)
        #expect(settings.zone("old.example.")?.isAbsent == false)
        let provider = try #require(settings.providers["aws"]?.options(Route53Settings.self))
        #expect(provider.profile == "dns")
    }

    @Test("A zone's settings go before its provider's, field by field")
    func filled() {
        var zone = HostedZoneSettings()
        var provider = HostedZoneSettings()
        provider.isPrivate = true
        provider.vpcID = "vpc-1"
        provider.vpcRegion = "eu-west-1"
        #expect(zone.filled(from: provider) == provider)
        zone.vpcID = "vpc-1"
        #expect(zone.filled(from: provider) == provider)
        zone.vpcRegion = "eu-west-2"
        #expect(zone.filled(from: provider).vpcRegion == "eu-west-2")
        provider.isPrivate = false
        #expect(zone.filled(from: provider).isPrivate == true)
        zone = HostedZoneSettings()
        zone.isPrivate = true
        provider = HostedZoneSettings()
        provider.delegationSet = "N1"
        #expect(zone.filled(from: provider).delegationSet == nil)
    }

    @Test("Mistakes, each where it is")
    func mistakes() {
        expectSettingsDiagnostics(
            in: """
                providers:
                  live: {type: master-file, directory: live, ⟦1⟧private: true}
                  a: {type: route53, ⟦2⟧zone-id: Z1, vpc-id: ⟦3⟧0a1b, vpc-region: ⟦4⟧EU, delegation-set: ⟦5⟧/delegationset/N1}
                  b: {type: route53, private: false, vpc-id: ⟦6⟧vpc-1, profile: ⟦7⟧'[x]', ⟦8⟧comment: x}
                  c: {type: route53, private: true, delegation-set: ⟦9⟧N1, ⟦10⟧profil: x}
                zones:
                  a.example: {provider: a, zone-id: ⟦11⟧z123, private: ⟦12⟧maybe, absent: ⟦13⟧soon}
                  b.example: {provider: live, zone-id: ⟦14⟧Z1, comment: ⟦15⟧x}
                  c.example: {provider: a, private: false, vpc-id: ⟦16⟧vpc-1, comment: ⟦17⟧"a\\nb"}
                  '*': {provider: a, absent: ⟦18⟧true, zone-id: ⟦19⟧Z1}
                """,
            [
                (1, .error, "unknown-key", ""), (2, .error, "unknown-key", ""),
                (3, .error, "bad-value", "as in vpc-0a1b2c3d"), (4, .error, "bad-value", "as in eu-west-1"),
                (5, .error, "bad-value", "without what is before it"), (6, .error, "public-with-vpc", "'vpc-id'"),
                (7, .error, "bad-value", "profile"), (8, .error, "unknown-key", ""),
                (9, .error, "private-with-delegation-set", ""), (10, .error, "unknown-key", "did you mean 'profile'?"),
                (11, .error, "bad-value", "capital letters and digits"), (12, .error, "bad-value", "'true' or 'false'"),
                (13, .error, "bad-value", "'true' or 'false'"), (14, .error, "unused-key", "'zone-id'"),
                (15, .error, "unused-key", "'comment'"), (16, .error, "public-with-vpc", ""),
                (17, .error, "bad-value", "256 characters"), (18, .error, "not-for-every-zone", "'absent'"),
                (19, .error, "not-for-every-zone", "'zone-id'"),
            ])
    }
}
