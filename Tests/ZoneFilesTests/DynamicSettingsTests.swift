internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Settings: the dynamic DNS service") struct DynamicSettingsTests {
    @Test("A suffix has rules, with usual ones where they say nothing") func read() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers: {live: {type: master-file, directory: live}}
                    zones:
                      example.com: {provider: live}
                      sub.example.com: {provider: live}
                      '*': {provider: live}
                    dynamic:
                      dyn.example.com:
                      h.sub.example.com:
                        types: [A, TXT]
                        ttl: 5m
                        hosts-per-account: 20
                        reserved: [WWW, mail]
                        forbidden: ['*bank*']
                        idle-expiry: 400d
                        sign-up: [https://accounts.example.com]
                      dyn.example.net: {zone: example.net, sign-up: anyone}
                    """, []))
        let suffixes = settings.dynamic
        #expect(suffixes.map(\.name) == ["dyn.example.com.", "h.sub.example.com.", "dyn.example.net."])
        #expect(suffixes.map(\.apex) == ["example.com.", "sub.example.com.", "example.net."])
        let (usual, own) = (try #require(suffixes.first), suffixes[1])
        #expect(usual.types == [.a, .aaaa] && usual.ttl.seconds == 60 && usual.hostsPerAccount == 5)
        #expect(usual.signUp == .invited && usual.idleDays == nil && usual.location.line == 7)
        #expect(own.types == [.a, .txt] && own.ttl.seconds == 300 && own.hostsPerAccount == 20)
        #expect(own.reserved == ["www", "mail"] && own.forbidden == ["*bank*"] && own.idleDays == 400)
        #expect(own.signUp == .issuers(["https://accounts.example.com"]) && suffixes[2].signUp == .anyone)
        #expect(settings.zone("example.com.")?.dynamic == suffixes)
        #expect(settings.zone("other.example.")?.dynamic == suffixes)
    }

    @Test("Mistakes, each where it is") func mistakes() {
        expectSettingsDiagnostics(
            in: """
                providers: {live: {type: master-file, directory: live}}
                zones:
                  example.com: {provider: live}
                  sub.example.com: {provider: live}
                  '*': {provider: live}
                dynamic:
                  dyn.example.com:
                    types: ⟦1⟧[A, NS]
                    hosts-per-account: ⟦2⟧0
                    reserved: ⟦3⟧[a_b]
                    idle-expiry: ⟦4⟧soon
                    sign-up: ⟦5⟧everybody
                    ⟦6⟧typs: [A]
                  ⟦7⟧x.dyn.example.com: {}
                  ⟦8⟧dyn.example.net: {}
                  dyn.example.org: {zone: ⟦9⟧example.net}
                  d.sub.example.com: {sign-up: ⟦10⟧[http://accounts.example.com], types: ⟦11⟧[], ttl: ⟦12⟧long}
                """,
            [
                (1, .error, "bad-value", "'NS'"), (2, .error, "bad-value", "1 to 10000"),
                (3, .error, "bad-value", "a_b"), (4, .error, "bad-value", "days"),
                (5, .error, "bad-value", "invited, anyone"), (6, .error, "unknown-key", "types"),
                (7, .error, "bad-value", "one inside the other"), (8, .error, "missing-key", "'zone'"),
                (9, .error, "bad-value", "is not in the zone"), (10, .error, "bad-value", "https"),
                (11, .error, "bad-value", "empty"), (12, .error, "bad-ttl", ""),
            ])
    }

    @Test("A zone that is named and declared nowhere is a mistake") func unknownZone() {
        expectSettingsDiagnostics(
            in: """
                providers: {live: {type: master-file, directory: live}}
                zones: {example.com: {provider: live}}
                dynamic: {dyn.example.net: {zone: ⟦1⟧example.net}}
                """, [(1, .error, "unknown-zone", "declare it there")])
    }

    @Test("The zone of a suffix is to be there, and at the provider that the suffix names") func zones() {
        expectSettingsDiagnostics(
            in: """
                providers:
                  live: {type: master-file, directory: live}
                  other: {type: master-file, directory: other}
                zones:
                  example.com: {provider: live}
                  example.net: {provider: live, absent: true}
                dynamic:
                  a.example.com: {provider: live}
                  b.example.com: {provider: ⟦1⟧other}
                  ⟦2⟧c.example.net:
                """,
            [
                (1, .error, "dynamic-zone", "is at 'live' under 'zones'"),
                (2, .error, "dynamic-zone", "is 'absent'"),
            ])
    }
}
