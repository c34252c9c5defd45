/// A record set in the store.
struct Stored: Equatable, Sendable {
    var name: Name
    var set: RecordSet
    /// The values as `canonicalValue` gives them; empty for an alias.
    var canonicalValues: Set<String>
}

/// A hosted zone.
struct HostedZone: Sendable {
    var id: String
    var name: Name
    var callerReference: String
    var comment: String?
    var isPrivate: Bool
    var vpcs: [VPC]
    var delegationSetID: String?
    var nameServers: [String]
    var linkedService: LinkedService?
    var serveSignature = "NOT_SIGNING"
    var recordSetLimit: Int?
    var busyUntil: VirtualClock.Instant?
    /// The record sets by the text of their name.
    private(set) var sets: [String: [Stored]] = [:]
    private(set) var count = 0
    private var sorted: [(key: String, stored: Stored)]?

    init(
        id: String, name: Name, callerReference: String, comment: String?, isPrivate: Bool, vpcs: [VPC],
        delegationSetID: String?, nameServers: [String]
    ) {
        self.id = id
        self.name = name
        self.callerReference = callerReference
        self.comment = comment
        self.isPrivate = isPrivate
        self.vpcs = vpcs
        self.delegationSetID = delegationSetID
        self.nameServers = nameServers
    }

    /// The record set with that key.
    func find(_ name: Name, _ type: String, _ identifier: String?) -> Stored? {
        sets[name.text]?.first { $0.set.type == type && $0.set.setIdentifier == identifier }
    }

    /// The record sets of a name and type.
    func group(_ name: Name, _ type: String) -> [Stored] { (sets[name.text] ?? []).filter { $0.set.type == type } }

    /// Puts a record set in, in place of the one with its key.
    mutating func put(_ stored: Stored) {
        remove(stored)
        sets[stored.name.text, default: []].append(stored)
        count += 1
        sorted = nil
    }

    /// Takes the record set with that key out.
    mutating func remove(_ stored: Stored) {
        let name = stored.name.text
        guard
            let index = sets[name]?.firstIndex(where: {
                $0.set.type == stored.set.type && $0.set.setIdentifier == stored.set.setIdentifier
            })
        else { return }
        sets[name]?.remove(at: index)
        if sets[name]?.isEmpty == true { sets[name] = nil }
        count -= 1
        sorted = nil
    }

    /// All record sets in the order of lists: reversed name, type, set identifier.
    mutating func ordered() -> [(key: String, stored: Stored)] {
        if let sorted { return sorted }
        let list = sets.values.flatMap { group in
            group.map { (key: $0.name.sortKey, stored: $0) }
        }.sorted { left, right in
            if left.key != right.key { return left.key < right.key }
            if left.stored.set.type != right.stored.set.type { return left.stored.set.type < right.stored.set.type }
            return (left.stored.set.setIdentifier ?? "") < (right.stored.set.setIdentifier ?? "")
        }
        sorted = list
        return list
    }
}

/// A VPC of a private zone.
package struct VPC: Sendable, Hashable {
    package var region: String
    package var id: String

    package init(region: String, id: String) {
        self.region = region
        self.id = id
    }
}

/// The service that made a zone.
package struct LinkedService: Sendable, Equatable {
    package var principal: String
    package var description: String

    package init(principal: String, description: String) {
        self.principal = principal
        self.description = description
    }
}

/// A change that was accepted.
struct ChangeInfo: Sendable {
    var id: String
    var submitted: VirtualClock.Instant
    var settles: VirtualClock.Instant
    var comment: String?
}

/// A health check.
struct HealthCheck: Sendable {
    var id: String
    var callerReference: String
    /// The elements of `HealthCheckConfig` as they were sent.
    var configuration: [Element]
    var version = 1
}

/// A reusable delegation set.
struct DelegationSet: Sendable {
    var id: String
    var callerReference: String
    var nameServers: [String]
}

/// A traffic policy instance.
struct TrafficPolicyInstance: Sendable {
    var id: String
    var zoneID: String
    var name: Name
    var type: String
    var ttl: Int
    var policyID: String
}

/// Everything the service knows of one account: a value, so that a write works on a copy.
struct Account: Sendable {
    var zones: [String: HostedZone] = [:]
    var changes: [String: ChangeInfo] = [:]
    var healthChecks: [String: HealthCheck] = [:]
    var deletedHealthCheckReferences: Set<String> = []
    var delegationSets: [String: DelegationSet] = [:]
    var trafficPolicyInstances: [String: TrafficPolicyInstance] = [:]
    /// The ids of CIDR collections and the names of their locations.
    var cidrCollections: [String: Set<String>] = [:]
    var tags: [String: [String: String]] = [:]
    private var serial: UInt64 = 0

    /// An id of capital letters and digits that was not given before and says nothing about its order.
    mutating func newID(_ prefix: String, length: Int = 13) -> String {
        serial += 1
        var state = serial &* 0x9E37_79B9_7F4A_7C15
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        var text = prefix
        for index in 0..<length {
            state = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9 &+ UInt64(index)
            text.append(alphabet[Int((state >> 33) % 36)])
        }
        return text
    }

    /// A health check id in the form of a UUID.
    mutating func newUUID() -> String {
        let digits = Array(newID("", length: 32).utf8.map { String("0123456789abcdef"[$0]) })
        let parts = [digits[0..<8], digits[8..<12], digits[12..<16], digits[16..<20], digits[20..<32]]
        return parts.map { $0.joined() }.joined(separator: "-")
    }

    /// Four name servers that no other delegation set has.
    mutating func newNameServers() -> [String] {
        serial += 1
        let number = Int(serial % 512)
        return [("com", 0), ("net", 512), ("org", 1024), ("co.uk", 1536)].map { domain, base in
            "ns-\(number + base).awsdns-\(padded(number % 64, 2)).\(domain)."
        }
    }
}

extension String {
    /// A character chosen by a number.
    fileprivate subscript(_ octet: UInt8) -> Character { self[index(startIndex, offsetBy: Int(octet) % count)] }
}
