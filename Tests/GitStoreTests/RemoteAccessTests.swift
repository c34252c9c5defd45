import Testing
import ZoneFiles

@testable import GitStore

@Suite("How remotes are reached") struct RemoteAccessTests {
    @Test(
        "an address is read in each of git's forms",
        arguments: [
            ("https://example.com/a/b.git", "https", nil, "example.com", nil, "/a/b.git"),
            ("https://user:pa:ss@example.com:8443/a", "https", "user", "example.com", "8443", "/a"),
            ("HTTP://example.com", "http", nil, "example.com", nil, ""),
            ("ssh://git@[2001:db8::1]:2222/a", "ssh", "git", "[2001:db8::1]", "2222", "/a"),
            ("https://[2001:db8::1]/a", "https", nil, "[2001:db8::1]", nil, "/a"),
            ("git@example.com:a/b.git", "ssh", "git", "example.com", nil, "a/b.git"),
            ("example.com:a", "ssh", nil, "example.com", nil, "a"),
            ("/srv/a:b.git", "file", nil, "", nil, "/srv/a:b.git"), ("../a", "file", nil, "", nil, "../a"),
            ("file:///srv/a", "file", nil, "", nil, "/srv/a"),
        ] as [(String, String, String?, String, String?, String)])
    func addresses(url: String, scheme: String, user: String?, host: String, port: String?, path: String) throws {
        let address = try #require(RemoteAddress(url))
        #expect(address.scheme == scheme)
        #expect(address.user == user)
        #expect(address.host == host)
        #expect(address.port == port)
        #expect(address.path == path)
        #expect(!address.shown.contains("pa:ss"))
    }

    @Test(
        "no URL is shown with what is secret in it",
        arguments: [
            ("https://ghp_SECRET@example.com/a.git", "https://example.com/a.git"),
            ("https://ghp_SECRET:x-oauth-basic@example.com/a.git", "https://example.com/a.git"),
            ("http://glpat-SECRET:@127.0.0.1:9/a", "http://127.0.0.1:9/a"),
            ("https://user:SECRET@[2001:db8::1]:8443/a", "https://[2001:db8::1]:8443/a"),
            ("HTTPS://SECRET@example.com", "HTTPS://example.com"),
            ("https://user:SEC@RET@example.com/a@b", "https://example.com/a@b"),
            ("https://user:SEC/RET@example.com/a", "https://example.com/a"),
            ("https://user:SEC#R?T@example.com/a", "https://example.com/a"),
            ("ssh://git:SECRET@example.com/a", "ssh://git@example.com/a"),
            ("ssh://git@example.com/a", "ssh://git@example.com/a"),
            ("ftp://SECRET@example.com/a", "ftp://example.com/a"),
            ("https://example.com:8443/a@b", "https://example.com:8443/a@b"),
            ("git@example.com:a/b.git", "git@example.com:a/b.git"),
        ] as [(String, String)])
    func noSecretIsShown(url: String, shown: String) {
        #expect(RemoteAddress.withoutSecrets(url) == shown)
        let said = "fatal: unable to access '\(url)': it failed, see \(url) and"
        let error = GitError(.failed, said)
        #expect(error.message == "fatal: unable to access '\(shown)': it failed, see \(shown) and")
        if let address = RemoteAddress(url) { #expect(!address.shown.contains("SEC")) }
    }

    @Test("what is for another program is not shown") func otherPrograms() {
        for url in ["ext::sh -c SECRET", "codecommit::eu-west-1://SECRET@dns", "fd::7"] {
            let address = RemoteAddress(url)
            #expect(address?.shown.hasSuffix("::…") == true, "\(url)")
            #expect(address.map { ["ssh", "file", "https", "http"].contains($0.scheme) } == false)
        }
    }

    @Test("what is secret in a URL is not shown where a server or git says it alone") func secretsOfURLs() {
        for (url, secrets) in [
            ("https://ghp_SECRET0@example.com/a", ["ghp_SECRET0"]),
            ("https://git:SECRETPASSWORD@example.com/a@b", ["SECRETPASSWORD"]),
            ("https://x-access-token:SECRETPASSWORD@example.com/", ["SECRETPASSWORD"]),
            ("git://ghp_SECRET0@example.com/a", ["ghp_SECRET0"]),
            ("ssh://deployer-of-dns:SECRETPASSWORD@example.com/a", ["SECRETPASSWORD"]), ("https://example.com/a@b", []),
            ("/srv/a", []),
        ] as [(String, [String])] {
            #expect(RemoteAddress(url).map { RemoteFailure.secrets(in: url, $0) } == secrets, "\(url)")
        }
    }

    @Test("what has no host is no address") func noAddress() {
        #expect(RemoteAddress("https:///a") == nil)
        #expect(RemoteAddress("ssh://user@/a") == nil)
    }

    @Test("a password goes over TLS, or to this very host") func confidential() {
        for (url, isConfidential) in [
            ("https://example.com/a", true), ("http://example.com/a", false), ("http://localhost:80/a", true),
            ("http://127.0.0.1:8080/a", true), ("http://[::1]:80/a", true), ("http://127.0.0.2/a", false),
            ("http://localhost.example.com/a", false), ("git://example.com/a", false),
        ] {
            #expect(RemoteAddress(url)?.isConfidential == isConfidential, "\(url)")
        }
    }

    private func token(_ url: String, _ environment: [String: String]) -> String? {
        RemoteAddress(url).flatMap { RemoteAccess(environment: environment).token(for: $0) }
            .map { "\($0.user):\($0.secret)" }
    }

    // It went to whatever server the clone's own configuration named.
    @Test(
        "our own token is for one server",
        arguments: [
            ([:], nil, "https://a.example/x", true),
            ([:], "https://a.example/x", "https://a.example/y", true),
            ([:], "https://a.example/x", "https://a.example:443/y", true),
            ([:], "https://a.example/x", "https://b.example/y", false),
            ([:], "https://a.example/x", "https://a.example:8443/y", false),
            ([:], "https://a.example/x", "http://a.example/y", false),
            ([:], "git@a.example:x", "https://b.example/y", true),
            (["GATE53_GIT_HOST": "b.example"], "https://a.example/x", "https://b.example/y", true),
            (["GATE53_GIT_HOST": "https://b.example:8443"], "https://a.example/x", "https://b.example:8443/y", true),
            (["GATE53_GIT_HOST": "b.example"], "https://a.example/x", "https://a.example/y", false),
            (["GITHUB_SERVER_URL": "https://a.example"], "https://b.example/x", "https://b.example/y", false),
            (["GITHUB_SERVER_URL": "https://a.example"], "https://b.example/x", "https://a.example/y", true),
            (["CI_SERVER_URL": "https://a.example"], nil, "https://b.example/y", false),
            (["CI_SERVER_HOST": "a.example"], nil, "https://a.example/y", true),
        ] as [([String: String], String?, String, Bool)])
    func ownToken(environment: [String: String], origin: String?, url: String, isSent: Bool) throws {
        let access = RemoteAccess(environment: environment.merging(["GATE53_GIT_TOKEN": "t"]) { $1 })
        let address = try #require(RemoteAddress(url))
        let login = access.token(for: address, origin: origin.flatMap { RemoteAddress($0) })
        #expect((login?.secret == "t") == isSent)
        #expect((access.withheld(from: address, origin: origin.flatMap { RemoteAddress($0) }) == nil) == isSent)
    }

    @Test("a token of a forge is for that forge's server, and our own for any") func tokens() {
        let (example, hub, lab) = ("https://example.com/a", "https://github.com/a/b.git", "https://gitlab.com/a/b.git")
        #expect(token(example, ["GATE53_GIT_TOKEN": "t", "GITHUB_TOKEN": "g"]) == "x-access-token:t")
        #expect(token(example, ["GATE53_GIT_TOKEN": "t", "GATE53_GIT_USER": "u"]) == "u:t")
        #expect(token(example, ["GATE53_GIT_TOKEN": ""]) == nil)
        #expect(token(hub, ["GITHUB_TOKEN": "g"]) == "x-access-token:g")
        #expect(token("https://GitHub.com:443/a", ["GITHUB_TOKEN": "g"]) == "x-access-token:g")
        for other in ["https://github.com.example.com/a", "https://github.com:8443/a", "http://github.com/a"] {
            #expect(token(other, ["GITHUB_TOKEN": "g"]) == nil, "\(other)")
        }
        let enterprise = ["GITHUB_TOKEN": "g", "GITHUB_SERVER_URL": "https://git.example.com:8443"]
        #expect(token("https://git.example.com:8443/a/b.git", enterprise) == "x-access-token:g")
        #expect(token("https://git.example.com/a/b.git", enterprise) == nil)
        #expect(token("http://git.example.com:8443/a/b.git", enterprise) == nil)
        #expect(token(hub, enterprise) == nil)
        #expect(token(lab, ["CI_JOB_TOKEN": "j"]) == "gitlab-ci-token:j")
        #expect(token(lab, ["CI_JOB_TOKEN": "j", "GITLAB_TOKEN": "l"]) == "oauth2:l")
        for own in [
            ["CI_JOB_TOKEN": "j", "CI_SERVER_HOST": "lab.example.com"],
            ["CI_JOB_TOKEN": "j", "CI_SERVER_HOST": "lab.example.com", "CI_SERVER_PORT": "443"],
            ["CI_JOB_TOKEN": "j", "CI_SERVER_URL": "https://lab.example.com"],
        ] {
            #expect(token("https://lab.example.com/a", own) == "gitlab-ci-token:j", "\(own)")
            #expect(token("https://lab.example.com:8443/a", own) == nil)
            #expect(token(lab, own) == nil)
            #expect(token(hub, own) == nil)
        }
    }
}
