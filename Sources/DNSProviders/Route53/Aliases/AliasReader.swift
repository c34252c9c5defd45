internal import DNSModel
internal import ZonePlanning

/// Reads one `Route53Provider/ALIAS`.
struct AliasReader {
    /// Something wrong with it.
    struct Problem {
        var severity: Diagnostic.Severity
        var id: String
        var message: String
    }

    private let source: ProviderSpecificSet
    private let apex: DomainName
    private(set) var problems: [Problem] = []

    init(_ source: ProviderSpecificSet, apex: DomainName) {
        self.source = source
        self.apex = apex
    }

    private mutating func error(_ id: String, _ message: String) {
        problems.append(Problem(severity: .error, id: id, message: message))
    }

    /// The record sets it stands for; fewer where something is wrong.
    mutating func read() -> [RecordSet] {
        if source.ttl != nil {
            problems.append(
                Problem(
                    severity: .warning, id: "alias-ttl",
                    message: "the alias \(source.name) has a 'ttl', which is not used: the target's is; leave it out"))
        }
        var values: [ProviderValue]?
        for field in source.fields {
            guard field.key == "value" || field.key == "values" else {
                error(
                    "unknown-key",
                    "the alias \(source.name) has no key \(shown(field.key)); it has 'type', and 'value' or 'values'")
                continue
            }
            if values != nil {
                error("value-and-values", "the alias \(source.name) has both 'value' and 'values'; keep one of them")
                return []
            }
            if case .list(let list) = field.value { values = list } else { values = [field.value] }
        }
        guard let values, !values.isEmpty else {
            error(
                "missing-value",
                "the alias \(source.name) has no 'value' and no 'values'; write what it stands for, as in "
                    + "'{type: A, name: www}'")
            return []
        }
        return values.compactMap { alias($0) }
    }

    // MARK: - One value

    private mutating func alias(_ value: ProviderValue) -> RecordSet? {
        guard case .map(let pairs) = value else {
            error(
                "bad-value",
                "a value of the alias \(source.name) is not a map; write it as in '{type: A, name: www}'")
            return nil
        }
        let before = problems.count
        var texts: [String: String] = [:]
        for pair in pairs {
            // octoDNS dumps two of its keys with underscores.
            let key = pair.key.replacing("_", with: "-")
            guard ["type", "name", "hosted-zone-id", "evaluate-target-health"].contains(key) else {
                error(
                    "unknown-key",
                    "a value of the alias \(source.name) has no key \(shown(pair.key)); it has 'type', 'name', "
                        + "'hosted-zone-id' and 'evaluate-target-health'")
                continue
            }
            guard case .text(let text) = pair.value else {
                error("bad-value", "'\(key)' of the alias \(source.name) is not a text")
                continue
            }
            if texts[key] != nil {
                error("duplicate-key", "'\(key)' of the alias \(source.name) is there twice; keep one of them")
            }
            texts[key] = text
        }
        let type = recordType(texts["type"])
        let evaluates = flag(texts["evaluate-target-health"])
        let target = target(texts["name"], in: Self.present(texts["hosted-zone-id"]))
        guard problems.count == before, let type, let evaluates, let target else { return nil }
        return RecordSet(
            name: source.name, type: type,
            alias: AliasTarget(place: target.place, name: target.name, evaluatesTargetHealth: evaluates))
    }

    private mutating func recordType(_ text: String?) -> RecordType? {
        guard let text = Self.present(text) else {
            error("missing-key", "a value of the alias \(source.name) has no 'type'; write it as in 'type: A'")
            return nil
        }
        guard let type = RecordType(parsing: text), Route53Rules.types.contains(type) else {
            error(
                "unknown-type",
                "the alias \(source.name) has the type \(shown(text)), which Route 53 does not have; write A or AAAA")
            return nil
        }
        return type
    }

    private mutating func flag(_ text: String?) -> Bool? {
        switch Self.present(text)?.lowercased() {
        case nil, "false", "no", "off": return false
        case "true", "yes", "on": return true
        case let other?:
            error(
                "bad-value",
                "'evaluate-target-health' of the alias \(source.name) is \(shown(other)); write 'true' or 'false'")
            return nil
        }
    }

    private mutating func target(
        _ text: String?, in zoneID: String?
    ) -> (name: DomainName, place: AliasTarget.Place)? {
        let name: DomainName
        if let text, !text.isEmpty, text != "@", Self.present(text) != nil {
            do throws(DNSParseError) {
                name = try DomainName(parsing: text, origin: apex)
            } catch {
                self.error(error.code.rawValue, "the target of the alias \(source.name): \(error.message)")
                return nil
            }
        } else {
            name = apex
        }
        if let zoneID {
            if text?.hasSuffix(".") != true {
                error(
                    "name-not-absolute",
                    "the alias \(source.name) has a hosted zone id and the target \(shown(text ?? "")) without a final dot; "
                        + "write the service's whole name with a dot at its end")
                return nil
            }
            return (name, .hostedZone(zoneID))
        }
        guard name.isAtOrBelow(apex) else {
            error(
                "missing-hosted-zone-id",
                "the alias \(source.name) is for \(name), which is not in this zone; add the 'hosted-zone-id' of the AWS "
                    + "service that it belongs to")
            return nil
        }
        return (name, .sameZone)
    }

    /// The text, unless it is YAML's null: a dump of octoDNS writes that for what is not there.
    private static func present(_ text: String?) -> String? {
        guard let text, !["", "~", "null", "Null", "NULL"].contains(text) else { return nil }
        return text
    }

    private func shown(_ text: String) -> String { DNSParseError.shown(Array(text.utf8)) }
}
