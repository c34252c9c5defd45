/// The octets of a file by lines, and edits of them.
struct FileText {
    let octets: [UInt8]
    /// Where each line starts; a file that ends with a line feed has an empty one at its end.
    private let lineStarts: [Int]
    /// What ends a line here.
    let lineBreak: [UInt8]

    private static let newline = UInt8(ascii: "\n")

    init(_ octets: [UInt8]) {
        self.octets = octets
        var starts = [0]
        for (index, octet) in octets.enumerated() where octet == Self.newline { starts.append(index + 1) }
        lineStarts = starts
        let isCRLF = starts.count > 1 && starts[1] > 1 && octets[starts[1] - 2] == UInt8(ascii: "\r")
        lineBreak = isCRLF ? Array("\r\n".utf8) : [Self.newline]
    }

    /// How many lines there are.
    var lineCount: Int { lineStarts.last == octets.count ? lineStarts.count - 1 : lineStarts.count }

    /// The line of an octet, from 0.
    func line(of offset: Int) -> Int {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// Where a line starts; the end of the file for one behind the last.
    func start(ofLine line: Int) -> Int { line < lineStarts.count ? lineStarts[line] : octets.count }

    /// Where the content of a line ends, before its line break.
    func end(ofLine line: Int) -> Int {
        var end = start(ofLine: line + 1)
        let start = start(ofLine: line)
        if end > start, octets[end - 1] == Self.newline { end -= 1 }
        if end > start, octets[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }

    /// Where the first character of a line is that is no white space, counted from the line's start; `nil` for an
    /// empty line or none.
    func indentation(ofLine line: Int) -> Int? {
        guard line >= 0, line < lineCount else { return nil }
        let content = octets[start(ofLine: line)..<end(ofLine: line)]
        return content.firstIndex { $0 != 0x20 && $0 != 0x09 }.map { $0 - content.startIndex }
    }

    /// Whether there is nothing in a line.
    func isEmpty(line: Int) -> Bool { line >= 0 && line < lineCount && indentation(ofLine: line) == nil }

    /// Whether a line, of which no scalar is a part, has nothing but a comment.
    func isComment(line: Int) -> Bool {
        indentation(ofLine: line).map { octets[start(ofLine: line) + $0] == UInt8(ascii: "#") } ?? false
    }
}

/// Octets that take the place of others.
struct TextEdit {
    var range: Range<Int>
    var replacement: [UInt8]

    /// A file with edits made.
    ///
    /// - Parameters:
    ///   - edits: in any order; those that insert at one place stay in theirs.
    ///   - octets: the file.
    /// - Returns: the file; `nil` where two edits, not both removals, are about the same octets.
    static func apply(_ edits: [TextEdit], to octets: [UInt8]) -> [UInt8]? {
        let order = edits.enumerated().sorted { left, right in
            let (one, other) = (left.element.range, right.element.range)
            if one.lowerBound != other.lowerBound { return one.lowerBound < other.lowerBound }
            if one.isEmpty != other.isEmpty { return one.isEmpty }
            return left.offset < right.offset
        }
        var result: [UInt8] = []
        var position = 0
        var isRemoval = false
        for (_, edit) in order {
            // Two removals may both take an empty line between them.
            if edit.range.lowerBound < position, isRemoval, edit.replacement.isEmpty {
                position = max(position, edit.range.upperBound)
                continue
            }
            guard edit.range.lowerBound >= position else { return nil }
            isRemoval = edit.replacement.isEmpty
            result += octets[position..<edit.range.lowerBound]
            result += edit.replacement
            position = edit.range.upperBound
        }
        return result + octets[position...]
    }
}
