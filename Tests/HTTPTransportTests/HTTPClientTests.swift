import HTTPTransport
import Testing

@Suite struct HTTPClientTests {
    @Test("A request arrives as it was given, and the response as it was sent")
    func roundTrip() async throws {
        let server = try await TestServer()
        let client = server.client()
        var request = HTTPRequest(
            .post, "\(server.plain)/echo?name=%5C052.example.com.&b=%2B%20~", headers: ["X-One": "1", "X-Empty": ""],
            body: Array("<a>é</a>".utf8))
        request.headers.add("Content-Type", "application/xml")
        let response = try await client.send(request)
        #expect(response.status == 200)
        #expect(response.headers["CONTENT-length"] == "\(response.body.count)")
        let echo = try Echo(response)
        #expect(echo.method == "POST")
        #expect(echo.target == "/echo?name=%5C052.example.com.&b=%2B%20~")
        #expect(echo.body.unicodeScalars.map { UInt8($0.value) } == Array("<a>é</a>".utf8))
        #expect(echo.values("Content-Type") == ["application/xml"])
        #expect(echo.values("X-One") == ["1"])
        #expect(echo.values("X-Empty") == [""])
        #expect(echo.values("User-Agent") == ["gate53-tests"])
        #expect(echo.values("Expect").isEmpty)
    }

    @Test("Every method goes out under its name", arguments: [HTTPRequest.Method.get, .post, .put, .patch, .delete])
    func methods(_ method: HTTPRequest.Method) async throws {
        let server = try await TestServer()
        let echo = try Echo(await server.client().send(HTTPRequest(method, "\(server.plain)/echo?a/../b")))
        #expect(echo.target == "/echo?a/../b")
        #expect(echo.method == method.rawValue)
        #expect(echo.values("Content-Type").isEmpty)
        #expect(echo.body.isEmpty)
    }

    @Test("The path is not tidied: a signature covers it as it was")
    func path() async throws {
        let server = try await TestServer()
        _ = try await server.client().send(HTTPRequest(.get, "\(server.plain)/a/../b/./c//"))
        #expect(try await server.count("/a/../b/./c//") == 1)
    }

    @Test("HEAD has a status and no body")
    func head() async throws {
        let server = try await TestServer()
        let response = try await server.client().send(HTTPRequest(.head, "\(server.plain)/echo"))
        #expect(response.status == 200 && response.body.isEmpty)
    }

    @Test("An error status is a response", arguments: [400, 403, 404, 500, 503])
    func statuses(_ status: Int) async throws {
        let server = try await TestServer()
        let response = try await server.client().send(HTTPRequest(.get, "\(server.plain)/status?code=\(status)"))
        #expect(response.status == status && response.text == "no")
    }

    @Test("Headers of an interim response do not count; repeated fields are kept")
    func interim() async throws {
        let server = try await TestServer()
        let response = try await server.client().send(HTTPRequest(.get, "\(server.plain)/continue"))
        #expect(response.headers["X-Early"] == nil)
        #expect(response.headers.fields.filter { $0.name.lowercased() == "x-late" }.map(\.value) == ["yes", "again"])
    }

    @Test("Connections are kept: requests one after another share one, over TLS as well")
    func keepAlive() async throws {
        let server = try await TestServer()
        for base in [server.plain, server.tls] {
            let client = server.client()
            var connections: Set<String> = []
            for _ in 0..<10 {
                let response = try await client.send(HTTPRequest(.get, "\(base)/ok"))
                connections.insert(try #require(response.headers["X-Connection"]))
            }
            #expect(connections.count == 1)
        }
    }

    @Test("Eight requests are in flight at once when eight may be")
    func inFlight() async throws {
        let server = try await TestServer()
        for base in [server.plain, server.tls] {
            let client = server.client { $0.largestInFlight = 8 }
            // The server answers none before it has got all eight.
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<8 {
                    group.addTask { try await client.send(HTTPRequest(.get, "\(base)/barrier?n=8")).text }
                }
                for try await text in group { #expect(text == "ok") }
            }
        }
    }

    @Test("No more than allowed are in flight; the others are served in their turn")
    func bounded() async throws {
        let server = try await TestServer()
        let client = server.client { $0.largestInFlight = 2 }
        try await withThrowingTaskGroup(of: String?.self) { group in
            for _ in 0..<40 {
                group.addTask { try await client.send(HTTPRequest(.get, "\(server.plain)/ok")).headers["X-Connection"] }
            }
            var connections: Set<String?> = []
            for try await connection in group { connections.insert(connection) }
            #expect(connections.count <= 2)
        }
    }

    @Test("Redirects are followed only when asked for")
    func redirects() async throws {
        let server = try await TestServer()
        let client = server.client()
        var request = HTTPRequest(.get, "\(server.plain)/redirect")
        #expect(try await client.send(request).status == 302)
        request.largestRedirectCount = 1
        // Only to https: the one of the server goes to http.
        #expect(await failure { () async throws(HTTPError) in try await client.send(request) } != nil)
        request.url = "\(server.tls)/redirect"
        #expect(try await client.send(request).status == 200)
    }

    @Test("A client can be dropped and another made")
    func lifetimes() async throws {
        let server = try await TestServer()
        for _ in 0..<20 {
            #expect(try await server.client().send(HTTPRequest(.get, "\(server.plain)/ok")).status == 200)
        }
    }
}
