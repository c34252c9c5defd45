import Foundation
import HTTPTransport
import Reviews
import Testing
import ZonePlanning

@Suite("Forges: where they are, what is sent to them")
struct ForgeEnvironmentTests {
    @Test("GitHub, Gitea, Forgejo and GitLab pipelines are known by their variables")
    func pipelines() throws {
        let event = Array(#"{"number": 1, "pull_request": {"number": 12, "head": {"sha": "abc"}}}"#.utf8)
        let actions = [
            "GITHUB_ACTIONS": "true", "GITHUB_API_URL": "https://ghe.example/api/v3", "GITHUB_REPOSITORY": "org/dns",
            "GITHUB_REF": "refs/pull/13/merge", "GITHUB_TOKEN": "t",
        ]
        let gitHub = ForgeEnvironment(actions, event: event)
        #expect(gitHub.kind == .github && gitHub.pullRequest == 12 && gitHub.head == "abc")
        #expect(ForgeEnvironment(actions, event: nil).pullRequest == 13)
        #expect(ForgeEnvironment(actions, event: Array("<html>".utf8)).pullRequest == 13)
        let address = try gitHub.address(.github, url: nil, repository: nil)
        #expect(address.url == "https://ghe.example/api/v3" && address.repository == "org/dns")
        // What the settings say goes first, and another forge than the pipeline's gets nothing of it.
        #expect(try gitHub.address(.github, url: "https://x.example", repository: "a/b").url == "https://x.example")
        #expect(throws: ForgeError.self) { try gitHub.address(.gitlab, url: nil, repository: nil) }
        #expect(try gitHub.address(.gitlab, url: nil, repository: "a/b").url == "https://gitlab.com/api/v4")

        for name in ["GITEA_ACTIONS", "FORGEJO_ACTIONS"] {
            let gitea = ForgeEnvironment(actions.merging([name: "true"]) { $1 }, event: event)
            #expect(gitea.kind == .gitea && gitea.pullRequest == 12)
            #expect(gitea.token(.gitea) == ForgeToken("t", in: .token))
            // Gitea's token is not for GitHub.
            #expect(gitea.token(.github) == nil)
        }

        let gitLab = ForgeEnvironment(
            [
                "GITLAB_CI": "true", "CI_API_V4_URL": "https://gl.example/api/v4", "CI_PROJECT_PATH": "fork/dns",
                "CI_MERGE_REQUEST_PROJECT_PATH": "group/sub/dns", "CI_MERGE_REQUEST_IID": "7", "CI_COMMIT_SHA": "def",
                "CI_JOB_TOKEN": "j",
            ], event: nil)
        #expect(gitLab.kind == .gitlab && gitLab.pullRequest == 7 && gitLab.head == "def")
        #expect(try gitLab.address(.gitlab, url: nil, repository: nil).repository == "group/sub/dns")
        #expect(gitLab.token(.gitlab) == ForgeToken("j", in: .jobToken))
        #expect(ForgeEnvironment([:], event: event).kind == nil)
        #expect(ForgeEnvironment([:], event: event).pullRequest == nil)
    }

    @Test(
        "A token goes over https, or stays on this machine",
        arguments: [
            "http://git.example.com/api/v1", "http://127.0.0.1.example.com", "http://127.0.0.1@evil.example", "ftp://x",
            "https://user:password@git.example.com", "https://git.example.com/?a=b", "https://", "//git.example.com",
            "http://localhost.evil.example", "http://[::2]:80", "https://git.example.com\n/", "http://0x7f.1",
        ])
    func unsafe(url: String) {
        #expect(throws: ForgeError.self) { try ForgeAddress(kind: .gitea, url: url, repository: "org/dns") }
    }

    @Test("Addresses that are fine, and repositories that are none")
    func addresses() throws {
        for url in [
            "https://git.example.com/api/v1/", "http://127.0.0.1:3000/api/v1", "http://localhost", "http://[::1]:1/x",
        ] {
            #expect(throws: Never.self) { try ForgeAddress(kind: .gitea, url: url, repository: "org/dns") }
        }
        #expect(try ForgeAddress(kind: .github, url: nil, repository: "org/dns").url == "https://api.github.com")
        for repository in ["", "dns", "org/", "/dns", "org/../dns", "org/..", "a/b/c"] {
            #expect(throws: ForgeError.self) { try ForgeAddress(kind: .github, url: nil, repository: repository) }
        }
        #expect(throws: Never.self) { try ForgeAddress(kind: .gitlab, url: nil, repository: "a/b/c") }
        #expect(throws: Never.self) { try ForgeAddress(kind: .gitlab, url: nil, repository: "42") }
    }

    @Test("The token is in the header of the request, and nowhere else", arguments: ForgeKind.allCases)
    func secrecy(kind: ForgeKind) async throws {
        let secret = FakeForge.token
        let token = ForgeToken(secret, in: .bearer)
        #expect("\(token)" == "(hidden)" && String(reflecting: token) == "(hidden)")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!dumped.contains(secret))
        let hub = FakeForge(kind)
        for fault: FakeForge.Fault in [
            .answer(401, [:], secret), .answer(500, [:], secret), .answer(200, [:], secret), .answer(404, [:], secret),
        ] {
            await hub.setFault { _, _ in fault }
            do {
                _ = try await hub.forge().pullRequest(1)
                Issue.record("there is no pull request 1")
            } catch let error as ForgeError {
                #expect(!error.message.contains(secret) && !"\(error)".contains(secret))
            }
        }
        #expect(await hub.requests.allSatisfy { !$0.contains(secret) })
    }

    @Test("Redirects are not followed, and no address of an answer is asked")
    func redirects() async throws {
        let address = try ForgeAddress(kind: .github, url: nil, repository: "org/dns")
        let requests = Requests()
        let service = ForgeService(address: address, token: ForgeToken("t", in: .bearer)) { request throws(HTTPError) in
            requests.add(request)
            return HTTPResponse(status: 301, headers: ["Location": "https://evil.example/"], body: Array("[]".utf8))
        }
        let forge = ForgeEnvironment([:], event: nil).forge(service)
        await #expect(throws: ForgeError.self) { try await forge.comments(on: 1) }
        #expect(requests.all.count == 1)
        for request in requests.all {
            #expect(request.largestRedirectCount == 0)
            #expect(request.url.hasPrefix("https://api.github.com/repos/org/dns/"))
        }
    }

    @Test("Without a word about more the next page is asked for, until one is empty")
    func fullPage() async throws {
        let address = try ForgeAddress(kind: .github, url: nil, repository: "org/dns")
        let requests = Requests()
        let entry = #"{"id": 1, "user": null, "body": null, "updated_at": "2026-01-01T00:00:00Z"}"#
        let service = ForgeService(address: address, token: nil) { request throws(HTTPError) in
            requests.add(request)
            let count = request.url.hasSuffix("page=1") ? 100 : request.url.hasSuffix("page=2") ? 3 : 0
            let body = "[" + Array(repeating: entry, count: count).joined(separator: ",") + "]"
            return HTTPResponse(status: 200, body: Array(body.utf8))
        }
        let comments = try await ForgeEnvironment([:], event: nil).forge(service).comments(on: 1)
        #expect(comments.count == 103 && requests.all.count == 3)
    }

    @Test("A comment that may have arrived is not sent again; an answer that is lost is asked for again")
    func repeats() async throws {
        let hub = FakeForge(.github)
        await hub.setFault { _, _ in .answer(502, [:], "") }
        let forge = try hub.forge(retries: 4)
        await #expect(throws: ForgeError.self) { try await forge.comment("x", on: 1) }
        #expect(await hub.requests.count == 1)
        await #expect(throws: ForgeError.self) { try await forge.pullRequest(1) }
        #expect(await hub.requests.count == 5)
    }
}

/// Requests that were sent.
final class Requests: @unchecked Sendable {
    private let lock = NSLock()
    private var requests: [HTTPRequest] = []

    func add(_ request: HTTPRequest) { lock.withLock { requests.append(request) } }

    var all: [HTTPRequest] { lock.withLock { requests } }
}
