internal import DNSModel
internal import ZonePlanning

/// The nodes of a record's keys, 0 where a key is missing.
struct RecordNodes {
    var type = 0
    var ttl = 0
    var value = 0
    var values = 0
    var alias = 0
    var setIdentifier = 0
    var routing = 0
    var healthCheck = 0
    var octodns = 0
    var gate53 = 0
    var geo = 0
    var dynamic = 0
    /// Whether there are keys that only provider-specific types have.
    var hasOthers = false
}

extension ZoneBuilder {
    private static let recordKeys = [
        "type", "ttl", "value", "values", "alias", "set-identifier", "routing", "health-check", "octodns", "gate53",
    ]

    /// Adds the record set of one map.
    ///
    /// - Parameters:
    ///   - tree: what was read.
    ///   - node: the map.
    ///   - name: the name of the set.
    ///   - mark: where the set is.
    mutating func addRecord(_ tree: borrowing YAMLTree, _ node: Int, name: DomainName, mark: SourceMark) {
        let errors = errorCount
        let nodes = recordNodes(tree, node)
        guard nodes.type != 0 else {
            error("missing-key", "the record has no 'type', as in 'type: A'", at: self.mark(tree[node]))
            return
        }
        guard tree[nodes.type].isScalar, !tree.isNull(nodes.type) else {
            error(
                "unknown-type", "'type' is the name of a record type, as in 'type: A'", at: self.mark(tree[nodes.type]))
            return
        }
        let typeText = tree.octets(of: nodes.type)
        let type = RecordTypeText.type(typeText)
        // Without 'alias' the type is octoDNS's, and the provider's business.
        let isOfSeveralTypes = nodes.alias != 0 && typeText.is("ALIAS")
        let isProviderSpecific = type == nil && !isOfSeveralTypes && RecordTypeText.isProviderSpecific(typeText)
        if type == nil && !isProviderSpecific && !isOfSeveralTypes {
            error(
                "unknown-type", RecordTypeText.unknown(typeText), at: self.mark(tree[nodes.type]))
        }
        if nodes.hasOthers && !isProviderSpecific { reportOthers(tree, node) }

        var handling = RecordHandling(lenient: options.lenient)
        if nodes.octodns != 0 { readOctoDNS(tree, nodes.octodns, into: &handling) }
        let takesRouting = handling.lenient || options.lenientIDs.contains("unsupported-routing")
        if options.lenientIDs.contains(DNSParseError.Code.nameNotAbsolute.rawValue) { handling.lenient = true }
        let ttl = nodes.ttl == 0 ? options.defaultTTL : timeToLive(tree, nodes.ttl)

        guard let type else {
            if isProviderSpecific {
                addProviderSpecific(
                    tree, node, nodes, name: name, ttl: nodes.ttl == 0 ? nil : ttl, foreign: handling.foreign,
                    mark: mark)
            } else if isOfSeveralTypes {
                addAlias(tree, node, nodes, name: name, type: nil, handling, mark: mark, errors: errors)
            }
            return
        }
        if type == .soa {
            error(
                "soa-in-zone-file",
                "the provider keeps the SOA; leave it out here, and set its fields under 'soa' in the settings",
                at: self.mark(tree[nodes.type]))
            return
        }
        if nodes.geo | nodes.dynamic != 0, handling.foreign == nil {
            reportOctoDNSRouting(tree, nodes, lenient: takesRouting)
        }
        if nodes.alias != 0 {
            addAlias(tree, node, nodes, name: name, type: type, handling, mark: mark, errors: errors)
            return
        }
        let context = ValueContext(
            type: type, isGenericText: RecordTypeText.isNumber(typeText),
            lenient: handling.lenient)
        addSet(tree, node, nodes, name: name, ttl: ttl, context, handling.foreign, mark: mark, errors: errors)
    }

    /// Adds an ordinary record set, if there was no mistake in it.
    private mutating func addSet(
        _ tree: borrowing YAMLTree, _ node: Int, _ nodes: RecordNodes, name: DomainName, ttl: TTL?,
        _ context: ValueContext, _ reason: ForeignSet.Reason?, mark: SourceMark, errors: Int
    ) {
        let type = context.type
        let data = recordData(tree, node, value: nodes.value, values: nodes.values, context)
        let routing = nodes.setIdentifier | nodes.routing == 0 ? nil : readRouting(tree, nodes)
        let healthCheck = nodes.healthCheck == 0 ? nil : readHealthCheck(tree, nodes.healthCheck)
        var annotation: Annotation?
        if nodes.gate53 != 0 { annotation = readAnnotation(tree, nodes.gate53, of: node, from: mark) }
        guard errorCount == errors, let ttl, !data.isEmpty else { return }
        if let reason {
            foreign.append(
                ForeignSet(name: name, types: [type], identifier: routing?.identifier, reason: reason, mark: mark))
            return
        }
        sets.append(
            RecordSet(name: name, type: type, ttl: ttl, data: data, routing: routing, healthCheck: healthCheck))
        marks.append(mark)
        if let annotation {
            annotations.append((RecordSet.Key(name: name, type: type, identifier: routing?.identifier), annotation))
        }
    }

    /// Finds the keys of a record and reports those that are there twice.
    @inline(__always)
    private mutating func recordNodes(_ tree: borrowing YAMLTree, _ node: Int) -> RecordNodes {
        var nodes = RecordNodes()
        var key = node + 1
        let end = tree.next(after: node)
        while key < end {
            let value = tree.next(after: key)
            let text = tree.octets(of: key)
            var earlier = 0
            if !tree[key].isScalar {
                nodes.hasOthers = true
            } else if text.is("type") {
                (earlier, nodes.type) = (nodes.type, value)
            } else if text.is("ttl") {
                (earlier, nodes.ttl) = (nodes.ttl, value)
            } else if text.is("value") {
                (earlier, nodes.value) = (nodes.value, value)
            } else if text.is("values") {
                (earlier, nodes.values) = (nodes.values, value)
            } else if text.is("alias") {
                (earlier, nodes.alias) = (nodes.alias, value)
            } else if text.is("set-identifier") {
                (earlier, nodes.setIdentifier) = (nodes.setIdentifier, value)
            } else if text.is("routing") {
                (earlier, nodes.routing) = (nodes.routing, value)
            } else if text.is("health-check") {
                (earlier, nodes.healthCheck) = (nodes.healthCheck, value)
            } else if text.is("octodns") {
                (earlier, nodes.octodns) = (nodes.octodns, value)
            } else if text.is("gate53") {
                (earlier, nodes.gate53) = (nodes.gate53, value)
            } else if text.is("geo") {
                (earlier, nodes.geo) = (nodes.geo, value)
            } else if text.is("dynamic") {
                (earlier, nodes.dynamic) = (nodes.dynamic, value)
            } else {
                nodes.hasOthers = true
            }
            if earlier != 0 { reportDuplicateKey(tree, key, first: earlier) }
            key = tree.next(after: value)
        }
        return nodes
    }

    mutating func reportDuplicateKey(_ tree: borrowing YAMLTree, _ key: Int, first: Int) {
        error(
            "duplicate-key",
            "the key '\(Shown.text(tree.octets(of: key)))' is here twice, first at line \(tree[first].line); "
                + "keep one", at: mark(tree[key]))
    }

    /// Reports keys that no record has.
    private mutating func reportOthers(_ tree: borrowing YAMLTree, _ node: Int) {
        var key = node + 1
        let end = tree.next(after: node)
        while key < end {
            let text = String(decoding: tree.octets(of: key).prefix(200), as: UTF8.self)
            if !tree[key].isScalar {
                error("wrong-shape", "a key is text, not a list or map", at: mark(tree[key]))
            } else if Self.policyKeys.contains(text) {
                error(
                    "unknown-key",
                    "a record has no key '\(text)'; write it under 'routing', as in 'routing: {\(text): …}'",
                    at: mark(tree[key]))
            } else if !Self.recordKeys.contains(text), text != "geo", text != "dynamic" {
                error(
                    "unknown-key",
                    "a record has no key '\(Shown.text(text))'; " + DidYouMean.hint(for: text, in: Self.recordKeys),
                    at: mark(tree[key]))
            }
            key = tree.next(after: tree.next(after: key))
        }
    }

    /// Reads a TTL.
    @inline(__always)
    private mutating func timeToLive(_ tree: borrowing YAMLTree, _ node: Int) -> TTL? {
        guard tree[node].isScalar else {
            error("bad-ttl", "a TTL is a number of seconds, as in 300, or 5m", at: mark(tree[node]))
            return nil
        }
        do {
            let ttl = try TTL(parsing: tree.octets(of: node))
            warnIfOtherNumber(tree, node)
            return ttl
        } catch {
            self.error(error.code.rawValue, Printable.text(error.message), at: mark(tree[node]))
            return nil
        }
    }

    // MARK: - Values

    /// Reads what is under `value` and `values`.
    @inline(__always)
    private mutating func recordData(
        _ tree: borrowing YAMLTree, _ node: Int, value: Int, values: Int, _ context: ValueContext
    ) -> [RecordData] {
        if value != 0 && values != 0 {
            let later = max(value, values)
            error(
                "value-and-values", "the record has both 'value' and 'values'; keep one of them",
                at: mark(tree[later]))
        }
        let source = values != 0 ? values : value
        guard source != 0 else {
            error("missing-value", "the record has no 'value' and no 'values'", at: mark(tree[node]))
            return []
        }
        guard tree[source].kind == .sequence else {
            return readValue(tree, source, context).map { [$0] } ?? []
        }
        var data: [RecordData] = []
        var item = source + 1
        let end = tree.next(after: source)
        if item == end {
            error("missing-value", "the record has no value; list one at least", at: mark(tree[source]))
        }
        var seen: Set<RecordData> = []
        while item < end {
            if let one = readValue(tree, item, context) {
                let isDuplicate: Bool
                if data.count < 8 {
                    isDuplicate = data.contains(one)
                } else {
                    if seen.isEmpty { seen = Set(data) }
                    isDuplicate = !seen.insert(one).inserted
                }
                if isDuplicate {
                    error(
                        "duplicate-value", "the value is in the list already; leave it out", at: mark(tree[item]))
                } else {
                    data.append(one)
                }
            }
            item = tree.next(after: item)
        }
        if data.count > 1, context.type == .cname || context.type == .dname {
            error(
                "single-value", "a \(context.type) has one value; keep one of \(data.count)",
                at: mark(tree[tree.next(after: source + 1)]))
        }
        return data
    }

    // MARK: - Provider-specific types

    private mutating func addProviderSpecific(
        _ tree: borrowing YAMLTree, _ node: Int, _ nodes: RecordNodes, name: DomainName, ttl: TTL?,
        foreign reason: ForeignSet.Reason?, mark: SourceMark
    ) {
        let errors = errorCount
        var fields: [ProviderValue.Pair] = []
        var seen: Set<String> = []
        var key = node + 1
        let end = tree.next(after: node)
        while key < end {
            let value = tree.next(after: key)
            if ![nodes.type, nodes.ttl, nodes.octodns, nodes.gate53].contains(value) {
                if let text = keyText(tree, key) {
                    if !seen.insert(text).inserted { reportDuplicateKey(tree, key, first: node) }
                    fields.append(ProviderValue.Pair(key: text, value: providerValue(tree, value)))
                }
            }
            key = tree.next(after: value)
        }
        if nodes.gate53 != 0 {
            warning(
                "unused-key", "gate53 keeps no 'gate53' key for provider-specific types",
                at: self.mark(tree[nodes.gate53]))
        }
        guard errorCount == errors else { return }
        let type = String(decoding: tree.octets(of: nodes.type), as: UTF8.self)
        if let reason {
            foreign.append(Self.foreign(name, type, fields, reason, mark))
            return
        }
        providerSets.append(ProviderSpecificSet(name: name, type: type, ttl: ttl, fields: fields, mark: mark))
    }

    private mutating func keyText(_ tree: borrowing YAMLTree, _ key: Int) -> String? {
        guard tree[key].isScalar else {
            error("wrong-shape", "a key is text, not a list or map", at: mark(tree[key]))
            return nil
        }
        return String(decoding: tree.octets(of: key), as: UTF8.self)
    }

    /// The depth is bounded by ``YAMLLimits/depth``.
    private mutating func providerValue(_ tree: borrowing YAMLTree, _ node: Int) -> ProviderValue {
        let children = tree[node].isScalar ? [] : tree.children(of: node)
        switch tree[node].kind {
        case .plain, .quoted:
            return .text(String(decoding: tree.octets(of: node), as: UTF8.self))
        case .sequence:
            var items: [ProviderValue] = []
            for child in children { items.append(providerValue(tree, child)) }
            return .list(items)
        case .mapping:
            var pairs: [ProviderValue.Pair] = []
            var seen: Set<String> = []
            for position in stride(from: 0, to: children.count - 1, by: 2) {
                guard let key = keyText(tree, children[position]) else { continue }
                if !seen.insert(key).inserted { reportDuplicateKey(tree, children[position], first: node) }
                pairs.append(ProviderValue.Pair(key: key, value: providerValue(tree, children[position + 1])))
            }
            return .map(pairs)
        }
    }
}
