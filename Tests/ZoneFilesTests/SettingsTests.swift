internal import DNSModel
internal import DNSProviders
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Settings")
struct SettingsTests {
    @Test("The keys that are fixed")
    func fixedKeys() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers:
                      live: {type: master-file, directory: live}
                      aws:  {type: route53, endpoint: https://localhost:1234, requests-per-second: 2.5}
                    defaults: {ttl: 5m}
                    zone-files: zones
                    zones:
                      example.com: {provider: live}
                      '*': {provider: aws, lenient: true}
                    review: {required: 1, signers: zones/reviewers}
                    """, []))
        #expect(settings.defaultTTL == TTL(seconds: 300))
        #expect(settings.zoneFiles == "zones")
        #expect(settings.zone("example.com.")?.provider == "live")
        #expect(settings.zone("example.com.")?.lenient == false)
        #expect(settings.zone("example.com.")?.providerLocation.description == "gate53.yaml:7:27")
        #expect(settings.zone("example.net.")?.provider == "aws")
        #expect(settings.zone("example.net.")?.lenient == true)
        #expect(settings.review == ReviewSettings(required: 1, signers: "zones/reviewers"))
        let route53 = try #require(settings.provider(of: "example.net.")?.settings.options(Route53Settings.self))
        #expect(route53.requestsPerSecond == 2.5)
        #expect(route53.endpoint == "https://localhost:1234")
    }

    @Test("Everything else that can be set")
    func everything() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers:
                      live:
                        type: master-file
                        directory: /var/zones/
                        serial: increment
                        reload: [rndc, reload]
                        nameservers: [ns1.example.net., ns2.example.net.]
                        soa: {mname: ns1.example.net., rname: host.master@example.net, refresh: 1h, ttl: 1d}
                    zone-files: ./dns/zones/
                    zones:
                      münchen.example:
                        provider: live
                        nameservers: ns9.example.net.
                        ignore:
                          - {name: '_acme-challenge.**', type: TXT}
                          - {type: [A, TYPE65280]}
                          - 'ddns.*'
                        soa: {minimum: 60, rname: a\\.b.example.net.}
                        policies: {delete-share: off, update-share: 50%, ttl: {minimum: off}}
                    policies:
                      delete-share: 0.1
                      share-from: 20
                      empty-zone: allow
                      protected: [{name: '@', type: MX}]
                      apex-ns: allow
                      ttl: {minimum: 60, maximum: 1w}
                      expired: warning
                    review: {required: 0, branch: main}
                    ledger: {branch: dns-ledger, remote: upstream, push: required}
                    """, []))
        let zone = try #require(settings.zone("xn--mnchen-3ya.example."))
        #expect(zone.ignore.map(\.name) == ["_acme-challenge.**", nil, "ddns.*"])
        #expect(zone.ignore[1].types == [.a, RecordType(rawValue: 65280)])
        #expect(zone.policies.deleteShare == nil)
        #expect(zone.policies.updateShare == 0.5)
        #expect(zone.policies.shareFrom == 20)
        #expect(zone.policies.minimumTTL == nil)
        #expect(zone.policies.maximumTTL == TTL(seconds: 604_800))
        #expect(zone.policies.expired == .warning)
        #expect(!zone.policies.refuseEmptyZone && !zone.policies.refuseApexNSChange)
        #expect(zone.policies.protected == [RecordPattern(name: "@", types: [.mx])])
        let own = try #require(zone.options?.options(MasterFileZoneSettings.self))
        #expect(own.nameServers == ["ns9.example.net."])
        let file = try #require(
            settings.provider(of: "xn--mnchen-3ya.example.")?.settings.options(MasterFileSettings.self))
        #expect(file.directory == "/var/zones")
        #expect(file.serial == .increment)
        #expect(file.reload == ["rndc", "reload"])
        #expect(file.soa.rname == "host\\.master.example.net.")
        let soa = own.soa.filled(from: file.soa)
        #expect(soa.refresh == 3600 && soa.minimum == 60 && soa.rname == "a\\.b.example.net.")
        #expect(settings.zoneFiles == "dns/zones")
        #expect(settings.review == ReviewSettings(required: 0, branch: "main"))
        #expect(settings.ledger.branch == "dns-ledger")
        #expect(settings.ledger.remote == "upstream")
        #expect(settings.ledger.push == .required)
        #expect(settings.zone("other.example.") == nil)
    }

    @Test("Without a review section one reviewer is required")
    func defaults() throws {
        for text in ["", "---\n", "# nothing\n", "review:\n", "review: {signers: a}\n"] {
            let settings = try #require(expectSettingsDiagnostics(in: text, []))
            #expect(settings.review.required == 1)
            #expect(settings.ledger == LedgerSettings())
            #expect(settings.defaultTTL == TTL(seconds: 3600))
        }
    }

    @Test("Reviews at a forge")
    func forges() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    review:
                      branch: main
                      required: 2
                      source: gitea
                      url: https://git.example.com/api/v1
                      repository: org/dns
                      commenter: dns-bot
                      teams: [dns-team]
                      reviewers: [Alice, bob]
                      zones:
                        - {name: 'example.*', reviewers: [carol]}
                        - {name: '**.arpa', teams: [net]}
                      addresses: {Alice: [Alice@example.com, al@home.example]}
                    """, []))
        let source = ReviewSource(
            forge: .gitea, required: 2, url: "https://git.example.com/api/v1", repository: "org/dns",
            commenter: "dns-bot", reviewers: ReviewerChoice(names: ["Alice", "bob"], teams: ["dns-team"]),
            zones: [
                ZoneReviewers(pattern: "example.*", reviewers: ReviewerChoice(names: ["carol"])),
                ZoneReviewers(pattern: "**.arpa", reviewers: ReviewerChoice(teams: ["net"])),
            ],
            addresses: ["alice": ["alice@example.com", "al@home.example"]])
        #expect(settings.review == ReviewSettings(sources: [source], branch: "main"))
        #expect(source.teams == ["dns-team", "net"])
        let rule = source.rule
        #expect(rule.reviewers(of: "example.com.").names == ["carol"])
        #expect(rule.reviewers(of: "a.example.com.").names == ["Alice", "bob"])
        #expect(rule.reviewers(of: "2.0.192.in-addr.arpa.").teams == ["net"])
        #expect(rule.reviewers(of: "EXAMPLE.org.").names == ["carol"])
    }

    @Test("Several sources of approvals, each with its number")
    func sources() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    review:
                      sources:
                        - {signers: reviewers}
                        - {source: github, required: 2, teams: [dns]}
                    """, []))
        #expect(settings.review.sources.map(\.forge) == [nil, .github])
        #expect(settings.review.sources.map(\.required) == [1, 2])
        #expect(settings.review.signers == "reviewers" && settings.review.required == 2)
    }

    @Test("Signed commits beside reviews at a forge have a signers file that nobody has to sign for")
    func signersBesideForge() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    review:
                      authors: signed
                      sources:
                        - {source: github, reviewers: [a, b]}
                        - {signers: reviewers, required: 0}
                    """, []))
        #expect(settings.review.authors == .signed && settings.review.signers == "reviewers")
        #expect(settings.review.sources.map(\.required) == [1, 0])
    }

    @Test("Mistakes in reviews, each where it is")
    func reviewMistakes() {
        for (text, id) in [
            ("review: {authors: ⟦1⟧verified}", "bad-value"),
            ("review: {authors: ⟦1⟧signed}", "missing-key"),
            ("review: {source: github, reviewers: [a], authors: ⟦1⟧signed}", "missing-key"),
            ("review: {authors: ⟦1⟧signed, sources: [{source: github, reviewers: [a]}]}", "missing-key"),
            ("review: {sources: [{signers: a, ⟦1⟧authors: signed}]}", "unknown-key"),
            ("review: {source: ⟦1⟧githib, reviewers: [a]}", "bad-value"),
            ("review: {source: ⟦1⟧github}", "no-reviewers"),
            ("review: {source: github, reviewers: ⟦1⟧[]}", "bad-value"),
            ("review: {source: github, reviewers: [a], signers: ⟦1⟧b}", "bad-value"),
            ("review: {teams: ⟦1⟧[a]}", "bad-value"),
            ("review: {source: gitea, reviewers: [a], url: ⟦1⟧ftp://x}", "bad-value"),
            ("review: {source: gitea, reviewers: [a], url: ⟦1⟧https://user@x/}", "bad-value"),
            ("review: {source: github, reviewers: [a], repository: ⟦1⟧dns}", "bad-value"),
            ("review: {source: github, reviewers: [a], repository: ⟦1⟧org/../dns}", "bad-value"),
            ("review: {source: github, zones: [⟦1⟧{reviewers: [a]}], reviewers: [a]}", "missing-key"),
            ("review: {source: github, zones: [⟦1⟧{name: a}], reviewers: [a]}", "missing-key"),
            ("review: {sources: ⟦1⟧[]}", "wrong-shape"),
            ("review: {required: ⟦1⟧2, sources: [{signers: a}]}", "bad-value"),
            ("review: {sources: [{signers: a}, ⟦1⟧{signers: b}]}", "duplicate-key"),
            ("review: {source: github, reviewers: [a], addresses: {a: ⟦1⟧[b]}}", "bad-value"),
            ("review: {source: github, reviewers: [a], addresses: {a: [x@y], b: ⟦1⟧[X@y]}}", "duplicate-key"),
        ] {
            expectSettingsDiagnostics(in: text + "\n", [(1, .error, id, "")])
        }
    }

    @Test("Mistakes, each where it is")
    func mistakes() {
        expectSettingsDiagnostics(
            in: """
                providers:
                  live: {type: master-file, directory: live, ⟦1⟧serail: date}
                  aws: {type: ⟦2⟧route54}
                  x: ⟦3⟧{type: master-file}
                  y: {type: master-file, directory: y, serial: ⟦4⟧dat, reload: ⟦5⟧rndc reload}
                  z: {type: route53, endpoint: ⟦6⟧localhost, requests-per-second: ⟦7⟧0}
                ⟦8⟧zonefiles: a
                zone-files: ⟦9⟧../zones
                zones:
                  example.com: {provider: ⟦10⟧lief}
                  ⟦11⟧EXAMPLE.com.: {provider: live}
                  ⟦12⟧a..b: {provider: live}
                  ⟦13⟧c: {}
                  d: {provider: live, ignore: ⟦14⟧x, lenient: ⟦15⟧2, ⟦16⟧sao: {}}
                  e: {provider: live, ignore: [{type: ⟦17⟧MXX}, ⟦18⟧{}], soa: {mname: ⟦19⟧ns1, retry: ⟦20⟧x}}
                policies: {delete-share: ⟦21⟧130%, expired: ⟦22⟧never, share-from: ⟦23⟧-1, ttl: ⟦24⟧{minimum: 60, maximum: 30}}
                review: {required: ⟦25⟧one, signers: ⟦26⟧/etc/signers}
                ledger: {⟦27⟧name: x}
                ⟦28⟧review: {required: 0}
                """,
            [
                (1, .error, "unknown-key", "did you mean 'serial'?"),
                (2, .error, "unknown-provider-type", "did you mean 'route53'?"),
                (3, .error, "missing-key", "'directory'"), (4, .error, "bad-value", "did you mean 'date'?"),
                (5, .error, "wrong-shape", "[rndc, reload]"), (6, .error, "bad-value", "https://"),
                (7, .error, "bad-value", "over 0"), (8, .error, "unknown-key", "did you mean 'zone-files'?"),
                (9, .error, "bad-value", "below the repository's root"),
                (10, .error, "unknown-provider", "did you mean 'live'?"),
                (11, .error, "duplicate-key", "first at line 10"), (12, .error, "bad-name", ""),
                (13, .error, "missing-key", "'provider'"), (14, .error, "wrong-shape", "a list"),
                (15, .error, "bad-value", "'true' or 'false'"), (16, .error, "unknown-key", "did you mean 'soa'?"),
                (17, .error, "unknown-type", "did you mean 'MX'?"), (18, .error, "missing-key", "'name' or a 'type'"),
                (19, .error, "name-not-absolute", "write 'ns1.'"), (20, .error, "bad-ttl", ""),
                (21, .error, "bad-value", "30% or 0.3"), (22, .error, "bad-value", "there is"),
                (23, .error, "bad-value", "whole number"), (24, .error, "bad-value", "minimum TTL"),
                (25, .error, "bad-value", "from 0 to 100"), (26, .error, "bad-value", "below the repository's root"),
                (27, .error, "unknown-key", "'branch'"), (28, .error, "duplicate-key", "first at line 17"),
            ])
    }

    @Test("An address or a URL is the name of no server and of no mailbox")
    func addressesAsNames() {
        expectSettingsDiagnostics(
            in: """
                providers:
                  a: {type: master-file, directory: a, nameservers: [ns.example., ⟦1⟧192.0.2.1, ⟦2⟧192.0.2.1.]}
                  b: {type: master-file, directory: b, nameservers: ⟦3⟧'2001:db8::1'}
                  c: {type: master-file, directory: c, soa: {mname: ⟦4⟧192.0.2.1., rname: ⟦5⟧a@192.0.2.1}}
                  d: {type: master-file, directory: d, soa: {mname: ⟦6⟧'https://ns.example./', rname: ⟦7⟧192.0.2.1.}}
                zones: {example.com: {provider: a, nameservers: [⟦8⟧192.0.2.1.], soa: {rname: ⟦9⟧'http://a@b.example./'}}}
                """,
            (1...8).map { ($0, .error, "address-as-name", "not a name; write the name of a host") }
                + [(9, .error, "address-as-name", "a URL")])
    }

    @Test("Anchors and merge keys work, and what is not YAML is reported")
    func anchors() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers: {live: {type: master-file, directory: live}}
                    zones:
                      example.com: &base {provider: live, lenient: true}
                      example.net: *base
                      example.org: {<<: *base, lenient: false}
                    """, []))
        #expect(settings.zone("example.net.")?.lenient == true)
        #expect(settings.zone("example.org.")?.lenient == false)
        expectSettingsDiagnostics(
            in: "zones: {⟦1⟧*: {provider: live}}\n", [(1, .error, "yaml-syntax", "needs quotes")])
        expectSettingsDiagnostics(in: "⟦1⟧- a\n", [(1, .error, "wrong-shape", "a map")])
        expectSettingsDiagnostics(in: "a: ⟦1⟧!include b\n", [(1, .error, "yaml-tag", "reads no other file")])
    }
}
