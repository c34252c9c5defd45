internal import DNSModel

/// The members of a plan document; see `Schemas/plan.schema.json`.
struct PlanFile: Codable {
    var format: String
    var source: Plan.Source
    var settings: FileMember
    var allowed: [PolicyName]
    var zones: [ZoneMember]

    struct FileMember: Codable {
        var path: String
        var blob: String

        init(_ file: ZoneFileIdentity) {
            path = file.path
            blob = file.blob
        }

        var identity: ZoneFileIdentity { ZoneFileIdentity(path: path, blob: blob) }
    }

    struct ZoneMember: Codable {
        var zone: String
        var provider: ZonePlan.ProviderIdentity
        var createsZone: Bool
        var files: [FileMember]
        var changes: [ChangeMember]
        var findings: [FindingMember]
        var counts: ZonePlan.Counts
        var batches: [BatchMember]
    }

    struct BatchMember: Codable, Equatable {
        var changes: Int
        var records: Int
        var characters: Int
    }

    struct FindingMember: Codable {
        var policy: PolicyName
        var severity: Finding.Severity
        var message: String
        var allowed: Bool
    }

    struct ChangeMember: Codable {
        var action: Action
        var name: String
        var type: String
        var before: SetMember?
        var after: SetMember?
        var location: LocationMember?
        var batch: Int

        enum Action: String, Codable {
            case create, update, delete
        }
    }

    struct LocationMember: Codable {
        var file: String
        var line: Int
        var column: Int
    }
}

/// TTL and data of a record set, in presentation form, in canonical order.
struct SetMember: Codable {
    var ttl: Int
    var values: [String]

    init(_ set: RecordSet) {
        ttl = Int(set.ttl.seconds)
        values = set.data.map(\.text)
    }

    func recordSet(_ key: RecordSet.Key) throws(DocumentError) -> RecordSet {
        guard let ttl = TTL(seconds: ttl), !values.isEmpty else {
            throw DocumentError(.unreadable, "\(key.name) \(key.type) has no data or a bad TTL")
        }
        do {
            let data = try values.map { value throws(DNSParseError) in
                try RecordData(type: key.type, parsing: value)
            }
            return RecordSet(name: key.name, type: key.type, ttl: ttl, data: data)
        } catch {
            throw DocumentError(.unreadable, "\(key.name) \(key.type): \(error.message)")
        }
    }
}

// MARK: - Plan to members

extension PlanFile {
    init(_ plan: Plan) {
        format = "gate53-plan/\(PlanDocument.version)"
        source = plan.source
        settings = FileMember(plan.settings)
        allowed = plan.allowed
        zones = plan.zones.map(ZoneMember.init)
    }
}

extension PlanFile.ZoneMember {
    init(_ plan: ZonePlan) {
        zone = plan.apex.description
        provider = plan.provider
        createsZone = plan.createsZone
        files = plan.files.map(PlanFile.FileMember.init)
        changes = plan.changes.map(PlanFile.ChangeMember.init)
        findings = plan.findings.map {
            PlanFile.FindingMember(
                policy: $0.policy, severity: $0.severity, message: $0.message, allowed: $0.isAllowed)
        }
        counts = plan.counts
        batches = Self.batches(of: plan)
    }

    static func batches(of plan: ZonePlan) -> [PlanFile.BatchMember] {
        var batches = [PlanFile.BatchMember](
            repeating: PlanFile.BatchMember(changes: 0, records: 0, characters: 0), count: plan.batchCount)
        for planned in plan.changes {
            let size = Batcher.size(of: planned.change)
            batches[planned.batch - 1].changes += 1
            batches[planned.batch - 1].records += size.records
            batches[planned.batch - 1].characters += size.characters
        }
        return batches
    }
}

extension PlanFile.ChangeMember {
    init(_ planned: PlannedChange) {
        switch planned.change {
        case .create: action = .create
        case .update: action = .update
        case .delete: action = .delete
        }
        name = planned.change.key.name.description
        type = planned.change.key.type.description
        before = planned.change.before.map(SetMember.init)
        after = planned.change.after.map(SetMember.init)
        location = planned.location.map {
            PlanFile.LocationMember(file: $0.file, line: $0.line, column: $0.column)
        }
        batch = planned.batch
    }
}

// MARK: - Members to plan

extension PlanFile {
    func plan() throws(DocumentError) -> Plan {
        let zones = try zones.map { zone throws(DocumentError) in try zone.plan() }
        let plan = Plan(source: source, settings: settings.identity, allowed: Set(allowed), zones: zones)
        guard plan.zones.map(\.apex) == zones.map(\.apex), Set(zones.map(\.apex)).count == zones.count,
            plan.allowed == allowed
        else { throw DocumentError(.unreadable, "this is not a plan: its zones are not in order, each once") }
        return plan
    }
}

extension PlanFile.ZoneMember {
    func plan() throws(DocumentError) -> ZonePlan {
        let apex = try DocumentCoding.name(zone)
        let changes = try changes.map { change throws(DocumentError) in try planned(change, apex: apex) }
        for index in changes.indices.dropFirst()
        where changes[index - 1].change.key >= changes[index].change.key {
            throw DocumentError(.unreadable, "this is not a plan: the changes of \(apex) are not in order, each once")
        }
        let numbers = [counts.unchanged, counts.ignored, counts.provided, counts.unmodelled, counts.leftOut]
        guard numbers.allSatisfy({ $0 >= 0 }) else {
            throw DocumentError(.unreadable, "this is not a plan: \(apex) has a count below zero")
        }
        let plan = ZonePlan(
            apex: apex, provider: provider, createsZone: createsZone, files: files.map(\.identity), changes: changes,
            findings: findings.map {
                Finding(policy: $0.policy, severity: $0.severity, message: $0.message, isAllowed: $0.allowed)
            },
            counts: counts)
        guard Self.areBatchesInOrder(changes), Self.batches(of: plan) == batches else {
            throw DocumentError(.unreadable, "this is not a plan: the batches of \(apex) do not fit its changes")
        }
        return plan
    }

    /// Whether batch numbers ascend from 1 without gaps and no name is in two batches.
    private static func areBatchesInOrder(_ changes: [PlannedChange]) -> Bool {
        guard changes.first?.batch ?? 1 == 1 else { return false }
        return zip(changes, changes.dropFirst()).allSatisfy { before, after in
            after.batch == before.batch
                || (before.batch < changes.count && after.batch == before.batch + 1
                    && after.change.key.name != before.change.key.name)
        }
    }

    private func planned(
        _ member: PlanFile.ChangeMember, apex: DomainName
    ) throws(DocumentError) -> PlannedChange {
        let change = try member.change()
        guard change.key.name.isAtOrBelow(apex) else {
            throw DocumentError(.unreadable, "this is not a plan: \(change.key.name) is not in \(apex)")
        }
        let location = member.location.map {
            SourceLocation(file: $0.file, line: $0.line, column: $0.column)
        }
        return PlannedChange(change: change, location: location, batch: member.batch)
    }
}

extension PlanFile.ChangeMember {
    func change() throws(DocumentError) -> Change {
        let name = try DocumentCoding.name(name)
        guard let type = RecordType(parsing: type) else {
            throw DocumentError(.unreadable, "'\(Printable.text(self.type))' is not a record type")
        }
        let key = RecordSet.Key(name: name, type: type)
        switch (action, try set(before, key), try set(after, key)) {
        case (.create, nil, let after?): return .create(after)
        case (.update, let before?, let after?) where before != after: return .update(from: before, to: after)
        case (.delete, let before?, nil): return .delete(before)
        case (.create, _, _), (.update, _, _), (.delete, _, _):
            throw DocumentError(
                .unreadable, "'\(action.rawValue)' of \(name) \(type) does not fit its before and after")
        }
    }

    private func set(_ member: SetMember?, _ key: RecordSet.Key) throws(DocumentError) -> RecordSet? {
        guard let member else { return nil }
        return try member.recordSet(key)
    }
}

extension DocumentCoding {
    static func name(_ text: String) throws(DocumentError) -> DomainName {
        do {
            return try DomainName(parsing: text)
        } catch {
            throw DocumentError(.unreadable, "'\(Printable.text(text))' is not a name: \(error.message)")
        }
    }
}
