internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

@Suite("Mistakes in zone files are reported where they are")
struct ZoneDiagnosticsTests {
    // octoDNS 1.22.0 accepts every line of this file: the last of two keys wins, the value is sent twice (Route 53 refuses
    // it then), the TTL has no bound, and the target is sent without its dot.
    @Test("What octoDNS accepts in silence: missing dots, values twice, keys twice, TTLs without bound")
    func acceptedByOctoDNS() {
        expectDiagnostics(
            in: """
                alias: {type: CNAME, value: ⟦1⟧target.example.net}
                mail: {type: MX, value: {preference: 10, exchange: ⟦2⟧mx}}
                sub: {type: NS, value: ⟦3⟧ns1.example.net}
                twice: {type: A, values: [192.0.2.1, ⟦4⟧192.0.2.1]}
                www: {type: A, value: 192.0.2.1}
                ⟦5⟧www: {type: A, value: 192.0.2.2}
                x: {type: A, ttl: ⟦6⟧99999999999, value: 192.0.2.1}
                """,
            [
                (1, .error, "name-not-absolute", ""), (2, .error, "name-not-absolute", ""),
                (3, .error, "name-not-absolute", ""), (4, .error, "duplicate-value", ""),
                (5, .error, "duplicate-key", ""), (6, .error, "bad-ttl", ""),
            ])
    }

    @Test("Names beyond ASCII stand for their A-labels")
    func international() throws {
        let zone = try readZone("bücher: {type: CNAME, value: größe.example.net.}\n")
        #expect(zone.zone.sets.map(\.name) == ["xn--bcher-kva.example.com."])
        expectDiagnostics(
            in: "bücher: {type: A, value: 192.0.2.1}\n⟦1⟧xn--bcher-kva: {type: TXT, value: a}\n",
            [(1, .error, "duplicate-key", "first at line 1")])
    }

    @Test("A target without a final dot, the remedy by where the name seems to be")
    func missingFinalDot() {
        expectDiagnostics(
            in: """
                '':
                  - type: MX
                    value:
                      exchange: ⟦1⟧mail
                      preference: 10
                  - type: NS
                    values:
                      - ns1.example.net.
                      - ⟦2⟧ns2.example.net
                www: {type: CNAME, value: ⟦3⟧web.example.com}
                a: {type: MX, value: ⟦4⟧10 mail}
                b: {type: SRV, value: {priority: 1, weight: 2, port: 3, target: ⟦5⟧'@'}}
                """,
            [
                (1, .error, "name-not-absolute", "MX exchange 'mail' has no final dot; write 'mail.example.com.'"),
                (
                    2, .error, "name-not-absolute",
                    "NS name server 'ns2.example.net' has no final dot; write 'ns2.example.net.'"
                ),
                (
                    3, .error, "name-not-absolute",
                    "CNAME target 'web.example.com' has no final dot; write 'web.example.com.'"
                ),
                (4, .error, "name-not-absolute", "MX exchange 'mail' has no final dot; write 'mail.example.com.'"),
                (5, .error, "name-not-absolute", "write 'example.com.'"),
            ])
    }

    @Test("Under lenient a target without a final dot is absolute")
    func lenientTarget() throws {
        let zone = try #require(
            expectDiagnostics(
                in: """
                    www: {type: CNAME, value: ⟦1⟧web.example.net}
                    mx: {type: MX, value: ⟦2⟧10 mail}
                    """, options: ZoneFileOptions(lenient: true),
                [
                    (1, .warning, "name-not-absolute", "it is read as 'web.example.net.'"),
                    (2, .warning, "name-not-absolute", "it is read as 'mail.'"),
                ]))
        let www = zone.zone[RecordSet.Key(name: "www.example.com.", type: .cname)]
        #expect(www?.data == [.cname("web.example.net.")])
        let mx = zone.zone[RecordSet.Key(name: "mx.example.com.", type: .mx)]
        #expect(mx?.data == [.mx(MX(preference: 10, exchange: "mail."))])
    }

    @Test("A record's own octodns: lenient counts too")
    func lenientRecord() {
        expectDiagnostics(
            in: "www: {type: CNAME, value: ⟦1⟧web.example.net, octodns: {lenient: true}}\n",
            [(1, .warning, "name-not-absolute", "web.example.net")])
    }

    @Test("Names that are written twice, in any spelling")
    func namesTwice() {
        expectDiagnostics(
            in: """
                '': {type: A, value: 192.0.2.1}
                ⟦1⟧'@': {type: MX, value: 10 a.example.net.}
                www: {type: A, value: 192.0.2.1}
                ⟦2⟧www: {type: A, value: 192.0.2.2}
                ⟦3⟧WWW: {type: TXT, value: text}
                bad: {type: A, value: ⟦4⟧nothing}
                ⟦5⟧bad: {type: A, value: 192.0.2.1}
                """,
            [
                (1, .error, "duplicate-key", "'example.com.' is here a second time, first at line 1"),
                (2, .error, "duplicate-key", "'www' is here a second time, first at line 3"),
                (3, .error, "duplicate-key", "'www' is here a second time, first at line 3"),
                (4, .error, "bad-data", ""),
                (5, .error, "duplicate-key", "'bad' is here a second time, first at line 6"),
            ])
    }

    @Test("Names that are written twice over the files of a folder")
    func namesTwiceOverFiles() {
        let first = ZoneFileInput(path: "z/a.yaml", blob: "1", octets: Array("www: {type: A, value: 192.0.2.1}\n".utf8))
        let second = ZoneFileInput(
            path: "z/b.yaml", blob: "2", octets: Array("x: {type: A, value: x}\nWWW: {type: TXT, value: a}\n".utf8))
        let (zone, diagnostics) = ZoneFileReader.read(files: [second, first], apex: "example.com.")
        #expect(zone == nil)
        #expect(
            diagnostics.map { "\($0.location.map(\.description) ?? "") \($0.id)" } == [
                "z/b.yaml:1:21 bad-data", "z/b.yaml:2:1 duplicate-key",
            ])
        #expect(diagnostics.last?.message.contains("first at z/a.yaml:1") == true)
    }

    @Test("Keys of one map that are written twice")
    func keysTwice() {
        expectDiagnostics(
            in: """
                www:
                  type: A
                  ttl: 60
                  ⟦1⟧ttl: 70
                  value: 192.0.2.1
                mx:
                  type: MX
                  value: {preference: 1, exchange: a.example.net., ⟦2⟧preference: 2}
                note:
                  type: A
                  value: 192.0.2.1
                  gate53: {note: a, ⟦3⟧note: b}
                """,
            [
                (1, .error, "duplicate-key", "'ttl' is here twice, first at line 3"),
                (2, .error, "duplicate-key", "'preference'"), (3, .error, "duplicate-key", "'note'"),
            ])
    }

    @Test("Unknown keys, with the one that may be meant")
    func unknownKeys() {
        expectDiagnostics(
            in: """
                www:
                  type: A
                  ⟦1⟧tll: 60
                  value: 192.0.2.1
                mx: {type: MX, value: {⟦2⟧prefrence: 1, preference: 1, exchange: a.example.net.}}
                g: {type: A, value: 192.0.2.1, gate53: {⟦3⟧protected: true}}
                o: {type: A, value: 192.0.2.1, octodns: {⟦4⟧healthcheck: {host: a}}}
                """,
            [
                (1, .error, "unknown-key", "did you mean 'ttl'?"),
                (2, .error, "unknown-key", "did you mean 'preference'?"),
                (3, .error, "unknown-key", "did you mean 'protect'?"),
                (4, .warning, "unused-key", "gate53 does not use 'octodns: healthcheck'"),
            ])
    }

    @Test("Types that there are not")
    func unknownTypes() {
        expectDiagnostics(
            in: """
                a: {type: ⟦1⟧CNAM, value: a.example.net.}
                b: {type: ⟦2⟧QUX, value: a}
                c: ⟦3⟧{value: 192.0.2.1}
                d: {type: ⟦4⟧[A], value: 192.0.2.1}
                '': {type: ⟦5⟧SOA, value: a. b. 1 2 3 4 5}
                """,
            [
                (1, .error, "unknown-type", "did you mean 'CNAME'?"), (2, .error, "unknown-type", "TYPE65280"),
                (3, .error, "missing-key", "'type'"), (4, .error, "unknown-type", ""),
                (5, .error, "soa-in-zone-file", "'soa' in the settings"),
            ])
    }

    @Test("Values that are wrong, missing or there twice")
    func values() {
        expectDiagnostics(
            in: """
                a: {type: A, value: ⟦1⟧192.0.2.256}
                b: {type: A, values: [192.0.2.1, 192.0.2.2, ⟦2⟧192.0.2.1]}
                c: ⟦3⟧{type: A}
                d: {type: A, value: ⟦4⟧}
                e: {type: A, values: ⟦5⟧[]}
                f: {type: A, value: 192.0.2.1, values: ⟦6⟧[192.0.2.2]}
                g: {type: AAAA, values: ['2001:db8::1', ⟦7⟧'2001:DB8:0::1']}
                h: {type: MX, value: ⟦8⟧{preference: 10}}
                i: {type: MX, value: {preference: ⟦9⟧65536, exchange: a.example.net.}}
                j: {type: A, value: ⟦10⟧{x: 192.0.2.1}}
                k: {type: A, values: [⟦11⟧[192.0.2.1]]}
                l: {type: CNAME, values: [a.example.net., ⟦12⟧b.example.net.]}
                m: ⟦13⟧192.0.2.1
                ⟦14⟧n: []
                o: [⟦15⟧text]
                p: {type: TXT, value: ⟦16⟧'"half'}
                q: {type: SSHFP, value: {algorithm: 1, fingerprint_type: 1, fingerprint: ⟦17⟧'a"b'}}
                """,
            [
                (1, .error, "bad-data", ""), (2, .error, "duplicate-value", "in the list already"),
                (3, .error, "missing-value", "no 'value' and no 'values'"), (4, .error, "missing-value", "empty"),
                (5, .error, "missing-value", ""), (6, .error, "value-and-values", ""),
                (7, .error, "duplicate-value", ""), (8, .error, "missing-key", "no 'exchange'"),
                (9, .error, "bad-data", "from 0 to 65535"), (10, .error, "wrong-shape", "a text, not a map"),
                (11, .error, "wrong-shape", "list inside"), (12, .error, "single-value", "CNAME has one value"),
                (13, .error, "wrong-shape", "a record is a map"), (14, .error, "missing-value", "'n' has no record"),
                (15, .error, "wrong-shape", "a record is a map"), (16, .error, "bad-data", "does not end with it"),
                (17, .error, "bad-data", "one word"),
            ])
    }

    @Test("TTLs")
    func timesToLive() throws {
        expectDiagnostics(
            in: """
                a: {type: A, ttl: ⟦1⟧99999999999, value: 192.0.2.1}
                b: {type: A, ttl: ⟦2⟧-1, value: 192.0.2.1}
                c: {type: A, ttl: ⟦3⟧2147483648, value: 192.0.2.1}
                d: {type: A, ttl: ⟦4⟧soon, value: 192.0.2.1}
                e: {type: A, ttl: ⟦5⟧[1], value: 192.0.2.1}
                f: {type: A, ttl: ⟦6⟧, value: 192.0.2.1}
                """,
            [
                (1, .error, "bad-ttl", ""), (2, .error, "bad-ttl", ""), (3, .error, "bad-ttl", ""),
                (4, .error, "bad-ttl", ""), (5, .error, "bad-ttl", ""), (6, .error, "bad-ttl", ""),
            ])
        let zone = try readZone("a: {type: A, ttl: 1h30m, value: 192.0.2.1}\nb: {type: A, value: 192.0.2.1}\n")
        #expect(zone.zone.sets.map(\.ttl?.seconds) == [5400, 3600])
    }

    @Test("CNAME rules")
    func aliases() {
        expectDiagnostics(
            in: """
                ⟦1⟧'':
                  - ⟦2⟧{type: CNAME, value: a.example.net.}
                  - {type: A, value: 192.0.2.1}
                www:
                  - {type: A, value: 192.0.2.1}
                  - ⟦3⟧{type: CNAME, value: a.example.net.}
                mx: {type: MX, value: {preference: 1, exchange: ⟦4⟧alias.example.com.}}
                ns: {type: NS, values: [⟦5⟧alias.example.com.]}
                _x._tcp: {type: SRV, value: ⟦6⟧1 2 3 ALIAS.example.com.}
                alias: {type: CNAME, value: a.example.net.}
                """,
            [
                (2, .error, "cname-and-other-data", "also A (line 3)"), (2, .error, "cname-at-apex", "ALIAS"),
                (3, .error, "cname-and-other-data", "'www' has a CNAME and also A (line 5)"),
                (4, .warning, "target-is-cname", "the MX points at 'alias.example.com.'"),
                (5, .warning, "target-is-cname", "the NS"), (6, .warning, "target-is-cname", "the SRV"),
            ])
    }

    @Test("DNAME rules")
    func redirections() {
        expectDiagnostics(
            in: """
                a.old: {type: A, value: 192.0.2.1}
                old: {type: DNAME, value: new.example.net.}
                sub:
                  - ⟦1⟧{type: DNAME, value: new.example.net.}
                  - {type: NS, value: ns.example.net.}
                two: {type: DNAME, values: [a.example.net., ⟦2⟧b.example.net.]}
                """,
            [
                // What may be beside and below a DNAME is a matter of who serves it.
                (1, .warning, "occluded", "at the delegation of 'sub'"), (2, .error, "single-value", ""),
            ])
    }

    @Test("Data that a delegation hides")
    func occluded() throws {
        expectDiagnostics(
            in: """
                sub:
                  - {type: NS, values: [ns1.sub.example.com., sub.example.com., ns.example.net.]}
                  - {type: DS, value: '60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118'}
                  - {type: A, value: 192.0.2.1}
                  - ⟦1⟧{type: TXT, value: hidden}
                ns1.sub: {type: A, value: 192.0.2.1}
                ⟦2⟧www.sub: {type: A, value: 192.0.2.1}
                submarine: {type: A, value: 192.0.2.1}
                """,
            [
                (1, .warning, "occluded", "at the delegation of 'sub' (line 2)"),
                (2, .warning, "occluded", "below the delegation"),
            ])
    }

    @Test("Names that are not in the zone, or not names")
    func names() throws {
        expectDiagnostics(
            in: """
                ⟦1⟧www.example.net.: {type: A, value: 192.0.2.1}
                ⟦2⟧a..b: {type: A, value: 192.0.2.1}
                ⟦3⟧~: {type: A, value: 192.0.2.1}
                ⟦4⟧www.example.com: {type: A, value: 192.0.2.1}
                ? ⟦5⟧[a]
                : {type: A, value: 192.0.2.1}
                ⟦6⟧"a b": {type: A, value: 192.0.2.1}
                """,
            [
                (1, .error, "name-outside-zone", "not in the zone example.com."), (2, .error, "bad-name", "empty"),
                (3, .error, "bad-name", "''"), (4, .warning, "name-repeats-zone", "write 'www'"),
                (5, .error, "wrong-shape", ""), (6, .error, "bad-name", "space"),
            ])
        let zone = try readZone("www.example.com.: {type: A, value: 192.0.2.1}\n10: {type: A, value: 192.0.2.1}\n")
        #expect(zone.zone.sets.map(\.name) == ["10.example.com.", "www.example.com."])
    }

    @Test("The same type twice at a name")
    func typeTwice() {
        expectDiagnostics(
            in: """
                www:
                  - {type: A, value: 192.0.2.1}
                  - ⟦1⟧{type: A, value: 192.0.2.2}
                x:
                  - {type: ALIAS, value: a.}
                  - ⟦2⟧{type: ALIAS, value: b.}
                """,
            [
                (1, .error, "duplicate-record-set", "'www' has A twice, first at line 2"),
                (2, .error, "duplicate-record-set", "ALIAS twice"),
            ])
    }

    @Test("geo and dynamic are refused, and under lenient left aside")
    func routing() throws {
        let sample = """
            www:
              type: A
              ⟦1⟧dynamic: {pools: {a: {values: [{value: 192.0.2.3}]}}, rules: [{pool: a}]}
              ⟦2⟧geo: {EU: [192.0.2.9]}
              value: 192.0.2.1
            """
        expectDiagnostics(
            in: sample, [(1, .error, "unsupported-routing", "'dynamic'"), (2, .error, "unsupported-routing", "'geo'")])
        let zone = try #require(
            expectDiagnostics(
                in: sample, options: ZoneFileOptions(lenient: true),
                [
                    (1, .warning, "unsupported-routing", "plain values"),
                    (2, .warning, "unsupported-routing", "plain values"),
                ]))
        #expect(zone.zone.sets.first?.data.count == 1)
    }

    @Test("Annotations")
    func annotations() throws {
        let zone = try readZone(
            """
            www:
              type: A
              value: 192.0.2.1
              gate53: {protect: true, owner: web team, note: 'the site', expires: 2026-12-31}
            """)
        let expected = Annotation(
            isProtected: true, owner: "web team", note: "the site",
            expires: CalendarDate(year: 2026, month: 12, day: 31))
        #expect(zone.annotations == [RecordSet.Key(name: "www.example.com.", type: .a): expected])
        expectDiagnostics(
            in: """
                www: {type: A, value: 192.0.2.1, gate53: {protect: ⟦1⟧maybe, owner: ⟦2⟧[a], expires: ⟦3⟧2026-02-30}}
                ftp: {type: A, value: 192.0.2.1, gate53: ⟦4⟧protect}
                """,
            [
                (1, .error, "bad-value", "'true' or 'false'"), (2, .error, "bad-value", "a text"),
                (3, .error, "bad-date", "2026-12-31"), (4, .error, "wrong-shape", "'gate53'"),
            ])
    }

    @Test("octodns: ignored, included and excluded name sets that are not git's")
    func foreign() throws {
        let sample = """
            a: {type: A, value: 192.0.2.1, octodns: {ignored: true}}
            b: {type: A, value: 192.0.2.1, octodns: {included: [aws]}}
            c: {type: A, value: 192.0.2.1, octodns: {excluded: [aws]}}
            d: {type: Route53Provider/ALIAS, values: [{name: x}], octodns: {ignored: true}}
            """
        let any = try readZone(sample)
        #expect(any.zone.sets.map(\.name) == ["b.example.com.", "c.example.com."])
        #expect(any.foreign.map(\.name) == ["a.example.com.", "d.example.com."])
        let aws = try readZone(sample, options: ZoneFileOptions(providers: ProviderNames(own: "aws")))
        #expect(aws.zone.sets.map(\.name) == ["b.example.com."])
        #expect(aws.foreign.map(\.reason) == [.ignored, .otherProvider, .ignored])
        let live = try readZone(
            sample, options: ZoneFileOptions(providers: ProviderNames(own: "live", others: ["aws"])))
        #expect(live.zone.sets.map(\.name) == ["c.example.com."])
    }

    @Test("Provider-specific types are kept as they are, in file order")
    func providerSpecific() throws {
        let zone = try readZone(
            """
            z: {type: URLFWD, ttl: 60, values: [{path: /, target: 'https://example.net', code: 302, masking: 2, query: 0}]}
            '':
              - {type: Route53Provider/ALIAS, values: [{type: A, name: www, evaluate-target-health: false}]}
            """)
        #expect(zone.zone.sets.isEmpty)
        #expect(zone.providerSets.map(\.type) == ["URLFWD", "Route53Provider/ALIAS"])
        #expect(zone.providerSets.map(\.name) == ["z.example.com.", "example.com."])
        #expect(zone.providerSets[0].ttl == TTL(seconds: 60))
        #expect(
            zone.providerSets[1].fields == [
                ProviderValue.Pair(
                    key: "values",
                    value: .list([
                        .map([
                            ProviderValue.Pair(key: "type", value: .text("A")),
                            ProviderValue.Pair(key: "name", value: .text("www")),
                            ProviderValue.Pair(key: "evaluate-target-health", value: .text("false")),
                        ])
                    ]))
            ])
        #expect(zone.location(of: zone.providerSets[1].mark).line == 3)
    }
}
