import HTTPTransport
import Testing
import ZonePlanning

@testable import DNSProviders

/// Whose credentials they are, for a person to read.
@Suite struct CallerIdentityTests {
    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: Secret("secret"), sessionToken: nil, expiration: nil,
        source: "the environment")

    private static func phrase(_ world: World, given: String? = nil) async throws -> String? {
        let environment = world.credentialEnvironment
        return await CallerIdentity(
            environment: environment, configuration: try SharedConfiguration(environment, profile: nil), given: given
        ).phrase(of: credentials)
    }

    private static func answer(_ account: String, _ arn: String) -> HTTPResponse {
        .text(
            """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
            <Arn>\(arn)</Arn><UserId>AIDA</UserId><Account>\(account)</Account></GetCallerIdentityResult>
            <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
            """)
    }

    @Test(
        "It is asked of the region's service, or of the one that is named for it",
        arguments: [
            ([:], nil, "https://sts.us-east-1.amazonaws.com/", "us-east-1"),
            (["AWS_REGION": "eu-west-1"], nil, "https://sts.eu-west-1.amazonaws.com/", "eu-west-1"),
            (["AWS_REGION": "cn-north-1"], nil, "https://sts.cn-north-1.amazonaws.com.cn/", "cn-north-1"),
            (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"], nil, "http://127.0.0.1:1/", "us-east-1"),
            (["AWS_ENDPOINT_URL": "http://127.0.0.1:2"], nil, "http://127.0.0.1:2/", "us-east-1"),
            (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"], "http://127.0.0.1:3", "http://127.0.0.1:1/", "us-east-1"),
            // The settings name another place, and what answers there is not AWS's to say.
            ([:], "http://127.0.0.1:3", nil, nil),
        ] as [([String: String], String?, String?, String?)])
    func asked(environment: [String: String], given: String?, url: String?, region: String?) async throws {
        let world = World()
        world.environment.merge(environment) { $1 }
        world.answer = { _ in Self.answer("123456789012", "arn:aws:sts::123456789012:assumed-role/dns/ada") }
        let phrase = try await Self.phrase(world, given: given)
        #expect(world.requests.map(\.url) == [url].compactMap { $0 })
        guard url != nil else { return #expect(phrase == nil) }
        #expect(phrase == "account 123456789012, arn:aws:sts::123456789012:assumed-role/dns/ada")
        let request = try #require(world.requests.first)
        #expect(request.form == ["Action": "GetCallerIdentity", "Version": "2011-06-15"])
        let scope = "AKIDEXAMPLE/20260102/\(region ?? "")/sts/aws4_request"
        #expect(request.headers["Authorization"]?.contains(scope) == true)
        #expect(request.totalTimeout == .seconds(5) && request.connectTimeout == .seconds(5))
    }

    @Test("What is not answered is said, asked once, and no error") func unanswered() async throws {
        let refused = HTTPResponse.text(
            "<ErrorResponse><Error><Code>AccessDenied\u{1B}[2J</Code></Error></ErrorResponse>", status: 403)
        let other = HTTPResponse.text("<Other/>")
        let answers: [(String, @Sendable (HTTPRequest) throws(HTTPError) -> HTTPResponse)] = [
            ("answers 403", { _ in refused }), ("can't be asked: no network", World().answer),
            ("cannot be read", { _ in other }), ("cannot be read", { _ in .text("") }),
            ("answers 503", { _ in .text("<html>", status: 503) }),
        ]
        for (words, answer) in answers {
            let world = World()
            world.answer = answer
            let phrase = try #require(try await Self.phrase(world))
            #expect(phrase.hasPrefix("the account is not known: ") && phrase.contains(words), "\(phrase)")
            #expect(!phrase.contains("\u{1B}") && world.requests.count == 1)
        }
        let world = World()
        world.environment["AWS_REGION"] = "not a region"
        #expect(try await Self.phrase(world)?.contains("is not the name of a region") == true)
        #expect(world.requests.isEmpty)
    }

    @Test(
        "What tells the account from others is its number, or the place where that is not AWS",
        arguments: [
            ("https://route53.amazonaws.com", [:], "https://sts.us-east-1.amazonaws.com/"),
            ("https://route53.amazonaws.com", ["AWS_REGION": "eu-west-1"], "https://sts.eu-west-1.amazonaws.com/"),
            // Each partition knows its own accounts alone.
            ("https://route53.us-gov.amazonaws.com", [:], "https://sts.us-gov-west-1.amazonaws.com/"),
            ("https://route53.amazonaws.com.cn", [:], "https://sts.cn-northwest-1.amazonaws.com.cn/"),
            // An endpoint of a network of the account's own, and one for both address families.
            (
                "https://vpce-0a1b2c3d.route53.us-east-1.vpce.amazonaws.com", [:],
                "https://sts.us-east-1.amazonaws.com/"
            ),
            ("https://route53.global.api.aws", [:], "https://sts.us-east-1.amazonaws.com/"),
            ("http://127.0.0.1:4566", ["AWS_ENDPOINT_URL": "http://127.0.0.1:4566"], "http://127.0.0.1:4566/"),
            ("http://127.0.0.1:3", [:], nil), ("https://route53.amazonaws.com.example.net", [:], nil),
            ("https://api.aws", [:], nil),
        ] as [(String, [String: String], String?)])
    func account(service: String, environment: [String: String], asked: String?) async throws {
        let world = World()
        world.environment.merge(environment) { $1 }
        world.answer = { _ in Self.answer("123456789012", "arn:aws:sts::123456789012:assumed-role/dns/ada") }
        let found = try await Self.account(world, at: service)
        #expect(found.number == (asked == nil ? service : "123456789012"))
        #expect(found.arn == (asked == nil ? nil : "arn:aws:sts::123456789012:assumed-role/dns/ada"))
        #expect(world.requests.map(\.url) == [asked].compactMap { $0 })
    }

    @Test(
        "Where it is not said whose credentials they are, that is an error, also where another place is asked",
        arguments: [nil, "http://127.0.0.1:4566"])
    func noAccount(url: String?) async throws {
        let answers: [(HTTPResponse, Int)] = [
            (.text("<Other/>"), 1), (.text("", status: 403), 1), (.text("", status: 503), 4),
            (.text("<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>", status: 400), 4),
        ]
        for (answer, count) in answers {
            let world = World()
            world.environment["AWS_ENDPOINT_URL"] = url
            world.answer = { _ in answer }
            await #expect(throws: CredentialError.self) {
                _ = try await Self.account(world, at: url ?? "https://route53.amazonaws.com")
            }
            #expect(world.requests.count == count)
        }
    }

    @Test("A server for tests that has no such service is known by its URL", arguments: [400, 404, 405])
    func noService(status: Int) async throws {
        let world = World()
        world.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:4566"
        world.answer = { _ in
            .text("<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>", status: status)
        }
        #expect(try await Self.account(world, at: "http://127.0.0.1:4566").number == "http://127.0.0.1:4566")
        await #expect(throws: CredentialError.self) {
            _ = try await Self.account(world, at: "https://route53.amazonaws.com")
        }
    }

    private static func account(_ world: World, at service: String) async throws -> CallerIdentity.Account {
        let environment = world.credentialEnvironment
        return try await CallerIdentity(
            environment: environment, configuration: try SharedConfiguration(environment, profile: nil), given: nil
        ).account(of: credentials, at: Endpoint(url: service, region: "us-east-1"), now: environment.now())
    }

    @Test("What it answers is cut and can steer no terminal") func hostile() async throws {
        let world = World()
        world.answer = { _ in
            Self.answer("1\u{202E}2", "arn:" + String(repeating: "x", count: 5_000))
        }
        let phrase = try #require(try await Self.phrase(world))
        #expect(phrase.hasPrefix("account 1\\u{202e}2, arn:x") && phrase.unicodeScalars.count < 2_200)
    }
}
