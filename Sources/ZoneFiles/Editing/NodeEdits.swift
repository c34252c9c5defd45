/// Edits of the nodes of one file, gathered to be made at once.
///
/// Only the octets of what changes are touched; what is new is written in the style of what is around it.
struct NodeEdits {
    let text: FileText
    /// How far the `-` of lists stands behind their keys in this file.
    let listOffset: Int
    /// The first line behind `---`.
    private let bodyLine: Int
    private(set) var edits: [TextEdit] = []

    init(_ file: MarkedFile) {
        text = FileText(file.octets)
        listOffset = file.root.flatMap(Self.listOffset) ?? 2
        bodyLine = text.line(of: file.bodyStart)
    }

    var isEmpty: Bool { edits.isEmpty }

    /// The file with the edits made; `nil` where they get into each other's way.
    func applied() -> [UInt8]? { TextEdit.apply(edits, to: text.octets) }

    mutating func put(_ replacement: [UInt8], at range: Range<Int>) {
        var octets = replacement
        if text.lineBreak.count > 1 {
            octets = octets.flatMap { $0 == UInt8(ascii: "\n") ? text.lineBreak : [$0] }
        }
        edits.append(TextEdit(range: range, replacement: octets))
    }

    private static func listOffset(_ node: MarkedNode) -> Int? {
        if node.isFlow { return nil }
        for pair in node.pairs {
            if !pair.value.items.isEmpty, pair.value.isBlock { return max(0, pair.value.column - pair.key.column) }
            if let found = listOffset(pair.value) { return found }
        }
        for item in node.items {
            if let found = listOffset(item) { return found }
        }
        return nil
    }

    // MARK: - Values

    /// Makes a node say something else, and touches only the scalars that differ where its shape stays.
    mutating func replace(_ node: MarkedNode, by new: FormatNode) {
        switch (node.content, new.content) {
        case (.scalar(let old, let style), .scalar(let scalar)):
            if old != scalar.text { rewrite(node, new, style: style) }
        case (.map(let pairs), .map(let slots)) where Self.haveSameKeys(pairs, slots):
            for pair in pairs {
                guard let slot = slots.first(where: { $0.key?.text == pair.key.scalar }) else { continue }
                replace(pair.value, by: slot.value)
            }
        case (.list(let items), .list(let slots)) where items.count == slots.count:
            for (item, slot) in zip(items, slots) { replace(item, by: slot.value) }
        default: rewrite(node, new, style: nil)
        }
    }

    private static func haveSameKeys(_ pairs: [MarkedPair], _ slots: [FormatSlot]) -> Bool {
        pairs.count == slots.count && !pairs.contains(where: \.isMerge)
            && pairs.allSatisfy { pair in slots.contains { $0.key?.text == pair.key.scalar } }
    }

    /// Writes a node anew, whatever it has in common with what it shall be.
    mutating func replaceWhole(_ node: MarkedNode, by new: FormatNode) { rewrite(node, new, style: nil) }

    /// Writes a node anew; an anchor that aliases need stays.
    private mutating func rewrite(_ node: MarkedNode, _ new: FormatNode, style: MarkedNode.Style?) {
        var out: [UInt8] = []
        if let anchor = node.anchor, !node.aliases.isEmpty {
            out += "&\(anchor)".utf8
            out.append(node.isBlock && new.isBlock ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            if node.isBlock, new.isBlock { out += [UInt8](repeating: 0x20, count: node.column) }
        }
        if case .scalar(let scalar) = new.content {
            out += Self.text(scalar, style: style, isInFlow: node.isInFlow)
        } else if node.isBlock, new.isBlock {
            out += Self.block(new, column: node.column)
        } else {
            FlowStyle.append(new, to: &out)
        }
        put(out, at: node.range)
    }

    /// A scalar in a style, as far as that can have it.
    static func text(_ scalar: FormatScalar, style: MarkedNode.Style?, isInFlow: Bool) -> [UInt8] {
        var out: [UInt8] = []
        if isInFlow { FlowStyle.append(scalar, to: &out) } else { scalar.append(to: &out) }
        let text = scalar.text
        var escaped: [UInt8] = []
        ScalarStyle.append(text: text, to: &escaped, quoted: true)
        // Escapes are for what can't be written as it is.
        let isPrintable = !(escaped.first == UInt8(ascii: "\"") && escaped.count != text.count + 2)
        switch style {
        case .plain:
            if ScalarStyle.isPlainText(text), scalar.form == .plain || !ScalarStyle.isNoText(text),
                !isInFlow || FlowStyle.isSafe(text)
            {
                return text
            }
        case .singleQuoted where isPrintable:
            return [0x27] + text.flatMap { $0 == 0x27 ? [0x27, 0x27] : [$0] } + [0x27]
        case .doubleQuoted where isPrintable:
            return [0x22] + text.flatMap { $0 == 0x22 || $0 == 0x5C ? [0x5C, $0] : [$0] } + [0x22]
        case .singleQuoted, .doubleQuoted, .block, nil: break
        }
        return out
    }

    /// A list or map over several lines, without the white space before its first line and the end of its last.
    static func block(_ node: FormatNode, column: Int) -> [UInt8] {
        var emitter = YAMLEmitter()
        if case .map(let slots) = node.content {
            emitter.pairs(slots, indent: column)
        } else {
            emitter.items(node.slots, indent: column)
        }
        return Array(emitter.out.dropFirst(column).dropLast())
    }

    // MARK: - Maps

    /// Adds a pair to a map: where its key belongs if the keys are in order, else at the end.
    mutating func insert(_ slot: FormatSlot, into map: MarkedNode, isFlow: Bool = false) {
        let key = slot.key?.text ?? []
        let keys = map.pairs.map { $0.key.scalar ?? [] }
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { !NaturalOrder.precedes($1, $0) }
        let place = (isSorted ? keys.firstIndex { NaturalOrder.precedes(key, $0) } : nil) ?? keys.count
        if map.isFlow {
            var out: [UInt8] = []
            FlowStyle.append(slot, to: &out)
            insertInFlow(out, among: map.pairs.map(\.range), at: place, in: map)
            return
        }
        if place > 0 {
            let line = lineBehind(map.pairs[place - 1].range, column: map.column)
            putLines(Self.pair(slot, column: map.column, isFlow: isFlow), atLine: line)
        } else if let first = map.pairs.first {
            let lines = Self.pair(slot, column: map.column, isFlow: isFlow).dropFirst(map.column)
            put(Array(lines) + [UInt8](repeating: 0x20, count: map.column), at: emptyRange(first.range.lowerBound))
        }
    }

    /// Adds a name and its records to the root of a file, which has a name or more.
    mutating func insertEntry(_ slot: FormatSlot, into root: MarkedNode) {
        guard !root.isFlow, !root.pairs.isEmpty else {
            insert(slot, into: root)
            return
        }
        let key = slot.key?.text ?? []
        let keys = root.pairs.map { $0.key.scalar ?? [] }
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy { !NaturalOrder.precedes($1, $0) }
        let place = (isSorted ? keys.firstIndex { NaturalOrder.precedes(key, $0) } : nil) ?? keys.count
        let neighbour = root.pairs[max(0, place - 1)]
        var lines = Self.pair(slot, column: root.column, isFlow: neighbour.value.isFlow)
        // Where every two entries have an empty line between them, so have these.
        let isSpaced =
            keys.count > 1
            && zip(root.pairs, root.pairs.dropFirst()).allSatisfy { one, other in
                let lines = (lastLine(of: one.range) + 1)...text.line(of: other.key.range.lowerBound)
                return lines.contains { text.isEmpty(line: $0) }
            }
        if place > 0 {
            if isSpaced { lines = [0x0A] + lines }
            putLines(lines, atLine: lineBehind(neighbour.range, column: root.column))
        } else {
            if isSpaced { lines.append(0x0A) }
            let line = text.line(of: neighbour.range.lowerBound)
            putLines(lines, atLine: topOfComments(above: line, column: root.column, from: bodyLine))
        }
    }

    /// A pair with the white space before its first line and the end of its last.
    static func pair(_ slot: FormatSlot, column: Int, isFlow: Bool) -> [UInt8] {
        if isFlow, slot.value.isBlock {
            var out = [UInt8](repeating: 0x20, count: column)
            slot.key?.append(to: &out)
            out += ": ".utf8
            FlowStyle.append(slot.value, to: &out)
            return out + [0x0A]
        }
        var emitter = YAMLEmitter()
        emitter.pair(slot, indent: column)
        return emitter.out
    }

    /// Takes a pair away, with the comments on its lines.
    mutating func remove(_ pair: MarkedPair, from map: MarkedNode) {
        guard let index = map.pairs.firstIndex(where: { $0.key === pair.key }) else { return }
        if map.isFlow {
            removeFromFlow([index], of: map.pairs.map(\.range))
        } else if index == 0, text.indentation(ofLine: text.line(of: pair.key.range.lowerBound)) != map.column {
            // Behind the '-' of a list.
            // The next key that stays takes its place.
            let next = map.pairs.dropFirst().first { other in
                !edits.contains { $0.replacement.isEmpty && $0.range.contains(other.key.range.lowerBound) }
            }
            if let next { put([], at: pair.key.range.lowerBound..<next.range.lowerBound) }
        } else {
            removeLines(
                of: pair.range, column: map.column, isFirst: index == 0,
                after: index > 0 ? map.pairs[index - 1].range : nil)
        }
    }

    // MARK: - Lists

    /// Adds an item to a list.
    ///
    /// - Parameters:
    ///   - new: what to add.
    ///   - list: a list that is no alias, with items.
    ///   - place: the index of the item before which it comes, or the count of items.
    ///   - isFlow: whether a list or map is written in brackets.
    mutating func insert(_ new: FormatNode, into list: MarkedNode, at place: Int, isFlow: Bool) {
        let ranges = list.items.map(\.range)
        if list.isFlow {
            var out: [UInt8] = []
            FlowStyle.append(new, to: &out)
            insertInFlow(out, among: ranges, at: place, in: list)
            return
        }
        let lines = Self.item(new, column: list.column, isFlow: isFlow)
        if place > 0 {
            putLines(lines, atLine: lineBehind(ranges[place - 1], column: list.column))
        } else {
            putLines(lines, atLine: text.line(of: list.range.lowerBound))
        }
    }

    /// An item with its `-`, the white space before its first line and the end of its last.
    static func item(_ node: FormatNode, column: Int, isFlow: Bool) -> [UInt8] {
        if isFlow, node.isBlock {
            var out = [UInt8](repeating: 0x20, count: column) + Array("- ".utf8)
            FlowStyle.append(node, to: &out)
            return out + [0x0A]
        }
        var emitter = YAMLEmitter()
        emitter.items([FormatSlot(key: nil, node)], indent: column)
        return emitter.out
    }

    /// Takes items away, of which one at least stays.
    mutating func removeItems(_ indices: [Int], of list: MarkedNode) {
        let ranges = list.items.map(\.range)
        if list.isFlow {
            removeFromFlow(indices, of: ranges)
            return
        }
        for index in indices {
            removeLines(
                of: ranges[index], column: list.column, isFirst: index == 0, after: index > 0 ? ranges[index - 1] : nil)
        }
    }

    // MARK: - Brackets

    private mutating func insertInFlow(
        _ out: [UInt8], among ranges: [Range<Int>], at place: Int, in node: MarkedNode
    ) {
        if place > 0 {
            put(Array(", ".utf8) + out, at: emptyRange(ranges[place - 1].upperBound))
        } else if let first = ranges.first {
            put(out + Array(", ".utf8), at: emptyRange(first.lowerBound))
        } else {
            put(out, at: emptyRange(node.range.upperBound - 1))
        }
    }

    private mutating func removeFromFlow(_ indices: [Int], of ranges: [Range<Int>]) {
        let gone = Set(indices)
        var index = 0
        while index < ranges.count {
            guard gone.contains(index) else {
                index += 1
                continue
            }
            var end = index
            while gone.contains(end + 1) { end += 1 }
            if end + 1 < ranges.count {
                put([], at: ranges[index].lowerBound..<ranges[end + 1].lowerBound)
            } else {
                let start = index > 0 ? ranges[index - 1].upperBound : ranges[index].lowerBound
                put([], at: start..<ranges[end].upperBound)
            }
            index = end + 1
        }
    }

    // MARK: - Lines

    func emptyRange(_ offset: Int) -> Range<Int> { offset..<offset }

    /// The last line of something.
    func lastLine(of range: Range<Int>) -> Int { text.line(of: max(range.lowerBound, range.upperBound - 1)) }

    /// The line behind something, and behind the comments below it that are further in than what is beside it.
    func lineBehind(_ range: Range<Int>, column: Int) -> Int {
        var line = lastLine(of: range) + 1
        while text.isComment(line: line), let found = text.indentation(ofLine: line), found > column { line += 1 }
        return line
    }

    /// The first of the comments right above a line, down to a line that is not looked beyond.
    func topOfComments(above line: Int, column: Int, from bound: Int) -> Int {
        var top = line
        while top > bound, text.isComment(line: top - 1), text.indentation(ofLine: top - 1) ?? 0 >= column { top -= 1 }
        return top
    }

    /// Inserts whole lines before a line, or at the end of the file.
    mutating func putLines(_ lines: [UInt8], atLine line: Int) {
        let offset = text.start(ofLine: line)
        let isBehindOpenLine = offset == text.octets.count && offset > 0 && text.octets[offset - 1] != 0x0A
        put((isBehindOpenLine ? [0x0A] : []) + lines, at: emptyRange(offset))
    }

    /// Takes the lines of something away, and comments that are about nothing else.
    ///
    /// Comments above go along where what follows can't be what they are about: an empty line, a comment of its own, or
    /// the end of what it is in. Those at the top of a file stay.
    ///
    /// - Parameters:
    ///   - range: what goes away, which has its lines for itself.
    ///   - column: the column of what is beside it.
    ///   - isFirst: whether nothing is before it.
    ///   - after: what is before it.
    mutating func removeLines(of range: Range<Int>, column: Int, isFirst: Bool, after: Range<Int>?) {
        var first = text.line(of: range.lowerBound)
        var next = lineBehind(range, column: column)
        let bound = after.map { lineBehind($0, column: column) } ?? bodyLine
        let top = topOfComments(above: first, column: column, from: bound)
        let isHeader = isFirst && column == 0 && (bodyLine..<max(bodyLine, top)).allSatisfy { text.isEmpty(line: $0) }
        let endsHere =
            text.indentation(ofLine: next).map { $0 < column } ?? true || text.isComment(line: next)
        if !isHeader, endsHere { first = top }
        // One empty line in the place of two, and none at the end of the file.
        if text.isEmpty(line: first - 1), first - 1 >= bound {
            if text.isEmpty(line: next) {
                next += 1
            } else if next >= text.lineCount {
                while first > bound, text.isEmpty(line: first - 1) { first -= 1 }
            }
        }
        put([], at: text.start(ofLine: first)..<text.start(ofLine: next))
    }
}
