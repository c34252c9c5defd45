internal import DNSModel

/// Which comment belongs to what, and the parts of a file that are not entries.
struct FormatLayout {
    /// Lines above `---`.
    private var prologue: [String] = []
    private var hasDocumentStart = false
    /// Lines that stay above the first entry.
    private var header: [String] = []
    /// Lines below the last entry.
    private var epilogue: [String] = []

    /// Attaches comments to slots.
    mutating func attach(_ comments: [Comment], _ emptyLines: [Bool], to file: inout FormatFile) {
        hasDocumentStart = file.documentStart != nil
        var nextSlot = 0
        var lastEnd = -1
        for comment in comments {
            while nextSlot < file.slots.count, file.slots[nextSlot].start <= comment.index { nextSlot += 1 }
            while lastEnd + 1 < file.ends.count, file.ends[lastEnd + 1].index <= comment.index { lastEnd += 1 }
            let followsEmptyLine = comment.isAlone && comment.line > 0 && emptyLines[comment.line - 1]
            if let start = file.documentStart, comment.index < start {
                if followsEmptyLine, !prologue.isEmpty { prologue.append("") }
                prologue.append(comment.text)
            } else if !comment.isAlone, lastEnd >= 0, file.ends[lastEnd].line == comment.line,
                file.ends[lastEnd].slot >= 0
            {
                file.slots[file.ends[lastEnd].slot].addTrailing(comment.text)
            } else {
                attach(lone: comment, followsEmptyLine: followsEmptyLine, nextSlot: nextSlot, to: &file)
            }
        }
        // Empty lines above entries are kept, one for several.
        for (index, slot) in file.slots.enumerated() where file.parents[index] < 0 {
            if slot.line > 0, slot.line <= emptyLines.count, emptyLines[slot.line - 1], slot.leading.last != "" {
                slot.leading.append("")
            }
        }
        if let first = file.slots.first, let split = first.leading.lastIndex(of: ""),
            first.leading[..<split].contains(where: { !$0.isEmpty })
        {
            header = Array(first.leading[..<split])
            first.leading = Array(first.leading[(split + 1)...])
        }
    }

    private mutating func attach(
        lone comment: Comment, followsEmptyLine: Bool, nextSlot: Int, to file: inout FormatFile
    ) {
        let next = nextSlot < file.slots.count ? nextSlot : nil
        if let next, file.isFirstInBlock[next], file.parents[next] >= 0 {
            file.slots[file.parents[next]].head.append(comment.text)
            return
        }
        // Further in than what follows: it is about what is above.
        if nextSlot > 0, comment.isAlone, next.map({ comment.column > file.slots[$0].column }) ?? (comment.column > 0) {
            var owner = nextSlot - 1
            while owner > 0, file.slots[owner].column > comment.column { owner -= 1 }
            if file.slots[owner].column <= comment.column {
                file.slots[owner].foot.append(comment.text)
                return
            }
        }
        guard let next else {
            if followsEmptyLine { epilogue.append("") }
            epilogue.append(comment.text)
            return
        }
        if file.parents[next] < 0, followsEmptyLine { file.slots[next].leading.append("") }
        file.slots[next].leading.append(comment.text)
    }

    /// The file.
    func write(_ entries: [FormatSlot]) -> [UInt8] {
        var emitter = YAMLEmitter()
        emitter.lines(prologue, indent: 0)
        if hasDocumentStart { emitter.out += "---\n".utf8 }
        let header = Self.trimmed(header)
        if !header.isEmpty { emitter.lines(header + [""], indent: 0) }
        for (index, entry) in entries.enumerated() {
            entry.leading = Self.collapsed(entry.leading)
            if index == 0 { entry.leading = Array(entry.leading.drop(while: \.isEmpty)) }
            emitter.pair(entry, indent: 0)
        }
        let epilogue = entries.isEmpty ? Self.trimmed(self.epilogue) : Self.collapsed(self.epilogue)
        emitter.lines(epilogue, indent: 0)
        return emitter.out
    }

    /// Without empty lines at the ends, and with one for several.
    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = Array(collapsed(lines).drop(while: \.isEmpty))
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines
    }

    private static func collapsed(_ lines: [String]) -> [String] {
        var result: [String] = []
        for line in lines where !line.isEmpty || result.last != "" { result.append(line) }
        return result
    }
}

/// How the parts of a zone file are arranged.
enum ZoneFileLayout {
    /// Arranges a name and its records.
    static func arrange(_ entry: FormatSlot) {
        if let key = entry.key, key.form == .text || !key.text.isEmpty && key.text != [UInt8(ascii: "~")] {
            entry.key?.form = .text
            if key.text == [UInt8(ascii: "@")] { entry.key?.text = [] }
        }
        if case .list(var items) = entry.value.content {
            if items.count == 1, case .map(let pairs) = items[0].value.content, !pairs.isEmpty {
                entry.value = items[0].value
                entry.absorb(items[0])
            } else {
                // First the records: a type may be written otherwise then.
                for item in items { arrange(record: item.value) }
                let order = items.indices.map { RecordOrder(of: items[$0].value, at: $0) }.sorted()
                items = order.map { items[$0.place] }
                entry.value = FormatNode(.list(items))
                return
            }
        }
        if case .map = entry.value.content { arrange(record: entry.value) }
    }

    private static func type(of record: FormatNode) -> [UInt8]? { record.scalar(under: "type") }

    private static func arrange(record: FormatNode) {
        guard case .map(let pairs) = record.content else { return }
        let text = type(of: record) ?? []
        let type = text.withUnsafeBufferPointer { RecordTypeText.type($0) }
        let isProviderSpecific = type == nil && text.withUnsafeBufferPointer { RecordTypeText.isProviderSpecific($0) }
        if type != nil, let slot = pairs.first(where: { $0.hasKey("type") }),
            case .scalar(let scalar) = slot.value.content
        {
            let upper = scalar.text.map { $0 &- UInt8(ascii: "a") < 26 ? $0 & ~0x20 : $0 }
            slot.value = FormatNode(.scalar(FormatScalar(text: upper, form: .text)))
        }
        let values = pairs.filter { $0.hasKey("value") || $0.hasKey("values") }
        if values.count == 1, !isProviderSpecific { arrange(values: values[0], type: type, typeText: text) }
        sort(record)
    }

    /// `value` for one value, `values` for several.
    private static func arrange(values slot: FormatSlot, type: RecordType?, typeText: [UInt8]) {
        if case .list(let items) = slot.value.content, items.count == 1, !items[0].value.isList {
            slot.value = items[0].value
            slot.absorb(items[0])
        }
        var scalars: [FormatNode] = []
        switch slot.value.content {
        case .list(let items):
            if !items.isEmpty { slot.key?.text = Array("values".utf8) }
            scalars = items.map(\.value)
        case .scalar, .map:
            slot.key?.text = Array("value".utf8)
            scalars = [slot.value]
        }
        let isText = (type == .txt || type == .spf) && typeText.count <= 3
        for node in scalars {
            guard case .scalar(let scalar) = node.content, scalar.form != .plain || !isNull(scalar.text) else {
                continue
            }
            node.content = .scalar(FormatScalar(text: scalar.text, form: isText ? .quoted : .text))
        }
    }

    private static func isNull(_ text: [UInt8]) -> Bool {
        text.isEmpty || ["~", "null", "Null", "NULL"].contains { text.elementsEqual($0.utf8) }
    }

    /// Puts the keys of a map, and of all maps in it, in order.
    private static func sort(_ node: FormatNode) {
        switch node.content {
        case .scalar: break
        case .list(let items): for item in items { sort(item.value) }
        case .map(let pairs):
            for pair in pairs {
                sort(pair.value)
            }
            node.content = .map(pairs.stablySorted())
        }
    }
}

extension RecordOrder {
    /// The place of a record at an index of a list.
    fileprivate init(of record: FormatNode, at place: Int) {
        self.init(
            type: record.scalar(under: "type") ?? [], identifier: record.scalar(under: "set-identifier") ?? [],
            place: place)
    }
}

extension FormatNode {
    /// The scalar under a key of a map.
    fileprivate func scalar(under key: StaticString) -> [UInt8]? { slots.first { $0.hasKey(key) }?.value.scalar }

    /// Whether it is a list.
    fileprivate var isList: Bool { if case .list = content { true } else { false } }
}
