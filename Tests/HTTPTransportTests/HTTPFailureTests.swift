import HTTPTransport
import Testing

/// What failed, and whether the server may have acted on the request.
@Suite struct HTTPFailureTests {
    private func error(
        _ request: HTTPRequest, _ server: TestServer, _ change: (inout HTTPConfiguration) -> Void = { _ in }
    ) async throws -> HTTPError {
        let client = server.client(change)
        return try #require(await failure { () async throws(HTTPError) in try await client.send(request) })
    }

    @Test("Nobody listens: not sent")
    func refused() async throws {
        let server = try await TestServer()
        let error = try await error(HTTPRequest(.post, "http://127.0.0.1:\(server.ports.closed)/"), server)
        #expect(error.code == .connect && !error.wasSent)
        #expect(error.retryClass == .notSent)
    }

    @Test("A name without an address: not sent")
    func unresolved() async throws {
        let server = try await TestServer()
        let error = try await error(HTTPRequest(.get, "http://no-such-host.invalid/"), server)
        #expect(error.code == .resolve && !error.wasSent)
    }

    @Test("A certificate that is not trusted, or for another name: not sent")
    func certificates() async throws {
        let server = try await TestServer()
        let untrusted = try await error(HTTPRequest(.get, "\(server.tls)/ok"), server) { $0.trustedCertificates = nil }
        #expect(untrusted.code == .tls && !untrusted.wasSent)
        let other = try await error(HTTPRequest(.get, "https://localhost:\(server.ports.wrongName)/ok"), server)
        #expect(other.code == .tls && !other.wasSent)
        let missing = try await error(HTTPRequest(.get, "\(server.tls)/ok"), server) {
            $0.trustedCertificates = "/nonexistent/ca.pem"
        }
        #expect(missing.code == .tls && !missing.wasSent)
        #expect(try await server.count("/ok") == 0)
    }

    @Test(
        "The connection is dropped before the response: sent, answer unknown",
        arguments: [HTTPRequest.Method.get, .post])
    func droppedBefore(_ method: HTTPRequest.Method) async throws {
        let server = try await TestServer()
        for base in [server.plain, server.tls] {
            let error = try await error(HTTPRequest(method, "\(base)/drop-before", body: []), server)
            #expect(error.code == .receiveFailed && error.wasSent)
            #expect(error.retryClass == .lost)
        }
    }

    @Test("The connection is dropped within the body: sent")
    func droppedWithin() async throws {
        let server = try await TestServer()
        let error = try await error(HTTPRequest(.get, "\(server.plain)/drop-within"), server)
        #expect(error.code == .receiveFailed && error.wasSent)
    }

    @Test("A write on a connection that the server closes is never sent twice")
    func writesOnce() async throws {
        let server = try await TestServer()
        for method in [HTTPRequest.Method.post, .delete, .put] {
            let client = server.client()
            // Leaves a kept connection on which the next request is read and not answered.
            _ = try await client.send(HTTPRequest(.get, "\(server.plain)/last"))
            let response = try await client.send(HTTPRequest(method, "\(server.plain)/written-\(method.rawValue)"))
            #expect(response.status == 200)
            #expect(try await server.count("/written-\(method.rawValue)") == 1)
        }
        #expect(try await server.count("lost") == 0)
    }

    @Test("A read on such a connection is sent again by itself")
    func readsAgain() async throws {
        let server = try await TestServer()
        let client = server.client()
        _ = try await client.send(HTTPRequest(.get, "\(server.plain)/last"))
        #expect(try await client.send(HTTPRequest(.get, "\(server.plain)/read")).status == 200)
        #expect(try await server.count("lost") == 1)
    }

    @Test("Something that is not HTTP")
    func garbage() async throws {
        let server = try await TestServer()
        let error = try await error(HTTPRequest(.get, "\(server.plain)/garbage"), server)
        #expect(error.code == .receiveFailed || error.code == .invalidRequest)
        #expect(error.wasSent)
    }

    @Test(
        "A response larger than allowed is refused, with its length announced or not",
        arguments: ["large?n=5000", "chunked?n=5"])
    func tooLarge(_ path: String) async throws {
        let server = try await TestServer()
        var request = HTTPRequest(.get, "\(server.plain)/\(path)", largestResponse: 4999)
        let error = try await error(request, server)
        #expect(error.code == .tooLarge && error.wasSent)
        request.largestResponse = 5120
        #expect(try await server.client().send(request).body.count >= 5000)
    }

    @Test("Headers without end are refused")
    func headers() async throws {
        let server = try await TestServer()
        #expect(try await error(HTTPRequest(.get, "\(server.plain)/large-headers"), server).code == .tooLarge)
    }

    @Test("No answer in time: sent")
    func timeout() async throws {
        let server = try await TestServer()
        let request = HTTPRequest(.post, "\(server.plain)/hang", totalTimeout: .milliseconds(300))
        let error = try await error(request, server)
        #expect(error.code == .timeout && error.wasSent)
    }

    @Test("Cancelled under way: sent, and the connection is closed")
    func cancelledUnderWay() async throws {
        let server = try await TestServer()
        let client = server.client()
        let task = Task {
            await failure { () async throws(HTTPError) in
                try await client.send(HTTPRequest(.get, "\(server.plain)/hang"))
            }
        }
        try await server.wait(for: "/hang")
        task.cancel()
        let error = try #require(await task.value)
        #expect(error.code == .cancelled && error.wasSent)
        try await server.wait(for: "hang-ended")
    }

    @Test("Cancelled while it waits for its turn: not sent")
    func cancelledWaiting() async throws {
        let server = try await TestServer()
        let client = server.client { $0.largestInFlight = 1 }
        let hanging = Task {
            await failure { () async throws(HTTPError) in
                try await client.send(HTTPRequest(.get, "\(server.plain)/hang"))
            }
        }
        try await server.wait(for: "/hang")
        let waiting = Task {
            await failure { () async throws(HTTPError) in
                try await client.send(HTTPRequest(.get, "\(server.plain)/never"))
            }
        }
        waiting.cancel()
        let error = try #require(await waiting.value)
        #expect(error.code == .cancelled && !error.wasSent)
        hanging.cancel()
        _ = await hanging.value
        #expect(try await server.count("/never") == 0)
    }

    @Test("Cancelling any number of requests at any time ends them all")
    func cancelledAll() async throws {
        let server = try await TestServer()
        let client = server.client { $0.largestInFlight = 4 }
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let path = number.isMultiple(of: 3) ? "hang" : "ok"
                    _ = try? await client.send(HTTPRequest(.get, "\(server.plain)/\(path)"))
                }
            }
            group.cancelAll()
        }
    }

    @Test(
        "What is malformed does not leave",
        arguments: [
            "http://127.0.0.1/a b", "http://127.0.0.1/#x", "ftp://127.0.0.1/", "", "file:///etc/passwd",
            "http://user:word@127.0.0.1/", "http://127.0.0.1/\r\nX: y",
        ])
    func malformed(_ url: String) async throws {
        let server = try await TestServer()
        let error = try await error(HTTPRequest(.get, url), server)
        #expect(error.code == .invalidRequest && !error.wasSent)
        #expect(!error.message.contains("word"))
    }

    @Test("A header cannot bring another with it, and a malformed value is not told")
    func injection() async throws {
        let server = try await TestServer()
        for headers in [["X": "secret\r\nY: z"], ["X\r\n": "y"], ["": "y"], ["X": "secret\0"]] as [HTTPHeaders] {
            let error = try await error(HTTPRequest(.get, "\(server.plain)/ok", headers: headers), server)
            #expect(error.code == .invalidRequest && !error.wasSent && !error.message.contains("secret"))
        }
    }

    @Test("Errors name the host and never the query or a header")
    func messages() async throws {
        let server = try await TestServer()
        let request = HTTPRequest(
            .get, "\(server.plain)/drop-before?token=hidden", headers: ["Authorization": "hidden"])
        let error = try await error(request, server)
        #expect(error.message.contains("127.0.0.1:\(server.ports.plain)") && !"\(error)".contains("hidden"))
    }
}
