internal import DNSModel
internal import ZonePlanning

/// Edits of single records: what differs is changed, the rest of their lines stays.
struct RecordEdits {
    var edits: NodeEdits
    let apex: DomainName
    let options: ZoneFileOptions
    let types: ProviderTypes

    // MARK: - Updates

    /// Makes a record declare another set of the same key.
    ///
    /// - Parameters:
    ///   - node: the record's map, which is no alias.
    ///   - old: what it declares.
    ///   - new: what it shall declare.
    /// - Returns: whether it could be done key by key; if not, some edits may have been made.
    mutating func update(_ node: MarkedNode, from old: RecordSet, to new: RecordSet) -> Bool {
        if old.ttl != new.ttl, !updateTTL(node, to: new.ttl) { return false }
        switch (old.alias, new.alias) {
        case (nil, nil):
            if old.data != new.data, !updateValues(node, to: new) { return false }
        case (let from?, let to?):
            if from != to { set("alias", to: RoutingNode.node(to, in: apex), in: node) }
        case (nil, let to?):
            guard let pair = node.pair("values") ?? node.pair("value") else { return false }
            rename(pair, FormatSlot(key: Self.key("alias"), RoutingNode.node(to, in: apex)), isFlow: true)
        case (_?, nil):
            guard let pair = node.pair("alias"), let values = values(of: new, like: nil, isGeneric: isGeneric(node))
            else {
                return false
            }
            rename(pair, FormatSlot(key: Self.key(values.count == 1 ? "value" : "values"), Self.list(values)))
        }
        if let policy = new.routing?.policy, policy != old.routing?.policy {
            set("routing", to: RoutingNode.node(policy), in: node)
        }
        if old.healthCheck != new.healthCheck {
            if let check = new.healthCheck {
                set("health-check", to: .text(check.utf8), in: node)
            } else if let pair = node.pair("health-check") {
                edits.remove(pair, from: node)
            } else {
                return false
            }
        }
        return true
    }

    private static func key(_ text: String) -> FormatScalar { FormatScalar(text: Array(text.utf8), form: .text) }

    private static func list(_ nodes: [FormatNode]) -> FormatNode { nodes.count == 1 ? nodes[0] : .list(nodes) }

    /// Whether the type is written as a number, so that values are in presentation format.
    private func isGeneric(_ node: MarkedNode) -> Bool {
        let type = merged("type", in: node)?.value.resolved.scalar ?? []
        return type.withUnsafeBufferPointer { RecordTypeText.isNumber($0) }
    }

    private func merged(_ key: String, in node: MarkedNode) -> MarkedPair? {
        node.mergedPairs.first { $0.key.resolved.scalar.map { $0.elementsEqual(key.utf8) } ?? false }
    }

    /// Sets a key of a record; one that a merge key brings is overridden.
    private mutating func set(_ key: String, to value: FormatNode, in node: MarkedNode) {
        if let pair = node.pair(key) {
            edits.replace(pair.value, by: value)
        } else {
            edits.insert(FormatSlot(key: Self.key(key), value), into: node)
        }
    }

    /// Puts another pair in the place of one.
    private mutating func rename(_ pair: MarkedPair, _ slot: FormatSlot, isFlow: Bool = false) {
        if pair.key.isInFlow || pair.value.isInFlow {
            var out: [UInt8] = []
            FlowStyle.append(slot, to: &out)
            edits.put(out, at: pair.range)
        } else {
            let column = pair.key.column
            let lines = NodeEdits.pair(slot, column: column, isFlow: isFlow)
            edits.put(Array(lines.dropFirst(column).dropLast()), at: pair.range)
        }
    }

    private mutating func updateTTL(_ node: MarkedNode, to ttl: TTL?) -> Bool {
        guard let ttl else {
            guard let pair = node.pair("ttl") else { return merged("ttl", in: node) == nil }
            edits.remove(pair, from: node)
            return true
        }
        if merged("ttl", in: node) == nil, ttl == options.defaultTTL { return true }
        set("ttl", to: .plain("\(ttl)"), in: node)
        return true
    }

    // MARK: - Values

    /// The values of a set in the way that another value is written; `nil` where octoDNS's spelling can't say them.
    private func values(of set: RecordSet, like sample: MarkedNode?, isGeneric: Bool) -> [FormatNode]? {
        let nodes = set.data.compactMap { value($0, like: sample, isGeneric: isGeneric) }
        return nodes.count == set.data.count ? nodes : nil
    }

    private func value(_ data: RecordData, like sample: MarkedNode?, isGeneric: Bool) -> FormatNode? {
        if isGeneric { return .text(data.text.utf8) }
        guard let node = RecordNode.node(data) else { return nil }
        if sample?.resolved.scalar != nil, case .map = node.content { return .text(data.text.utf8) }
        return node
    }

    private mutating func updateValues(_ node: MarkedNode, to new: RecordSet) -> Bool {
        let isGeneric = isGeneric(node)
        guard let pair = node.pair("values") ?? node.pair("value") else {
            // A merge key brings it; the same key overrides it.
            guard let pair = merged("values", in: node) ?? merged("value", in: node),
                let values = values(of: new, like: pair.value, isGeneric: isGeneric)
            else { return false }
            edits.insert(
                FormatSlot(
                    key: Self.key(String(decoding: pair.key.resolved.scalar ?? [], as: UTF8.self)), Self.list(values)),
                into: node)
            return true
        }
        if !isGeneric, new.data.contains(where: { RecordNode.node($0) == nil }) {
            // Text that octoDNS's spelling can't say; the numbered type takes presentation format.
            guard let type = node.pair("type") else { return false }
            edits.replace(type.value, by: .text("TYPE\(new.type.rawValue)".utf8))
            edits.replaceWhole(pair.value, by: Self.list(new.data.map { .text($0.text.utf8) }))
            return true
        }
        let context = ValueContext(type: new.type, isGenericText: isGeneric, lenient: true)
        if case .list(let items) = pair.value.content {
            return updateItems(items, of: pair.value, to: new, context)
        }
        if pair.value.isAlias {
            let sample = pair.value.resolved.items.first ?? pair.value
            guard let values = values(of: new, like: sample, isGeneric: isGeneric) else { return false }
            edits.replace(pair.value, by: Self.list(values))
            return true
        }
        if new.data.count == 1 {
            guard let value = value(new.data[0], like: pair.value, isGeneric: isGeneric) else { return false }
            edits.replace(pair.value, by: value)
            return true
        }
        return makeList(of: pair, new, context)
    }

    /// The values that a node is read as.
    private func data(of node: MarkedNode, _ context: ValueContext) -> RecordData? {
        var tree = YAMLTree()
        node.append(to: &tree)
        // What is told on the way has a place in a file.
        let file = ZoneFileInput(path: "", blob: "", octets: [])
        var builder = ZoneBuilder(apex: apex, options: options, files: [file])
        return builder.readValue(tree, 0, context)
    }

    private mutating func updateItems(
        _ items: [MarkedNode], of list: MarkedNode, to new: RecordSet, _ context: ValueContext
    ) -> Bool {
        let present = items.map { data(of: $0, context) }
        let wanted = Set(new.data)
        let known = Set(present.compactMap { $0 })
        let gone = items.indices.filter { index in present[index].map { !wanted.contains($0) } ?? true }
        let added = new.data.filter { !known.contains($0) }
        for (index, data) in zip(gone, added) {
            guard let value = value(data, like: items[index], isGeneric: context.isGenericText) else { return false }
            edits.replace(items[index], by: value)
        }
        let removed = Array(gone.dropFirst(added.count))
        if !removed.isEmpty { edits.removeItems(removed, of: list) }
        for data in added.dropFirst(gone.count) {
            guard let value = value(data, like: items.last, isGeneric: context.isGenericText) else { return false }
            edits.insert(
                styled(value, like: items.last), into: list, at: items.count, isFlow: items.last?.isFlow ?? false)
        }
        return true
    }

    /// A text in quotes as those beside it are.
    private func styled(_ node: FormatNode, like sample: MarkedNode?) -> FormatNode {
        guard case .scalar(var scalar) = node.content, case .scalar(_, let style)? = sample?.resolved.content else {
            return node
        }
        if style == .doubleQuoted || style == .singleQuoted { scalar.form = .quoted }
        return FormatNode(.scalar(scalar))
    }

    /// Makes a list of the one value of a pair.
    private mutating func makeList(of pair: MarkedPair, _ new: RecordSet, _ context: ValueContext) -> Bool {
        let node = pair.value
        let kept = data(of: node, context).flatMap { new.data.contains($0) ? $0 : nil }
        var others = new.data.filter { $0 != kept }
        if kept == nil {
            guard let value = value(others.removeFirst(), like: node, isGeneric: context.isGenericText) else {
                return false
            }
            edits.replace(node, by: value)
        }
        let values = others.compactMap { value($0, like: node, isGeneric: context.isGenericText) }
        guard values.count == others.count else { return false }
        if pair.key.scalar.map({ $0.elementsEqual("value".utf8) }) ?? false {
            edits.put(Array("s".utf8), at: edits.emptyRange(Self.endOfKey(pair.key, in: edits.text.octets)))
        }
        if node.isInFlow {
            edits.put(Array("[".utf8), at: edits.emptyRange(node.range.lowerBound))
            var out: [UInt8] = []
            for value in values {
                out += ", ".utf8
                FlowStyle.append(styled(value, like: node), to: &out)
            }
            edits.put(out + Array("]".utf8), at: edits.emptyRange(node.range.upperBound))
            return true
        }
        guard let column = beginList(at: node, behind: pair.key) else { return false }
        var lines: [UInt8] = []
        for value in values { lines += NodeEdits.item(styled(value, like: node), column: column, isFlow: node.isFlow) }
        edits.putLines(lines, atLine: edits.lineBehind(node.range, column: pair.key.column))
        return true
    }

    /// Where a key's text ends: before the quote, if it has one.
    private static func endOfKey(_ key: MarkedNode, in octets: [UInt8]) -> Int {
        guard case .scalar(_, let style) = key.content, style != .plain else { return key.range.upperBound }
        return key.range.upperBound - 1
    }

    /// Makes the value of a key the first item of a list in block style.
    ///
    /// - Returns: the column of the list; `nil` where the layout has no place for it.
    mutating func beginList(at node: MarkedNode, behind key: MarkedNode) -> Int? {
        let text = edits.text
        if node.isBlock {
            // A line of its own: the '-' goes into its white space.
            let start = node.range.lowerBound
            guard node.anchor == nil, node.column >= key.column + 2,
                text.indentation(ofLine: text.line(of: start)) == node.column
            else { return nil }
            edits.put(Array("- ".utf8), at: start - 2..<start)
            return node.column - 2
        }
        let column = key.column + edits.listOffset
        let gap = key.range.upperBound..<node.range.lowerBound
        guard text.octets[gap].contains(UInt8(ascii: ":")), !text.octets[gap].contains(0x0A) else { return nil }
        edits.put(
            Array(":\n".utf8) + [UInt8](repeating: 0x20, count: column) + Array("- ".utf8), at: gap)
        return column
    }

    // MARK: - Whole records

    /// Writes a record anew in its place.
    ///
    /// - Parameters:
    ///   - node: the record's map, which is no alias.
    ///   - set: what it shall declare.
    ///   - keepsOthers: whether what it says under `gate53` and `octodns` stays. If not, the comments in it go too.
    /// - Returns: whether it was done; not where comments would be lost that should stay.
    mutating func rewrite(_ node: MarkedNode, to set: RecordSet, keepsOthers: Bool) -> Bool {
        guard !keepsOthers || !hasComment(within: node) else { return false }
        edits.replaceWhole(node, by: record(set, keeping: keepsOthers ? node : nil))
        return true
    }

    /// A record's map.
    func record(_ set: RecordSet, keeping node: MarkedNode? = nil) -> FormatNode {
        let made = RecordNode.node(set, in: apex, defaultTTL: options.defaultTTL, annotation: nil).node
        var kept: [FormatSlot] = []
        for key in ["gate53", "octodns"] {
            guard let pair = node.flatMap({ merged(key, in: $0) }) else { continue }
            kept.append(FormatSlot(key: Self.key(key), pair.value.formatNode))
        }
        return FormatNode(.map((made.slots + kept).stablySorted()))
    }

    /// Whether there is a comment between the first and the last octet of a node.
    private func hasComment(within node: MarkedNode) -> Bool {
        var scalars: [Range<Int>] = []
        node.visit { if $0.scalar != nil { scalars.append($0.range) } }
        scalars.sort { $0.lowerBound < $1.lowerBound }
        var next = 0
        for index in node.range where edits.text.octets[index] == UInt8(ascii: "#") {
            while next < scalars.count, scalars[next].upperBound <= index { next += 1 }
            if next == scalars.count || index < scalars[next].lowerBound { return true }
        }
        return false
    }
}
