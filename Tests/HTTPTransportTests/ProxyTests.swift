import HTTPTransport
import Testing

@Suite struct ProxyTests {
    @Test("An https request goes through the tunnel of the proxy; http is asked of it")
    func proxied() async throws {
        let server = try await TestServer()
        let proxy = "http://someone:word@127.0.0.1:\(server.ports.proxy)"
        let client = server.client { $0.proxy = ProxySettings(http: proxy, https: proxy) }
        #expect(try await client.send(HTTPRequest(.get, "\(server.tls)/ok")).text == "ok")
        #expect(try await client.send(HTTPRequest(.get, "\(server.plain)/ok")).text == "from the proxy")
        #expect(try await server.count("proxied") == 2)
        #expect(try await server.count("/ok") == 1)
    }

    @Test("Exceptions, and requests that want none, go past the proxy")
    func exceptions() async throws {
        let server = try await TestServer()
        let proxy = "http://127.0.0.1:\(server.ports.proxy)"
        let client = server.client { $0.proxy = ProxySettings(http: proxy, https: proxy, exceptions: "127.0.0.1") }
        #expect(try await client.send(HTTPRequest(.get, "\(server.plain)/ok")).text == "ok")
        let other = server.client { $0.proxy = ProxySettings(http: proxy, https: proxy) }
        #expect(try await other.send(HTTPRequest(.get, "\(server.plain)/ok", usesProxy: false)).text == "ok")
        #expect(try await server.count("proxied") == 0)
    }

    @Test("A proxy that refuses: not sent, and its password is not told")
    func refused() async throws {
        let server = try await TestServer()
        let proxy = "http://someone:word@127.0.0.1:\(server.ports.refusingProxy)"
        let client = server.client { $0.proxy = ProxySettings(https: proxy) }
        let error = try #require(
            await failure { () async throws(HTTPError) in try await client.send(HTTPRequest(.post, "\(server.tls)/ok"))
            })
        #expect(error.code == .connect && !error.wasSent)
        #expect(!error.message.contains("word"))
        #expect(try await server.count("/ok") == 0)
    }

    @Test("Variables are read as curl reads them")
    func environment() {
        #expect(ProxySettings(environment: [:]) == .none)
        let both = ProxySettings(environment: [
            "https_proxy": "http://low", "HTTPS_PROXY": "http://up", "HTTP_PROXY": "http://cgi", "NO_PROXY": "a,b",
        ])
        #expect(both == ProxySettings(http: nil, https: "http://low", exceptions: "a,b"))
        #expect(
            ProxySettings(environment: ["ALL_PROXY": "http://p"]) == ProxySettings(http: "http://p", https: "http://p"))
        #expect(ProxySettings(environment: ["https_proxy": "", "HTTPS_PROXY": "http://up"]).https == "http://up")
        #expect(!"\(ProxySettings(https: "http://u:word@h"))".contains("word"))
        #expect(!String(reflecting: ProxySettings(https: "http://u:word@h")).contains("word"))
    }
}
