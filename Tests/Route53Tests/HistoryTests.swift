import DNSModel
import Gate
import Logging
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

@Suite("Route 53: who changed a record set, by CloudTrail") struct HistoryTests {
    private let reconciler = Reconciler(log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))

    /// A zone that was applied a day ago, at the clock's start, with two sets.
    private func service(_ settings: Settings = Settings()) throws -> Service {
        let service = try Service(settings: settings)
        try service.strict.write(
            [.create(.init("www.example.com", "A", "192.0.2.1")), .create(.init("*.example.com", "A", "192.0.2.2"))],
            to: service.zoneID, by: TrailIdentity("gate53"))
        service.strict.clock.advance(by: .seconds(86_400))
        return service
    }

    private static let applied = "2026-01-02T03:05:00.000Z"

    /// The drift of the zone from what was applied.
    private func drift(_ service: Service, base time: String? = applied) async throws -> Drift {
        let declared = zone(["www 300 A 192.0.2.1", "* 300 A 192.0.2.2"])
        let live = try await service.provider().liveZone("example.com.")
        let base = time.map { time in
            DriftBase.applied(
                AppliedZone(
                    zone: declared, ownership: Ownership(), plan: Digest(of: []),
                    commit: String(repeating: "c", count: 40), time: time, zoneID: service.zoneID))
        }
        return Drift(
            time: "2026-01-03T03:04:05Z", branch: "main", commit: String(repeating: "d", count: 40),
            zones: [
                ZoneDrift(
                    base: base ?? .none(.neverApplied), head: DesiredZone(declared), live: live,
                    ownership: Ownership(), provider: ("aws", "route53"))
            ])
    }

    private func attributed(
        _ service: Service, _ credentials: Credentials = .example, base: String? = applied, except own: Set<String> = []
    ) async throws -> Drift {
        await reconciler.attributed(
            try await drift(service, base: base), by: ["aws": Route53History(account: service.account(credentials))],
            except: ["example.com.": own])
    }

    /// Who moved each set, by name and type.
    private func names(_ drift: Drift) -> [String: String] {
        Dictionary(
            drift.zones.flatMap(\.sets).map { ("\($0.key.name)", $0.who?.name ?? "not known") },
            uniquingKeysWith: { first, _ in first })
    }

    private static func arn(_ user: String) -> String { "arn:aws:iam::123456789012:user/\(user)" }

    @Test("Each set is the work of the last who touched it, with time, address and program") func last() async throws {
        let service = try service()
        let strict = service.strict
        try strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID, by: TrailIdentity("alice"))
        strict.clock.advance(by: .seconds(60))
        // As people write names: in capitals, without a dot at the end, escaped.
        try strict.write(
            [.upsert(.init("WWW.Example.COM", "A", "192.0.2.9"))], to: service.zoneID,
            by: TrailIdentity("bob", sourceAddress: "203.0.113.5", userAgent: "console.amazonaws.com"))
        strict.clock.advance(by: .seconds(60))
        try strict.write(
            [
                .delete(.init("\\052.example.com.", "A", "192.0.2.2")),
                .create(.init("new.example.com", "TXT", "\"x\"")),
            ],
            to: service.zoneID, by: TrailIdentity("carol"))
        let drift = try await attributed(service)
        #expect(
            names(drift) == [
                "www.example.com.": Self.arn("bob"), "*.example.com.": Self.arn("carol"),
                "new.example.com.": Self.arn("carol"),
            ])
        let who = try #require(drift.zones[0].sets.first { $0.key.name == "www.example.com." }?.who)
        #expect(
            who
                == DriftActor(
                    name: Self.arn("bob"), time: "2026-01-03T03:05:05Z", sourceAddress: "203.0.113.5",
                    userAgent: "console.amazonaws.com"))
        #expect(drift.whoUnknown == nil)
        #expect(strict.log.lookups == 1)
    }

    @Test("Where nothing moved, nobody is asked") func notAsked() async throws {
        let service = try service()
        let drift = try await attributed(service)
        #expect(!drift.isDrifted)
        #expect(service.strict.log.lookups == 0)
    }

    @Test("Without the permission the report says so once, and CloudTrail is asked once") func denied() async throws {
        let service = try service()
        try service.strict.write([.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID)
        var credentials = Credentials.example
        credentials.mayLookUpEvents = false
        service.strict.settings.credentials = [credentials]
        let drift = try await attributed(service, credentials)
        #expect(drift.isDrifted)
        #expect(names(drift) == ["www.example.com.": "not known"])
        #expect(drift.whoUnknown?.contains("permission cloudtrail:LookupEvents") == true)
        #expect(drift.whoUnknown?.contains("\n") == false)
        #expect(service.strict.log.lookups == 1)
    }

    @Test("The policy of the documentation allows it, and the plan role's alone does not") func policy() async throws {
        for (policies, isKnown) in [
            ([try RolePolicy.plan], false), ([try RolePolicy.plan, try RolePolicy.history], true),
        ] {
            let service = try RolePolicyTests.service(policies)
            let credentials = service.strict.settings.credentials[0]
            try service.strict.create([.init("www.example.com", "A", "192.0.2.8")], in: service.zoneID)
            let drift = try await attributed(service, credentials, base: nil)
            #expect(drift.zones[0].sets.contains { $0.who != nil } == isKnown)
            #expect((drift.whoUnknown == nil) == isKnown)
        }
    }

    @Test("Pages are read at two a second, and no further back than needed") func pages() async throws {
        var settings = Settings()
        settings.pageSize = 5
        let service = try service(settings)
        let strict = service.strict
        try strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID, by: TrailIdentity("alice"))
        let other = try strict.addZone("example.net")
        for index in 0..<23 {
            strict.clock.advance(by: .seconds(1))
            try strict.write(
                [.create(.init("h\(index).example.net", "A", "192.0.2.8"))], to: other, by: TrailIdentity("dave"))
        }
        let begun = strict.clock.now
        let drift = try await attributed(service)
        #expect(names(drift) == ["www.example.com.": Self.arn("alice")])
        #expect(strict.log.lookups == 5)
        #expect(begun.duration(to: strict.clock.now) >= .seconds(1.4))
        // Found on the first page: no second one.
        try strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.9"))], to: service.zoneID, by: TrailIdentity("erin"))
        strict.clearLog()
        strict.clock.advance(by: .seconds(5))
        #expect(names(try await attributed(service)) == ["www.example.com.": Self.arn("erin")])
        #expect(strict.log.lookups == 1)
    }

    @Test("After forty pages the look ends, and says that it did") func bounded() async throws {
        var settings = Settings()
        settings.pageSize = 1
        let service = try service(settings)
        let strict = service.strict
        try strict.write([.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID)
        let other = try strict.addZone("example.net")
        for index in 0..<45 {
            try strict.write([.create(.init("h\(index).example.net", "A", "192.0.2.8"))], to: other)
        }
        let drift = try await attributed(service)
        #expect(names(drift) == ["www.example.com.": "not known"])
        #expect(drift.whoUnknown == "only the last 40 changes in CloudTrail were read")
        #expect(strict.log.lookups == 40)
    }

    @Test("A request that is logged without its content makes what is older unsure, and is named") func omitted()
        async throws
    {
        let service = try service()
        let strict = service.strict
        try strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID, by: TrailIdentity("alice"))
        strict.clock.advance(by: .seconds(60))
        try strict.write(
            [.create(.init("new.example.com", "A", "192.0.2.8"))], to: service.zoneID,
            by: TrailIdentity("bulk", omitsParameters: true))
        strict.clock.advance(by: .seconds(60))
        try strict.write(
            [.delete(.init("*.example.com", "A", "192.0.2.2"))], to: service.zoneID, by: TrailIdentity("carol"))
        let drift = try await attributed(service)
        #expect(
            names(drift) == [
                "www.example.com.": "not known", "new.example.com.": "not known", "*.example.com.": Self.arn("carol"),
            ])
        #expect(drift.zones[0].notes.count == 1)
        #expect(
            drift.zones[0].notes.first?.hasPrefix("\(Self.arn("bulk")) made a change at 2026-01-03T03:05:05Z") == true)
    }

    @Test("Refused requests, other zones, our own changes and what came before the base name nobody") func others()
        async throws
    {
        let service = try service()
        let strict = service.strict
        try strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID, by: TrailIdentity("alice"))
        strict.logOnly(
            [.upsert(.init("www.example.com", "A", "192.0.2.7"))], to: service.zoneID, by: TrailIdentity("mallory"),
            errorCode: "AccessDenied")
        strict.logOnly(
            [.upsert(.init("www.example.com", "A", "192.0.2.7"))], to: "ZOTHER", by: TrailIdentity("mallory"))
        #expect(names(try await attributed(service)) == ["www.example.com.": Self.arn("alice")])
        // The change is one of the ledger's.
        #expect(names(try await attributed(service, except: ["C0"])) == ["www.example.com.": "not known"])
        #expect(
            names(try await attributed(service, base: "2026-01-03T03:04:06Z")) == ["www.example.com.": "not known"])
        // Before the base's time nothing is even asked for.
        #expect(names(try await attributed(service, base: nil)) == ["www.example.com.": Self.arn("alice")])
    }

    @Test("Texts of an event are data: kept short, and shown without what could steer") func hostile() async throws {
        let service = try service()
        let agent = "x\u{1B}[2J\n- by nobody\u{202E}" + String(repeating: "y", count: 5_000)
        try service.strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID,
            by: TrailIdentity("mal\nlory", userAgent: agent))
        let drift = try await attributed(service)
        let who = try #require(drift.zones[0].sets.first?.who)
        #expect(who.userAgent?.unicodeScalars.count == 257)
        for text in [who.name, who.userAgent ?? ""] {
            #expect(Printable.text(text).unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{202E}" })
        }
    }

    @Test("What CloudTrail will log later is found later; the lookup is in the region of Route 53") func late()
        async throws
    {
        var settings = Settings()
        settings.trailDelay = .seconds(900)
        let service = try service(settings)
        try service.strict.write(
            [.upsert(.init("www.example.com", "A", "192.0.2.8"))], to: service.zoneID, by: TrailIdentity("alice"))
        #expect(names(try await attributed(service)) == ["www.example.com.": "not known"])
        service.strict.clock.advance(by: .seconds(900))
        #expect(names(try await attributed(service)) == ["www.example.com.": Self.arn("alice")])
    }
}
