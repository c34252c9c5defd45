import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

@Suite("Route 53: refusals") struct Route53RefusalTests {
    /// A text of the service (reference: "InvalidChangeBatch / InvalidInput texts"), the set it is about, and a part of
    /// the advice.
    private static let texts: [(code: String, text: String, key: String?, advice: String)] = [
        (
            "InvalidChangeBatch",
            "Tried to create resource record set [name='www.example.com.', type='A'] but it already exists", "www A",
            "plan again"
        ),
        (
            "InvalidChangeBatch",
            "Tried to delete resource record set [name='www.example.com.', type='A'] but it was not found", "www A",
            "plan again"
        ),
        (
            "InvalidChangeBatch",
            "Tried to delete resource record set [name='www.example.com.', type='A'] but the values provided do not match the current values",
            "www A", "plan again"
        ),
        (
            "InvalidChangeBatch",
            "The request contains an invalid set of changes for a resource record set 'A www.example.com.'", "www A",
            "report it"
        ),
        (
            "InvalidChangeBatch",
            "RRSet of type CNAME with DNS name alias.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.",
            "alias CNAME", "can't share a name"
        ),
        (
            "InvalidChangeBatch",
            "RRSet of type A with DNS name www.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.",
            "www A", "can't share a name"
        ),
        (
            "InvalidChangeBatch", "RRSet with DNS name www.example.com. is not permitted in zone example.net.", "www A",
            "check the zone's id"
        ),
        (
            "InvalidChangeBatch", "A HostedZone must contain at least one NS record for the zone itself.", nil,
            "never deleted"
        ),
        ("InvalidChangeBatch", "Duplicate Resource Record: '192.0.2.1'", "www A", "leave one of them out"),
        (
            "InvalidChangeBatch",
            "Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with '\"t\"''",
            "txt TXT", "in quotes"
        ),
        (
            "InvalidChangeBatch", "FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with '.a.b'",
            nil, "two dots"
        ),
        (
            "InvalidChangeBatch",
            "RRSet with DNS name w.example.com., type A cannot be created as other RRSets exist with the same name and type.",
            "w A [blue]", "one routing policy"
        ),
        (
            "InvalidChangeBatch",
            "RRSet with DNS name w.example.com. and type A, SetIdentifier blue cannot be created as weighted sets must contain the same TTL.",
            "w A [blue]", "one TTL"
        ),
        ("InvalidChangeBatch", "Number of records limit of 1000 exceeded.", nil, "fewer record sets"),
        ("InvalidChangeBatch", "RDATA character limit of 32000 exceeded.", nil, "fewer record sets"),
        ("InvalidChangeBatch", "Exceeded limit MAX_RRSETS_BY_ZONE for zone: Z1", nil, "quota"),
        (
            "InvalidInput",
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=www.example.com., Type=A, SetIdentifier=null]",
            "www A", "report it"
        ),
        (
            "InvalidInput",
            "Invalid XML ; cvc-enumeration-valid: Value 'x' is not facet-valid with respect to enumeration '[a]'", nil,
            "check the spelling"
        ),
        (
            "NoSuchHealthCheck", "A health check with id abcdef11-2222-3333-4444-555555fedcba does not exist.",
            "w A [blue]", "make it first"
        ),
    ]

    private static func declared() throws -> Zone {
        let blue = try #require(SetIdentifier("blue"))
        return try Zone(
            apex: "example.com.",
            sets: ["www 300 A 192.0.2.1", "alias 300 CNAME a.example.net.", "txt 300 TXT \"t\""].map { recordSet($0) }
                + [
                    RecordSet(
                        name: "w.example.com.", type: .a, ttl: try #require(TTL(seconds: 60)),
                        data: recordSet("w 1 A 192.0.2.7").data,
                        routing: Routing(identifier: blue, policy: .weighted(1)),
                        healthCheck: "abcdef11-2222-3333-4444-555555fedcba")
                ])
    }

    @Test(
        "Every text of the service names the record set, so that its line can be said, and says what to do",
        arguments: 0..<19)
    func texts(index: Int) async throws {
        let (code, text, key, advice) = Self.texts[index]
        let service = try Service()
        service.strict.addHealthCheck("abcdef11-2222-3333-4444-555555fedcba")
        let run = Run(service, declares: try Self.declared())
        let document = try await run.plan()
        service.strict.script(
            .refuse(code: code, status: code == "NoSuchHealthCheck" ? 404 : 400, message: text),
            on: .changeResourceRecordSets, times: 9)
        let failure = try #require(try await run.apply(document).failure)
        #expect(failure.code == .invalid)
        #expect(failure.refusals.count == 1)
        let refusal = try #require(failure.refusals.first)
        let found = refusal.key.map { "\($0.name.text(relativeTo: "example.com.")) \($0.typeAndIdentifier)" }
        #expect(found == key)
        #expect(refusal.message.contains(advice), "\(refusal.message)")
        // A batch that is refused although live is as expected is not sent again and again.
        #expect(service.strict.log.batches.count == 1)
    }

    @Test("Several messages in one answer, and the documented form of them") func several() async throws {
        for shape in [ErrorShape.errorResponse, .messageList] {
            var settings = Settings()
            settings.changeBatchShape = shape
            let service = try Service(settings: settings)
            try service.strict.create(
                [.init("www.example.com", "A", "192.0.2.200"), .init("txt.example.com", "TXT", "\"other\"")],
                in: service.zoneID)
            let provider = service.provider()
            let live = try await provider.liveZone("example.com.")
            let batch = ChangeBatch(
                apex: "example.com.", zoneID: live.id, createsZone: false,
                changes: [.create(recordSet("txt 300 TXT \"t\"")), .create(recordSet("www 300 A 192.0.2.1"))])
            do {
                _ = try await provider.apply(batch)
                Issue.record("applied")
            } catch {
                #expect(error.code == .conflict)
                #expect(error.conflicts.count == 2)
            }
        }
    }

    @Test("A CNAME at the name of a traffic policy instance is refused when it is planned") func besideTrafficPolicy()
        async throws
    {
        let service = try Service()
        try service.strict.addTrafficPolicyInstance("tp.example.com", "A", in: service.zoneID)
        do {
            _ = try await Run(service, declares: zone(["tp 300 CNAME a.example.net."])).plan()
            Issue.record("planned")
        } catch let error as Run.Contradiction {
            #expect(error.diagnostic.id == "cname-beside-unmodelled")
            #expect(error.diagnostic.location?.line == 1)
        }
    }
}
