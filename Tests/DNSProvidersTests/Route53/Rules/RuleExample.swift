import DNSModel
import TestSupport
import Testing

/// Record sets that break one rule, and ones that break none.
struct RuleExample: Sendable, CustomTestStringConvertible {
    /// What the strict Route 53 does with the sets that break the rule.
    enum Service: Sendable {
        /// It refuses them with these words.
        case refuses(String)
        /// It takes them: the rule warns, or is stricter where nothing is known.
        case takes
    }

    var sets: [RecordSet]
    var good: [RecordSet]
    var ids: [String]
    var line: Int
    var isWarning: Bool
    var isPrivate: Bool
    /// Words of the message.
    var words: String
    var service: Service

    /// The line of the diagnostic is the number of its set in canonical order, from 1.
    init(
        _ id: String, _ sets: [RecordSet], line: Int = 1, good: [RecordSet], isWarning: Bool = false,
        isPrivate: Bool = false, says words: String, _ service: Service
    ) {
        (self.sets, self.good, ids, self.line) = (sets, good, [id], line)
        (self.isWarning, self.isPrivate, self.words, self.service) = (isWarning, isPrivate, words, service)
    }

    var testDescription: String { ids.joined(separator: " ") }

    // MARK: - Making sets

    static func identifier(_ text: String) -> SetIdentifier {
        guard let identifier = SetIdentifier(text) else { preconditionFailure("not an identifier: \(text)") }
        return identifier
    }

    /// A name below the zone.
    static func name(_ text: String) -> DomainName { recordSet("\(text) 300 A 192.0.2.1").name }

    /// A set in one line, with a policy.
    static func set(
        _ line: String, _ policy: RoutingPolicy, _ identifier: String, healthCheck: String? = nil
    ) -> RecordSet {
        let plain = recordSet(line)
        return RecordSet(
            name: plain.name, type: plain.type, ttl: plain.ttl ?? .maximum, data: plain.data,
            routing: Routing(identifier: Self.identifier(identifier), policy: policy), healthCheck: healthCheck)
    }

    /// A plain alias of a name in this zone, or of one in a hosted zone.
    static func alias(
        _ name: String, _ type: RecordType, of target: DomainName, in zoneID: String? = nil, health: Bool = false,
        _ policy: RoutingPolicy? = nil, _ identifier: String = "one", healthCheck: String? = nil
    ) -> RecordSet {
        RecordSet(
            name: Self.name(name), type: type,
            alias: AliasTarget(
                place: zoneID.map { .hostedZone($0) } ?? .sameZone, name: target, evaluatesTargetHealth: health),
            routing: policy.map { Routing(identifier: Self.identifier(identifier), policy: $0) },
            healthCheck: healthCheck)
    }

    /// A set `www` A with a policy and an address.
    static func www(_ policy: RoutingPolicy, _ identifier: String = "one", address: String = "192.0.2.1") -> RecordSet {
        set("www 300 A \(address)", policy, identifier)
    }

    /// Sets `www` A, as many as wanted.
    static func many(_ count: Int, _ policy: (Int) -> RoutingPolicy) -> [RecordSet] {
        (0..<count).map { www(policy($0), "set-\($0)") }
    }

    static let balancer: DomainName = "lb-1.us-east-1.elb.amazonaws.com."
    static let distribution: DomainName = "d111111abcdef8.cloudfront.net."
    static let cloudFront = "Z2FDTNDATAQYW2"
    static let collection = "c8c02a84-aaaa-bbbb-e0d2-d833a2f80106"
    static let check = "abcdef11-2222-3333-4444-555555fedcba"
    static let plain = recordSet("www 300 A 192.0.2.1")

    static func geo(_ place: RoutingPolicy.Geoproximity.Place, bias: Int? = nil) -> RoutingPolicy {
        .geoproximity(RoutingPolicy.Geoproximity(place: place, bias: bias))
    }

    static func text(_ count: Int, of strings: Int = 1, name: String = "txt") -> RecordSet {
        let data = (0..<strings).map { RecordData.txt(TXT(Array("\($0)-".utf8) + Array(repeating: 97, count: count))) }
        return RecordSet(
            name: Self.name(name), type: .txt, ttl: .maximum, data: data)
    }

    static let all = names + values + members + places + groups + aliases + services
}
