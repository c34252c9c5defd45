/// The evaluation of one batch on a working copy of the zone.
struct Batch {
    /// The zone as the changes so far leave it.
    private(set) var zone: HostedZone
    /// Everything that is wrong, in document order.
    private(set) var messages: [String] = []

    private let settings: Settings
    private let zones: [String: Name]
    private var deleted: [Key: Stored] = [:]
    private var created: [Stored] = []
    /// What later changes create or upsert.
    private var pending: [Key: Int] = [:]

    private struct Key: Hashable {
        var name: String
        var type: String
        var identifier: String?
    }

    /// A batch for `zone` in an account with `zones`.
    init(zone: HostedZone, zones: [String: Name], settings: Settings) {
        self.zone = zone
        self.zones = zones
        self.settings = settings
    }

    /// Evaluates the changes in document order, then what must hold at the end.
    ///
    /// A change that is refused leaves the working copy as it was.
    mutating func evaluate(_ changes: [Change]) {
        let overLimit = limits(changes)
        guard overLimit.isEmpty else {
            messages = overLimit
            return
        }
        var parsed: [(change: Change, name: Name, key: Key)] = []
        for change in changes {
            do {
                let name = try Name(change.set.name)
                let key = Key(name: name.text, type: change.set.type, identifier: change.set.setIdentifier)
                parsed.append((normalised(change, name), name, key))
            } catch {
                messages.append(error.message)
            }
        }
        let invalid = invalidKeys(parsed.map { ($0.key, $0.change.action) })
        for (change, _, key) in parsed where change.action != .delete { pending[key, default: 0] += 1 }
        for (change, name, key) in parsed {
            if change.action != .delete { pending[key, default: 0] -= 1 }
            if !invalid.contains(key) { evaluate(change, name, key) }
        }
        checkEndState()
    }

    // MARK: Limits

    private func limits(_ changes: [Change]) -> [String] {
        var records = 0
        var characters = 0
        for change in changes {
            let factor = change.action == .upsert ? 2 : 1
            records += factor * (change.set.values?.count ?? 1)
            characters += factor * (change.set.values ?? []).reduce(0) { $0 + $1.unicodeScalars.count }
        }
        var wrong: [String] = []
        if records > settings.recordsPerBatch {
            wrong.append("Number of records limit of \(settings.recordsPerBatch) exceeded.")
        }
        if characters > settings.charactersPerBatch {
            wrong.append("RDATA character limit of \(settings.charactersPerBatch) exceeded.")
        }
        return wrong
    }

    // MARK: Keys

    /// The keys that are changed in any way but once, or by DELETE and then CREATE.
    private mutating func invalidKeys(_ actions: [(Key, Change.Action)]) -> Set<Key> {
        var perKey: [Key: [Change.Action]] = [:]
        var order: [Key] = []
        for (key, action) in actions {
            if perKey[key] == nil { order.append(key) }
            perKey[key, default: []].append(action)
        }
        var invalid: Set<Key> = []
        for key in order {
            guard let list = perKey[key], list.count > 1, list != [.delete, .create] else { continue }
            invalid.insert(key)
            messages.append(
                "The request contains an invalid set of changes for a resource record set '\(key.type) \(key.name)'")
        }
        return invalid
    }

    private func normalised(_ change: Change, _ name: Name) -> Change {
        var change = change
        change.set.name = name.text
        if let alias = change.set.alias, let target = try? Name(alias.name) {
            change.set.alias = RecordSet.AliasTarget(
                zoneID: alias.zoneID.uppercased(), name: target.text,
                evaluatesTargetHealth: alias.evaluatesTargetHealth)
        }
        return change
    }

    private func described(_ set: RecordSet) -> String {
        let identifier = set.setIdentifier.map { ", set-identifier='\($0)'" } ?? ""
        return "resource record set [name='\(set.name)', type='\(set.type)'\(identifier)]"
    }

    // MARK: One change

    private mutating func evaluate(_ change: Change, _ name: Name, _ key: Key) {
        let set = change.set
        guard name.lies(in: zone.name) else {
            messages.append("RRSet with DNS name \(name.text) is not permitted in zone \(zone.name.text)")
            return
        }
        let existing = zone.find(name, set.type, set.setIdentifier)
        if existing?.set.trafficPolicyInstanceID != nil || set.trafficPolicyInstanceID != nil {
            messages.append(
                "RRSet with DNS name \(name.text), type \(set.type) is managed by a traffic policy instance and cannot be "
                    + "changed.")
            return
        }
        switch change.action {
        case .delete: delete(set, existing, key)
        case .create:
            if existing != nil
                || (!settings.allowsGuards && deleted[key].map { matches($0, set, byText: true) } == true)
            {
                messages.append("Tried to create \(described(set)) but it already exists")
            } else {
                put(set, name, replacing: nil, was: deleted[key])
            }
        case .upsert: put(set, name, replacing: existing, was: existing)
        }
    }

    private mutating func delete(_ set: RecordSet, _ existing: Stored?, _ key: Key) {
        guard let existing else {
            messages.append("Tried to delete \(described(set)) but it was not found")
            return
        }
        guard matches(existing, set, byText: settings.deleteComparesText) else {
            messages.append(
                "Tried to delete \(described(set)) but the values provided do not match the current values")
            return
        }
        if !settings.allowsApexReplacement, existing.name == zone.name, let missing = missingApex(set.type) {
            messages.append(missing)
            return
        }
        deleted[key] = existing
        zone.remove(existing)
    }

    /// Whether a DELETE with `set` is for exactly what is stored.
    private func matches(_ stored: Stored, _ set: RecordSet, byText: Bool) -> Bool {
        var left = stored.set
        var right = set
        let leftValues = left.values.map(Set.init)
        let rightValues = right.values.map(Set.init)
        let sameValues: Bool
        if byText {
            sameValues = leftValues == rightValues && left.values?.count == right.values?.count
        } else {
            let given = (right.values ?? []).compactMap { try? canonicalValue(right.type, $0) }
            sameValues = (leftValues == nil) == (rightValues == nil) && Set(given) == stored.canonicalValues
        }
        left.values = nil
        right.values = nil
        if left.multiValueAnswer == false { left.multiValueAnswer = nil }
        if right.multiValueAnswer == false { right.multiValueAnswer = nil }
        return sameValues && left == right
    }

    private mutating func put(_ set: RecordSet, _ name: Name, replacing existing: Stored?, was: Stored?) {
        if let existing { zone.remove(existing) }
        let checked = checked(set, name, replacing: existing)
        if !checked.messages.isEmpty {
            if let existing { zone.put(existing) }
            messages += checked.messages
            return
        }
        var stored = Stored(name: name, set: set, canonicalValues: checked.values)
        if settings.keepsEqualText, let was, was.canonicalValues == stored.canonicalValues {
            // The service keeps the text that it stored first when the meaning is the same.
            var same = was.set
            same.values = set.values
            if same == set { stored = was }
        }
        zone.put(stored)
        created.append(stored)
    }

    /// What is wrong with a record set, and its values in canonical form. Holds no copy of the zone when it is done, so
    /// that the zone is then changed in place.
    private func checked(
        _ set: RecordSet, _ name: Name, replacing existing: Stored?
    ) -> (messages: [String], values: Set<String>) {
        var check = SetCheck(set: set, name: name, zone: zone, settings: settings)
        check.run(replacing: existing)
        checkAlias(set, name, zone, &check.messages)
        return (check.messages, check.canonicalValues)
    }

    // MARK: Aliases

    private func checkAlias(_ set: RecordSet, _ name: Name, _ zone: HostedZone, _ messages: inout [String]) {
        guard let alias = set.alias else { return }
        let target: Name
        do { target = try Name(alias.name) } catch {
            messages.append(error.message)
            return
        }
        let head = "Tried to create an alias that targets \(target.text), type \(set.type) in zone \(alias.zoneID)"
        let outside = "\(head), but the alias target name does not lie within the target zone"
        let absent = "\(head), but that target was not found"
        if ["NS", "SOA"].contains(set.type) {
            messages.append("\(head), but an alias cannot have that type")
        } else if alias.zoneID == zone.id {
            if !target.lies(in: zone.name) {
                messages.append(outside)
            } else if !isFound(target, set.type, zone) {
                messages.append(absent)
            } else if depth(of: target, set.type, zone) > 2 {
                messages.append("\(head), but that is more than 3 levels of aliases")
            }
        } else if let other = zones[alias.zoneID] {
            messages.append(target.lies(in: other) ? absent : outside)
        } else if !ServiceZones.has(target, in: alias.zoneID) {
            messages.append(outside)
        } else if alias.zoneID == ServiceZones.cloudFront, zone.isPrivate {
            messages.append("\(head), but a private zone cannot have an alias for CloudFront")
        }
    }

    /// Whether a target is there, and none of the changes to come puts it there anew.
    private func isFound(_ target: Name, _ type: String, _ zone: HostedZone) -> Bool {
        zone.group(target, type).contains { stored in
            let key = Key(name: target.text, type: type, identifier: stored.set.setIdentifier)
            return pending[key, default: 0] == 0
        }
    }

    /// How many aliases of the zone lie between a name and values.
    private func depth(of name: Name, _ type: String, _ zone: HostedZone, limit: Int = 4) -> Int {
        if limit == 0 { return 0 }
        return zone.group(name, type).map { stored in
            guard let alias = stored.set.alias, alias.zoneID == zone.id, let next = try? Name(alias.name) else {
                return 0
            }
            return 1 + depth(of: next, type, zone, limit: limit - 1)
        }.max() ?? 0
    }

    // MARK: The end

    private func missingApex(_ type: String) -> String? {
        switch type {
        case "NS": "A HostedZone must contain at least one NS record for the zone itself."
        case "SOA": "A HostedZone must contain exactly one SOA record."
        default: nil
        }
    }

    private mutating func checkEndState() {
        for type in ["SOA", "NS"] where zone.group(zone.name, type).isEmpty {
            if let missing = missingApex(type), !messages.contains(missing) { messages.append(missing) }
        }
        for stored in created where stored.set.weight != nil && stored.set.ttl != nil {
            let group = zone.group(stored.name, stored.set.type)
            if group.contains(where: { $0.set.ttl != nil && $0.set.ttl != stored.set.ttl }) {
                messages.append(
                    "RRSet with DNS name \(stored.name.text.dropLast()) and type \(stored.set.type), SetIdentifier "
                        + "\(stored.set.setIdentifier ?? "") cannot be created as weighted sets must contain the same TTL."
                )
            }
        }
        if !settings.allowsDanglingAliases { checkDangling() }
        messages += CNAMELoops(zone).messages(for: created.map(\.name))
        let limit = zone.recordSetLimit ?? settings.recordSetsPerZone
        if zone.count > limit, messages.isEmpty {
            messages.append("Exceeded limit MAX_RRSETS_BY_ZONE for zone: \(zone.id)")
        }
    }

    private mutating func checkDangling() {
        let gone = deleted.values.filter { zone.group($0.name, $0.set.type).isEmpty }
        guard !gone.isEmpty else { return }
        let names = Set(gone.map { "\($0.name.text) \($0.set.type)" })
        for stored in zone.sets.values.joined() {
            guard let alias = stored.set.alias, alias.zoneID == zone.id else { continue }
            if names.contains("\(alias.name) \(stored.set.type)") {
                messages.append(
                    "RRSet with DNS name \(alias.name), type \(stored.set.type) cannot be deleted as the alias "
                        + "\(stored.name.text) targets it.")
            }
        }
    }
}
