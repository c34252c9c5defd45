/// Writes nodes in block style, two spaces a level.
struct YAMLEmitter {
    var out: [UInt8] = []

    private static let newline = UInt8(ascii: "\n")

    /// Writes lines: comments, or nothing.
    mutating func lines(_ lines: [String], indent: Int) {
        for line in lines {
            if !line.isEmpty {
                pad(indent)
                out += line.utf8
            }
            out.append(Self.newline)
        }
    }

    /// Writes the pairs of a map.
    mutating func pairs(_ slots: [FormatSlot], indent: Int) {
        for slot in slots { pair(slot, indent: indent) }
    }

    /// Writes the items of a list.
    mutating func items(_ slots: [FormatSlot], indent: Int) {
        for slot in slots { item(slot, indent: indent) }
    }

    /// Writes a key and its value.
    ///
    /// - Parameters:
    ///   - slot: the pair.
    ///   - indent: how far in it is.
    ///   - isInline: whether the line has begun already, behind the `-` of a list.
    mutating func pair(_ slot: FormatSlot, indent: Int, isInline: Bool = false) {
        if !isInline {
            lines(slot.leading, indent: indent)
            if !slot.value.isBlock { lines(slot.head, indent: indent) }
            pad(indent)
        }
        slot.key?.append(to: &out)
        out.append(UInt8(ascii: ":"))
        switch slot.value.content {
        case .scalar(let scalar):
            if !scalar.text.isEmpty || scalar.form != .plain {
                out.append(UInt8(ascii: " "))
                scalar.append(to: &out)
            }
            endLine(slot.trailing)
        case .map(let children):
            if children.isEmpty { out += " {}".utf8 }
            endLine(slot.trailing)
            if !children.isEmpty { lines(slot.head, indent: indent + 2) }
            pairs(children, indent: indent + 2)
        case .list(let children):
            if children.isEmpty { out += " []".utf8 }
            endLine(slot.trailing)
            if !children.isEmpty { lines(slot.head, indent: indent + 2) }
            for child in children { item(child, indent: indent + 2) }
        }
        lines(slot.foot, indent: indent)
    }

    private mutating func item(_ slot: FormatSlot, indent: Int) {
        if case .map(let children) = slot.value.content, let first = children.first {
            if let comment = slot.trailing { first.addTrailing(comment) }
            slot.trailing = nil
            lines(slot.leading + slot.head + first.leading, indent: indent)
            if !first.value.isBlock { lines(first.head, indent: indent) }
            pad(indent)
            out += "- ".utf8
            pair(first, indent: indent + 2, isInline: true)
            pairs(Array(children.dropFirst()), indent: indent + 2)
            lines(slot.foot, indent: indent)
            return
        }
        lines(slot.leading + slot.head, indent: indent)
        pad(indent)
        out.append(UInt8(ascii: "-"))
        switch slot.value.content {
        case .scalar(let scalar):
            if !scalar.text.isEmpty || scalar.form != .plain {
                out.append(UInt8(ascii: " "))
                scalar.append(to: &out)
            }
            endLine(slot.trailing)
        case .map:
            out += " {}".utf8
            endLine(slot.trailing)
        case .list(let children):
            if children.isEmpty { out += " []".utf8 }
            endLine(slot.trailing)
            for child in children { item(child, indent: indent + 2) }
        }
        lines(slot.foot, indent: indent)
    }

    private mutating func endLine(_ comment: String?) {
        if let comment {
            out += "  ".utf8
            out += comment.utf8
        }
        out.append(Self.newline)
    }

    private mutating func pad(_ indent: Int) {
        for _ in 0..<indent { out.append(UInt8(ascii: " ")) }
    }
}
