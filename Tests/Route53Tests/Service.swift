import DNSModel
import Gate
import HTTPTransport
import StrictRoute53
import TestSupport
import Testing
import ZonePlanning

import struct DNSModel.RecordSet
import enum ZonePlanning.Change

@testable import DNSProviders

/// A strict Route 53 on a virtual clock, and what a client of it is made of. No socket and no real time.
struct Service: Sendable {
    let strict: StrictRoute53
    /// The id of the zone `example.com`.
    let zoneID: String

    /// A service with the zone `example.com`.
    init(settings: Settings = Settings(), zone: String = "example.com") throws {
        strict = StrictRoute53(settings: settings)
        zoneID = try strict.addZone(zone)
    }

    /// The time of the virtual clock.
    var time: TimeSource {
        let clock = strict.clock
        return TimeSource(
            now: { clock.now.sinceEpoch },
            sleep: { duration in
                try? await clock.sleep(until: clock.now.advanced(by: duration), tolerance: nil)
            })
    }

    /// An account at the service, with credentials of the environment.
    func account(
        _ credentials: Credentials = .example, expectedZones: Int = 1, rate: Double = 5,
        retry: RetryPolicy = RetryPolicy(largestAttempts: 12), watch: ProviderWatch = ProviderWatch(),
        environment: [String: String] = [:]
    ) -> Route53Account {
        let strict = strict
        var environment = environment
        environment["AWS_ACCESS_KEY_ID"] = credentials.accessKeyID
        environment["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey
        environment["AWS_SESSION_TOKEN"] = credentials.sessionToken
        let credentialEnvironment = CredentialEnvironment(
            variables: environment, readFile: { _ in nil }, writeFile: { _, _ in },
            now: { Instant(seconds: strict.clock.now.sinceEpoch.components.seconds) },
            send: { request throws(HTTPError) in try Self.answer(request, strict) },
            run: { _, _, _ in .init(output: [], failure: "no programs") }, sleep: { _ in })
        return Route53Account(
            credentialEnvironment, bucket: TokenBucket.Settings(rate: rate, burst: rate * 2), retry: retry, time: time,
            expectedZones: expectedZones, watch: watch)
    }

    /// A provider for one zone.
    func provider(_ choice: HostedZoneChoice = HostedZoneChoice(), expectedSets: Int = 0) -> Route53Provider {
        Route53Provider(account: account(), choice: choice, expectedSets: expectedSets)
    }

    /// What the service answers, or how the connection fails.
    private static func answer(_ request: HTTPRequest, _ strict: StrictRoute53) throws(HTTPError) -> HTTPResponse {
        let url = request.url.dropFirst("https://".count)
        let host = url.prefix { $0 != "/" }
        let target = String(url.dropFirst(host.count))
        var headers = request.headers.fields.map { (name: $0.name, value: $0.value) }
        headers.append(("Host", String(host)))
        let response = strict.handle(Request(request.method.rawValue, target, headers: headers, body: request.body))
        switch response.delivery {
        case .whole: break
        case .cut, .dropped: throw HTTPError(.receiveFailed, wasSent: true, "the connection was closed")
        case .stalled: throw HTTPError(.timeout, wasSent: true, "it took too long")
        }
        return HTTPResponse(
            status: response.status, headers: HTTPHeaders(response.headers.map { .init($0.name, $0.value) }),
            body: response.body)
    }

    /// Makes the sets of the zone these, besides those of its apex that every zone has, as somebody else would.
    func write(_ sets: [DNSModel.RecordSet]) throws {
        let old = strict.recordSets(of: zoneID).filter {
            $0.name != "example.com." || ($0.type != "SOA" && $0.type != "NS")
        }
        if !old.isEmpty { try strict.write(old.map { .delete($0) }, to: zoneID) }
        let new = sets.map { set in
            StoredSet(
                Route53Text.name(set.name), "\(set.type)", ttl: set.ttl.map { Int($0.seconds) },
                values: set.data.map { Route53Text.value($0) })
        }
        if !new.isEmpty { try strict.create(new, in: zoneID) }
    }

    /// What is live, as somebody else reads it who meets no faults.
    func live(_ apex: DomainName = "example.com.", of id: String? = nil) throws -> Zone {
        let zoneID = id ?? zoneID
        let elements = strict.recordSets(of: zoneID).map { set in
            (try? XMLReader.document(StrictRoute53.listed(set))) ?? XMLElement("")
        }
        return ZoneListing(elements, apex: apex, zoneID: zoneID).zone
    }
}
