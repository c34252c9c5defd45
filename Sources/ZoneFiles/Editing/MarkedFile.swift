internal import CYAML
internal import DNSModel

/// A YAML file with the place of every node, for changing parts of it.
struct MarkedFile {
    /// The file without a byte order mark at its start.
    let octets: [UInt8]
    /// The root node; `nil` in a file without a document or with an empty one.
    let root: MarkedNode?
    /// Where the content begins: behind the line of `---`, or at the start of the file.
    let bodyStart: Int

    /// Reads a file.
    ///
    /// - Throws: ``YAMLFailure``.
    init(_ octets: [UInt8]) throws(YAMLFailure) {
        let octets = ByteOrderMark.skipped(octets)
        let result = octets.withUnsafeBufferPointer { input in
            Result { () throws(YAMLFailure) -> (root: MarkedNode?, start: Int) in
                // The same bounds and messages as reading has.
                var check = try YAMLParser(input)
                var tree = YAMLTree()
                _ = try check.readDocument(into: &tree)
                var reader = MarkedReader(input)
                return try reader.read()
            }
        }
        let read = try result.get()
        self.octets = octets
        root = read.root
        bodyStart = read.start
    }
}

private struct MarkedReader: ~Copyable {
    private var events: YAMLEventStream
    private let input: Octets
    /// The octet where each character starts, where that is not the same number.
    private let starts: [Int]?
    private var anchors: [String: MarkedNode] = [:]
    private var flowDepth = 0

    init(_ input: Octets) {
        self.input = input
        starts =
            input.allSatisfy { $0 < 0x80 } ? nil : input.indices.filter { input[$0] & 0xC0 != 0x80 } + [input.count]
        events = YAMLEventStream(input)
    }

    private var event: UnsafeMutablePointer<yaml_event_t> { events.event }

    private mutating func advance() throws(YAMLFailure) { try events.advance() }

    private func offset(_ mark: yaml_mark_t) -> Int {
        let index = Int(mark.index)
        guard let starts else { return min(index, input.count) }
        return index < starts.count ? starts[index] : input.count
    }

    mutating func read() throws(YAMLFailure) -> (root: MarkedNode?, start: Int) {
        try advance()
        try advance()
        guard event.pointee.type == YAML_DOCUMENT_START_EVENT else { return (nil, 0) }
        var start = 0
        if event.pointee.data.document_start.implicit == 0 {
            start = offset(event.pointee.end_mark)
            while start < input.count, input[start] != UInt8(ascii: "\n") { start += 1 }
            start = min(start + 1, input.count)
        }
        try advance()
        if event.pointee.type == YAML_SCALAR_EVENT, event.pointee.data.scalar.length == 0 { return (nil, start) }
        return (try node(), start)
    }

    /// Where a node begins, and what is known of it then.
    private struct NodeStart {
        var offset: Int
        var line: Int
        var column: Int
        var isInFlow: Bool

        func node(
            _ content: MarkedNode.Content, to end: Int, isFlow: Bool = false, anchor: String? = nil
        ) -> MarkedNode {
            MarkedNode(
                content, range: offset..<max(offset, end), line: line, column: column, isFlow: isFlow,
                isInFlow: isInFlow, anchor: anchor)
        }
    }

    /// Reads the node that the current event starts; the depth is bounded by ``YAMLLimits/depth``.
    private mutating func node() throws(YAMLFailure) -> MarkedNode {
        let first = event.pointee.start_mark
        let start = NodeStart(
            offset: offset(first), line: Int(first.line), column: Int(first.column), isInFlow: flowDepth > 0)
        switch event.pointee.type {
        case YAML_SCALAR_EVENT: return remember(scalar(start))
        case YAML_SEQUENCE_START_EVENT:
            let data = event.pointee.data.sequence_start
            let isFlow = data.style == YAML_FLOW_SEQUENCE_STYLE
            let anchor = data.anchor.map { String(cString: $0) }
            var items: [MarkedNode] = []
            let end = try collection(isFlow, YAML_SEQUENCE_END_EVENT) { (file) throws(YAMLFailure) in
                items.append(try file.node())
                return items[items.count - 1].range.upperBound
            }
            return remember(start.node(.list(items), to: end, isFlow: isFlow, anchor: anchor))
        case YAML_MAPPING_START_EVENT:
            let data = event.pointee.data.mapping_start
            let isFlow = data.style == YAML_FLOW_MAPPING_STYLE
            let anchor = data.anchor.map { String(cString: $0) }
            var pairs: [MarkedPair] = []
            let end = try collection(isFlow, YAML_MAPPING_END_EVENT) { (file) throws(YAMLFailure) in
                let key = try file.node()
                try file.advance()
                let pair = MarkedPair(key: key, value: try file.node())
                pairs.append(pair)
                return pair.range.upperBound
            }
            return remember(start.node(.map(pairs), to: end, isFlow: isFlow, anchor: anchor))
        default:
            let name = event.pointee.data.alias.anchor.map { String(cString: $0) } ?? ""
            guard let target = anchors[name] else {
                throw YAMLFailure(id: "yaml-alias", message: "there is no anchor '&\(name)' above", line: 0, column: 0)
            }
            let alias = start.node(.alias(target), to: offset(event.pointee.end_mark))
            target.aliases.append(alias)
            return alias
        }
    }

    private func scalar(_ start: NodeStart) -> MarkedNode {
        let scalar = event.pointee.data.scalar
        let text = Array(Octets(start: scalar.value, count: Int(scalar.length)))
        var end = offset(event.pointee.end_mark)
        let style: MarkedNode.Style
        switch scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: style = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE:
            style = .block
            while end > start.offset, [0x20, 0x0A, 0x0D].contains(input[end - 1]) { end -= 1 }
        default: style = .plain
        }
        return start.node(.scalar(text, style), to: end, anchor: scalar.anchor.map { String(cString: $0) })
    }

    /// Reads what is in a list or a map.
    ///
    /// - Parameters:
    ///   - isFlow: whether it stands in brackets.
    ///   - endEvent: the event at its end.
    ///   - item: reads one of it, and says where that ends.
    /// - Returns: where it ends.
    /// - Throws: ``YAMLFailure``.
    private mutating func collection(
        _ isFlow: Bool, _ endEvent: yaml_event_type_t, _ item: (inout Self) throws(YAMLFailure) -> Int
    ) throws(YAMLFailure) -> Int {
        let begin = offset(event.pointee.end_mark)
        var ends: Int?
        if isFlow { flowDepth += 1 }
        try advance()
        while event.pointee.type != endEvent {
            let end = try item(&self)
            ends = max(ends ?? end, end)
            try advance()
        }
        if isFlow { flowDepth -= 1 }
        return isFlow ? offset(event.pointee.end_mark) : ends ?? begin
    }

    private mutating func remember(_ node: MarkedNode) -> MarkedNode {
        if let anchor = node.anchor { anchors[anchor] = node }
        return node
    }
}
