import Foundation
import Testing

@Suite("The document of the REST API", .serialized)
struct OpenAPITests {
    @Test("It lists exactly the routes that there are, and all that it refers to is there")
    func routes() async throws {
        let site = try await LiveSite()
        let document = try await site.request("GET", "/api/v1/openapi.json")
        #expect(document.status == 200)
        #expect(document.members["openapi"] as? String == "3.1.0")
        let paths = try #require(document.members["paths"] as? [String: [String: Any]])
        var declared: Set<String> = []
        for (path, item) in paths {
            for method in item.keys { declared.insert("\(method.uppercased()) /api/v1\(path)") }
        }
        let routed = site.routes.filter { $0.contains(" /api/") && !$0.hasPrefix("HEAD ") }.map { route in
            route.split(separator: "/", omittingEmptySubsequences: false)
                .map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
        }
        #expect(!declared.isEmpty)
        #expect(declared == Set(routed))
        let components = try #require(document.members["components"] as? [String: [String: Any]])
        let pieces = document.body.components(separatedBy: "\"$ref\":\"#/components/").dropFirst()
        #expect(pieces.count > 50)
        for piece in pieces {
            let place = piece.prefix { $0 != "\"" }.split(separator: "/").map(String.init)
            #expect(components[place[0]]?[place[1]] != nil, "\(place)")
        }
    }

    @Test("schemathesis finds no answer that the document does not allow, and none that is the server's fault")
    func schemathesis() async throws {
        let site = try await LiveSite(rates: LiveSite.noLimits)
        for host in ["a", "b", "c"] { _ = try await site.api("POST", "/hosts", body: "{\"name\":\"\(host)\"}") }
        let process = Process()
        process.executableURL = try LiveSite.python("st")
        process.currentDirectoryURL = URL(filePath: site.folder)
        process.environment = ["PATH": "/usr/bin:/bin", "HOME": site.folder, "LC_ALL": "C.UTF-8"]
        process.arguments = [
            "run", "http://127.0.0.1:\(site.port)/api/v1/openapi.json", "--header",
            "Authorization: Bearer \(site.manager)", "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
                + "response_schema_conformance,unsupported_method,allow_header_conformance",
            "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "15", "--seed", "53", "--workers", "1",
            "--no-color", "--warnings", "off", "--generation-database", "none", "--request-timeout", "30",
        ]
        let (status, text) = try await LiveSite.output(of: process)
        #expect(status == 0, "\(text.suffix(20_000))")
        #expect(text.contains("passed"))
        // It has not locked itself out.
        #expect(try await site.api("GET", "/hosts/home.dyn.example").status == 200)
    }
}
