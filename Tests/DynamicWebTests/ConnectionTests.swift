import DynamicWeb
import Foundation
import NIOCore
import Testing

@Suite("Connections of the service")
struct ConnectionTests {
    @Test("A client of HTTP/1.0 gets an answer with a length, and the end of the connection")
    func oldClients() async throws {
        let site = try await LiveSite()
        for more in ["", "Connection: keep-alive\r\n"] {
            let answer = try #require(try await site.exchange("GET /checkip HTTP/1.0\r\n\(more)\r\n"))
            let response = LiveResponse(answer)
            #expect(response.status == 200)
            #expect(response.body == "127.0.0.1\n")
            #expect(response.field("Content-Length") == "10")
            #expect(response.field("Transfer-Encoding") == nil)
            #expect(response.field("Connection") == "close")
        }
    }

    @Test("A connection that is kept has one response for each request, in their order")
    func pipelined() async throws {
        let site = try await LiveSite()
        let text =
            "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET /checkip HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n"
        let answer = try #require(try await site.exchange(text))
        #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        #expect(answer.hasSuffix("\r\n\r\n127.0.0.1\n"))
    }

    @Test(
        "A request that two programs could read differently is refused, and nothing after it is read",
        arguments: [
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding : chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 5, 5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: -1\r\n",
            "Host: b\r\n",
            "X: a\r\n folded\r\n",
            "X: a\u{0}b\r\n",
            "X\u{1}: a\r\n",
            "Authorization: Basic eDp5\r\nAuthorization: Basic eDp6\r\n",
        ])
    func smuggling(_ fields: String) async throws {
        let site = try await LiveSite()
        let second = "GET /checkip HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let text = "POST /update HTTP/1.1\r\nHost: a\r\n\(fields)\r\n0\r\n\r\n\(second)"
        let answer = try #require(try await site.exchange(text))
        #expect(!answer.contains("127.0.0.1"))
        #expect(LiveResponse(answer).status == 400)
    }

    @Test(
        "A head or a chunk that ends otherwise than it should smuggles nothing in",
        arguments: [
            "POST /update HTTP/1.1\nHost: a\nContent-Length: 0\n\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nX: y\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\nx\r\n0\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxyz\r\n0\r\n\r\n",
            "POST /update HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\u{b}chunked\r\n\r\n0\r\n\r\n",
            "POST /update HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n", "POST /update HTTP/1.1\r\n Host: a\r\n\r\n",
            "POST /update HTTP/1.1 x\r\nHost: a\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        ])
    func endings(_ first: String) async throws {
        let site = try await LiveSite { $0.lingering = .milliseconds(200) }
        let second = "GET /checkip HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let answer = try #require(try await site.exchange(first + second))
        #expect(!answer.contains("127.0.0.1"))
    }

    @Test("A body that is sent after the answer is no request")
    func bodyOfGet() async throws {
        let site = try await LiveSite()
        let hidden = "GET /checkip HTTP/1.1\r\nHost: a\r\n\r\n"
        let text =
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: \(hidden.utf8.count)\r\n\r\n\(hidden)"
            + "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        let answer = try #require(try await site.exchange(text))
        #expect(answer.components(separatedBy: "HTTP/1.1 200 OK").count == 3)
        #expect(!answer.contains("127.0.0.1"))
    }

    @Test(
        "A target or a host that is none is refused",
        arguments: [
            "GET //nic/update HTTP/1.1\r\nHost: a\r\n", "GET http://b/checkip HTTP/1.1\r\nHost: a\r\n",
            "GET /checkip\\..\\ HTTP/1.1\r\nHost: a\r\n", "GET /checkip HTTP/1.1\r\n",
            "GET /checkip HTTP/1.1\r\nHost: a b\r\n", "GET /checkip HTTP/1.1\r\nHost: a/b\r\n",
            "GET /checkip HTTP/2.0\r\nHost: a\r\n", "GET /checkip#x HTTP/1.1\r\nHost: a\r\n",
        ])
    func targets(_ head: String) async throws {
        let site = try await LiveSite()
        let answer = try #require(try await site.exchange(head + "Connection: close\r\n\r\n"))
        #expect(LiveResponse(answer).status == 400)
    }

    @Test("A head or a body that is too long is refused before all of it is read")
    func sizes() async throws {
        let site = try await LiveSite { $0.lingering = .milliseconds(200) }
        let long = String(repeating: "x", count: 200_000)
        for text in [
            "GET /checkip?\(long) HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\(long)",
            "GET /checkip HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n",
            "GET /checkip HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 5_000))\r\n",
        ] {
            let answer = try #require(try await site.exchange(text))
            #expect(answer.isEmpty || LiveResponse(answer).status == 400)
        }
        let body = String(repeating: "y", count: 1_000_000)
        let declared = try await site.request("POST", "/update", [], body: body)
        #expect(declared.status == 413 || declared.status == 0)
        let chunk = String(repeating: "z", count: 60_000)
        let chunked = "ea60\r\n\(chunk)\r\nea60\r\n\(chunk)\r\n0\r\n\r\n"
        let answer = try #require(
            try await site.exchange("POST /update HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunked)"))
        #expect([0, 400, 413].contains(LiveResponse(answer).status))
    }

    @Test("A client that sends too slowly loses its connection, in the head and in the body")
    func slow() async throws {
        let site = try await LiveSite {
            $0.requestTime = .milliseconds(300)
            $0.idleTime = .seconds(100)
        }
        #expect(try await site.exchange("GET /checkip HT") != nil)
        let text = "POST /update HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nabc"
        #expect(try await site.exchange(text) != nil)
    }

    @Test("Behind TLS, whoever says nothing, or speaks plain HTTP, loses the connection and gets no answer")
    func slowHandshake() async throws {
        let folder = NSTemporaryDirectory() + "gate53-tls-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (certificate, key) = (folder + "/c.pem", folder + "/k.pem")
        _ = try ServedProgram.run(
            "openssl",
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=a", "-keyout", key, "-out", certificate])
        let site = try await LiveSite(tls: try TLSFiles(certificates: certificate, key: key)) {
            $0.requestTime = .milliseconds(300)
            $0.idleTime = .seconds(100)
        }
        #expect(try await site.exchange("") == "")
        let plain = try #require(try await site.exchange("GET /checkip HTTP/1.1\r\nHost: a\r\n\r\n"))
        #expect(!plain.contains("HTTP") && !plain.contains("127.0.0.1"))
        #expect(throws: TLSFiles.Failure.self) { try TLSFiles(certificates: key, key: certificate) }
        #expect(throws: TLSFiles.Failure.self) { try TLSFiles(certificates: folder + "/none", key: key) }
    }
}
