import TestSupport

/// Makes zone files with ugly texts; the same seed makes the same files.
struct ZoneFileGenerator {
    private var random: Generator
    /// How many more ugly things the zone may have: with many in one, none would be seen for the others.
    private var ugliness = 0

    init(seed: UInt64) { random = Generator(seed: seed) }

    /// Whether the next thing is ugly.
    private mutating func isUgly(onceIn count: Int = 2) -> Bool {
        guard ugliness > 0, random.once(in: count) else { return false }
        ugliness -= 1
        return true
    }

    private mutating func one(_ plain: [String], or ugly: [String], onceIn count: Int = 2) -> String {
        random.one(of: isUgly(onceIn: count) ? ugly : plain)
    }

    /// The types octoDNS has and gate53 models, and how their values are written.
    static let types = [
        "A", "AAAA", "CAA", "CNAME", "DNAME", "DS", "HTTPS", "LOC", "MX", "NAPTR", "NS", "OPENPGPKEY", "PTR",
        "Route53Provider/ALIAS", "SPF", "SRV", "SSHFP", "SVCB", "TLSA", "TXT", "URI",
    ]

    /// A zone file of one record set.
    mutating func zone(of type: String) -> ZoneCase {
        ugliness = random.once(in: 8) ? 0 : 1
        var fields = ["type: \(type)"]
        let owner = owner(of: type)
        let mark = random.once(in: 20) ? random.one(of: Self.marks) : nil
        let count = random.once(in: 4) ? random.number(2...3) : 1
        var values: [String] = []
        for _ in 0..<count { values.append(value(of: type)) }
        fields.append(
            count == 1
                ? "\(random.once(in: 10) ? "values" : "value"): \(values[0])"
                : "values: [\(values.joined(separator: ", "))]")
        if random.once(in: 6) {
            fields.append("ttl: \(one(["60", "0", "86400", "2147483647"], or: Self.timesToLive))")
        }
        if let mark { fields.append("octodns: \(mark)") }
        var zone = ZoneCase(yaml: "\(owner): {\(fields.joined(separator: ", "))}\n")
        zone.isLenient = random.once(in: 3)
        if random.once(in: 10) { zone.defaultTTL = 300 }
        if random.once(in: 30) { zone.apex = "bücher.example." }
        return zone
    }

    /// Zone files whose shape the generator does not make.
    static let written: [ZoneCase] = [
        "a: {type: A, value: 192.0.2.1, geo: {AF: [192.0.2.5]}}",
        "a: {type: A, value: 192.0.2.1, dynamic: {pools: {p: {values: [{value: 192.0.2.9, status: up}]}}, rules: [{pool: p}]}}",
        "m: {type: MX, value: 10 mx.example.net.}", #"h: {type: HINFO, value: '"a" "b"'}"#,
        "h: {type: RP, value: {mbox: a.example.net., txt: .}}", ##"t: {type: TYPE65280, value: '\# 4 0a000001'}"##,
        "x:\n- {type: A, value: 192.0.2.1}\n- {type: TXT, value: v=x}", "a: &x {type: A, value: 192.0.2.1}\nb: *x",
        "a: &x {type: A, value: 192.0.2.1}\nb: {<<: *x, ttl: 60}", "a: {type: ALIAS, value: b.example.net.}",
        "'': {type: MX, values: [{preference: 0, exchange: .}]}", "t:\n  type: TXT\n  value: >\n    a\n    b\n",
        """
        l: {type: LOC, value: {lat_degrees: 31, lat_minutes: 58, lat_seconds: 52.1, lat_direction: n, long_degrees: 115,
          long_minutes: 49, long_seconds: 11.7, long_direction: e, altitude: 20, size: 10, precision_horz: 10,
          precision_vert: 2}}
        """,
        #"c: {type: CAA, value: {tag: issue, value: 'say "hi"'}}"#,
        #"c: {type: CAA, value: {tag: issue, value: '" ;'}}"#,
        "s: {type: SVCB, value: {svcpriority: 1, targetname: '', svcparams: {ipv4hint: [192.0.2.1]}}}",
        "t: {type: TXT, value: '" + String(repeating: "\\;", count: 200) + "'}",
        "t: {type: TXT, value: '" + String(repeating: "0123456789", count: 60) + "'}",
        "t:\n  type: TXT\n  values:\n  - |-\n    a;b\n", "", "---",
        "a: {type: A, values: [" + (0..<1_001).map { "10.0.\($0 / 250).\($0 % 250)" }.joined(separator: ", ") + "]}",
        #"t: {type: TXT, value: "a\\;\\\\b\\\"c"}"#,
    ].flatMap { [ZoneCase(yaml: $0 + "\n"), ZoneCase(yaml: $0 + "\n", isLenient: true)] }

    private static let timesToLive = ["2147483648", "-1", "010", "1_000", "5m", "'60'", "1.5", "~", "no"]

    private static let marks = [
        "{ignored: true}", "{ignored: false}", "{excluded: [bind]}", "{included: [route53]}", "{excluded: [nobody]}",
        "{included: [route53, bind]}", "{healthcheck: {protocol: HTTPS, host: h.example.com, path: /x, port: 8443}}",
        "{lenient: true}",
    ]

    private mutating func owner(of type: String) -> String {
        if type == "NS" || type == "Route53Provider/ALIAS", random.once(in: 3) { return "''" }
        if isUgly(onceIn: 5) { return random.one(of: Self.owners) }
        return type == "SRV" || type == "URI" ? "_sip._tcp" : "www"
    }

    private static let owners = [
        "WWW", "'*'", "'*.Sub'", "a.b", "_dmarc", "ö", "'Straße'", "xn--bcher-kva", "10", "'010'", "a_b",
        "'a/b'", "a-", "'\\052'", "'@'", "'a b'", "'a..b'", "'a.'", "日本", "010", "no", "1.10", "0x1F", "null",
    ]

    // MARK: - Values

    private mutating func value(of type: String) -> String {
        switch type {
        case "A": one(["192.0.2.1", "192.0.2.2", "192.0.2.3"], or: Self.addresses)
        case "AAAA": one(["'2001:db8::1'", "2001:DB8::2", "'::1'"], or: Self.addresses6)
        case "CNAME", "DNAME", "NS", "PTR": name()
        case "TXT", "SPF": text()
        case "CAA":
            map([
                ("flags", number()),
                ("tag", one(["issue", "iodef", "issuewild"], or: ["Issue", "x1", "'a b'", "''"])),
                ("value", text()),
            ])
        case "NAPTR":
            map([
                ("order", number()), ("preference", number()),
                ("flags", one(["S", "s", "A", "U", "P"], or: ["''", "'\"U\"'", "SU", "X"])), ("service", text()),
                ("regexp", text()), ("replacement", name()),
            ])
        case "URI": map([("priority", number()), ("weight", number()), ("target", text())])
        case "MX":
            random.once(in: 3)
                ? map([("priority", number()), ("value", name())])
                : map([("preference", number()), ("exchange", name())])
        case "SRV": map([("priority", number()), ("weight", number()), ("port", number()), ("target", name())])
        case "DS":
            random.once(in: 4)
                ? map([
                    ("flags", number()), ("protocol", number()), ("algorithm", number()), ("public_key", digest(40)),
                ])
                : map([("key_tag", number()), ("algorithm", number()), ("digest_type", "1"), ("digest", digest(40))])
        case "SSHFP": map([("algorithm", number()), ("fingerprint_type", "1"), ("fingerprint", digest(40))])
        case "TLSA":
            map([
                ("certificate_usage", number()), ("selector", number()), ("matching_type", "1"),
                ("certificate_association_data", digest(64)),
            ])
        case "LOC": location()
        case "OPENPGPKEY": one(["mQENBFVHm5s="], or: Self.keys)
        case "HTTPS", "SVCB": serviceBinding()
        default: alias()
        }
    }

    private func map(_ fields: [(String, String)]) -> String {
        "{" + fields.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
    }

    private static let addresses = [
        "192.0.2.1", "192.0.2.2", "'192.0.2.3'", "192.0.2.01", "192.0.2", "''", "2001:db8::1", "3221225985",
        "192.0.2.1 ",
    ]
    private static let addresses6 = [
        "'2001:db8::1'", "2001:DB8::1", "'2001:db8:0:0:0:0:0:1'", "'::ffff:192.0.2.1'", "192.0.2.1", "''", "'::'",
        "2001:db8::00a", "'2001:db8::g'", "fe80::1%eth0",
    ]
    private static let keys = ["mQENBFVHm5s=", "'mQEN BFVHm5s='", "mQENBFVHm5s", "'!'", "''"]

    private mutating func name() -> String { one(Self.plainNames, or: Self.names) }

    private static let plainNames = ["a.example.net.", "A.Example.NET.", "b.example.com.", "_x.example.org."]
    private static let names = [
        "a.example.net", "www", "bücher.example.", "BÜCHER.example.", "'*.example.net.'", "xn--bcher-kva.example.",
        "'.'", "''", "192.0.2.1.", "'a..b.'", "'a\\052.example.'", "-a.example.", "a/b.example.", "straße.example.",
        "'a b.example.'", String(repeating: "x", count: 64) + ".example.", "Www.example.com", "no", "'@'",
    ]

    private mutating func number() -> String {
        isUgly(onceIn: 4) ? random.one(of: Self.numbers) : random.one(of: ["0", "1", "5", "10"])
    }

    private static let numbers = [
        "65535", "65536", "-1", "010", "08", "0x1F", "1_000", "1:30", "1e3", "10.0", "no", "on", "~", "'5'", "'x'",
        "255",
        "256", "0b11", "0o7", "+5", "''",
    ]

    private mutating func digest(_ count: Int) -> String {
        let digits = (0..<count).map { _ in random.one(of: Array("0123456789abcdefABCDEF")) }
        guard isUgly() else { return "a" + String(digits.dropFirst()) }
        switch random.number(0...6) {
        case 0: return "'\(String(digits[..<8])) \(String(digits[8...]))'"
        case 1: return "'\(String(digits.dropLast()))'"
        case 2: return "''"
        case 3: return "'\(String(digits.dropLast()))g'"
        case 4: return String((0..<count).map { _ in random.one(of: Array("123456789")) })
        case 5: return "'\(String(digits))'"
        default: return "0" + String((1..<count).map { _ in random.one(of: Array("01234567")) })
        }
    }

    /// The fields of LOC, values that are plain, and values that are ugly.
    private static let locationFields: [(name: String, plain: [String], ugly: [String])] = [
        ("lat_degrees", ["31", "60"], ["90", "91", "031", "'31'"]), ("lat_minutes", ["58", "0"], ["60", "08"]),
        ("lat_seconds", ["52.1", "0", "59.999"], ["1.0001", "'7'", "07"]), ("lat_direction", ["S", "N"], ["n", "X"]),
        ("long_degrees", ["115", "7"], ["180", "181"]), ("long_minutes", ["49"], ["010"]),
        ("long_seconds", ["11.7", "5"], ["60"]), ("long_direction", ["E", "W"], ["w"]),
        ("altitude", ["20", "20.55", "-1.5"], ["-100000", "42849672.95", "20m", "20.555"]),
        ("size", ["10", "0"], ["10.5", "25", "90000000"]), ("precision_horz", ["10", "0.01"], ["-1"]),
        ("precision_vert", ["2", "2.0"], ["1e3"]),
    ]

    private mutating func location() -> String {
        var fields: [(String, String)] = []
        for (name, plain, ugly) in Self.locationFields { fields.append((name, one(plain, or: ugly, onceIn: 8))) }
        return map(fields)
    }

    private mutating func alias() -> String {
        random.one(of: [
            "{type: A}", "{type: AAAA, name: www}", "{type: A, name: Www.sub}", "{type: A, name: ''}",
            "{type: A, name: d111111abcdef8.cloudfront.net., hosted-zone-id: Z2FDTNDATAQYW2}",
            "{type: A, name: x.elb.us-east-1.amazonaws.com., hosted-zone-id: Z35SXDOTRQ7X7K, evaluate-target-health: true}",
            "{type: A, name: abc.us-east-1.awsapprunner.com., hosted-zone-id: Z01915732ZBZKC8D32TPT}",
            "{type: CNAME, name: ö}", "{name: www}", "{type: A, name: www, evaluate-target-health: yes}",
        ])
    }

    /// A parameter, values that are plain, and values that are ugly.
    private static let parameters: [(name: String, plain: [String], ugly: [String])] = [
        ("alpn", ["[h2]", "[h3, h2]"], ["h2", "['h,2']", "['h\\,2', h3]", "[]", "['a\"b']"]),
        ("no-default-alpn", [""], ["~", "''", "true"]),
        ("port", ["443"], ["'443'", "65536", "0", "010"]),
        ("ipv4hint", ["[192.0.2.1]", "[192.0.2.1, 192.0.2.2]"], ["192.0.2.1", "[x]"]),
        ("ipv6hint", ["['2001:DB8::1']"], ["['::1', '2001:db8::1']", "['::1']"]),
        ("mandatory", ["[alpn]"], ["[alpn, port]", "[key65280]", "[port, alpn]"]), ("ech", ["AAT+DQAA"], ["'!'"]),
        (
            "key65280", ["hello"],
            [
                "'a b'", "'a\"b'", "'a\\b'", "'a\\044b'", "'\"q\"'", "'\"q r\"'", "é", "", "'a\\'", "'a\\\\b'", "';'",
                "'('",
                "no", "'a,b'", "[a, b]", "'\"a\\\"b\"'",
            ]
        ), ("dohpath", ["'/dns-query{?dns}'"], ["/q"]), ("key7", [], ["'/dns-query{?dns}'"]),
    ]

    private mutating func serviceBinding() -> String {
        var parameters: [(String, String)] = []
        let isAlias = random.once(in: 6)
        for (name, plain, ugly) in Self.parameters where name != "dohpath" && random.once(in: 4) && !isAlias {
            if isUgly(onceIn: 3) {
                parameters.append((name, random.one(of: ugly)))
            } else if !plain.isEmpty {
                parameters.append((name, random.one(of: plain)))
            }
        }
        if isUgly(onceIn: 20) { parameters.append(("dohpath", "'/dns-query{?dns}'")) }
        let names = Set(parameters.map(\.0))
        // What depends on alpn has it, most of the time.
        if !names.isDisjoint(with: ["mandatory", "no-default-alpn"]), !names.contains("alpn"), !isUgly(onceIn: 9) {
            parameters.append(("alpn", "[h2]"))
        }
        var fields = [("svcpriority", isAlias ? "0" : random.one(of: ["1", "16"])), ("targetname", name())]
        if !parameters.isEmpty { fields.append(("svcparams", map(parameters))) }
        return map(fields)
    }

    // MARK: - Texts

    private mutating func text() -> String {
        guard isUgly() else {
            return quoted((0..<random.number(1...3)).map { _ in random.one(of: Self.plain) }.joined())
        }
        switch random.number(0...9) {
        case 0: return random.one(of: Self.words)
        case 1:
            let piece = random.one(of: ["x", "0123456789", "a ", "\\;", "é", "\"", "\\\\", "v;"])
            return quoted(String(repeating: piece, count: random.one(of: [64, 127, 128, 255, 256, 300])))
        case 2: return quoted(random.one(of: Self.plain) + random.one(of: Self.ugly) + random.one(of: Self.ugly))
        case 3: return quoted("\"\(random.one(of: Self.plain))\(random.one(of: Self.ugly))\"")
        default: return quoted(random.one(of: Self.plain) + random.one(of: Self.ugly) + random.one(of: Self.plain))
        }
    }

    private func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    private static let words = [
        "no", "Yes", "010", "1.10", "0x1F", "null", "~", "''", "1_000", "12:30", "v=spf1 -all", "5", "1e3",
        "2026-01-02",
        "on", ".5", "-1",
    ]
    private static let plain = [
        "a", "b c", "v=DKIM1", "=", "'", "x.example.com", "Upper", "{x}", "%s", "#", ",", "  ", "!^.*$!",
    ]
    private static let ugly = [
        "\\;", ";", "; ", "\"", "\\\"", "\\\\", "\\052", "\\195\\169", "\\303\\251", "\\x", "\\", "é", "“", "\" \"",
        "\\1", "\\\\1",
        "\\\\;", "$", "@", "(", ")", "\\.",
    ]
}
