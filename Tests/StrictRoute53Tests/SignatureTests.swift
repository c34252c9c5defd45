internal import Foundation
internal import StrictRoute53
internal import Testing

/// A request as botocore 1.43.11 signed it at 2026-01-02T03:04:05Z.
struct SignedVector: Decodable, CustomTestStringConvertible {
    var token: String?
    var method: String
    var url: String
    var headers: [String: String]
    var body: String

    var testDescription: String { "\(method) \(url)" }

    var request: Request {
        let target = url.dropFirst("https://route53.amazonaws.com".count)
        var fields = headers.map { (name: $0.key, value: $0.value) }
        fields.append(("Host", "route53.amazonaws.com"))
        return Request(method, String(target), headers: fields, body: Array(body.utf8))
    }

    static let all: [SignedVector] = {
        let files = Bundle.module.urls(forResourcesWithExtension: "json", subdirectory: "Vectors") ?? []
        return files.map { $0 as URL }.sorted { $0.absoluteString < $1.absoluteString }.compactMap { url in
            (try? Data(contentsOf: url)).flatMap { try? JSONDecoder().decode(SignedVector.self, from: $0) }
        }
    }()
}

@Suite("F18: SigV4 is verified")
struct SignatureTests {
    private let refusals = ["SignatureDoesNotMatch", "InvalidClientTokenId", "IncompleteSignature", "ExpiredToken"]

    @Test func `all 16 recorded requests are there`() { #expect(SignedVector.all.count == 16) }

    @Test(arguments: SignedVector.all)
    func `what botocore signed is accepted, and not with one octet changed`(_ vector: SignedVector) throws {
        var settings = Settings()
        settings.credentials = [.example]
        settings.credentials[0].sessionToken = vector.token
        let service = StrictRoute53(settings: settings)
        let answer = Answer(service.handle(vector.request))
        #expect(!refusals.contains(answer.code ?? ""), "\(answer.message)")

        var forged = vector.request
        forged.body.append(UInt8(ascii: " "))
        #expect(Answer(service.handle(forged)).code == "SignatureDoesNotMatch")
        forged = vector.request
        forged.query += forged.query.isEmpty ? "a=b" : "&a=b"
        #expect(Answer(service.handle(forged)).code == "SignatureDoesNotMatch")
    }

    @Test func `no signature, an unknown key, another region, another service`() throws {
        let client = try Client()
        let request = Request("GET", "/2013-04-01/hostedzone")
        #expect(Answer(client.service.handle(request)).code == "MissingAuthenticationToken")
        let stranger = Credentials(accessKeyID: "AKIDOTHER", secretAccessKey: "x")
        #expect(client.send("GET", "/hostedzone", by: stranger).code == "InvalidClientTokenId")
        let wrongSecret = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "x")
        #expect(client.send("GET", "/hostedzone", by: wrongSecret).code == "SignatureDoesNotMatch")
        let signed = client.service.signed(request)
        client.service.settings.region = "cn-northwest-1"
        #expect(Answer(client.service.handle(signed)).code == "SignatureDoesNotMatch")
    }

    @Test func `a signature is good for five minutes before and after, and no longer`() throws {
        let client = try Client()
        let signed = client.service.signed(Request("GET", "/2013-04-01/hostedzone"))
        for (minutes, message) in [
            (5.0, nil),
            (
                5.02,
                "Signature expired: 20260102T030405Z is now earlier than 20260102T030406Z (20260102T030906Z - 5 min.)"
            ),
            (-5, nil),
            (
                -5.02,
                "Signature not yet current: 20260102T030405Z is still later than 20260102T030404Z (20260102T025904Z + 5 min.)"
            ),
        ] as [(Double, String?)] {
            let time = Duration.seconds(Int((minutes * 60).rounded()))
            client.service.clock.advance(by: time)
            let answer = Answer(client.service.handle(signed))
            #expect(answer.status == (message == nil ? 200 : 403))
            if let message { #expect(answer.message == message) }
            // The header tells a client how far its clock is off.
            #expect(answer.response.header("Date") == client.service.clock.now.httpDate)
            client.service.clock.advance(by: .zero - time)
        }
    }

    @Test func `a session token is part of the signature, and ends`() throws {
        var temporary = Credentials.example
        temporary.sessionToken = "token/with+signs=="
        temporary.expires = VirtualClock.start.advanced(by: .seconds(60))
        let client = try Client { $0.credentials = [temporary] }
        #expect(client.send("GET", "/hostedzone", by: temporary).status == 200)
        #expect(client.send("GET", "/hostedzone").code == "InvalidClientTokenId")
        var other = temporary
        other.sessionToken = "another"
        #expect(client.send("GET", "/hostedzone", by: other).code == "InvalidClientTokenId")
        client.service.clock.advance(by: .seconds(60))
        #expect(client.send("GET", "/hostedzone", by: temporary).code == "ExpiredToken")
    }

    @Test func `a policy allows what it names`() throws {
        var reader = Credentials.example
        reader.allowed = [.listHostedZones]
        let client = try Client { $0.credentials = [reader] }
        #expect(client.get("/hostedzone").status == 200)
        let refused = client.change(.create(a("www.example.com", "192.0.2.1")))
        #expect(refused.code == "AccessDenied")
        #expect(refused.message.contains("is not authorized to perform: route53:ChangeResourceRecordSets"))
        #expect(client.sets.isEmpty)
    }
}
