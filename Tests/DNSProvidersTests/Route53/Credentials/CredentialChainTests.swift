import HTTPTransport
import Hashing
import Testing
import ZonePlanning

@testable import DNSProviders

@Suite struct CredentialChainTests {
    @Test("The order is botocore's: taking away the first, the next is found")
    func order() async throws {
        let world = World(
            config: """
                [default]
                role_arn = arn:aws:iam::1:role/profile
                source_profile = base
                sso_account_id = 1
                sso_role_name = r
                sso_start_url = https://start
                sso_region = us-east-1
                credential_process = /bin/program
                aws_access_key_id = CONFIG
                aws_secret_access_key = s
                [profile base]
                aws_access_key_id = BASE
                aws_secret_access_key = s
                """,
            credentials: "[default]\naws_access_key_id = FILE\naws_secret_access_key = s\n")
        world.environment["AWS_ACCESS_KEY_ID"] = "ENV"
        world.environment["AWS_SECRET_ACCESS_KEY"] = "s"
        world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/token"
        world.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/web"
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/container"
        world.write("/token", "jwt")
        // The SHA-1 of "https://start".
        let hash = SHA1.digest(of: Array("https://start".utf8))
        world.write(
            "/home/me/.aws/sso/cache/\(Hexadecimal.text(hash)).json",
            #"{"accessToken": "t", "expiresAt": "2027-01-01T00:00:00UTC"}"#)
        world.outcome = .init(
            output: Array(#"{"Version": 1, "AccessKeyId": "PROCESS", "SecretAccessKey": "s"}"#.utf8), failure: nil)
        world.answer = { (request) throws(HTTPError) in
            switch request.form["Action"] {
            case "AssumeRole": return .role("AssumeRole", key: "ROLE")
            case "AssumeRoleWithWebIdentity": return .role("AssumeRoleWithWebIdentity", key: "WEB")
            default: break
            }
            if request.url.contains("/federation/") {
                return .text(
                    #"{"roleCredentials": {"accessKeyId": "SSO", "secretAccessKey": "s", "sessionToken": "t", "expiration": 1767326645000}}"#
                )
            }
            let key = request.url.contains("169.254.170.2") ? "CONTAINER" : "INSTANCE"
            if request.url.hasSuffix("security-credentials/") { return .text("role-name") }
            return .text(
                #"{"AccessKeyId": "\#(key)", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-01-02T09:00:00Z"}"#
            )
        }
        #expect(try await world.key() == "ENV")
        #expect(try await world.key(profile: "default") == "ROLE")
        world.environment["AWS_ACCESS_KEY_ID"] = nil
        #expect(try await world.key() == "ROLE")
        func remove(_ names: String...) {
            let lines = (world.text("/home/me/.aws/config") ?? "").split(separator: "\n")
            world.write(
                "/home/me/.aws/config",
                lines.filter { line in !names.contains { line.hasPrefix($0) } }.joined(separator: "\n"))
        }
        remove("role_arn", "source_profile")
        #expect(try await world.key() == "WEB")
        // Named by the caller, the profile goes before variables.
        #expect(try await world.key(profile: "default") == "SSO")
        world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = nil
        #expect(try await world.key() == "SSO")
        remove("sso_")
        #expect(try await world.key() == "FILE")
        world.write("/home/me/.aws/credentials", "")
        #expect(try await world.key() == "PROCESS")
        remove("credential_process")
        #expect(try await world.key() == "CONFIG")
        world.write("/home/me/.aws/config", "")
        #expect(try await world.key() == "CONTAINER")
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = nil
        #expect(try await world.key() == "INSTANCE")
        world.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        #expect(await world.error().code == .notFound)
    }

    // MARK: The environment and files

    @Test("Environment: token, expiration, a missing or malformed part")
    func environment() async throws {
        let world = World()
        world.environment["AWS_ACCESS_KEY_ID"] = "K"
        #expect(await world.error().code == .invalid)
        world.environment["AWS_SECRET_ACCESS_KEY"] = "secret-word"
        world.environment["AWS_SESSION_TOKEN"] = "t"
        world.environment["AWS_CREDENTIAL_EXPIRATION"] = "2026-01-02T04:00:00+00:00"
        let found = try await world.load().credentials
        #expect(found.sessionToken == Secret("t") && found.expiration == Instant(aws: "2026-01-02T04:00:00Z"))
        world.environment["AWS_SESSION_TOKEN"] = "t\r\nX: y"
        let error = await world.error()
        #expect(error.code == .invalid && !error.message.contains("secret-word"))
    }

    @Test("Keys in a file: a missing secret is an error and not passed over; the warning comes along")
    func files() async throws {
        let world = World(credentials: "[default]\naws_access_key_id = K\n")
        #expect(await world.error().message.contains("no aws_secret_access_key"))
        world.write(
            "/home/me/.aws/credentials",
            "[default]\naws_access_key_id = K\naws_secret_access_key = s\naws_session_token = t\n",
            readableByOthers: true)
        let found = try await world.load()
        #expect(found.credentials.sessionToken == Secret("t"))
        #expect(found.warnings.count == 1)
    }

    // MARK: Roles

    private func roleWorld(_ config: String) -> World {
        let world = World(config: config)
        world.answer = { (request) throws(HTTPError) in
            .role("AssumeRole", key: request.form["RoleArn"]?.split(separator: "/").last.map(String.init) ?? "?")
        }
        return world
    }

    @Test("A role: the request has what the profile says, signed for the region, by the source's keys")
    func role() async throws {
        let world = roleWorld(
            """
            [profile r]
            role_arn = arn:aws:iam::1:role/A
            source_profile = base
            external_id = x&y=z
            role_session_name = me
            duration_seconds = 900
            region = eu-west-1
            [profile base]
            aws_access_key_id = BASE
            aws_secret_access_key = s
            """)
        world.environment["AWS_PROFILE"] = "r"
        let found = try await world.load().credentials
        #expect(found.accessKeyID == "A" && found.secretAccessKey == Secret("secret-A"))
        #expect(found.sessionToken == Secret("token-A") && found.expiration == Instant(aws: "2026-01-02T04:04:05Z"))
        let request = try #require(world.requests.first)
        #expect(request.url == "https://sts.eu-west-1.amazonaws.com/" && request.method == .post)
        #expect(
            request.form == [
                "Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::1:role/A",
                "RoleSessionName": "me", "ExternalId": "x&y=z", "DurationSeconds": "900",
            ])
        let authorization = try #require(request.headers["Authorization"])
        #expect(authorization.contains("Credential=BASE/20260102/eu-west-1/sts/aws4_request"))
    }

    @Test("Roles in a chain: each is assumed with the credentials of the one before")
    func chain() async throws {
        let world = roleWorld(
            """
            [default]
            role_arn = arn:aws:iam::1:role/C
            source_profile = b
            [profile b]
            role_arn = arn:aws:iam::1:role/B
            source_profile = a
            [profile a]
            role_arn = arn:aws:iam::1:role/A
            source_profile = a
            aws_access_key_id = BASE
            aws_secret_access_key = s
            """)
        #expect(try await world.key() == "C")
        #expect(world.requests.map { $0.form["RoleArn"]?.last } == ["B", "C"])
        #expect(world.requests[0].headers["Authorization"]?.contains("Credential=BASE/") == true)
        #expect(world.requests[1].headers["Authorization"]?.contains("Credential=B/") == true)
        #expect(world.requests[1].headers["X-Amz-Security-Token"] == "token-B")
        #expect(world.requests[0].form["RoleSessionName"] == "gate53-1767323045")
    }

    @Test("A profile may be its own source when it has keys")
    func ownSource() async throws {
        let world = roleWorld(
            "[default]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = default\naws_access_key_id = K\naws_secret_access_key = s\n"
        )
        #expect(try await world.key() == "A")
    }

    @Test("A role from a named source", arguments: ["Environment", "EcsContainer", "Ec2InstanceMetadata"])
    func namedSource(_ source: String) async throws {
        let world = World(config: "[profile r]\nrole_arn = arn:aws:iam::1:role/A\ncredential_source = \(source)\n")
        world.environment["AWS_ACCESS_KEY_ID"] = "K"
        world.environment["AWS_SECRET_ACCESS_KEY"] = "s"
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/c"
        world.answer = { (request) throws(HTTPError) in
            if request.url.contains("sts") { return .role("AssumeRole", key: "A") }
            return .text(
                #"{"AccessKeyId": "K", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-01-02T09:00:00Z"}"#)
        }
        #expect(try await world.key(profile: "r") == "A")
        #expect(world.requests.last?.headers["Authorization"]?.contains("Credential=K/") == true)
    }

    @Test(
        "What cannot be: circles, both sources or none, unknown ones, MFA",
        arguments: [
            ("source_profile = default", "in a circle"),
            ("source_profile = b\n[profile b]\nrole_arn = x\nsource_profile = default", "in a circle"),
            (
                "source_profile = b\n[profile b]\nrole_arn = x\nsource_profile = c\n[profile c]\nrole_arn = x\nsource_profile = b",
                "in a circle"
            ),
            ("", "neither source_profile nor credential_source"),
            ("source_profile = b\ncredential_source = Environment", "both"),
            ("source_profile = b", "does not exist"), ("source_profile = b\n[profile b]\n", "has no credentials"),
            ("credential_source = Nowhere", "is not known"), ("credential_source = Environment", "has no credentials"),
            ("source_profile = b\nmfa_serial = arn:aws:iam::1:mfa/me", "needs a code of arn:aws:iam::1:mfa/me"),
        ])
    func impossible(_ settings: String, _ expected: String) async {
        let world = World(config: "[default]\nrole_arn = arn:aws:iam::1:role/A\n\(settings)\n")
        #expect(await world.error().message.contains(expected))
        #expect(world.requests.isEmpty)
    }

    @Test(
        "Where no region is known, the role's partition says which service is asked",
        arguments: [
            ("aws", "https://sts.us-east-1.amazonaws.com/"), ("aws-cn", "https://sts.cn-northwest-1.amazonaws.com.cn/"),
            ("aws-us-gov", "https://sts.us-gov-west-1.amazonaws.com/"),
        ])
    func rolePartition(_ partition: String, _ url: String) async throws {
        let world = roleWorld(
            "[default]\nrole_arn = arn:\(partition):iam::1:role/A\nsource_profile = default\naws_access_key_id = K\naws_secret_access_key = s\n"
        )
        _ = try await world.key()
        #expect(world.requests.first?.url == url)
    }

    @Test("A refusal is told with its code, and not followed by other sources")
    func refused() async {
        let world = roleWorld(
            "[default]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = default\naws_access_key_id = K\naws_secret_access_key = s\n"
        )
        world.answer = { (_) throws(HTTPError) in
            .text(
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: x is not authorized</Message></Error></ErrorResponse>",
                status: 403)
        }
        let error = await world.error()
        #expect(error.code == .refused)
        #expect(
            error.message == "AssumeRole of arn:aws:iam::1:role/A was refused: AccessDenied: User: x is not authorized")
        #expect(world.requests.count == 1)
    }

    @Test(
        "A service that fails or is not there is asked again, signed anew, and not for ever", arguments: [0, 503, 429])
    func again(_ status: Int) async {
        let world = roleWorld(
            "[default]\nrole_arn = arn:aws:iam::1:role/A\nsource_profile = default\naws_access_key_id = K\naws_secret_access_key = s\n"
        )
        world.answer = { (_) throws(HTTPError) in
            world.advance(1)
            if status == 0 { throw HTTPError(.receiveFailed, wasSent: true, "lost") }
            return .text("", status: status)
        }
        #expect(await world.error().code == (status == 429 ? .refused : .unavailable))
        #expect(world.requests.count == 4)
        #expect(Set(world.requests.map { $0.headers["X-Amz-Date"] }).count == 4)
    }

    // MARK: Web identity

    @Test("A web identity: not signed, read anew from its file each time")
    func webIdentity() async throws {
        let world = World(config: "[profile w]\nrole_arn = arn:aws:iam::1:role/W\nweb_identity_token_file = /t\n")
        world.answer = { (_) throws(HTTPError) in .role("AssumeRoleWithWebIdentity", key: "W") }
        world.write("/t", "one\n")
        #expect(try await world.key(profile: "w") == "W")
        world.write("/t", "two\n")
        #expect(try await world.key(profile: "w") == "W")
        #expect(world.requests.map { $0.form["WebIdentityToken"] } == ["one", "two"])
        #expect(world.requests.allSatisfy { $0.headers["Authorization"] == nil })
        world.write("/t", "")
        #expect(await world.error(profile: "w").message.contains("is empty"))
    }

    @Test("A web identity without a role, or without its file")
    func webIdentityBroken() async {
        let world = World()
        world.environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = "/t"
        world.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/W"
        #expect(await world.error().message.contains("is not there"))
        world.write("/t", "jwt")
        world.environment["AWS_ROLE_ARN"] = nil
        #expect(await world.error().message.contains("no role for it"))
    }

    @Test("GitHub Actions: the job's token is asked for and exchanged")
    func gitHub() async throws {
        let world = World()
        world.environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/W"
        world.environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = "https://actions.example/token?api-version=2"
        world.environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = "password"
        world.answer = { (request) throws(HTTPError) in
            if request.url.contains("actions.example") { return .text(#"{"count": 1, "value": "jwt"}"#) }
            return .role("AssumeRoleWithWebIdentity", key: "W")
        }
        #expect(try await world.key() == "W")
        #expect(world.requests[0].url == "https://actions.example/token?api-version=2&audience=sts.amazonaws.com")
        #expect(world.requests[0].headers["Authorization"] == "bearer password")
        #expect(world.requests[1].form["WebIdentityToken"] == "jwt")
        world.answer = { (_) throws(HTTPError) in .text("", status: 403) }
        #expect(await world.error().message.contains("id-token: write"))
        world.environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = "http://elsewhere.example/"
        #expect(await world.error().code == .invalid)
    }

    // MARK: A program

    @Test("credential_process: words, and what it may write")
    func process() async throws {
        let world = World(config: "[default]\ncredential_process = \"/opt/my tool\" --x 'a b'\n")
        world.outcome = .init(
            output: Array(
                #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "2026-01-02T04:00:00Z"}"#
                    .utf8), failure: nil)
        let found = try await world.load().credentials
        #expect(found.accessKeyID == "P" && found.expiration == Instant(aws: "2026-01-02T04:00:00Z"))
        #expect(world.programs == [["/opt/my tool", "--x", "a b"]])
        for output in [
            "", "{}", "[]", #"{"Version": 2, "AccessKeyId": "P", "SecretAccessKey": "s"}"#, #"{"Version": 1}"#,
            #"{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "hidden", "Expiration": "soon"}"#,
        ] {
            world.outcome = .init(output: Array(output.utf8), failure: nil)
            let error = await world.error()
            #expect(error.code == .invalid && !error.message.contains("hidden"))
        }
        world.outcome = .init(output: [], failure: "it ended with status 3: \u{1B}[31mno")
        #expect(await world.error().message.hasSuffix("failed: it ended with status 3:  [31mno"))
        world.write("/home/me/.aws/config", "[default]\ncredential_process = 'x\n")
        #expect(await world.error().code == .invalid)
    }

    @Test("A profile of 'aws login' is refused with what to write instead")
    func awsLogin() async {
        let world = World(config: "[default]\nlogin_session = arn:aws:iam::1:user/me\n")
        #expect(await world.error().message.contains("credential_process = aws configure export-credentials"))
    }

    // MARK: Metadata services

    @Test(
        "Container: the token goes only where it may",
        arguments: [
            ("http://169.254.170.2/x", true), ("http://169.254.170.23/x", true), ("http://[fd00:ec2::23]/x", true),
            ("http://localhost:1/x", true), ("http://127.9.9.9/x", true), ("http://[::1]:80/x", true),
            ("https://any.example/x", true),
            ("http://any.example/x", false), ("http://169.254.169.254/x", false),
            ("http://127.0.0.1.evil.example/x", false),
            ("http://localhost@evil.example/x", false), ("file:///etc/passwd", false), ("ftp://127.0.0.1/", false),
            ("x", false),
            ("http://127.0.0.256/", false),
        ])
    func containerHosts(_ url: String, _ isAllowed: Bool) async throws {
        let world = World()
        world.environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = url
        world.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "from-variable"
        world.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token"
        world.write("/token", "from-file")
        world.answer = { (_) throws(HTTPError) in
            .text(#"{"AccessKeyId": "C", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-01-02T09:00:00Z"}"#)
        }
        if isAllowed {
            #expect(try await world.key() == "C")
            #expect(world.requests.first?.headers["Authorization"] == "from-file")
            #expect(world.requests.first?.usesProxy == url.hasPrefix("https:"))
        } else {
            #expect(await world.error().code == .invalid)
            #expect(world.requests.isEmpty)
        }
    }

    @Test("Container: a token with a line break, a path that is none, a refusal")
    func containerBroken() async {
        let world = World()
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "@evil.example/"
        #expect(await world.error().code == .invalid)
        world.environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/x"
        world.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\nb"
        #expect(await world.error().code == .invalid)
        #expect(world.requests.isEmpty)
        world.environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = nil
        world.answer = { (_) throws(HTTPError) in .text("", status: 404) }
        #expect(await world.error().code == .refused)
    }

    @Test("Instance: a token first, then the role's name, then its credentials; never without the token")
    func instance() async throws {
        let world = World()
        world.answer = { (request) throws(HTTPError) in
            if request.method == .put { return .text("imds-token") }
            guard request.headers["x-aws-ec2-metadata-token"] == "imds-token" else { return .text("", status: 401) }
            if request.url.hasSuffix("security-credentials/") { return .text("my role\n") }
            return .text(
                #"{"Code": "Success", "AccessKeyId": "I", "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-01-02T09:00:00Z"}"#
            )
        }
        #expect(try await world.key() == "I")
        let base = "http://169.254.169.254/latest/"
        #expect(
            world.requests.map(\.url) == [
                "\(base)api/token", "\(base)meta-data/iam/security-credentials/",
                "\(base)meta-data/iam/security-credentials/my%20role",
            ])
        #expect(world.requests[0].headers["x-aws-ec2-metadata-token-ttl-seconds"] == "21600")
        #expect(
            world.requests.allSatisfy {
                !$0.usesProxy && $0.totalTimeout == .seconds(1) && $0.connectTimeout == .seconds(1)
            })

        world.answer = { (request) throws(HTTPError) in .text("", status: request.method == .put ? 403 : 200) }
        #expect(await world.error().code == .notFound)
        #expect(world.requests.count == 4)
        world.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] = "IPv6"
        #expect(await world.error().code == .notFound)
        #expect(world.requests.last?.url == "http://[fd00:ec2::254]/latest/api/token")
    }

    @Test("Instance: no such service is no error of its own, and is asked as often as told")
    func noInstance() async {
        let world = World()
        world.environment["AWS_METADATA_SERVICE_NUM_ATTEMPTS"] = "3"
        let error = await world.error()
        #expect(error.code == .notFound && error.message.contains("AWS_PROFILE"))
        #expect(world.requests.count == 3)
    }
}
