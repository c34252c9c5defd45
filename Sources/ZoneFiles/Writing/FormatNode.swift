/// A YAML node that is going to be written, with the comments that belong to it.
final class FormatNode {
    enum Content {
        case scalar(FormatScalar)
        case list([FormatSlot])
        case map([FormatSlot])
    }

    var content: Content

    init(_ content: Content) { self.content = content }

    /// A text, written in quotes where it needs them.
    static func text(_ text: some Sequence<UInt8>) -> FormatNode {
        FormatNode(.scalar(FormatScalar(text: Array(text), form: .text)))
    }

    /// A number or another word that is written plain.
    static func plain(_ text: String) -> FormatNode {
        FormatNode(.scalar(FormatScalar(text: Array(text.utf8), form: .plain)))
    }

    /// A map of plain keys.
    static func map(_ pairs: [(String, FormatNode)]) -> FormatNode {
        FormatNode(.map(pairs.map { FormatSlot(key: FormatScalar(text: Array($0.utf8), form: .text), $1) }))
    }

    /// A list.
    static func list(_ items: [FormatNode]) -> FormatNode {
        FormatNode(.list(items.map { FormatSlot(key: nil, $0) }))
    }

    /// The slots of a list or map.
    var slots: [FormatSlot] {
        switch content {
        case .scalar: []
        case .list(let slots), .map(let slots): slots
        }
    }

    /// The scalar's octets.
    var scalar: [UInt8]? { if case .scalar(let scalar) = content { scalar.text } else { nil } }

    /// Whether it takes lines of its own below its key.
    var isBlock: Bool { !slots.isEmpty }
}

/// A scalar that is going to be written.
struct FormatScalar {
    enum Form {
        /// Plain, as it was.
        case plain
        /// A text: plain or in quotes, as it needs.
        case text
        /// A text in quotes.
        case quoted
    }

    var text: [UInt8]
    var form: Form

    func append(to out: inout [UInt8]) {
        switch form {
        case .plain: ScalarStyle.append(plain: text, to: &out)
        case .text: ScalarStyle.append(text: text, to: &out)
        case .quoted: ScalarStyle.append(text: text, to: &out, quoted: true)
        }
    }
}

/// A place in a list or map: its key, if any, its value and its comments.
final class FormatSlot {
    var key: FormatScalar?
    var value: FormatNode
    /// Lines above it; an empty one is an empty line.
    var leading: [String] = []
    /// The comment behind it on its line.
    var trailing: String?
    /// Lines between its key and its first child.
    var head: [String] = []
    /// Lines below all of it.
    var foot: [String] = []
    /// Where it starts, in characters from the start of the file, and the column it counts as.
    var start = 0
    var column = 0
    var line = 0

    init(key: FormatScalar?, _ value: FormatNode) {
        self.key = key
        self.value = value
    }

    /// Whether the key is a text.
    func hasKey(_ text: StaticString) -> Bool {
        guard let key else { return false }
        return key.text.withUnsafeBufferPointer { $0.is(text) }
    }

    /// Adds a comment behind it, or above it where there is one behind it already.
    func addTrailing(_ comment: String) {
        if trailing == nil { trailing = comment } else { leading.append(comment) }
    }

    /// Takes over the comments of a slot that is going away, whose value this one gets.
    func absorb(_ other: FormatSlot) {
        leading += head + other.leading
        head = other.head
        if let comment = other.trailing { addTrailing(comment) }
        foot = other.foot + foot
    }
}
