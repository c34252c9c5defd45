import DNSModel
import Gate
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet

@testable import DNSProviders

@Suite("Route 53: the policies of the documentation") struct RolePolicyTests {
    /// A service whose caller may do what the policies allow.
    static func service(_ policies: [RolePolicy]) throws -> Service {
        var caller = Credentials.example
        caller.allowed = try policies.reduce(into: []) { $0.formUnion(try $1.operations) }
        caller.mayLookUpEvents = policies.contains(where: \.allowsLookups)
        var settings = Settings()
        settings.credentials = [caller]
        settings.hostedZones = 20
        return try Service(settings: settings)
    }

    @Test("They are IAM policies; the plan role has List and Get only, the apply role no UPSERT") func wording() throws
    {
        let policies = try RolePolicy.all()
        #expect(policies.count == 4)
        for policy in policies {
            #expect(policy.version == "2012-10-17")
            #expect(policy.statements.allSatisfy { $0.effect == "Allow" })
            // Lists of everything and creations have no resource to name; everything else has.
            for statement in policy.statements {
                let wantsAll: Set = [
                    "route53:ListHostedZones", "route53:ListHostedZonesByName", "route53:CreateHostedZone",
                    "cloudtrail:LookupEvents",
                ]
                #expect(statement.actions.all.allSatisfy(wantsAll.contains) == (statement.resources.all == ["*"]))
                #expect(statement.resources.all.allSatisfy { $0 == "*" || $0.hasPrefix("arn:aws:route53:::") })
            }
        }
        #expect(try RolePolicy.plan.operations.allSatisfy(\.isRead))
        let writing = try RolePolicy.apply.statements.filter { $0.actions.all == ["route53:ChangeResourceRecordSets"] }
        #expect(writing.count == 1)
        #expect(
            writing[0].conditions?["ForAllValues:StringEquals"]?["route53:ChangeResourceRecordSetsActions"]?.all
                == ["CREATE", "DELETE"])
    }

    @Test("The plan role is enough to plan, list zones and search records, and every permission of it is used")
    func plan() async throws {
        let policy = try RolePolicy.plan
        let service = try Self.service([policy])
        let document = try await Run(service, declares: zone(["www 300 A 192.0.2.1"])).plan()
        #expect(document.plan.zones[0].changes.count == 1)
        // A pinned zone, one that is larger than usual, and a listing of all.
        _ = try await service.provider(HostedZoneChoice(zoneID: service.zoneID), expectedSets: 10_001)
            .liveZone("example.com.")
        let directory = Route53Directory(account: service.account())
        let zones = try await directory.zones()
        #expect(zones.map(\.apex) == ["example.com."])
        _ = try await directory.liveZone(zones[0])
        #expect(service.strict.log.writes.isEmpty)
        #expect(Set(service.strict.log.counts.keys) == (try policy.operations))
    }

    @Test("The plan role cannot apply, and the message says so") func planRoleApplies() async throws {
        let service = try Self.service([RolePolicy.plan])
        let run = Run(service, declares: zone(["www 300 A 192.0.2.1"]))
        let outcome = try await run.apply(run.plan())
        #expect(outcome.failure?.code == .denied)
        #expect(outcome.failure?.message.contains("AccessDenied") == true)
        #expect(
            try await service.provider().liveZone("example.com.").zone[
                RecordSet.Key(name: "www.example.com.", type: .a)] == nil)
    }

    @Test("With the apply role's besides, an apply is done and waited for, without UPSERT") func apply() async throws {
        let policies = try [RolePolicy.plan, RolePolicy.apply]
        let service = try Self.service(policies)
        try service.strict.create([.init("www.example.com", "A", "192.0.2.1")], in: service.zoneID)
        service.strict.clearLog()
        let run = Run(service, declares: zone(["www 300 A 192.0.2.2", "a 300 A 192.0.2.2"]))
        #expect(try await run.apply(run.plan(), waits: true).receipts.map(\.outcome) == [.applied])
        #expect(service.strict.log.batches.flatMap(\.changes).allSatisfy { $0.action != .upsert })
        #expect(Set(service.strict.log.counts.keys).isSuperset(of: try RolePolicy.apply.operations))
    }

    @Test("Creating and deleting a zone takes those of the third policy, and no more") func zones() async throws {
        let service = try Self.service(RolePolicy.all())
        let apex: DomainName = "new.example."
        let created = Run(service, declares: zone(["www 300 A 192.0.2.1"], in: apex))
        #expect(try await created.apply(created.plan()).receipts.map(\.outcome) == [.applied])
        let allowed: Set<PolicyName> = [.zoneDelete]
        let deleted = Run(service, declares: zone([], in: apex), isAbsent: true, allowed: allowed)
        #expect(try await deleted.apply(deleted.plan(allowed: allowed)).receipts.map(\.outcome) == [.applied])
        #expect(Set(service.strict.log.counts.keys).isSuperset(of: try RolePolicy.zones.operations))
    }
}
