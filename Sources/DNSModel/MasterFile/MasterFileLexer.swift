/// One entry of a master file, cut into tokens: a line, or several that parentheses join (RFC 1035 section 5.1). They
/// may nest, as BIND reads them.
struct MasterFileEntry {
    /// A run of octets of the file; a quoted one has its quotes.
    struct Token {
        var start: Int
        var end: Int
    }

    /// The tokens, in order; emptied and filled anew for each entry.
    var tokens: [Token] = []
    /// Whether the first line starts with a space or a tab, so that the owner is the one before.
    var startsBlank = false
    /// Where the next entry starts.
    var next = 0
    /// How many lines the entry takes.
    var lines = 0
    /// Whether there is a comment in it.
    var hasComment = false

    /// Cuts the entry that starts at `start`, which must be the start of a line.
    ///
    /// After a mistake `next` and `lines` stand at the end of the line that has it.
    ///
    /// - Throws: ``DNSParseError`` with code `bad-master-file`, its offset from the start of the file.
    mutating func read(_ text: Octets, at start: Int) throws(DNSParseError) {
        tokens.removeAll(keepingCapacity: true)
        startsBlank = text[start] == UInt8(ascii: " ") || text[start] == UInt8(ascii: "\t")
        lines = 0
        hasComment = false
        var opened: [Int] = []
        var index = start
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\n"):
                lines += 1
                index += 1
                if opened.isEmpty {
                    next = index
                    return
                }
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
                index += 1
            case UInt8(ascii: ";"):
                hasComment = true
                index = Self.endOfLine(text, from: index)
            case UInt8(ascii: "("):
                opened.append(index)
                index += 1
            case UInt8(ascii: ")"):
                if opened.popLast() == nil {
                    throw fail(text, "this ')' closes nothing; add '(' or remove it", at: index)
                }
                index += 1
            default:
                guard let end = Self.endOfToken(text, from: index) else {
                    throw fail(text, "a quoted string does not end in its line; close it with '\"'", at: index)
                }
                tokens.append(Token(start: index, end: end))
                index = end
            }
        }
        next = index
        lines += 1
        if let open = opened.first {
            throw DNSParseError(.badMasterFile, "this '(' is never closed; add ')'", offset: open)
        }
    }

    private mutating func fail(_ text: Octets, _ message: String, at index: Int) -> DNSParseError {
        next = Self.endOfLine(text, from: index)
        if next < text.count { next += 1 }
        lines += 1
        return DNSParseError(.badMasterFile, message, offset: index)
    }

    /// The index of the line feed at or after `index`, or the end of the text.
    static func endOfLine(_ text: Octets, from index: Int) -> Int {
        var index = index
        while index < text.count && text[index] != UInt8(ascii: "\n") { index += 1 }
        return index
    }

    /// The end of the token at `start`, or `nil` where a quote in it is not closed in its line.
    ///
    /// A quote at the start makes a token that ends with the next quote; a later one, as in `alpn="h2,h3"`, is a part
    /// of its token.
    private static func endOfToken(_ text: Octets, from start: Int) -> Int? {
        var index = start
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\n"), UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: ";"),
                UInt8(ascii: "("), UInt8(ascii: ")"):
                return index
            case UInt8(ascii: "\\"):
                index += escapeLength(text, at: index)
            case UInt8(ascii: "\""):
                let isQuoted = index == start
                guard let end = endOfQuote(text, from: index) else { return nil }
                index = end
                if isQuoted { return index }
            default:
                index += 1
            }
        }
        return index
    }

    /// How many octets a backslash takes with it: itself and one more, unless that is a line feed or nothing.
    static func escapeLength(_ text: Octets, at index: Int) -> Int {
        index + 1 < text.count && text[index + 1] != UInt8(ascii: "\n") ? 2 : 1
    }

    /// The index behind the quote that closes the one at `start`, or `nil` where the line or text ends before.
    static func endOfQuote(_ text: Octets, from start: Int) -> Int? {
        var index = start + 1
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\n"): return nil
            case UInt8(ascii: "\\"): index += escapeLength(text, at: index)
            case UInt8(ascii: "\""): return index + 1
            default: index += 1
            }
        }
        return nil
    }
}
