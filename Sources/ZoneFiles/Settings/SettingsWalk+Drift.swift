internal import DNSModel
internal import ZonePlanning

// What a zone's settings say of drift: what a plan does with it, and which differences between live and git they accept
// for a time.

extension SettingsWalk {
    private static let acceptedKeys = ["name", "live", "type", "set-identifier", "reason", "expires"]
    private static let liveShape =
        "'live' is the record as it may be live, as in a zone file, '{type: A, ttl: 300, value: 192.0.2.9}', or the word "
        + "absent"

    /// Reads what is under `drift` of a zone: what a plan does with it, or a map of that, of what it does with some
    /// record sets, and of what is accepted.
    ///
    /// - Parameters:
    ///   - value: the section.
    ///   - key: the zone's name as a key.
    ///   - lenient: whether a missing final dot is a warning.
    /// - Returns: what a plan does, where it is said, what it does with some record sets, and the accepted
    ///   differences.
    mutating func drift(
        _ value: YAMLValue, of key: YAMLValue, lenient: Bool
    ) -> (policy: DriftPolicy?, parts: [DriftRule.Part], accepted: [AcceptedDifference]) {
        if case .text = value.content { return (choice(value, DriftPolicy.self), [], []) }
        let fields = fields(value, of: "'drift'", ["plan", "records", "accepted"])
        return (
            fields["plan"].flatMap { choice($0, DriftPolicy.self) }, fields["records"].map { driftParts($0) } ?? [],
            fields["accepted"].map { accepted($0, of: key, lenient: lenient) } ?? []
        )
    }

    /// Reads what a plan does with drift of some record sets.
    private mutating func driftParts(_ list: YAMLValue) -> [DriftRule.Part] {
        if list.isNull { return [] }
        guard case .list(let items) = list.content else {
            error("wrong-shape", "write a list, as in [{name: '_acme-challenge**', type: TXT, plan: leave}]", at: list)
            return []
        }
        var parts: [DriftRule.Part] = []
        var lines: [RecordPattern: Int] = [:]
        for item in items {
            let fields = fields(item, of: "what a plan does with drift of some record sets", ["name", "type", "plan"])
            let sets = pattern(fields, at: item)
            guard let plan = fields["plan"] else {
                error("missing-key", "say with 'plan' what a plan does with them: leave, revert or refuse", at: item)
                continue
            }
            guard let policy = choice(plan, DriftPolicy.self), let sets else { continue }
            if let line = lines[sets.normalized] {
                error(
                    "duplicate-key", "a pattern of the same record sets is at line \(line) already; keep one", at: item)
                continue
            }
            lines[sets.normalized] = item.line
            parts.append(DriftRule.Part(sets, policy))
        }
        return parts
    }

    private mutating func accepted(
        _ list: YAMLValue, of key: YAMLValue, lenient: Bool
    ) -> [AcceptedDifference] {
        if list.isNull { return [] }
        guard case .list(let items) = list.content else {
            error(
                "wrong-shape", "write a list, as in [{name: www, live: absent, type: A, reason: …, expires: …}]",
                at: list)
            return []
        }
        guard case .text(let text, _) = key.content, let apex = try? DomainName(zone: text) else {
            return []
        }
        var differences: [AcceptedDifference] = []
        var lines: [RecordSet.Key: Int] = [:]
        for item in items {
            for difference in accepted(item, apex, lenient: lenient) {
                if let line = lines[difference.key] {
                    error(
                        "duplicate-key", "\(difference.key) is here twice, first at line \(line); keep one", at: item)
                    continue
                }
                lines[difference.key] = item.line
                differences.append(difference)
            }
        }
        return differences
    }

    private mutating func accepted(
        _ item: YAMLValue, _ apex: DomainName, lenient: Bool
    ) -> [AcceptedDifference] {
        let before = diagnostics.count
        let fields = fields(item, of: "an accepted difference", Self.acceptedKeys)
        for key in ["name", "live", "reason", "expires"] where fields[key] == nil {
            error("missing-key", "the accepted difference has no '\(key)'", at: item)
        }
        guard let nameValue = fields["name"], let live = fields["live"], let reasonValue = fields["reason"],
            let expiresValue = fields["expires"]
        else { return [] }
        let name = ownerName(nameValue, apex)
        let reason = reason(reasonValue)
        let expires = day(expiresValue)
        guard let name else { return [] }
        var sets: [(key: RecordSet.Key, live: RecordSet?)] = []
        switch live.content {
        case .text("absent", _):
            guard let type = fields["type"] else {
                error("missing-key", "the accepted difference has no 'type' of the set that may be missing", at: item)
                return []
            }
            if let key = key(name, type, fields["set-identifier"]) { sets = [(key, nil)] }
        case .map:
            for name in ["type", "set-identifier"] {
                guard let value = fields[name] else { continue }
                error("unused-key", "'\(name)' stands under 'live' here; leave it out", at: value)
            }
            sets = record(live, name, apex, lenient: lenient).map { ($0.key, $0) }
        case .text, .list: error("wrong-shape", Self.liveShape, at: live)
        }
        guard diagnostics.count == before, let reason, let expires else { return [] }
        return sets.map { key, live in
            AcceptedDifference(key: key, live: live, reason: reason, expires: expires, location: location(item))
        }
    }

    /// A name as zone files have it: relative to the zone, `''` or `@` for the zone's own.
    private mutating func ownerName(_ value: YAMLValue, _ apex: DomainName) -> DomainName? {
        guard case .text(let text, _) = value.content, !value.isNull else {
            error("bad-value", "write a name relative to the zone, as in www, or '' for the zone's own", at: value)
            return nil
        }
        if text.isEmpty || text == "@" { return apex }
        do {
            let name = try DomainName(parsing: text, origin: apex)
            if name.isAtOrBelow(apex) { return name }
            error(
                "name-outside-zone", "'\(Shown.text(text))' is not in the zone \(apex); write names relative to it",
                at: value)
        } catch {
            self.error(error.code.rawValue, Printable.text(error.message), at: value)
        }
        return nil
    }

    private mutating func key(_ name: DomainName, _ type: YAMLValue, _ identifier: YAMLValue?) -> RecordSet.Key? {
        guard let word = text(type) else { return nil }
        guard let recordType = RecordType(parsing: word) else {
            error(
                "unknown-type",
                "there is no record type '\(Shown.text(word))'; " + RecordTypeText.hint(for: word), at: type)
            return nil
        }
        guard let identifier else { return RecordSet.Key(name: name, type: recordType) }
        guard let word = text(identifier) else { return nil }
        guard let identifierText = SetIdentifier(word) else {
            error("bad-value", "a set identifier has 1 to \(SetIdentifier.maximumLength) characters", at: identifier)
            return nil
        }
        return RecordSet.Key(name: name, type: recordType, identifier: identifierText)
    }

    /// Reads a record as zone files have it.
    private mutating func record(
        _ value: YAMLValue, _ name: DomainName, _ apex: DomainName, lenient: Bool
    ) -> [RecordSet] {
        var tree = YAMLTree()
        value.append(to: &tree)
        var builder = ZoneBuilder(
            apex: apex, options: ZoneFileOptions(defaultTTL: defaultTTL, lenient: lenient),
            files: [ZoneFileInput(path: path, blob: "", octets: [])])
        builder.addRecord(tree, 0, name: name, mark: builder.mark(tree[0]))
        for diagnostic in builder.sortedDiagnostics() { add(diagnostic) }
        if builder.sets.isEmpty, builder.errorCount == 0 {
            error("wrong-shape", Self.liveShape, at: value)
        }
        return builder.sets
    }

    private mutating func reason(_ value: YAMLValue) -> String? {
        guard let text = text(value) else { return nil }
        if text.unicodeScalars.count <= 256,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        {
            return text
        }
        error("bad-value", "a reason has at most 256 characters, all on one line", at: value)
        return nil
    }

    private mutating func day(_ value: YAMLValue) -> CalendarDate? {
        guard let text = text(value) else { return nil }
        if let day = CalendarDate(parsing: text) { return day }
        error("bad-date", "'\(Shown.text(text))' is not a date; write it as in 2026-12-31", at: value)
        return nil
    }
}

extension YAMLValue {
    /// Puts the value, and all below it, into a tree.
    func append(to tree: inout YAMLTree) {
        switch content {
        case .text(let text, let isPlain):
            var text = text
            text.withUTF8 { tree.append(isPlain ? .plain : .quoted, $0, line: line, column: column) }
        case .list(let items):
            let head = tree.open(.sequence, line: line, column: column)
            for item in items { item.append(to: &tree) }
            tree.close(head)
        case .map(let pairs):
            let head = tree.open(.mapping, line: line, column: column)
            for pair in pairs {
                pair.key.append(to: &tree)
                pair.value.append(to: &tree)
            }
            tree.close(head)
        }
    }
}
