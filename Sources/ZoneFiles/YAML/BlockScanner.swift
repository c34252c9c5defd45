internal import DNSModel

/// Reads the entries of a zone file in plain block form, as `gate53 fmt` writes it, many times faster than libyaml.
///
/// It must never read a file otherwise than libyaml does. So it knows little, and gives up on anything else: flow
/// style, anchors, tags, block scalars, escapes, scalars over several lines, empty values, tabs and most of Unicode.
/// The whole file is read by libyaml then. A differential test compares both over mutated files.
struct BlockScanner {
    private let input: UnsafePointer<UInt8>
    private let count: Int
    /// Where scanning goes on: at the first character of a line that is neither empty nor a comment, or at the end.
    private var position = 0
    /// The line of `position`, from 1.
    private var line = 1
    /// The first octet of that line.
    private var lineStart = 0
    private var hasBegun = false

    private static let newline = UInt8(ascii: "\n")
    private static let space = UInt8(ascii: " ")
    private static let hash = UInt8(ascii: "#")
    private static let colon = UInt8(ascii: ":")
    private static let dash = UInt8(ascii: "-")
    private static let singleQuote = UInt8(ascii: "'")
    private static let doubleQuote = UInt8(ascii: "\"")

    /// Something that is left to libyaml.
    private static let unusual = YAMLFailure(id: "unusual", message: "", line: 0, column: 0)

    /// How deep maps and lists may be here.
    private static let depth = 8
    /// How long a key may be here; libyaml wants a key to end within 1,024 characters.
    private static let longestKey = 900

    /// Starts reading, or gives `nil` for a file that cannot be in plain block form; the octets must outlive it.
    init?(_ octets: Octets) {
        guard let base = octets.baseAddress, octets.count > 0, octets.count <= YAMLLimits.fileSize,
            octets[octets.count - 1] == Self.newline, Self.isPlain(octets)
        else { return nil }
        input = base
        count = octets.count
    }

    /// Whether all octets are printable ASCII or line feeds, or of characters that mean nothing to YAML.
    private static func isPlain(_ octets: Octets) -> Bool {
        var start = 0
        while start < octets.count {
            let end = min(octets.count, start + 4096)
            var other = false
            for index in start..<end {
                let octet = octets[index]
                other = other || !(octet &- 0x20 < 0x5F || octet == newline)
            }
            if other {
                guard let next = endOfPlain(octets, from: start, to: end) else { return false }
                start = next
            } else {
                start = end
            }
        }
        return true
    }

    /// Checks octets one by one and lets some characters of two and three octets pass, for comments.
    private static func endOfPlain(_ octets: Octets, from start: Int, to end: Int) -> Int? {
        var index = start
        while index < end {
            let octet = octets[index]
            if octet &- 0x20 < 0x5F || octet == newline {
                index += 1
            } else if 0xC3...0xDF ~= octet, index + 1 < octets.count, octets[index + 1] & 0xC0 == 0x80 {
                index += 2
            } else if octet == 0xE2, index + 2 < octets.count, octets[index + 1] == 0x80,
                0x90...0xA7 ~= octets[index + 2]
            {
                index += 3
            } else {
                return nil
            }
        }
        return index
    }

    // MARK: - Lines

    /// The column of `position`, from 1.
    @inline(__always)
    private var column: Int { position - lineStart + 1 }

    /// Goes over the rest of the line, which may be empty or a comment behind a space, and to the next line that is
    /// neither empty nor a comment.
    @inline(__always)
    private mutating func endLine() throws(YAMLFailure) {
        var index = position
        if input[index] != Self.newline {
            guard input[index] == Self.space else { throw Self.unusual }
            while input[index] == Self.space { index += 1 }
            if input[index] == Self.hash {
                while input[index] != Self.newline { index += 1 }
            }
            guard input[index] == Self.newline else { throw Self.unusual }
        }
        position = index + 1
        line += 1
        skipEmptyLines()
    }

    /// Goes from the start of a line to the next line that is neither empty nor a comment, and over its indentation.
    @inline(__always)
    private mutating func skipEmptyLines() {
        var index = position
        while index < count {
            lineStart = index
            while input[index] == Self.space { index += 1 }
            let octet = input[index]
            if octet != Self.newline && octet != Self.hash {
                position = index
                return
            }
            while input[index] != Self.newline { index += 1 }
            index += 1
            line += 1
        }
        position = count
        lineStart = count
    }

    /// Whether a list item starts here: `-` and a space.
    @inline(__always)
    private var isAtItem: Bool {
        input[position] == Self.dash && (input[position + 1] == Self.space || input[position + 1] == Self.newline)
    }

    // MARK: - Nodes

    /// Reads the pairs of a map whose first key is here.
    private mutating func mapping(into tree: inout YAMLTree, depth: Int) throws(YAMLFailure) {
        guard depth < Self.depth else { throw Self.unusual }
        let column = column
        let head = tree.open(.mapping, line: line, column: column)
        while true {
            try pair(into: &tree, column: column, depth: depth)
            if position == count || self.column < column { break }
            guard self.column == column, !isAtItem else { throw Self.unusual }
        }
        tree.close(head)
    }

    /// Reads a key that is here, and its value.
    @inline(__always)
    private mutating func pair(into tree: inout YAMLTree, column: Int, depth: Int) throws(YAMLFailure) {
        try key(into: &tree)
        // At ':' and a space or the end of the line.
        position += 1
        var index = position
        while input[index] == Self.space { index += 1 }
        if input[index] != Self.newline && input[index] != Self.hash {
            position = index
            try scalar(into: &tree)
            try endLine()
            if position < count && self.column > column { throw Self.unusual }
            return
        }
        try endLine()
        guard position < count else { throw Self.unusual }
        if self.column > column {
            if isAtItem {
                try sequence(into: &tree, depth: depth + 1, isIndentless: false)
            } else {
                try mapping(into: &tree, depth: depth + 1)
            }
        } else {
            guard self.column == column, isAtItem else { throw Self.unusual }
            try sequence(into: &tree, depth: depth + 1, isIndentless: true)
        }
    }

    /// Reads the items of a list whose first `-` is here.
    private mutating func sequence(
        into tree: inout YAMLTree, depth: Int, isIndentless: Bool
    ) throws(YAMLFailure) {
        guard depth < Self.depth else { throw Self.unusual }
        let column = column
        let head = tree.open(.sequence, line: line, column: column)
        while true {
            position += 1
            while input[position] == Self.space { position += 1 }
            let first = input[position]
            guard first != Self.newline, first != Self.hash, !isAtItem else { throw Self.unusual }
            if isAtKey() {
                try mapping(into: &tree, depth: depth + 1)
            } else {
                try scalar(into: &tree)
                try endLine()
            }
            if position == count || self.column < column { break }
            guard self.column == column else { throw Self.unusual }
            if !isAtItem {
                guard isIndentless else { throw Self.unusual }
                break
            }
        }
        tree.close(head)
    }

    // MARK: - Scalars

    /// Whether the text here is a key: it ends with `:` before a space or the end of the line.
    @inline(__always)
    private func isAtKey() -> Bool {
        var index = position
        let quote = input[index]
        if quote == Self.singleQuote || quote == Self.doubleQuote {
            index += 1
            while input[index] != quote && input[index] != Self.newline { index += 1 }
            return input[index] == quote && input[index + 1] == Self.colon
        }
        while input[index] != Self.newline {
            if input[index] == Self.colon, input[index + 1] == Self.space || input[index + 1] == Self.newline {
                return true
            }
            if input[index] == Self.space, input[index + 1] == Self.hash { return false }
            index += 1
        }
        return false
    }

    /// Reads a key and stops at its `:`.
    @inline(__always)
    private mutating func key(into tree: inout YAMLTree) throws(YAMLFailure) {
        let start = position
        let first = input[start]
        if first == Self.singleQuote || first == Self.doubleQuote {
            try quoted(into: &tree)
        } else {
            guard Self.canStart[Int(first)], first != UInt8(ascii: "."), first != UInt8(ascii: "<") else {
                throw Self.unusual
            }
            var index = start
            while true {
                let octet = input[index]
                if octet == Self.colon, input[index + 1] == Self.space || input[index + 1] == Self.newline { break }
                // A key with a space in it is no name; leave it.
                guard octet > Self.space, octet < 0x7F else { throw Self.unusual }
                index += 1
            }
            tree.append(.plain, Octets(start: input + start, count: index - start), line: line, column: column)
            position = index
        }
        guard input[position] == Self.colon, input[position + 1] == Self.space || input[position + 1] == Self.newline,
            position - start <= Self.longestKey
        else { throw Self.unusual }
    }

    /// Reads a scalar and stops behind it.
    @inline(__always)
    private mutating func scalar(into tree: inout YAMLTree) throws(YAMLFailure) {
        let start = position
        let first = input[start]
        if first == Self.singleQuote || first == Self.doubleQuote {
            try quoted(into: &tree)
            return
        }
        // A number below zero starts with '-' too.
        guard Self.canStart[Int(first)] || first == Self.dash && input[start + 1] &- UInt8(ascii: "0") < 10 else {
            throw Self.unusual
        }
        var index = start
        var end = start
        while true {
            let octet = input[index]
            if octet > Self.space {
                if octet >= 0x7F { throw Self.unusual }
                if octet == Self.colon, input[index + 1] == Self.space || input[index + 1] == Self.newline {
                    throw Self.unusual
                }
                index += 1
                end = index
            } else if octet == Self.space {
                index += 1
                if input[index] == Self.hash { break }
            } else {
                break
            }
        }
        tree.append(.plain, Octets(start: input + start, count: end - start), line: line, column: column)
        position = end
    }

    /// Reads a text in quotes without escapes, on one line, and stops behind it.
    @inline(__always)
    private mutating func quoted(into tree: inout YAMLTree) throws(YAMLFailure) {
        let quote = input[position]
        let start = position + 1
        var index = start
        while input[index] != quote {
            let octet = input[index]
            guard octet >= Self.space, octet < 0x7F, octet != UInt8(ascii: "\\") || quote == Self.singleQuote else {
                throw Self.unusual
            }
            index += 1
        }
        if input[index + 1] == quote { throw Self.unusual }
        tree.append(.quoted, Octets(start: input + start, count: index - start), line: line, column: column)
        position = index + 1
    }

    /// Which characters may start a plain scalar here.
    private static let canStart: [Bool] = (0..<256).map { octet in
        octet > 0x20 && octet < 0x7F && !"-?:,[]{}#&*!|>'\"%@`".utf8.contains(UInt8(octet))
    }
}

extension BlockScanner: YAMLEntrySource {
    mutating func nextEntry(into tree: inout YAMLTree) throws(YAMLFailure) -> Bool {
        tree.reset()
        if !hasBegun {
            hasBegun = true
            skipEmptyLines()
            if count - position > 3, column == 1, input[position] == Self.dash, input[position + 1] == Self.dash,
                input[position + 2] == Self.dash
            {
                position += 3
                try endLine()
            }
            guard position < count else { throw Self.unusual }
        }
        if position == count { return false }
        guard column == 1 else { throw Self.unusual }
        try pair(into: &tree, column: 1, depth: 1)
        return true
    }
}
