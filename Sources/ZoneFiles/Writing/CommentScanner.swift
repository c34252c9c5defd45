internal import DNSModel

/// A comment and where it is.
struct Comment {
    /// The text from `#` on, without white space at its end.
    var text: String
    /// Where `#` is, in characters from the start of the file.
    var index: Int
    /// The line, from 0.
    var line: Int
    /// The column in characters, from 0.
    var column: Int
    /// Whether nothing else is on the line before it.
    var isAlone: Bool
}

/// Finds the comments of a YAML file: every `#` outside scalars.
struct CommentScanner {
    private let input: Octets
    private var comments: [Comment] = []
    private var emptyLines = [true]
    /// Whether only blanks came before in the line.
    private var isAlone = true
    private var (position, index, line, column) = (0, 0, 0, 0)

    private init(_ input: Octets) { self.input = input }

    /// The comments, and for each line whether it is empty.
    static func scan(_ input: Octets, scalars: [FormatFile.ScalarRange]) -> (comments: [Comment], emptyLines: [Bool]) {
        var scanner = CommentScanner(input)
        scanner.run(scalars)
        return (scanner.comments, scanner.emptyLines)
    }

    private mutating func run(_ scalars: [FormatFile.ScalarRange]) {
        var next = 0
        while position < input.count {
            if next < scalars.count, index >= scalars[next].start {
                let range = scalars[next]
                next += 1
                // The line of '|' may have a comment.
                if range.isBlock { while index < range.end, !isAtLineEnd { stepOrComment() } }
                while position < input.count, index < range.end { step() }
                continue
            }
            stepOrComment()
        }
    }

    /// Whether the line, or the file, ends here.
    private var isAtLineEnd: Bool {
        position >= input.count || input[position] == UInt8(ascii: "\n") || input[position] == UInt8(ascii: "\r")
    }

    private mutating func stepOrComment() {
        if input[position] == UInt8(ascii: "#") { comment() } else { step() }
    }

    /// Steps over one character.
    private mutating func step() {
        let octet = input[position]
        position += 1
        while position < input.count, input[position] & 0xC0 == 0x80 { position += 1 }
        index += 1
        column += 1
        let isBreak =
            octet == UInt8(ascii: "\n")
            || (octet == UInt8(ascii: "\r") && (position == input.count || input[position] != UInt8(ascii: "\n")))
        if isBreak {
            line += 1
            column = 0
            isAlone = true
            emptyLines.append(true)
        } else if octet != UInt8(ascii: " "), octet != UInt8(ascii: "\t"), octet != UInt8(ascii: "\r") {
            isAlone = false
            emptyLines[line] = false
        }
    }

    private mutating func comment() {
        let (start, startIndex, startLine, startColumn, alone) = (position, index, line, column, isAlone)
        while !isAtLineEnd { step() }
        var end = position
        while end > start, input[end - 1] == UInt8(ascii: " ") || input[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        comments.append(
            Comment(
                text: String(decoding: input[start..<end], as: UTF8.self), index: startIndex, line: startLine,
                column: startColumn, isAlone: alone))
    }
}
