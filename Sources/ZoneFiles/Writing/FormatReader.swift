internal import CYAML
internal import DNSModel

/// A YAML file as the formatter needs it: every node, where it was, and nothing resolved.
struct FormatFile {
    /// The root map, or `nil` in a file without a document or with an empty one.
    var root: FormatNode?
    /// Every slot in the order of the file.
    var slots: [FormatSlot] = []
    /// The slot each slot is in; -1 for those of the root.
    var parents: [Int] = []
    /// Whether a slot is the first of a list or map in block style.
    var isFirstInBlock: [Bool] = []
    /// Where scalars are, in characters from the start of the file.
    var scalars: [ScalarRange] = []
    /// Where keys, values and brackets end.
    var ends: [End] = []
    /// Where `---` is, if it is there.
    var documentStart: Int?
    /// The line of the first thing that cannot be moved about, and what it is.
    var obstacle: (line: Int, what: String)?

    struct ScalarRange {
        var start: Int
        var end: Int
        var isBlock: Bool
    }

    struct End {
        var index: Int
        var line: Int
        var slot: Int
    }

    /// Reads a file.
    ///
    /// - Throws: ``YAMLFailure``.
    static func read(_ input: Octets) throws(YAMLFailure) -> FormatFile {
        // The same bounds and messages as reading has.
        var check = try YAMLParser(input)
        var tree = YAMLTree()
        _ = try check.readDocument(into: &tree)
        var reader = try FormatReader(input)
        do throws(YAMLFailure) {
            try reader.read()
        } catch {
            if reader.file.obstacle == nil { throw error }
        }
        return reader.file
    }
}

private struct FormatReader: ~Copyable {
    var file = FormatFile()
    private var events: YAMLEventStream
    private let input: Octets

    init(_ input: Octets) throws(YAMLFailure) {
        self.input = input
        events = YAMLEventStream(input)
    }

    private var event: UnsafeMutablePointer<yaml_event_t> { events.event }

    private mutating func advance() throws(YAMLFailure) { try events.advance() }

    mutating func read() throws(YAMLFailure) {
        try advance()
        try advance()
        guard event.pointee.type == YAML_DOCUMENT_START_EVENT else { return }
        let start = event.pointee.data.document_start
        if start.version_directive != nil || start.tag_directives.start != start.tag_directives.end {
            obstacle("a directive")
        }
        if start.implicit == 0 { file.documentStart = Int(event.pointee.start_mark.index) }
        try advance()
        if event.pointee.type == YAML_SCALAR_EVENT, event.pointee.data.scalar.length == 0 { return }
        file.root = try node(in: -1)
    }

    private mutating func obstacle(_ what: String) {
        if file.obstacle == nil { file.obstacle = (Int(event.pointee.start_mark.line) + 1, what) }
    }

    private mutating func end(of slot: Int) {
        let mark = event.pointee.end_mark
        file.ends.append(FormatFile.End(index: Int(mark.index), line: Int(mark.line), slot: slot))
    }

    private mutating func scalar(of slot: Int) -> FormatScalar {
        let scalar = event.pointee.data.scalar
        if scalar.anchor != nil { obstacle("an anchor") }
        if scalar.tag != nil { obstacle("a tag") }
        let (start, last) = (event.pointee.start_mark, event.pointee.end_mark)
        let isBlock = scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE
        if last.index > start.index {
            file.scalars.append(
                FormatFile.ScalarRange(start: Int(start.index), end: Int(last.index), isBlock: isBlock))
        }
        if isBlock {
            // A comment may be behind the '|'.
            file.ends.append(
                FormatFile.End(index: Int(start.index) + 1, line: Int(start.line), slot: slot))
        } else {
            end(of: slot)
        }
        return FormatScalar(
            text: Array(Octets(start: scalar.value, count: Int(scalar.length))),
            form: scalar.style == YAML_PLAIN_SCALAR_STYLE ? .plain : .text)
    }

    private mutating func add(_ slot: FormatSlot, in parent: Int, isFirst: Bool, dash: Int) -> Int {
        let mark = event.pointee.start_mark
        slot.start = Int(mark.index)
        slot.line = Int(mark.line)
        slot.column = max(0, Int(mark.column) - dash)
        file.slots.append(slot)
        file.parents.append(parent)
        file.isFirstInBlock.append(isFirst)
        return file.slots.count - 1
    }

    /// Reads the node that the current event starts; the depth is bounded by ``YAMLLimits/depth``.
    private mutating func node(in slot: Int) throws(YAMLFailure) -> FormatNode {
        switch event.pointee.type {
        case YAML_SCALAR_EVENT:
            return FormatNode(.scalar(scalar(of: slot)))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.pointee.data.sequence_start
            if start.anchor != nil { obstacle("an anchor") }
            if start.tag != nil { obstacle("a tag") }
            let isBlock = start.style != YAML_FLOW_SEQUENCE_STYLE
            if !isBlock { end(of: slot) }
            var items: [FormatSlot] = []
            try advance()
            while event.pointee.type != YAML_SEQUENCE_END_EVENT {
                let item = FormatSlot(key: nil, FormatNode(.list([])))
                let index = add(item, in: slot, isFirst: isBlock && items.isEmpty, dash: isBlock ? 2 : 0)
                item.value = try node(in: index)
                items.append(item)
                try advance()
            }
            if !isBlock { end(of: slot) }
            return FormatNode(.list(items))
        case YAML_MAPPING_START_EVENT:
            let start = event.pointee.data.mapping_start
            if start.anchor != nil { obstacle("an anchor") }
            if start.tag != nil { obstacle("a tag") }
            let isBlock = start.style != YAML_FLOW_MAPPING_STYLE
            if !isBlock { end(of: slot) }
            var pairs: [FormatSlot] = []
            try advance()
            while event.pointee.type != YAML_MAPPING_END_EVENT {
                guard event.pointee.type == YAML_SCALAR_EVENT else {
                    obstacle("a key that is not a text")
                    throw YAMLFailure(id: "not-formatted", message: "", line: 0, column: 0)
                }
                let pair = FormatSlot(key: nil, FormatNode(.list([])))
                let index = add(pair, in: slot, isFirst: isBlock && pairs.isEmpty, dash: 0)
                let key = scalar(of: index)
                if key.form == .plain, key.text.elementsEqual("<<".utf8) { obstacle("a merge key") }
                pair.key = key
                try advance()
                pair.value = try node(in: index)
                pairs.append(pair)
                try advance()
            }
            if !isBlock { end(of: slot) }
            return FormatNode(.map(pairs))
        default:
            obstacle("an alias")
            return FormatNode(.scalar(FormatScalar(text: [], form: .plain)))
        }
    }
}
