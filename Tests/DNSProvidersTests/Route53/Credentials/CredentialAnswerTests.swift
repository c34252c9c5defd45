import HTTPTransport
import Hashing
import Testing

@testable import DNSProviders

/// Services that give credentials, and answers of theirs that are no such thing: an error, and no other source after it.
@Suite("Credentials: an answer is the document that was asked for")
struct CredentialAnswerTests {
    private static let page = "<!doctype html><html><head><title>Sign in</title></head><body>Welcome</body></html>"
    private static let document = "https://sts.amazonaws.com/doc/2011-06-15/"

    private static let given =
        "<AccessKeyId>K</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>"
        + "<Expiration>2026-01-02T04:04:05Z</Expiration>"

    private static func role(_ inside: String, root: String = "AssumeRoleResponse") -> String {
        "<\(root) xmlns=\"\(document)\"><AssumeRoleResult><Credentials>\(inside)</Credentials></AssumeRoleResult></\(root)>"
    }

    @Test(
        "Security Token Service",
        arguments: [
            page, "", "{}", "<html/>", role(given, root: "html"), role(given, root: "GetSessionTokenResponse"),
            role(given.replacing("<SessionToken>t</SessionToken>", with: "")),
            role(given.replacing("<SessionToken>t</SessionToken>", with: "<SessionToken/>")),
            role(given.replacing(">s<", with: "><")), role(given + "<AccessKeyId>OTHER</AccessKeyId>"),
            role("beside" + given), role(""), String(role(given).dropLast(30)),
            role(given).replacing("<AssumeRoleResult>", with: "<AssumeRoleResult/><AssumeRoleResult>"),
            role(given.replacing("2026-01-02T04:04:05Z", with: "soon")),
        ])
    func securityTokenService(_ body: String) async {
        let world = World(
            config: """
                [default]
                role_arn = arn:aws:iam::111111111111:role/r
                credential_source = Environment
                """)
        world.environment["AWS_PROFILE"] = "default"
        world.environment["AWS_ACCESS_KEY_ID"] = "AKIDSOURCE"
        world.environment["AWS_SECRET_ACCESS_KEY"] = "s"
        world.answer = { (_) throws(HTTPError) in .text(body) }
        let error = await world.error(profile: "default")
        #expect(error.code == .unavailable || error.code == .invalid, "\(error)")
        #expect(!error.message.contains("<"))
    }

    @Test(
        "Container",
        arguments: [
            page, "", "[]", "null", "{}", #"{"AccessKeyId":"K","SecretAccessKey":"s","Token":"t"}"#,
            #"{"AccessKeyId":"K","SecretAccessKey":"s","Expiration":"2026-01-02T04:04:05Z"}"#,
            #"{"AccessKeyId":"K","SecretAccessKey":"s","Token":"","Expiration":"2026-01-02T04:04:05Z"}"#,
            #"{"AccessKeyId":"K","SecretAccessKey":"","Token":"t","Expiration":"2026-01-02T04:04:05Z"}"#,
            #"{"AccessKeyId":"K K","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-02T04:04:05Z"}"#,
            #"{"AccessKeyId":"K","SecretAccessKey":"s","Token":"t","Expiration":"soon"}"#,
            #"{"AccessKeyId":"K","SecretAccessKey":"s","Token":"t","Expirati"#,
        ])
    func container(_ body: String) async {
        let world = World()
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2"
        world.answer = { (_) throws(HTTPError) in .text(body) }
        let error = await world.error()
        #expect(error.code == .unavailable || error.code == .invalid, "\(error)")
        #expect(!error.message.contains("status 200"))
    }

    struct Instance: Sendable {
        var token = "tok"
        var roles = "admin\n"
        var credentials =
            #"{"Code":"Success","AccessKeyId":"K","SecretAccessKey":"s","Token":"t","Expiration":"2026-01-02T04:04:05Z"}"#
        var status = 200
    }

    @Test(
        "EC2 instance: what answers there and is no metadata service",
        arguments: [
            Instance(token: page), Instance(token: ""), Instance(token: "a\r\nX-Evil: 1"), Instance(roles: page),
            Instance(roles: ""), Instance(credentials: page),
            Instance(credentials: "{}"), Instance(credentials: ""),
            Instance(credentials: #"{"Code":"Success","AccessKeyId":"K","SecretAccessKey":"s","Token":"t"}"#),
            Instance(
                credentials:
                    #"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume the role","LastUpdated":"x"}"#
            ),
            Instance(status: 503),
        ])
    func instance(_ answers: Instance) async {
        let world = World()
        world.answer = { (request) throws(HTTPError) in
            if request.method == .put { return .text(answers.token) }
            if request.url.hasSuffix("security-credentials/") { return .text(answers.roles, status: answers.status) }
            return .text(answers.credentials)
        }
        let error = await world.error()
        #expect(error.code == .unavailable || error.code == .refused, "\(error)")
        #expect(error.message.contains("EC2 instance's"))
        // What was no token is not sent on.
        #expect(world.requests.allSatisfy { $0.headers["x-aws-ec2-metadata-token"] ?? "tok" == "tok" })
    }

    @Test("EC2 instance: one without a role has no credentials, which is no error of its own")
    func noRole() async {
        let world = World()
        world.answer = { (request) throws(HTTPError) in request.method == .put ? .text("tok") : .text("", status: 404) }
        #expect(await world.error().code == .notFound)
    }

    @Test("Single sign-on", arguments: [page, "{}", #"{"roleCredentials":{}}"#, "", #"{"roleCredentials":null}"#])
    func singleSignOn(_ body: String) async {
        let world = World(
            config: """
                [profile sso]
                sso_start_url = https://start
                sso_region = eu-west-1
                sso_account_id = 111111111111
                sso_role_name = r
                """)
        // SHA-1 of the start URL.
        world.write(
            "/home/me/.aws/sso/cache/\(Hexadecimal.text(SHA1.digest(of: Array("https://start".utf8)))).json",
            #"{"accessToken":"t","expiresAt":"2026-01-03T00:00:00Z"}"#)
        world.answer = { (_) throws(HTTPError) in .text(body) }
        #expect(await world.error(profile: "sso").code == .unavailable)
    }

    @Test(
        "GitHub's token service",
        arguments: [page, "{}", #"{"value":""}"#, #"{"value":"<html>"}"#, #"{"value":"a.b.c d"}"#, ""])
    func gitHub(_ body: String) async {
        let world = World()
        world.environment["AWS_ROLE_ARN"] = "arn:aws:iam::111111111111:role/r"
        world.environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = "https://token.actions.example/x?y=z"
        world.environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "p"
        world.answer = { (_) throws(HTTPError) in .text(body) }
        let error = await world.error()
        #expect(error.code == .unavailable, "\(error)")
        #expect(world.requests.count == 1)
    }
}
