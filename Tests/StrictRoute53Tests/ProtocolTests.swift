internal import Foundation
internal import StrictRoute53
internal import Testing

@Suite("Protocol")
struct ProtocolTests {
    private let www = a("www.example.com", "192.0.2.1")

    // MARK: F17

    @Test func `F17: a change has an id of its own, is PENDING and then INSYNC, and echoes its comment`() throws {
        let client = try Client()
        let comment = "git:abc plan:def <&>"
        let answer = client.change([.create(www)], comment: comment)
        let id = try #require(answer["Id"])
        #expect(id.hasPrefix("/change/C"))
        #expect(answer["Status"] == "PENDING")
        #expect(answer["SubmittedAt"] == "2026-01-02T03:04:05.000Z")
        #expect(client.service.log.batches[0].comment == comment)
        #expect(client.get(id)["Comment"] == comment)
        client.service.clock.advance(by: .seconds(29))
        #expect(client.get(id)["Status"] == "PENDING")
        client.service.clock.advance(by: .seconds(1))
        #expect(client.get(id)["Status"] == "INSYNC")
        let other = client.change(.upsert(www))
        #expect(other["Id"] != id)
        #expect(client.get("/change/CNONE").code == "NoSuchChange")
        #expect(client.get("/change/CNONE").status == 404)
    }

    @Test func `F17: INSYNC can be slow`() throws {
        let client = try Client { $0.propagation = .seconds(1800) }
        let id = try #require(client.change(.create(www))["Id"])
        client.service.clock.advance(by: .seconds(1799))
        #expect(client.get(id)["Status"] == "PENDING")
        client.service.clock.advance(by: .seconds(1))
        #expect(client.get(id)["Status"] == "INSYNC")
    }

    // MARK: F19 and F20

    @Test func `F19: fifty requests at once, then ten a second, for the account and for each action`() throws {
        let client = try Client()
        for _ in 0..<50 { #expect(client.get("/hostedzone").status == 200) }
        let refused = client.get("/hostedzone")
        #expect(refused.status == 400 && refused.code == "Throttling" && refused.message == "Rate exceeded")
        #expect(client.get("/hostedzone/ZEXAMPLE").code == "Throttling")
        client.service.clock.advance(by: .milliseconds(100))
        #expect(client.get("/hostedzone").status == 200)
        #expect(client.get("/hostedzone").code == "Throttling")
        client.service.settings.accountRate = nil
        #expect(client.get("/hostedzone").code == "Throttling")
        #expect(client.get("/hostedzone/ZEXAMPLE").status == 200)
        #expect(client.service.log.entries.last?.errorCode == nil)
    }

    @Test func `F19: a steady client of ten requests a second is never throttled, one of eleven is`() throws {
        for (rate, isThrottled) in [(10, false), (11, true)] {
            let client = try Client { $0.timePerRequest = .seconds(1) / rate }
            let answers = (0..<1000).map { _ in client.get("/hostedzone").status }
            #expect(answers.contains(400) == isThrottled)
        }
    }

    @Test func `F19: changes have a bucket of their own`() throws {
        let client = try Client { $0.changeRate = Bucket(capacity: 3, perSecond: 1) }
        let changes = (0..<3).map { Change.create(a("n\($0).example.com", "192.0.2.1")) }
        #expect(client.change(changes).status == 200)
        #expect(client.change(.create(www)).code == "Throttling")
        #expect(client.get("/hostedzone").status == 200)
        client.service.clock.advance(by: .seconds(1))
        #expect(client.change(.create(www)).status == 200)
    }

    @Test func `F20: a zone takes one write at a time`() throws {
        let client = try Client { $0.writeDuration = .seconds(2) }
        #expect(client.change(.create(www)).status == 200)
        let refused = client.change(.upsert(www))
        #expect(refused.status == 400 && refused.code == "PriorRequestNotComplete")
        #expect(refused.message == "The request was rejected because Route 53 was still processing a prior request.")
        #expect(client.listed().keys.count == 3)
        client.service.clock.advance(by: .seconds(2))
        #expect(client.change(.upsert(www)).status == 200)
    }

    // MARK: F22

    private func batch(_ set: String, action: String = "CREATE") -> String {
        "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes>"
            + "<Change><Action>\(action)</Action><ResourceRecordSet>\(set)</ResourceRecordSet></Change></Changes>"
            + "</ChangeBatch></ChangeResourceRecordSetsRequest>"
    }

    private let space = "\"https://route53.amazonaws.com/doc/2013-04-01/\""

    @Test func `F22: what the schema refuses, with its text`() throws {
        let client = try Client()
        let records = "<ResourceRecords><ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords>"
        let head = "<Name>x.example.com</Name><Type>A</Type>"
        let aliasHead = "<AliasTarget><HostedZoneId>Z</HostedZoneId><DNSName>d</DNSName>"
        let cases = [
            (
                batch("\(head)\(aliasHead)</AliasTarget>"),
                "cvc-complex-type.2.4.b: The content of element 'AliasTarget' is not complete. One of '{\(space):EvaluateTargetHealth}' is expected."
            ),
            (
                batch("\(head)<TTL>1</TTL><ResourceRecords></ResourceRecords>"),
                "cvc-complex-type.2.4.b: The content of element 'ResourceRecords' is not complete. One of '{\(space):ResourceRecord}' is expected."
            ),
            (
                batch("\(head)\(records)<TTL>1</TTL>"),
                "cvc-complex-type.2.4.a: Invalid content was found starting with element 'TTL'. One of '{\(space):AliasTarget, \(space):HealthCheckId, \(space):TrafficPolicyInstanceId, \(space):CidrRoutingConfig, \(space):GeoProximityLocation}' is expected."
            ),
            (
                batch("\(head)<TTL>1</TTL><Surprise/>\(records)"),
                "cvc-complex-type.2.4.a: Invalid content was found starting with element 'Surprise'."
            ),
            (
                batch(head, action: "REPLACE"),
                "cvc-enumeration-valid: Value 'REPLACE' is not facet-valid with respect to enumeration '[CREATE, DELETE, UPSERT]'. It must be a value from the enumeration."
            ),
            (
                batch("\(head)<TTL>soon</TTL>\(records)"),
                "cvc-datatype-valid.1.2.1: 'soon' is not a valid value for 'integer'."
            ),
            (
                batch("<Name a=\"b\">x</Name>"),
                "cvc-complex-type.3.2.2: Attribute 'a' is not allowed to appear in element 'Name'."
            ),
            (batch("text"), "cvc-complex-type.2.3: Element 'ResourceRecordSet' cannot have character [children]"),
            (
                batch("\(head)<TTL>1</TTL>\(records)").replacing("2013-04-01/\"", with: "2012-12-12/\""),
                "cvc-elt.1: Cannot find the declaration of element 'ChangeResourceRecordSetsRequest'."
            ),
            (String(batch(head).dropLast(9)), "XML document structures must start and end within the same entity."),
            ("<!DOCTYPE x>" + batch(head), "XML document structures must start and end within the same entity."),
            ("", "XML document structures must start and end within the same entity."),
        ]
        for (body, text) in cases {
            let answer = client.send("POST", "/hostedzone/ZEXAMPLE/rrset/", body: body)
            #expect(answer.status == 400 && answer.code == "InvalidInput")
            #expect(answer.message.hasPrefix("Invalid XML ; \(text)"), "\(answer.message)")
        }
        #expect(client.sets.isEmpty)
        client.service.settings.keepsElementOrder = false
        let unordered = batch("\(records)<TTL>1</TTL><Type>A</Type><Name>x.example.com</Name>")
        #expect(client.send("POST", "/hostedzone/ZEXAMPLE/rrset/", body: unordered).status == 200)
    }

    @Test func `F22: at least one change, a comment of 256 characters, an id of 32`() throws {
        let client = try Client()
        #expect(client.change([]).message.contains("The content of element 'Changes' is not complete"))
        #expect(client.change([.create(www)], comment: String(repeating: "é", count: 256)).status == 200)
        #expect(client.change([.upsert(www)], comment: String(repeating: "é", count: 257)).code == "InvalidInput")
        #expect(
            client.get("/hostedzone/\(String(repeating: "Z", count: 33))").message
                == "1 validation error detected: Value '\(String(repeating: "Z", count: 33))' at 'resourceId' failed to satisfy constraint: Member must have length less than or equal to 32"
        )
        #expect(client.get("/hostedzone/ZNONE").message == "No hosted zone found with ID: ZNONE")
        #expect(client.get("/hostedzone//hostedzone/ZEXAMPLE").status == 404)
        #expect(client.service.log.unknown == 1)
    }

    @Test func `F22: a body that says it is a form is refused`() throws {
        let client = try Client()
        func answer(_ type: String) -> Answer {
            var request = Request(
                "POST", "/2013-04-01/hostedzone/ZEXAMPLE/rrset/", body: StrictRoute53.body([.upsert(www)]))
            request.headers.append(("Content-Type", type))
            return Answer(client.service.handle(client.service.signed(request)))
        }
        #expect(answer("application/x-www-form-urlencoded").code == "InvalidInput")
        #expect(answer("application/xml").status == 200)
        #expect(answer("text/xml; charset=utf-8").status == 200)
    }

    @Test func `what botocore sends passes the schema`() throws {
        let client = try Client()
        client.service.addHealthCheck("abcdef11-2222-3333-4444-555555fedcba")
        client.service.addCIDRCollection("c8c02a84-aaaa-bbbb-e0d2-d833a2f80106", locations: [])
        func body(_ name: String) throws -> String {
            let url = try #require(
                Bundle.module.url(forResource: name, withExtension: "xml", subdirectory: "Vectors/xml"))
            return String(decoding: try Data(contentsOf: url), as: UTF8.self)
        }
        #expect(client.send("POST", "/hostedzone/ZEXAMPLE/rrset/", body: try body("change-all-kinds")).status == 200)
        #expect(client.sets.count == 9)
        #expect(client.change(client.sets.map { .delete($0) }).status == 200)
        try client.service.create([www.with { $0.ttl = 300 }], in: client.zone)
        #expect(client.send("POST", "/hostedzone/ZEXAMPLE/rrset/", body: try body("change-cas")).status == 200)
        #expect(client.sets.first?.values == ["192.0.2.2", "192.0.2.3"])
        #expect(client.send("POST", "/hostedzone", body: try body("create-zone")).status == 201)
        #expect(client.send("POST", "/healthcheck", body: try body("create-healthcheck")).status == 201)
        #expect(client.send("POST", "/tags/hostedzone/ZEXAMPLE", body: try body("change-tags")).status == 200)
        let batch = try body("list-tags-batch")
        #expect(client.send("POST", "/tags/hostedzone", body: batch).code == "NoSuchHostedZone")
    }

    // MARK: F23

    @Test func `F23: four shapes of errors`() throws {
        let client = try Client()
        let wrong = Change.delete(www)
        let text = "Tried to delete resource record set [name='www.example.com.', type='A'] but it was not found"
        client.service.settings.changeBatchShape = .messageList
        let list = client.change(wrong)
        #expect(list.root?.name == "InvalidChangeBatch")
        #expect(list.root?["Messages"]?.children.map(\.text) == [text])
        #expect(list["RequestId"] != nil)
        client.service.settings.signatureShape = .exceptionElement
        let forged = client.send(
            "GET", "/hostedzone", by: Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "x"))
        #expect(forged.status == 403)
        #expect(forged.root?.name == "SignatureDoesNotMatchException")
        #expect(forged["RequestId"] == nil)
        client.service.settings.errorShape = .html
        let page = client.get("/hostedzone/ZNONE")
        #expect(page.status == 404 && page.root == nil && page.response.text.hasPrefix("<html>"))
        client.service.settings.errorShape = .empty
        #expect(client.get("/hostedzone/ZNONE").response.body.isEmpty)
        client.service.settings.errorShape = .errorResponse
        #expect(client.get("/hostedzone/ZNONE")["Type"] == "Sender")
    }

    // MARK: F24

    @Test func `F24: zones of other services and sets of traffic policies are listed and not written`() throws {
        let client = try Client()
        let id = try client.service.addTrafficPolicyInstance("tp.example.com", "A", in: client.zone)
        #expect(client.get("/hostedzone/ZEXAMPLE/rrset")["TrafficPolicyInstanceId"] == id)
        let instances = client.get("/trafficpolicyinstances/hostedzone?id=ZEXAMPLE")
        #expect(instances["Id"] == id && instances["Name"] == "tp.example.com." && instances["State"] == "Applied")
        let managed = try #require(client.set("tp.example.com.", "A"))
        for change in [
            Change.delete(managed), .upsert(a("tp.example.com", "192.0.2.1")),
            .create(a("tp.example.com", "192.0.2.1")),
        ] {
            #expect(client.change(change).message.contains("managed by a traffic policy instance"))
        }
        client.service.link(
            client.zone, to: LinkedService(principal: "servicediscovery.amazonaws.com", description: "d"))
        #expect(client.get("/hostedzone/ZEXAMPLE")["ServicePrincipal"] == "servicediscovery.amazonaws.com")
        #expect(client.change(.create(www)).code == "AccessDenied")
        #expect(client.send("DELETE", "/hostedzone/ZEXAMPLE").code == "AccessDenied")
    }

    // MARK: F25

    @Test func `F25: elements that nobody knows can be in every answer`() throws {
        let client = try Client { $0.sendsAlienElements = true }
        let list = client.get("/hostedzone/ZEXAMPLE/rrset")
        #expect(list.root?["ResourceRecordSets"]?["Arrived2031"] != nil)
        #expect(list.root?.all("ResourceRecordSet").allSatisfy { $0.children.first?.name == "Arrived2031" } == true)
        #expect(client.change(.delete(www)).root?.first("Arrived2032") != nil)
    }
}
