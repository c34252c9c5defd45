import HTTPTransport
import Hashing
import Testing
import ZonePlanning

@testable import DNSProviders

@Suite struct SingleSignOnTests {
    private let config = """
        [default]
        sso_session = work
        sso_account_id = 123456789012
        sso_role_name = Dns Writer
        [sso-session work]
        sso_start_url = https://start
        sso_region = eu-central-1
        sso_registration_scopes = sso:account:access
        """
    /// Its name is the SHA-1 of "work".
    private let cache = "/home/me/.aws/sso/cache/" + Hexadecimal.text(SHA1.digest(of: Array("work".utf8))) + ".json"

    private func world(_ token: String?) -> World {
        let world = World(config: config)
        if let token { world.write(cache, token) }
        world.answer = { (request) throws(HTTPError) in
            if request.url.contains("oidc") {
                return .text(
                    #"{"accessToken": "new", "expiresIn": 3600, "refreshToken": "next", "tokenType": "Bearer"}"#)
            }
            return .text(
                #"{"roleCredentials": {"accessKeyId": "S", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1767326645000}}"#
            )
        }
        return world
    }

    @Test("A session's token is exchanged for the role's credentials")
    func session() async throws {
        let world = world(#"{"accessToken": "word", "expiresAt": "2026-01-02T09:00:00Z", "region": "x", "extra": [1]}"#)
        let found = try await world.load().credentials
        #expect(found.accessKeyID == "S" && found.expiration == Instant(aws: "2026-01-02T04:04:05Z"))
        let request = try #require(world.requests.first)
        #expect(
            request.url
                == "https://portal.sso.eu-central-1.amazonaws.com/federation/credentials?role_name=Dns%20Writer&account_id=123456789012"
        )
        #expect(request.headers["x-amz-sso_bearer_token"] == "word")
        #expect(world.requests.count == 1)
    }

    @Test(
        "Without a token, with one that is over or not one: run aws sso login",
        arguments: [
            nil, "", "{}", #"{"accessToken": "word", "expiresAt": "2026-01-02T03:04:04Z"}"#,
            #"{"accessToken": "word", "expiresAt": "whenever"}"#,
        ] as [String?])
    func expired(_ token: String?) async {
        let world = world(token)
        let error = await world.error()
        #expect(error.code == .expired && error.message.hasSuffix("run: aws sso login --profile default"))
        #expect(!error.message.contains("word"))
        #expect(world.requests.isEmpty)
    }

    @Test("A token that the service does not take: run aws sso login; a role that it does not give: refused")
    func refused() async {
        let world = world(#"{"accessToken": "word", "expiresAt": "2026-01-02T09:00:00Z"}"#)
        world.answer = { (_) throws(HTTPError) in .text("", status: 401) }
        #expect(await world.error().message.contains("aws sso login"))
        world.answer = { (_) throws(HTTPError) in .text("", status: 403) }
        #expect(await world.error().code == .refused)
    }

    @Test("A session's token that ends soon is renewed, and kept")
    func renewal() async throws {
        let world = world(
            #"{"accessToken": "old", "expiresAt": "2026-01-02T03:10:00Z", "clientId": "i", "clientSecret": "s", "refreshToken": "r", "registrationExpiresAt": "2026-03-01T00:00:00Z"}"#
        )
        #expect(try await world.key() == "S")
        #expect(world.requests[0].url == "https://oidc.eu-central-1.amazonaws.com/token")
        #expect(
            String(decoding: world.requests[0].body, as: UTF8.self)
                == #"{"clientId":"i","clientSecret":"s","grantType":"refresh_token","refreshToken":"r"}"#)
        #expect(world.requests[1].headers["x-amz-sso_bearer_token"] == "new")
        let kept = try #require(world.text(cache))
        #expect(kept.contains(#""expiresAt":"2026-01-02T04:04:05Z""#) && kept.contains(#""refreshToken":"next""#))
        #expect(kept.contains(#""startUrl":"https://start""#) && kept.contains(#""clientSecret":"s""#))
    }

    @Test("When it cannot be renewed, it serves to its end")
    func noRenewal() async throws {
        let text =
            #"{"accessToken": "old", "expiresAt": "2026-01-02T03:10:00Z", "clientId": "i", "clientSecret": "s", "refreshToken": "r", "registrationExpiresAt": "2026-01-01T00:00:00Z"}"#
        let world = world(text)
        #expect(try await world.key() == "S")
        #expect(world.requests.count == 1 && world.requests[0].headers["x-amz-sso_bearer_token"] == "old")
        world.advance(3_600)
        #expect(await world.error().code == .expired)
    }

    @Test(
        "Settings that lack something, or say two things",
        arguments: [
            ("sso_session = none\nsso_account_id = 1\nsso_role_name = r", "is not in"),
            ("sso_account_id = 1\nsso_role_name = r", "has not all of"),
            ("sso_session = work\nsso_role_name = r", "has not all of"),
            ("sso_session = work\nsso_account_id = 1\nsso_role_name = r\nsso_region = us-east-1", "differs"),
        ])
    func settings(_ profile: String, _ expected: String) async {
        let world = World(
            config:
                "[default]\n\(profile)\n[sso-session work]\nsso_start_url = https://start\nsso_region = eu-central-1\n")
        let error = await world.error()
        #expect(error.code == .invalid && error.message.contains(expected))
    }
}
