package import DNSModel
package import ZonePlanning

/// A record set in one line, as in `www 300 A 192.0.2.1 | 192.0.2.2`: name relative to the apex, TTL, type, values.
package func recordSet(_ line: String, in apex: DomainName = "example.com.") -> RecordSet {
    do {
        let fields = line.split(separator: " ", maxSplits: 3).map(String.init)
        let values = fields[3].split(separator: "|").map { String($0.drop { $0 == " " }) }
        guard fields.count == 4, let type = RecordType(parsing: fields[2]) else {
            preconditionFailure("not a record set: \(line)")
        }
        return RecordSet(
            name: fields[0] == "@" ? apex : try DomainName(parsing: fields[0], origin: apex), type: type,
            ttl: try TTL(parsing: fields[1]),
            data: try values.map { try RecordData(type: type, parsing: $0, origin: apex) })
    } catch {
        preconditionFailure("not a record set: \(line): \(error)")
    }
}

/// A zone of record sets in one line each; see ``recordSet(_:in:)``.
package func zone(_ lines: [String], in apex: DomainName = "example.com.") -> Zone {
    do {
        return try Zone(apex: apex, sets: lines.map { recordSet($0, in: apex) })
    } catch {
        preconditionFailure("two sets of one key: \(error)")
    }
}

extension DesiredZone {
    /// A declared zone in a file `zones/<apex>yaml`, with one record set in each line.
    package init(_ zone: Zone, annotations: [RecordSet.Key: Annotation] = [:]) {
        let marks = zone.sets.indices.map { SourceMark(file: 0, line: UInt32($0) + 1, column: 3) }
        self.init(
            zone: zone, marks: marks,
            files: [
                ZoneFileIdentity(path: "zones/\(zone.apex)yaml", blob: String(repeating: "b", count: 40))
            ],
            annotations: annotations)
    }
}

extension LiveZone {
    /// A live zone whose id is its apex.
    package init(_ zone: Zone, exists: Bool = true, unmodelled: [UnmodelledSet] = []) {
        self.init(id: zone.apex.description, exists: exists, zone: zone, unmodelled: unmodelled)
    }
}

extension PlanPolicy {
    /// Policies on a fixed day.
    package static func fixture(_ settings: PolicySettings = .off, allowed: Set<PolicyName> = []) -> PlanPolicy {
        PlanPolicy(
            settings: settings, allowed: allowed, today: CalendarDate(parsing: "2026-11-23") ?? .earliest)
    }
}

extension PolicySettings {
    /// No policy at all.
    package static let off = PolicySettings(
        deleteShare: nil, updateShare: nil, refuseEmptyZone: false, refuseApexNSChange: false, minimumTTL: nil,
        maximumTTL: nil, expired: .off)
}

extension ZonePlanner {
    /// A planner for a provider called `live`.
    package static func fixture(
        _ settings: PolicySettings = .off, allowed: Set<PolicyName> = [], types: Set<RecordType>? = nil,
        limits: BatchLimits = BatchLimits(), ignored: [RecordPattern] = [], deletesZones: Bool = false
    ) -> ZonePlanner {
        ZonePlanner(
            providerName: "live",
            capabilities: ProviderCapabilities(
                kind: "memory", types: types, scope: .message(limits), precondition: .exactSet,
                zones: deletesZones ? [.create, .delete] : [.create]),
            ownership: Ownership(ignored: ignored), policy: .fixture(settings, allowed: allowed))
    }

    /// The plan from one zone to another.
    package func plan(from live: Zone, to declared: Zone, exists: Bool = true) -> ZonePlan {
        plan(desired: DesiredZone(declared), live: LiveZone(live, exists: exists), protectedBefore: []).plan
    }
}

extension Plan {
    /// A plan of a commit.
    package static func fixture(
        _ zones: [ZonePlan], source: Source = .commit, allowed: Set<PolicyName> = []
    ) -> Plan {
        Plan(
            source: source,
            settings: ZoneFileIdentity(path: "zones/gate53.yaml", blob: String(repeating: "a", count: 40)),
            allowed: allowed, zones: zones)
    }
}
