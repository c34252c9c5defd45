internal import DNSModel
internal import TestSupport
internal import Testing
internal import ZonePlanning

@testable internal import ZoneFiles

// The expected data is what octoDNS 1.22.0 sends of the same files, unless a comment says why not; OctoDNSTests hold more of it
// against octoDNS itself.

@Suite("octoDNS's files mean here what they mean to octoDNS")
struct OctoDNSCompatibilityTests {
    /// Reads a zone and gives its sets as `name ttl type data`, names relative.
    private func sets(_ sample: String, options: ZoneFileOptions = ZoneFileOptions()) throws -> [String] {
        let zone = try readZone(sample, options: options)
        return zone.zone.sets.map { set in
            "\(set.name.text(relativeTo: "example.com.")) \(set.ttl ?? .maximum) \(set.type) "
                + set.data.map(\.text).joined(separator: " | ")
        }
    }

    private func set(_ name: DomainName, _ type: RecordType, _ data: [String], ttl: Int = 3600) throws -> RecordSet {
        RecordSet(
            name: name, type: type, ttl: try #require(TTL(seconds: ttl)),
            data: try data.map { try RecordData(type: type, parsing: $0) })
    }

    @Test("Each type in octoDNS's spelling")
    func types() throws {
        let zone = try readZone(
            #"""
            ---
            '':
              - type: CAA
                values:
                  - {flags: 0, tag: issue, value: letsencrypt.org}
                  - {tag: iodef, value: 'mailto:a@example.net'}
              - type: LOC
                value: {lat_degrees: 31, lat_minutes: 58, lat_seconds: 52.1, lat_direction: S, long_degrees: 115,
                  long_minutes: 49, long_seconds: 11.7, long_direction: E, altitude: 20, size: 10,
                  precision_horz: 10, precision_vert: 2}
              - type: MX
                values:
                  - {preference: 10, exchange: mx1.example.net.}
                  - {priority: 20, value: mx2.example.net.}
              - type: NS
                values: [ns1.example.net., ns2.example.net.]
            _443._tcp: {type: TLSA, value: {certificate_usage: 3, selector: 1, matching_type: 1,
              certificate_association_data: 92003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c}}
            _http._tcp: {type: URI, value: {priority: 10, weight: 1, target: 'https://example.net/p?q=1'}}
            _sip._tcp: {type: SRV, ttl: 60, value: {priority: 1, weight: 2, port: 5060, target: sip.example.net.}}
            a: {type: A, ttl: 5, values: [192.0.2.2, 192.0.2.1]}
            aaaa: {type: AAAA, value: '2001:DB8:0::1'}
            cname: {type: CNAME, value: Target.Example.NET.}
            dname: {type: DNAME, value: new.example.net.}
            ds: {type: DS, value: {key_tag: 60485, algorithm: 5, digest_type: 1,
              digest: 2BB183AF5F22588179A53B0A98631FAD1A292118}}
            https: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {alpn: [h3, h2], port: 8443,
              ipv4hint: [192.0.2.1, 192.0.2.2], ipv6hint: ['2001:db8::1'], no-default-alpn: , key65280: hello}}}
            naptr: {type: NAPTR, value: {order: 100, preference: 50, flags: s, service: z3950+I2L+I2C,
              regexp: '!^.*$!sip:\\1@example.net!', replacement: _x.example.net.}}
            oldds: {type: DS, value: {flags: 60485, protocol: 5, algorithm: 1,
              public_key: 2BB183AF5F22588179A53B0A98631FAD1A292118}}
            openpgp: {type: OPENPGPKEY, value: mQENBFVHm5s=}
            ptr: {type: PTR, values: [a.example.net., b.example.net.]}
            spf: {type: SPF, value: v=spf1 -all}
            sshfp: {type: SSHFP, values: [{algorithm: 1, fingerprint_type: 1,
              fingerprint: 123456789ABCDEF67890123456789ABCDEF67890}]}
            svcb: {type: SVCB, value: {svcpriority: 0, targetname: foo.example.net.}}
            """#)
        let expected = [
            try set("example.com.", .caa, ["0 iodef \"mailto:a@example.net\"", "0 issue \"letsencrypt.org\""]),
            try set("example.com.", .loc, ["31 58 52.1 S 115 49 11.7 E 20.0m 10.0m 10.0m 2.0m"]),
            try set("example.com.", .mx, ["10 mx1.example.net.", "20 mx2.example.net."]),
            try set("example.com.", .ns, ["ns1.example.net.", "ns2.example.net."]),
            try set(
                "_443._tcp.example.com.", .tlsa,
                ["3 1 1 92003ba34942dc74152e2f2c408d29eca5a520e7f2e06bb944f4dca346baf63c"]),
            try set("_http._tcp.example.com.", .uri, ["10 1 \"https://example.net/p?q=1\""]),
            try set("_sip._tcp.example.com.", .srv, ["1 2 5060 sip.example.net."], ttl: 60),
            try set("a.example.com.", .a, ["192.0.2.1", "192.0.2.2"], ttl: 5),
            try set("aaaa.example.com.", .aaaa, ["2001:db8::1"]),
            try set("cname.example.com.", .cname, ["target.example.net."]),
            try set("dname.example.com.", .dname, ["new.example.net."]),
            try set("ds.example.com.", .ds, ["60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118"]),
            try set(
                "https.example.com.", .https,
                [
                    "1 . alpn=h3,h2 no-default-alpn port=8443 ipv4hint=192.0.2.1,192.0.2.2 ipv6hint=2001:db8::1 key65280=hello"
                ]),
            try set(
                "naptr.example.com.", .naptr,
                [#"100 50 "S" "z3950+I2L+I2C" "!^.*$!sip:\\1@example.net!" _x.example.net."#]),
            try set("oldds.example.com.", .ds, ["60485 5 1 2bb183af5f22588179a53b0a98631fad1a292118"]),
            try set("openpgp.example.com.", .openpgpkey, ["mQENBFVHm5s="]),
            try set("ptr.example.com.", .ptr, ["a.example.net.", "b.example.net."]),
            try set("spf.example.com.", .spf, ["\"v=spf1 -all\""]),
            try set("sshfp.example.com.", .sshfp, ["1 1 123456789abcdef67890123456789abcdef67890"]),
            try set("svcb.example.com.", .svcb, ["0 foo.example.net."]),
        ]
        #expect(zone.zone == (try Zone(apex: "example.com.", sets: expected)))
    }

    @Test(
        "The text of TXT, as octoDNS reads it",
        arguments: [
            ("plain text", "plain text"), (#"v=DKIM1\; k=rsa\; p=abc"#, "v=DKIM1; k=rsa; p=abc"),
            (#""quoted all around""#, "quoted all around"), (#""chunk one" "chunk two""#, "chunk onechunk two"),
            (#"no outer" "quotes"#, "no outerquotes"), (#"inner "quotes" stay"#, #"inner "quotes" stay"#),
            (#"back\slash goes"#, "backslash goes"), (#"C:\\dir"#, #"C:\dir"#), (#"\065\\066"#, #"A\066"#),
            (#""say \"hi\"""#, #"say "hi""#), (#"a\"\"b"#, #"a""b"#), (#"a\\"b"#, #"a\"b"#),
            ("semi; alone", "semi; alone"), ("", ""), (#"a\\;b"#, #"a\;b"#),
            ("\"\"", ""), ("\"\"both\"\"", "\"both\""),
        ])
    func characterText(written: String, meant: String) throws {
        let read = CharacterText.decode(Array(written.utf8))
        #expect(read.map { String(decoding: $0.octets, as: UTF8.self) } == meant)
    }

    // octodns-route53 1.3.1 and octodns-bind 1.1.0 send the text as it is, and these two read it in different ways.
    @Test("Three digits after a backslash are octal where the text goes to Route 53, and decimal elsewhere")
    func digits() throws {
        for (text, decimal, octal) in [
            (#"'\052'"#, "4", "*"), (#"'h\303\251'"#, nil, "hé"), (#"'h\195\169'"#, "hé", nil), (#"'\1'"#, nil, nil),
            (#"'\777'"#, nil, nil), (#"'a\'"#, nil, nil), (#"'a\05'"#, nil, nil),
            (#"'\065\134\n'"#, "A\u{86}n", "5\\n"),
        ] as [(String, String?, String?)] {
            for (escapes, meant) in [(TextEscapes.decimal, decimal), (.octal(at: "Route 53"), octal)] {
                for sample in [
                    "x: {type: TXT, value: \(text)}\n", "x: {type: CAA, value: {tag: issue, value: \(text)}}\n",
                ] {
                    let (zone, _) = ZoneFileReader.read(
                        files: [ZoneFileInput(path: "z", blob: "", octets: Array(sample.utf8))], apex: "example.com.",
                        options: ZoneFileOptions(escapes: escapes))
                    let read: [UInt8]? =
                        switch zone?.zone.sets.first?.data.first {
                        case .txt(let text): text.octets
                        case .caa(let caa): caa.value
                        default: nil
                        }
                    let octets = meant.map { $0 == "A\u{86}n" ? [0x41, 0x86, 0x6E] : Array($0.utf8) }
                    #expect(read == octets, "\(sample) \(escapes)")
                }
            }
        }
    }

    @Test(
        "A backslash that is not in the data is told, and one that escapes nothing is an error that says what to write")
    func backslashes() {
        expectDiagnostics(
            in: #"""
                a: {type: TXT, value: ⟦1⟧'a\.b'}
                b: {type: TXT, value: ⟦2⟧'C:\'}
                c: {type: SPF, value: ⟦3⟧'\1'}
                d: {type: TXT, value: ⟦4⟧'"half'}
                """#,
            [
                (1, .warning, "needless-escape", #"write '\\.'"#), (2, .error, "bad-data", #"write '\\'"#),
                (3, .error, "bad-data", #"write '\\1'"#), (4, .error, "bad-data", "does not end with it"),
            ])
    }

    @Test("Numbers and digits of maps that octoDNS reads otherwise are told")
    func numbers() {
        expectDiagnostics(
            in: """
                a: {type: DS, value: {key_tag: 1, algorithm: ⟦1⟧010, digest_type: 1, digest: ⟦2⟧0123456701234567012345670123456701234567}}
                b: {type: SSHFP, value: {algorithm: 1, fingerprint_type: 1, fingerprint: 1123456789012345678901234567890123456789}}
                c: {type: LOC, value: {lat_degrees: ⟦3⟧031, lat_minutes: 0, lat_seconds: 0.10, lat_direction: S, long_degrees: 1,
                  long_minutes: 0, long_seconds: 0, long_direction: E, altitude: 1, size: 1, precision_horz: 1, precision_vert: 1}}
                d: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {port: ⟦4⟧0443}}}
                """,
            [
                (1, .warning, "octodns-reads-otherwise", "as 8"),
                (2, .warning, "octodns-reads-otherwise", "as 27127011408317359623716296368404855"),
                (3, .warning, "octodns-reads-otherwise", "as 25"), (4, .warning, "octodns-reads-otherwise", "as 291"),
            ])
    }

    @Test("Quotes around the text of a service parameter are not part of it")
    func parameterQuotes() throws {
        #expect(
            try sets(
                #"""
                h: {type: HTTPS, value: {svcpriority: 1, targetname: ., svcparams: {key65280: '"a b"', key65281: 'a"b'}}}
                """#) == [#"h 3600 HTTPS 1 . key65280="a b" key65281="a\"b""#])
    }

    @Test("A text that only starts with a quote is an error, where octoDNS eats its last character")
    func halfQuoted() {
        #expect(CharacterText.decode(Array(#""half"#.utf8)) == nil)
        #expect(CharacterText.decode(Array("\"".utf8)) == nil)
    }

    @Test("Values in presentation format, for every type")
    func presentation() throws {
        let zone = try sets(
            ##"""
            '':
              - {type: MX, values: [10 mx1.example.net., 20 mx2.example.net.]}
              - {type: CAA, value: 0 issue "letsencrypt.org"}
              - {type: TYPE65280, value: '\# 4 0a000001'}
            t: {type: TYPE16, value: '"a\" \"b" "\255"'}
            _x._udp: {type: SRV, values: 1 2 3 a.example.net.}
            d: {type: DS, value: 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118}
            h: {type: HTTPS, value: 1 . alpn=h2}
            """##)
        #expect(
            zone.sorted()
                == [
                    #"@ 3600 CAA 0 issue "letsencrypt.org""#, #"@ 3600 MX 10 mx1.example.net. | 20 mx2.example.net."#,
                    ##"@ 3600 TYPE65280 \# 4 0A000001"##, #"_x._udp 3600 SRV 1 2 3 a.example.net."#,
                    "d 3600 DS 60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118",
                    "h 3600 HTTPS 1 . alpn=h2", #"t 3600 TXT "a\" \"b" "\255""#,
                ].sorted())
    }

    @Test("Lists under value, texts under values, numeric keys, names in any spelling")
    func shapes() throws {
        #expect(
            try sets(
                """
                a: {type: A, values: 192.0.2.1}
                b: {type: A, value: [192.0.2.1, 192.0.2.2]}
                10: {type: PTR, value: a.example.net.}
                010: {type: PTR, value: a.example.net.}
                no: {type: A, value: 192.0.2.1}
                '*': {type: A, value: 192.0.2.1}
                '*.sub': {type: A, value: 192.0.2.1}
                '@': {type: TXT, value: höh}
                Upper: {type: a, value: 192.0.2.1}
                """, options: ZoneFileOptions(lenientIDs: ["octodns-reads-otherwise"])
            ).sorted() == [
                #"* 3600 A 192.0.2.1"#, "*.sub 3600 A 192.0.2.1", "010 3600 PTR a.example.net.",
                "10 3600 PTR a.example.net.", #"@ 3600 TXT "h\195\182h""#, "a 3600 A 192.0.2.1",
                "b 3600 A 192.0.2.1 | 192.0.2.2", "no 3600 A 192.0.2.1", "upper 3600 A 192.0.2.1",
            ])
    }

    @Test("Anchors, aliases and merge keys")
    func anchors() throws {
        #expect(
            try sets(
                """
                a: &web {type: A, ttl: 60, values: &ips [192.0.2.1, 192.0.2.2]}
                b: *web
                c: {<<: *web, ttl: 120}
                d: {type: A, values: *ips}
                """) == [
                    "a 60 A 192.0.2.1 | 192.0.2.2", "b 60 A 192.0.2.1 | 192.0.2.2", "c 120 A 192.0.2.1 | 192.0.2.2",
                    "d 3600 A 192.0.2.1 | 192.0.2.2",
                ])
    }

    @Test("The folder layout is one zone, whatever the files are called")
    func folder() throws {
        let files = [
            ZoneFileInput(
                path: "zones/example.com./$example.com.yaml", blob: "1",
                octets: Array("'': {type: MX, value: 10 a.example.net.}\n'*': {type: A, value: 192.0.2.1}\n".utf8)),
            ZoneFileInput(
                path: "zones/example.com./www.yaml", blob: "2",
                octets: Array("---\nwww:\n  type: A\n  value: 192.0.2.1\n".utf8)),
            ZoneFileInput(path: "zones/example.com./empty.yaml", blob: "3", octets: Array("---\n".utf8)),
        ]
        let (zone, diagnostics) = ZoneFileReader.read(files: files, apex: "example.com.")
        #expect(diagnostics == [])
        let read = try #require(zone)
        #expect(read.zone.sets.map(\.name) == ["example.com.", "*.example.com.", "www.example.com."])
        #expect(
            (0..<3).map { read.location(ofSetAt: $0).file.suffix(12) } == [
                "ple.com.yaml", "ple.com.yaml", "om./www.yaml",
            ])
        #expect(read.files.map(\.blob) == ["1", "3", "2"])
    }
}

extension CharacterText {
    /// As ``decode(_:)-(Octets)``, for tests.
    static func decode(_ text: [UInt8]) -> TXT? { text.withUnsafeBufferPointer { decode($0) } }
}
