internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Settings: accepted differences")
struct AcceptedSettingsTests {
    @Test("A difference is a record as in a zone file, or that there is none, with a reason and a day")
    func read() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers: {live: {type: master-file, directory: live}}
                    defaults: {ttl: 10m}
                    zones:
                      example.com:
                        provider: live
                        drift:
                          accepted:
                            - name: www
                              live: {type: A, values: [192.0.2.9, 192.0.2.8]}
                              reason: the old office, until it moves
                              expires: 2026-12-31
                            - {name: '', live: absent, type: mx, reason: x, expires: '2027-01-31'}
                            - name: cdn
                              live: {type: ALIAS, alias: {name: d111111abcdef8.cloudfront.net.}}
                              reason: x
                              expires: 2026-12-31
                      '*': {provider: live}
                    """, []))
        let accepted = try #require(settings.zone("example.com.")).accepted
        #expect(
            accepted.map(\.key.description) == [
                "www.example.com. A", "example.com. MX", "cdn.example.com. A", "cdn.example.com. AAAA",
            ])
        #expect(accepted[0].live == recordSet("www 600 A 192.0.2.8 | 192.0.2.9"))
        #expect(accepted[0].reason == "the old office, until it moves")
        #expect(accepted[0].expires == CalendarDate(year: 2026, month: 12, day: 31))
        #expect(accepted[0].location.description == "gate53.yaml:8:11")
        #expect(accepted[1].live == nil)
        #expect(accepted[3].live?.alias?.name == "d111111abcdef8.cloudfront.net.")
        #expect(settings.zone("example.net.")?.accepted == [])
    }

    @Test("What a plan does with drift may be said of some record sets, also for every zone") func parts() throws {
        let settings = try #require(
            expectSettingsDiagnostics(
                in: """
                    providers: {live: {type: master-file, directory: live}}
                    drift: refuse
                    zones:
                      example.com:
                        provider: live
                        drift:
                          plan: leave
                          records:
                            - {name: www, plan: revert}
                            - {name: '*.dev', type: [A, AAAA], plan: refuse}
                      '*': {provider: live, drift: {records: [{type: TXT, plan: leave}]}}
                    """, []))
        #expect(
            settings.zone("example.com.")?.drift
                == DriftRule(
                    .leave,
                    parts: [
                        DriftRule.Part(RecordPattern(name: "www"), .revert),
                        DriftRule.Part(RecordPattern(name: "*.dev", types: [.a, .aaaa]), .refuse),
                    ]))
        #expect(
            settings.zone("example.net.")?.drift
                == DriftRule(.refuse, parts: [DriftRule.Part(RecordPattern(types: [.txt]), .leave)]))
        expectSettingsDiagnostics(
            in: """
                providers: {live: {type: master-file, directory: live}}
                zones:
                  example.com:
                    provider: live
                    drift:
                      records:
                        - ⟦1⟧{name: www}
                        - {name: a, plan: ⟦2⟧undo}
                        - ⟦3⟧{plan: leave}
                        - {name: b, ⟦4⟧live: absent, plan: leave}
                        - {name: c, plan: leave}
                        - ⟦5⟧{name: c, plan: revert}
                        - {name: d, type: ⟦7⟧[], plan: revert}
                        - {name: E, type: [A, TXT], plan: leave}
                        - ⟦8⟧{name: e, type: [TXT, A, A], plan: revert}
                        - {type: MX, plan: leave}
                        - ⟦9⟧{name: '**', type: MX, plan: leave}
                  example.net: {provider: live, drift: {records: ⟦6⟧www}}
                """,
            [
                (1, .error, "missing-key", "'plan'"), (2, .error, "bad-value", "revert"),
                (3, .error, "missing-key", "'name' or a 'type'"), (4, .error, "unknown-key", ""),
                (5, .error, "duplicate-key", "at line 11"), (6, .error, "wrong-shape", "a list"),
                (7, .error, "bad-value", "names no type"), (8, .error, "duplicate-key", "at line 14"),
                (9, .error, "duplicate-key", "at line 16"),
            ])
    }

    @Test("Who may sign the ledger is named where it has to be signed") func signedBy() throws {
        let text = { (ledger: String) in
            "providers: {live: {type: master-file, directory: live}}\nledger: \(ledger)\nzones: {'*': {provider: live}}"
        }
        let settings = try #require(
            expectSettingsDiagnostics(in: text("{sign: required, signed-by: [deploy@example.com]}"), []))
        #expect(settings.ledger.signedBy == ["deploy@example.com"])
        expectSettingsDiagnostics(
            in: text("{sign: true, signed-by: ⟦1⟧[deploy@example.com]}"), [(1, .error, "bad-value", "sign: required")])
        expectSettingsDiagnostics(
            in: text("{sign: required, signed-by: ⟦1⟧[]}"), [(1, .error, "bad-value", "nobody could sign")])
        expectSettingsDiagnostics(
            in: text("{sign: required, signed-by: ⟦1⟧deploy@example.com}"), [(1, .error, "wrong-shape", "a list")])
        // Read alone, a mistake opens the ledger to nobody.
        let read = SettingsReader.ledger(of: Array("ledger: {sign: required, signed-by: deploy}".utf8))
        #expect(read?.signedBy == [""])
    }

    @Test("Mistakes, each where it is")
    func mistakes() {
        expectSettingsDiagnostics(
            in: """
                providers: {live: {type: master-file, directory: live}}
                zones:
                  example.com:
                    provider: live
                    drift:
                      ⟦1⟧accept: []
                      accepted:
                        - ⟦2⟧{name: www, live: {type: A, value: 192.0.2.9}}
                        - {name: www, live: {type: A, value: ⟦3⟧192.0.2.999}, reason: x, expires: 2026-12-31}
                        - {name: www, live: {type: A, value: 192.0.2.9}, reason: x, expires: ⟦4⟧soon}
                        - {name: www, live: ⟦5⟧anything, reason: x, expires: 2026-12-31}
                        - ⟦6⟧{name: www, live: absent, reason: x, expires: 2026-12-31}
                        - {name: www, type: ⟦7⟧A, live: {type: A, value: 192.0.2.9}, reason: x, expires: 2026-12-31}
                        - {name: ⟦8⟧www.example.net., live: absent, type: A, reason: x, expires: 2026-12-31}
                        - {name: a, live: absent, type: ⟦9⟧QQ, reason: x, expires: 2026-12-31}
                        - {name: b, live: absent, type: A, reason: x, expires: 2026-12-31}
                        - ⟦10⟧{name: B, live: {type: A, value: 192.0.2.9}, reason: x, expires: 2026-12-31}
                        - {name: c, live: {type: A, value: 192.0.2.9}, reason: ⟦11⟧"x\\ny", expires: 2026-12-31}
                  '*': {provider: live, drift: {⟦12⟧accepted: []}}
                """,
            [
                (1, .error, "unknown-key", "did you mean 'accepted'?"), (2, .error, "missing-key", "'reason'"),
                (2, .error, "missing-key", "'expires'"), (3, .error, "bad-data", ""), (4, .error, "bad-date", "soon"),
                (5, .error, "wrong-shape", "or the word absent"), (6, .error, "missing-key", "'type'"),
                (7, .error, "unused-key", "under 'live'"), (8, .error, "name-outside-zone", ""),
                (9, .error, "unknown-type", ""), (10, .error, "duplicate-key", "at line 16"),
                (11, .error, "bad-value", "256 characters"), (12, .error, "not-for-every-zone", "'accepted'"),
            ])
    }
}
