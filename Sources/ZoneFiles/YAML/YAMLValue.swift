/// A YAML node as a value, for small files such as the settings.
struct YAMLValue {
    enum Content {
        case text(String, isPlain: Bool)
        case list([YAMLValue])
        case map([(key: YAMLValue, value: YAMLValue)])
    }

    var content: Content
    /// The line, from 1.
    var line: Int
    /// The column in characters, from 1.
    var column: Int

    /// The value of a node of a tree; the depth is bounded by ``YAMLLimits/depth``.
    init(_ tree: borrowing YAMLTree, _ index: Int) {
        let node = tree[index]
        line = Int(node.line)
        column = Int(node.column)
        switch node.kind {
        case .plain, .quoted:
            content = .text(String(decoding: tree.octets(of: index), as: UTF8.self), isPlain: node.kind == .plain)
        case .sequence:
            var items: [YAMLValue] = []
            for child in tree.children(of: index) { items.append(YAMLValue(tree, child)) }
            content = .list(items)
        case .mapping:
            var pairs: [(key: YAMLValue, value: YAMLValue)] = []
            let children = tree.children(of: index)
            for position in stride(from: 0, to: children.count - 1, by: 2) {
                pairs.append((YAMLValue(tree, children[position]), YAMLValue(tree, children[position + 1])))
            }
            content = .map(pairs)
        }
    }

    /// Whether it is one of YAML's words for nothing.
    var isNull: Bool {
        guard case .text(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }
}
