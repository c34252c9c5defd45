/// A node of a YAML file and the octets that it is written with.
final class MarkedNode {
    /// How a scalar is written.
    enum Style {
        case plain
        case singleQuoted
        case doubleQuoted
        /// Behind `|` or `>`.
        case block
    }

    enum Content {
        case scalar([UInt8], Style)
        case list([MarkedNode])
        case map([MarkedPair])
        case alias(MarkedNode)
    }

    var content: Content
    /// The octets from its anchor, tag or first character on to its last one.
    var range: Range<Int>
    /// The line, from 0.
    let line: Int
    /// The column in characters, from 0.
    let column: Int
    /// Whether it is a list or map in brackets.
    let isFlow: Bool
    /// Whether it stands within brackets.
    let isInFlow: Bool
    /// The name behind `&`.
    let anchor: String?
    /// The aliases that stand for it.
    var aliases: [MarkedNode] = []

    init(
        _ content: Content, range: Range<Int>, line: Int, column: Int, isFlow: Bool, isInFlow: Bool, anchor: String?
    ) {
        self.content = content
        self.range = range
        self.line = line
        self.column = column
        self.isFlow = isFlow
        self.isInFlow = isInFlow
        self.anchor = anchor
    }

    /// What it stands for: itself unless it is an alias.
    var resolved: MarkedNode { if case .alias(let target) = content { target.resolved } else { self } }

    var isAlias: Bool { if case .alias = content { true } else { false } }

    /// Whether it takes lines of its own: a list or map without brackets.
    var isBlock: Bool {
        switch content {
        case .scalar, .alias: false
        case .list, .map: !isFlow
        }
    }

    /// The octets of a scalar that is no alias.
    var scalar: [UInt8]? { if case .scalar(let text, _) = content { text } else { nil } }

    /// The items of a list that is no alias.
    var items: [MarkedNode] { if case .list(let items) = content { items } else { [] } }

    /// The pairs of a map that is no alias, as written.
    var pairs: [MarkedPair] { if case .map(let pairs) = content { pairs } else { [] } }

    /// The pair of a map that is no alias with a key.
    func pair(_ key: String) -> MarkedPair? {
        pairs.first { $0.key.scalar.map { $0.elementsEqual(key.utf8) } ?? false }
    }

    /// The pairs of the map that this stands for, with those that its merge keys bring: its own win, then those of
    /// earlier maps.
    var mergedPairs: [MarkedPair] {
        let own = resolved.pairs
        guard own.contains(where: \.isMerge) else { return own }
        var result = own.filter { !$0.isMerge }
        var seen = Set(result.compactMap(\.key.scalar))
        for pair in own where pair.isMerge {
            let value = pair.value.resolved
            let sources = if case .list(let items) = value.content { items } else { [value] }
            for source in sources {
                for pair in source.mergedPairs {
                    if let key = pair.key.resolved.scalar, !seen.insert(key).inserted { continue }
                    result.append(pair)
                }
            }
        }
        return result
    }

    /// This node and all below it, aliases as they are.
    func visit(_ body: (MarkedNode) -> Void) {
        body(self)
        for item in items { item.visit(body) }
        for pair in pairs {
            pair.key.visit(body)
            pair.value.visit(body)
        }
    }
}

/// A key and a value of a map.
struct MarkedPair {
    var key: MarkedNode
    var value: MarkedNode

    var isMerge: Bool {
        guard case .scalar(let text, .plain) = key.content else { return false }
        return text.elementsEqual("<<".utf8)
    }

    /// The octets of both.
    var range: Range<Int> { key.range.lowerBound..<max(key.range.upperBound, value.range.upperBound) }
}

extension MarkedNode {
    /// The node as it is read: aliases and merge keys are what they stand for.
    func append(to tree: inout YAMLTree) {
        let node = resolved
        switch node.content {
        case .scalar(let text, let style):
            text.withUnsafeBufferPointer {
                tree.append(style == .plain ? .plain : .quoted, $0, line: node.line + 1, column: node.column + 1)
            }
        case .list(let items):
            let head = tree.open(.sequence, line: node.line + 1, column: node.column + 1)
            for item in items { item.append(to: &tree) }
            tree.close(head)
        case .map:
            let head = tree.open(.mapping, line: node.line + 1, column: node.column + 1)
            for pair in node.mergedPairs {
                pair.key.append(to: &tree)
                pair.value.append(to: &tree)
            }
            tree.close(head)
        case .alias: break
        }
    }

    /// The node to be written anew, without anchors, aliases and merge keys.
    var formatNode: FormatNode {
        let node = resolved
        switch node.content {
        case .scalar(let text, let style):
            return FormatNode(.scalar(FormatScalar(text: text, form: style == .plain ? .plain : .text)))
        case .list(let items): return .list(items.map(\.formatNode))
        case .map:
            return FormatNode(
                .map(
                    node.mergedPairs.map { pair in
                        FormatSlot(
                            key: FormatScalar(text: pair.key.resolved.scalar ?? [], form: .text), pair.value.formatNode)
                    }))
        case .alias: return .text([])
        }
    }
}
