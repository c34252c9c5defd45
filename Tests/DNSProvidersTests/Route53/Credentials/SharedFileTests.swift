import TestSupport
import Testing
import ZonePlanning

@testable import DNSProviders

@Suite struct INIFileTests {
    private func sections(_ text: String) throws(INIFile.Failure) -> [String: INIFile.Section] {
        try INIFile(Array(text.utf8)).sections
    }

    // What botocore 1.43.11 with Python 3.11 makes of the same text.
    @Test(
        "Read as botocore reads it",
        arguments: [
            ("[a]\nk = v", ["a": ["k": .text("v")]]),
            ("[a]\nK=v=w ; x\n", ["a": ["k": .text("v=w ; x")]]),
            ("[a]\nk: v\nl = w", ["a": ["k": .text("v"), "l": .text("w")]]),
            ("# c\n; d\n[a] # e\n  # f\nk = # g\n", ["a": ["k": .text("# g")]]),
            ("[a]\nk =\n  b = c\n  d=e = f\n", ["a": ["k": .nested(["b": "c", "d": "e = f"])]]),
            (
                "[a]\nk =\n\n  b = c\n\n  # n\n  d = e\n\nl = m",
                ["a": ["k": .nested(["b": "c", "d": "e"]), "l": .text("m")]]
            ),
            ("[a]\nk = v\n  w\n\n  x\n\n", ["a": ["k": .text("v\nw\n\nx")]]),
            ("  [a]\n  k = v\n  l = w\n", ["a": ["k": .text("v"), "l": .text("w")]]),
            ("[a]\n  k = v\n l = w\n", ["a": ["k": .text("v"), "l": .text("w")]]),
            ("[a]\r\nk = v\r\n[b]\rk = w\r", ["a": ["k": .text("v")], "b": ["k": .text("w")]]),
            ("[profile x]]\nk=", ["profile x]": ["k": .text("")]]),
            ("[a]\nk = v\n[DEFAULT]\nk = d\nl = d\n", ["a": ["k": .text("v"), "l": .text("d")]]),
            ("[a]\n[b]\n", ["a": [:], "b": [:]]),
            ("[a]\nk v = w\n", ["a": ["k v": .text("w")]]),
            ("[a]\nk = \u{2028}v\u{0085}w\n", ["a": ["k": .text("v\u{0085}w")]]),
            ("", [:]),
        ] as [(String, [String: INIFile.Section])])
    func read(_ text: String, _ expected: [String: INIFile.Section]) throws {
        #expect(try sections(text) == expected)
    }

    @Test(
        "Refused as botocore refuses it, with the line",
        arguments: [
            ("k = v\n", 1), ("[a]\nk\n", 2), ("[a]\n[b]\n[a]\n", 3), ("[a]\nk=1\nK=2\n", 3), ("[a]\n= v\n", 2),
            ("[a]\nk =\n  b\n", 2), ("[]\n", 1), ("[a]\n\n\n]\n", 4),
        ])
    func refused(_ text: String, _ line: Int) {
        do throws(INIFile.Failure) {
            _ = try sections(text)
            Issue.record("read")
        } catch {
            #expect(error.line == line)
        }
    }

    @Test("Not UTF-8, or endless")
    func bounds() {
        #expect(throws: INIFile.Failure.self) { try INIFile([0x5B, 0xFF, 0x5D]) }
        #expect(throws: INIFile.Failure.self) { try INIFile([UInt8](repeating: 10, count: INIFile.largestSize + 1)) }
    }

    @Test("No octets make it crash", arguments: 0..<50 as Range<UInt64>)
    func hostile(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("[]=:#; \t\r\nab\"'\\\u{85}é".utf8)
        for _ in 0..<200 {
            let octets = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
            }
            _ = try? INIFile(octets)
            _ = ShellWords.split(String(decoding: octets, as: UTF8.self))
            _ = SplitURL(String(decoding: octets, as: UTF8.self))
            _ = Instant(aws: String(decoding: octets, as: UTF8.self))
        }
    }
}

@Suite struct ShellWordsTests {
    // What Python 3.11's shlex.split makes of the same text.
    @Test(
        "Split as botocore splits it",
        arguments: [
            ("a b  c", ["a", "b", "c"]), ("a 'b c' \"d e\"", ["a", "b c", "d e"]), ("a'b'\"c\"d", ["abcd"]),
            ("a\\ b", ["a b"]), ("\"a\\\"b\\\\c\\d\"", ["a\"b\\c\\d"]), ("'a\\b'", ["a\\b"]), ("''", [""]),
            ("a '' b", ["a", "", "b"]),
            ("a\tb\nc", ["a", "b", "c"]), ("", []), ("  ", []), ("a#b # c", ["a#b", "#", "c"]),
            ("$(x) `y` ; | > *", ["$(x)", "`y`", ";", "|", ">", "*"]),
        ] as [(String, [String])])
    func split(_ text: String, _ expected: [String]) { #expect(ShellWords.split(text) == expected) }

    @Test("Not closed", arguments: ["'a", "\"a", "a\\", "\"a\\"])
    func open(_ text: String) { #expect(ShellWords.split(text) == nil) }
}

@Suite struct SharedConfigurationTests {
    private func configuration(_ world: World, profile: String? = nil) throws -> SharedConfiguration {
        try SharedConfiguration(world.credentialEnvironment, profile: profile)
    }

    @Test("Profiles: prefix in the configuration file, none in the other; keys of the latter win")
    func profiles() throws {
        let world = World(
            config:
                "[default]\nregion = r0\n[profile a]\nregion = r1\n[profile \"b c\"]\nregion = r2\n[d]\nregion = r3\n",
            credentials: "[a]\naws_access_key_id = k\nregion = r4\n[d]\nregion = r5\n")
        let all = try configuration(world)
        #expect(Set(all.profiles.keys) == ["default", "a", "b c", "d"])
        #expect(all["region"] == "r0")
        #expect(all.text("region", of: "a") == "r4")
        #expect(all.text("region", of: "b c") == "r2")
        #expect(all.text("region", of: "d") == "r5")
    }

    @Test("The profile: given, AWS_DEFAULT_PROFILE, AWS_PROFILE, default; one that is not there is an error")
    func selection() throws {
        let world = World(config: "[profile a]\n[profile b]\n[profile c]\n")
        #expect(try configuration(world).profile == "default")
        world.environment["AWS_PROFILE"] = "a"
        #expect(try configuration(world).profile == "a")
        world.environment["AWS_DEFAULT_PROFILE"] = "b"
        #expect(try configuration(world).profile == "b")
        #expect(try configuration(world, profile: "c").profile == "c")
        #expect(throws: CredentialError.self) { try configuration(world, profile: "x") }
        world.environment = ["HOME": "/home/me", "AWS_PROFILE": "x\u{1B}[2J"]
        #expect { try configuration(world) } throws: { error in
            !"\(error)".contains("\u{1B}") && "\(error)".contains("there is no profile")
        }
    }

    @Test("Files elsewhere, by variables, with ~ and $NAME")
    func paths() throws {
        let world = World()
        world.environment["AWS_CONFIG_FILE"] = "~/c"
        world.environment["AWS_SHARED_CREDENTIALS_FILE"] = "$DIR/${SUB}/k$"
        world.environment["DIR"] = "/d"
        world.environment["SUB"] = "s"
        world.write("/home/me/c", "[default]\nregion = r\n")
        world.write("/d/s/k$", "[default]\naws_access_key_id = k\n")
        let all = try configuration(world)
        #expect(all["region"] == "r" && all["aws_access_key_id"] == "k")
    }

    @Test("A broken file is named with the line, and not quoted")
    func broken() {
        let world = World(credentials: "[default]\naws_secret_access_key\n")
        #expect { try configuration(world) } throws: { "\($0)".hasPrefix("/home/me/.aws/credentials:2: ") }
        let secret = World(credentials: "[default]\nSECRETWORD\n")
        #expect { try configuration(secret) } throws: { !"\($0)".contains("SECRETWORD") }
        world.environment["AWS_CONFIG_FILE"] = "/forbidden"
        #expect { try configuration(world) } throws: {
            "\($0)".contains("/forbidden cannot be read: permission denied")
        }
    }

    @Test("A file with keys that others can read is a warning, one without is not")
    func warnings() throws {
        let world = World()
        world.write("/home/me/.aws/credentials", "[default]\naws_secret_access_key = s\n", readableByOthers: true)
        world.write("/home/me/.aws/config", "[default]\nregion = r\n", readableByOthers: true)
        let warnings = try configuration(world).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.contains("chmod 600 /home/me/.aws/credentials") == true)
    }

    @Test("The region: AWS_REGION, AWS_DEFAULT_REGION, the profile")
    func region() throws {
        let world = World(config: "[default]\nregion = r0\n")
        #expect(try configuration(world).region(world.credentialEnvironment) == "r0")
        world.environment["AWS_DEFAULT_REGION"] = "r1"
        #expect(try configuration(world).region(world.credentialEnvironment) == "r1")
        world.environment["AWS_REGION"] = "r2"
        #expect(try configuration(world).region(world.credentialEnvironment) == "r2")
    }

    @Test(
        "Route 53's endpoint is that of the region's partition, signed for its own region",
        arguments: [
            (nil, "https://route53.amazonaws.com", "us-east-1"),
            ("eu-west-1", "https://route53.amazonaws.com", "us-east-1"),
            ("cn-north-1", "https://route53.amazonaws.com.cn", "cn-northwest-1"),
            ("us-gov-east-1", "https://route53.us-gov.amazonaws.com", "us-gov-west-1"),
            ("us-isob-east-1", "https://route53.sc2s.sgov.gov", "us-isob-east-1"),
            ("eusc-de-east-1", "https://route53.amazonaws.eu", "eusc-de-east-1"),
        ] as [(String?, String, String)])
    func partitions(_ region: String?, _ url: String, _ signing: String) throws {
        let world = World()
        world.environment["AWS_REGION"] = region
        #expect(
            try configuration(world).route53Endpoint(world.credentialEnvironment) == Endpoint(url: url, region: signing)
        )
    }

    @Test("A configured endpoint: settings, the service's variable, the general one, services section, profile")
    func endpoints() throws {
        let world = World(
            config: """
                [default]
                endpoint_url = https://profile
                services = s
                [services s]
                route_53 =
                  endpoint_url = https://services/
                sts =
                  endpoint_url = https://services-sts
                """)
        func url(_ given: String? = nil) throws -> String {
            try configuration(world).route53Endpoint(world.credentialEnvironment, given: given).url
        }
        #expect(try url() == "https://services")
        #expect(
            try configuration(world).endpoint("sts", region: "us-east-1", world.credentialEnvironment).url
                == "https://services-sts")
        #expect(
            try configuration(world).endpoint("sso", region: "us-east-1", world.credentialEnvironment).url
                == "https://profile")
        world.environment["AWS_ENDPOINT_URL"] = "https://general/"
        #expect(try url() == "https://general")
        world.environment["AWS_ENDPOINT_URL_ROUTE_53"] = "http://127.0.0.1:5000"
        #expect(try url() == "http://127.0.0.1:5000")
        #expect(try url("https://given/") == "https://given")
        world.environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE"
        #expect(try url() == "https://route53.amazonaws.com")
        #expect(try url("https://given/") == "https://given")
    }

    @Test(
        "Endpoints that are none",
        arguments: ["route53", "ftp://x", "https://", "https://u:p@h", "https://h/?q", "http://h/\n"])
    func malformed(_ url: String) {
        let world = World()
        world.environment["AWS_ENDPOINT_URL"] = url
        #expect(throws: CredentialError.self) { try configuration(world).route53Endpoint(world.credentialEnvironment) }
    }

    @Test("A services section that is not there; a region that is none")
    func missing() {
        let world = World(config: "[default]\nservices = x\n")
        #expect(throws: CredentialError.self) { try configuration(world).route53Endpoint(world.credentialEnvironment) }
        #expect(throws: CredentialError.self) {
            try configuration(World()).endpoint("sts", region: "x.evil.example/", World().credentialEnvironment)
        }
    }

    @Test("Certificates to trust: AWS_CA_BUNDLE, the profile, SSL_CERT_FILE")
    func certificates() throws {
        let world = World()
        #expect(try configuration(world).trustedCertificates(world.credentialEnvironment) == nil)
        world.environment["SSL_CERT_FILE"] = "/ssl"
        #expect(try configuration(world).trustedCertificates(world.credentialEnvironment) == "/ssl")
        world.write("/home/me/.aws/config", "[default]\nca_bundle = ~/ca\n")
        #expect(try configuration(world).trustedCertificates(world.credentialEnvironment) == "/home/me/ca")
        world.environment["AWS_CA_BUNDLE"] = "/aws"
        #expect(try configuration(world).trustedCertificates(world.credentialEnvironment) == "/aws")
    }
}
