internal import DNSModel

/// The members of a plan document; see `Schemas/plan.schema.json`.
struct PlanFile: Codable {
    var format: String
    var source: Plan.Source
    var settings: FileMember
    var settingsStanding: SettingsStatusMember?
    var allowed: [PolicyName]
    var protectedCommit: String?
    var ledgerRoot: String?
    var validUntil: String?
    var zones: [ZoneMember]
    /// Left out where there is none.
    var absent: [AbsentZoneMember]?

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
        var zoneSettings: [String: String]
        var deletesZone: Bool
        var files: [FileMember]
        var changes: [ChangeMember]
        var findings: [FindingMember]
        var counts: ZonePlan.Counts
        var batches: [BatchMember]
        var batchesAtLeast: Int
        var restores: RestoredBaseMember?
        /// Written only where it is true.
        var partial: Bool?
        /// Written only where there is something.
        var left: [ChangeMember]?
        var base: ZonePlan.Base?
    }

    struct BatchMember: Codable, Equatable {
        var changes: Int
        var records: Int
        var characters: Int
    }

    struct ChangeMember: Codable {
        var action: Action
        var name: String
        var type: String
        var setIdentifier: String?
        var before: SetMember?
        var after: SetMember?
        var location: LocationMember?
        var batch: Int
        /// Written only where it is not the plan's own.
        var cause: PlannedChange.Cause?
        /// Written only where it is true.
        var wasDynamic: Bool?

        enum Action: String, Codable {
            case create, update, delete
        }
    }
}

// MARK: - Plan to members

extension PlanFile {
    init(_ plan: Plan) {
        settingsStanding = SettingsStatusMember(plan.settingsStatus)
        format = "gate53-plan/\(PlanDocument.version)"
        source = plan.source
        settings = FileMember(plan.settings)
        allowed = plan.allowed
        protectedCommit = plan.protectedCommit
        ledgerRoot = plan.ledgerRoot
        validUntil = plan.validUntil?.description
        zones = plan.zones.map(ZoneMember.init)
        absent = plan.absent.isEmpty ? nil : plan.absent.map(AbsentZoneMember.init)
    }
}

extension PlanFile.ZoneMember {
    init(_ plan: ZonePlan) {
        zone = plan.apex.description
        provider = plan.provider
        createsZone = plan.createsZone
        zoneSettings = plan.creationAttributes
        deletesZone = plan.deletesZone
        files = plan.files.map(PlanFile.FileMember.init)
        changes = plan.changes.map(PlanFile.ChangeMember.init)
        findings = plan.findings.map(FindingMember.init)
        counts = plan.counts
        batches = Self.batches(of: plan)
        batchesAtLeast = plan.batchesAtLeast
        restores = plan.restores.map(RestoredBaseMember.init)
        partial = plan.isPartial ? true : nil
        left = plan.left.isEmpty ? nil : plan.left.map(PlanFile.ChangeMember.init)
        base = plan.base
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
    /// A change that is in no batch.
    init(_ change: Change) { self.init(PlannedChange(change: change, location: nil, batch: 0)) }

    init(_ planned: PlannedChange) {
        switch planned.change {
        case .create: action = .create
        case .update: action = .update
        case .delete: action = .delete
        }
        name = planned.change.key.name.description
        type = planned.change.key.type.description
        setIdentifier = planned.change.key.identifier?.description
        before = planned.change.before.map(SetMember.init)
        after = planned.change.after.map(SetMember.init)
        location = planned.location.map {
            LocationMember(file: $0.file, line: $0.line, column: $0.column)
        }
        batch = planned.batch
        cause = planned.cause == .own ? nil : planned.cause
        wasDynamic = planned.wasDynamic ? true : nil
    }
}

// MARK: - Members to plan

extension PlanFile {
    func plan() throws(DocumentError) -> Plan {
        let zones = try zones.map { zone throws(DocumentError) in try zone.plan() }
        let absent = try (absent ?? []).map { member throws(DocumentError) in try member.absentZone() }
        let plan = Plan(
            source: source, settings: settings.identity,
            settingsStatus: try settingsStanding?.status() ?? .accepted,
            allowed: Set(allowed), protectedCommit: protectedCommit, ledgerRoot: ledgerRoot,
            validUntil: validUntil.flatMap { CalendarDate(parsing: $0) }, zones: zones, absent: absent)
        for commit in [protectedCommit, ledgerRoot].compactMap({ $0 }) where !commit.isCommitID {
            throw DocumentError(
                .unreadable,
                "this is not a plan: its commit of the protected branch or of the ledger is not a "
                    + "commit id")
        }
        guard plan.validUntil?.description == validUntil else {
            throw DocumentError(.unreadable, "this is not a plan: the last day on which it is valid is not a date")
        }
        guard plan.zones.map(\.apex) == zones.map(\.apex), Set(zones.map(\.apex)).count == zones.count,
            plan.allowed == allowed
        else { throw DocumentError(.unreadable, "this is not a plan: its zones are not in order, each once") }
        guard plan.absent == absent, Set(absent.map(\.apex)).count == absent.count else {
            throw DocumentError(.unreadable, "this is not a plan: the zones it leaves out are not in order, each once")
        }
        guard !plan.isRestoring || plan.zones.allSatisfy(Self.onlyRestores) else {
            throw DocumentError(
                .unreadable, "this is not a plan: it restores what was last applied, and does something else too")
        }
        return plan
    }

    private static func onlyRestores(_ zone: ZonePlan) -> Bool {
        zone.restores != nil && !zone.createsZone && !zone.deletesZone && zone.creationAttributes.isEmpty
            && !zone.changes.isEmpty
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
        let left = try (left ?? []).map { member throws(DocumentError) in try planned(member, apex: apex).change }
        let changed = Set(changes.map(\.change.key))
        guard zip(left, left.dropFirst()).allSatisfy({ $0.key < $1.key }),
            left.allSatisfy({ !changed.contains($0.key) })
        else {
            throw DocumentError(
                .unreadable,
                "this is not a plan: what \(apex) has that is left as it is is not in order, each once, and unchanged")
        }
        let numbers = [
            counts.unchanged, counts.ignored, counts.provided, counts.unmodelled, counts.leftOut, counts.leftAlone,
            counts.dynamic,
        ]
        guard numbers.allSatisfy({ $0 >= 0 }) else {
            throw DocumentError(.unreadable, "this is not a plan: \(apex) has a count below zero")
        }
        let plan = ZonePlan(
            apex: apex, provider: provider, createsZone: createsZone, creationAttributes: zoneSettings,
            deletesZone: deletesZone, files: files.map(\.identity), changes: changes, batchesAtLeast: batchesAtLeast,
            findings: try findings.map { member throws(DocumentError) in try member.finding() },
            counts: counts, restores: try restores?.base(), isPartial: partial ?? false,
            left: left, base: base)
        guard base?.number ?? 0 >= 0 else {
            throw DocumentError(.unreadable, "this is not a plan: \(apex) has a count below zero")
        }
        if let base, base.plan.map({ Digest(hexadecimal: $0) == nil }) ?? (base.number > 0) {
            throw DocumentError(.unreadable, "this is not a plan: the last receipt of \(apex) is of no plan")
        }
        guard Self.areBatchesWhole(changes), Self.batches(of: plan) == batches, 0...batches.count ~= batchesAtLeast
        else {
            throw DocumentError(.unreadable, "this is not a plan: the batches of \(apex) do not fit its changes")
        }
        return plan
    }

    /// Whether batch numbers begin at 1, each is first met after the one before it, and what belongs together is in one
    /// batch; or each change is a batch of its own, what is deleted before what is created (``AtomicScope/recordSet``).
    private static func areBatchesWhole(_ changes: [PlannedChange]) -> Bool {
        let numbers = changes.map(\.batch)
        if numbers.allSatisfy({ $0 == 1 }) { return true }
        if Batcher(scope: .recordSet).divide(changes.map(\.change)).numbers == numbers { return true }
        var highest = 0
        for number in numbers {
            guard 1...(highest + 1) ~= number else { return false }
            highest = max(highest, number)
        }
        return changes.haveWholeNames
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
        var planned = PlannedChange(
            change: change, location: location, batch: member.batch, cause: member.cause ?? .own)
        planned.wasDynamic = member.wasDynamic ?? false
        guard !planned.wasDynamic || change.before != nil else {
            throw DocumentError(.unreadable, "this is not a plan: \(change.key) is created, and would have been a host")
        }
        return planned
    }
}

extension PlanFile.ChangeMember {
    func change() throws(DocumentError) -> Change {
        let name = try DocumentCoding.name(name)
        guard let type = RecordType(parsing: type) else {
            throw DocumentError(.unreadable, "'\(Printable.text(self.type))' is not a record type")
        }
        let key = RecordSet.Key(name: name, type: type, identifier: try SetMember.identifier(setIdentifier))
        switch (action, try set(before, key), try set(after, key)) {
        case (.create, nil, let after?): return .create(after)
        case (.update, let before?, let after?) where before != after: return .update(from: before, to: after)
        case (.delete, let before?, nil): return .delete(before)
        case (.create, _, _), (.update, _, _), (.delete, _, _):
            throw DocumentError(
                .unreadable, "'\(action.rawValue)' of \(key) does not fit its before and after")
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

extension [PlannedChange] {
    /// Whether changes that belong together, as those of one name, are in one batch each.
    package var haveWholeNames: Bool {
        Batcher(scope: .wholeBatch).groups(of: map(\.change)).allSatisfy { group in
            group.changes.allSatisfy { self[$0].batch == self[group.changes[0]].batch }
        }
    }
}
