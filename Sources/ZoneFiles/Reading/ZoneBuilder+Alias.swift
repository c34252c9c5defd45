internal import DNSModel
internal import ZonePlanning

// Record sets that stand for those of another name: `alias`.

extension ZoneBuilder {
    private static let aliasKeys = ["name", "zone", "evaluate-target-health"]

    /// Adds the alias of one record, one set for each of its types.
    ///
    /// - Parameters:
    ///   - tree: what was read.
    ///   - node: the record.
    ///   - nodes: the record's keys, with `alias` among them.
    ///   - name: the name of the sets.
    ///   - type: the record's type; `nil` for `ALIAS`, whose types stand under `alias`.
    ///   - handling: how the record is treated.
    ///   - mark: where the record is.
    ///   - errors: how many errors there were before the record.
    mutating func addAlias(
        _ tree: borrowing YAMLTree, _ node: Int, _ nodes: RecordNodes, name: DomainName, type: RecordType?,
        _ handling: RecordHandling,
        mark: SourceMark, errors: Int
    ) {
        if nodes.ttl != 0 {
            error(
                "alias-with-ttl", "an alias has the TTL of what it stands for; leave 'ttl' out",
                at: self.mark(tree[nodes.ttl - 1]))
        }
        let values = max(nodes.value, nodes.values)
        if values != 0 {
            error(
                "alias-with-values", "the record has an 'alias' and values of its own; keep one of the two",
                at: self.mark(tree[max(values, nodes.alias) - 1]))
        }
        let alias = readAlias(tree, nodes.alias, owner: name, type: type, lenient: handling.lenient)
        let routing = nodes.setIdentifier | nodes.routing == 0 ? nil : readRouting(tree, nodes)
        let healthCheck = nodes.healthCheck == 0 ? nil : readHealthCheck(tree, nodes.healthCheck)
        let annotation = nodes.gate53 == 0 ? nil : readAnnotation(tree, nodes.gate53, of: node, from: mark)
        guard errorCount == errors, let alias else { return }
        if let reason = handling.foreign {
            for type in alias.types {
                foreign.append(
                    ForeignSet(name: name, types: [type], identifier: routing?.identifier, reason: reason, mark: mark))
            }
            return
        }
        for type in alias.types {
            let set = RecordSet(
                name: name, type: type, alias: alias.target, routing: routing, healthCheck: healthCheck)
            sets.append(set)
            marks.append(mark)
            if let annotation { annotations.append((set.key, annotation)) }
        }
    }

    private mutating func readAlias(
        _ tree: borrowing YAMLTree, _ node: Int, owner: DomainName, type: RecordType?, lenient: Bool
    ) -> (target: AliasTarget, types: [RecordType])? {
        guard tree[node].kind == .mapping else {
            error(
                "wrong-shape", "'alias' is a map, as in '{name: lb.example.net., zone: Z2FDTNDATAQYW2}'",
                at: mark(tree[node]))
            return nil
        }
        let errors = errorCount
        let keys = Self.aliasKeys + ["types"]
        guard let fields = fields(tree, node, of: "alias", keys) else { return nil }
        var types = [RecordType.a, .aaaa]
        if let type {
            types = [type]
            if let node = fields["types"] {
                error(
                    "unknown-key",
                    "'types' is for records of 'type: ALIAS', and this one is of type \(type); leave it out",
                    at: mark(tree[node - 1]))
            }
        } else if let node = fields["types"] {
            types = aliasTypes(tree, node)
        }
        let isHealthEvaluated = fields["evaluate-target-health"].flatMap { flag(tree, $0) } ?? false
        guard let nameNode = fields["name"] else {
            if errorCount == errors {
                error("missing-key", "the alias has no 'name' of what it stands for", at: mark(tree[node]))
            }
            return nil
        }
        guard let target = aliasName(tree, nameNode, lenient: lenient),
            let place = aliasPlace(tree, nameNode, zone: fields["zone"], target)
        else { return nil }
        if place == .sameZone, target == owner {
            error("alias-to-itself", "the alias stands for itself; name another record set", at: mark(tree[nameNode]))
        }
        guard errorCount == errors else { return nil }
        return (AliasTarget(place: place, name: target, evaluatesTargetHealth: isHealthEvaluated), types)
    }

    /// Reads the types of an alias.
    private mutating func aliasTypes(_ tree: borrowing YAMLTree, _ node: Int) -> [RecordType] {
        var types: [RecordType] = []
        let items = tree[node].kind == .sequence ? tree.children(of: node) : [node]
        if items.isEmpty { error("missing-value", "list one type at least, as in [A, AAAA]", at: mark(tree[node])) }
        for item in items {
            guard let text = word(tree, item) else { continue }
            guard let type = RecordType(parsing: text) else {
                error(
                    "unknown-type",
                    "there is no record type '\(Shown.text(text))'; "
                        + RecordTypeText.hint(for: String(text.prefix(64))), at: mark(tree[item]))
                continue
            }
            if type == .soa {
                error("soa-in-zone-file", "the provider keeps the SOA; leave it out here", at: mark(tree[item]))
            } else if types.contains(type) {
                error("duplicate-value", "the type is in the list already; leave it out", at: mark(tree[item]))
            } else {
                types.append(type)
            }
        }
        return types
    }

    /// Reads the name of what the alias stands for. A name of one label is never meant to be absolute.
    private mutating func aliasName(_ tree: borrowing YAMLTree, _ node: Int, lenient: Bool) -> DomainName? {
        guard tree[node].isScalar, !tree.isNull(node) else {
            error("bad-value", "write the name of what the alias stands for", at: mark(tree[node]))
            return nil
        }
        let isLenient = lenient && tree.octets(of: node).contains(UInt8(ascii: "."))
        return targetName(
            tree, node, "alias target", ValueContext(type: .cname, isGenericText: false, lenient: isLenient))
    }

    /// In which hosted zone the target is.
    private mutating func aliasPlace(
        _ tree: borrowing YAMLTree, _ nameNode: Int, zone: Int?, _ target: DomainName
    ) -> AliasTarget.Place? {
        let isInZone = target.isAtOrBelow(apex)
        guard let zone else {
            if isInZone { return .sameZone }
            if let id = AliasService.zoneID(of: target) { return .hostedZone(id) }
            error(
                "alias-zone-unknown",
                "'\(target)' is not in this zone; write 'zone' with the hosted zone id of the service it belongs to: a "
                    + "load balancer's is its CanonicalHostedZoneId (aws elbv2 describe-load-balancers), and those of "
                    + "other services stand under \"Service endpoints and quotas\" in the AWS General Reference; for a "
                    + "name elsewhere write a CNAME", at: mark(tree[nameNode]))
            return nil
        }
        guard let text = word(tree, zone) else { return nil }
        if text == "same" {
            if isInZone { return .sameZone }
            error(
                "alias-zone-unknown",
                "'\(target)' is not in this zone \(apex); write the hosted zone id of the service it belongs to",
                at: mark(tree[zone]))
            return nil
        }
        guard HostedZoneID.isOne(text) else {
            error(
                "bad-value",
                "'\(Shown.text(text))' is not the id of a hosted zone; write it as in Z2FDTNDATAQYW2, or 'same' for this "
                    + "zone", at: mark(tree[zone]))
            return nil
        }
        return .hostedZone(text)
    }
}

/// Services whose names are all in one hosted zone, whatever the region.
///
/// Source: "AliasTarget", Amazon Route 53 API Reference.
enum AliasService {
    /// The id of the hosted zone, or `nil` where the name does not say it.
    static func zoneID(of name: DomainName) -> String? {
        let labels = name.labels.map { String(decoding: $0, as: UTF8.self) }
        guard labels.count > 2 else { return nil }
        return zoneIDs[labels.suffix(2).joined(separator: ".")]
    }

    private static let zoneIDs = [
        "cloudfront.net": "Z2FDTNDATAQYW2", "awsglobalaccelerator.com": "Z2BJ6XQ5FK7U4H",
    ]
}

/// Ids of hosted zones and of delegation sets.
package enum HostedZoneID {
    /// Whether a text can be one: 1 to 32 capital letters and digits.
    package static func isOne(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy { 65...90 ~= $0 || 48...57 ~= $0 }
    }
}
