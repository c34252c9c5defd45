/// Writes nodes on one line, lists and maps in brackets.
enum FlowStyle {
    static func append(_ node: FormatNode, to out: inout [UInt8]) {
        switch node.content {
        case .scalar(let scalar): append(scalar, to: &out)
        case .list(let slots):
            out.append(UInt8(ascii: "["))
            for (index, slot) in slots.enumerated() {
                if index > 0 { out += ", ".utf8 }
                append(slot.value, to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .map(let slots):
            out.append(UInt8(ascii: "{"))
            for (index, slot) in slots.enumerated() {
                if index > 0 { out += ", ".utf8 }
                append(slot, to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }

    /// Writes a key and its value.
    static func append(_ slot: FormatSlot, to out: inout [UInt8]) {
        if let key = slot.key { append(key, to: &out) }
        out += ": ".utf8
        append(slot.value, to: &out)
    }

    static func append(_ scalar: FormatScalar, to out: inout [UInt8]) {
        var text: [UInt8] = []
        scalar.append(to: &text)
        let isQuoted = text.first == UInt8(ascii: "'") || text.first == UInt8(ascii: "\"")
        if !isQuoted, !isSafe(text) {
            text = []
            ScalarStyle.append(text: scalar.text, to: &text, quoted: true)
        }
        out += text
    }

    /// Whether a plain scalar means the same within brackets.
    static func isSafe(_ text: [UInt8]) -> Bool { !text.contains { ",[]{}".utf8.contains($0) } }
}
