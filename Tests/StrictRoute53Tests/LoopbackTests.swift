internal import Foundation
internal import Glibc
internal import StrictRoute53
internal import Testing

#if canImport(FoundationNetworking)
    internal import FoundationNetworking
#endif

@Suite("The server on a port")
struct LoopbackTests {
    /// Sends the request over a socket of its own session.
    private func send(_ request: Request, to server: LoopbackServer, over session: URLSession) async throws -> (
        Data, Int
    ) {
        let query = request.query.isEmpty ? "" : "?" + request.query
        let url = try #require(URL(string: server.endpoint + request.path + query))
        var message = URLRequest(url: url)
        message.httpMethod = request.method
        message.httpBody = request.body.isEmpty ? nil : Data(request.body)
        message.timeoutInterval = 30
        for header in request.headers where header.name != "Host" {
            message.setValue(header.value, forHTTPHeaderField: header.name)
        }
        if !request.body.isEmpty { message.setValue("application/xml", forHTTPHeaderField: "Content-Type") }
        let (data, response) = try await session.data(for: message)
        return (data, (response as? HTTPURLResponse)?.statusCode ?? 0)
    }

    private func signed(_ service: StrictRoute53, _ request: Request, _ server: LoopbackServer) -> Request {
        service.signed(request, host: "127.0.0.1:\(server.port)")
    }

    @Test func `requests over HTTP are answered as those without`() async throws {
        let client = try Client()
        let server = try LoopbackServer(client.service)
        defer { server.stop() }
        let session = URLSession(configuration: .ephemeral)
        for index in 0..<5 {
            let body = StrictRoute53.body([.create(a("n\(index).example.com", "192.0.2.1"))])
            let request = Request("POST", "/2013-04-01/hostedzone/ZEXAMPLE/rrset/", body: body)
            let (data, status) = try await send(signed(client.service, request, server), to: server, over: session)
            #expect(status == 200)
            #expect(Element.parse(Array(data))?.first("Status")?.text == "PENDING")
        }
        let list = Request("GET", "/2013-04-01/hostedzone/ZEXAMPLE/rrset?maxitems=300&name=n2.example.com.&type=A")
        let (data, _) = try await send(signed(client.service, list, server), to: server, over: session)
        #expect(Element.parse(Array(data))?.all("ResourceRecordSet").count == 3)
        #expect(client.service.log.counts == [.changeResourceRecordSets: 5, .listResourceRecordSets: 1])
    }

    // By a socket of our own: when URLSession has a connection back for the next request is a matter of time.
    @Test func `a connection stays open for the next request`() throws {
        let server = try LoopbackServer(try Client().service)
        defer { server.stop() }
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(connection) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = server.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        try #require(isConnected)
        let request = Array("GET /2013-04-01/hostedzone HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        for _ in 0..<3 {
            try #require(write(connection, request, request.count) == request.count)
            var answer = [UInt8](repeating: 0, count: 65_536)
            let count = read(connection, &answer, answer.count)
            try #require(count > 0)
            #expect(String(decoding: answer[..<count], as: UTF8.self).hasPrefix("HTTP/1.1 4"))
        }
        #expect(server.connections == 1)
    }

    @Test(arguments: [Fault.drop(.afterCommit), .truncatedBody]) func `a connection ends where a fault says`(
        _ fault: Fault
    ) async throws {
        let client = try Client()
        let server = try LoopbackServer(client.service)
        defer { server.stop() }
        client.service.script(fault, on: .changeResourceRecordSets)
        let body = StrictRoute53.body([.create(a("www.example.com", "192.0.2.1"))])
        let request = signed(
            client.service, Request("POST", "/2013-04-01/hostedzone/ZEXAMPLE/rrset/", body: body), server)
        await #expect(throws: URLError.self) {
            _ = try await send(request, to: server, over: URLSession(configuration: .ephemeral))
        }
        #expect(client.sets.count == 1)
    }

    @Test func `a stopped server refuses, and stalled connections end with it`() async throws {
        let client = try Client()
        let server = try LoopbackServer(client.service)
        let request = signed(client.service, Request("GET", "/2013-04-01/hostedzone"), server)
        client.service.script(.stall(.beforeCommit), on: .listHostedZones)
        client.service.script(.first { _ in Task { server.stop() } }, on: .listHostedZones)
        await #expect(throws: URLError.self) {
            _ = try await send(request, to: server, over: URLSession(configuration: .ephemeral))
        }
        await #expect(throws: URLError.self) {
            _ = try await send(request, to: server, over: URLSession(configuration: .ephemeral))
        }
    }
}

@Suite(
    "The AWS CLI",
    .enabled(if: AWSCommand.path != nil, "no aws command; set AWS_CLI or install awscli into .build/venv"))
struct AWSCommandTests {
    @Test func `the AWS CLI creates a zone, changes it and lists it`() throws {
        var settings = Settings()
        settings.propagation = .zero
        let service = StrictRoute53(settings: settings, clock: .wall())
        let server = try LoopbackServer(service)
        defer { server.stop() }
        let aws = AWSCommand(endpoint: server.endpoint)
        let created = try aws.run("create-hosted-zone", "--name", "example.com", "--caller-reference", "cli")
        let zone = try #require(service.zoneIDs.first, "\(created)")
        #expect(created.contains("/hostedzone/\(zone)"))
        let batch = """
            {"Comment": "by hand", "Changes": [
              {"Action": "CREATE", "ResourceRecordSet": {"Name": "*.example.com", "Type": "A", "TTL": 60,
                "ResourceRecords": [{"Value": "192.0.2.1"}]}},
              {"Action": "CREATE", "ResourceRecordSet": {"Name": "w.example.com", "Type": "A", "SetIdentifier": "a",
                "Weight": 0, "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.2"}]}}]}
            """
        #expect(
            try aws.run("change-resource-record-sets", "--hosted-zone-id", zone, "--change-batch", batch).contains(
                "INSYNC"))
        let list = try aws.run(
            "list-resource-record-sets", "--hosted-zone-id", zone, "--page-size", "1", "--query",
            "ResourceRecordSets[].[Name,Type,Weight]", "--output", "text")
        #expect(
            list.split(separator: "\n").map { $0.split(separator: "\t").joined(separator: " ") } == [
                "example.com. NS None", "example.com. SOA None", #"\052.example.com. A None"#, "w.example.com. A 0",
            ])
        #expect(service.log.count(.listResourceRecordSets) == 4)
        let refused = try aws.run("change-resource-record-sets", "--hosted-zone-id", zone, "--change-batch", batch)
        #expect(refused.contains("An error occurred (InvalidChangeBatch)"))
        #expect(
            refused.contains(
                #"Tried to create resource record set [name='\052.example.com.', type='A'] but it already exists"#))
    }
}

/// The AWS CLI, if there is one.
struct AWSCommand {
    let endpoint: String

    /// `AWS_CLI`, or `aws` in the environment that `ci/setup` makes, or in `PATH`.
    static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        let search = (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/aws" }
        let candidates = [environment["AWS_CLI"], ".build/venv/bin/aws"].compactMap { $0 } + search
        return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Runs `aws route53` and gives what it printed, errors included.
    func run(_ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(AWSCommand.path))
        process.arguments = ["route53"] + arguments
        process.environment = [
            "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_PAGER": "",
            "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "NO_PROXY": "127.0.0.1",
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": "/nonexistent",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
