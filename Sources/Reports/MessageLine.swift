/// A line for stderr in its parts: `zones/example.com.yaml:12:9: error: what happened; what to do [id]`.
package struct MessageLine: Hashable, Sendable {
    /// What begins a message; `refused` and `stale` are errors of a kind that has an exit code of its own.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case error, warning, note, refused, stale

        /// Whether it says that something went wrong.
        package var isTrouble: Bool {
            switch self {
            case .error, .refused, .stale: true
            case .warning, .note: false
            }
        }

        var role: TextStyle.Role {
            switch self {
            case .error, .refused, .stale: .error
            case .warning: .warning
            case .note: .strong
            }
        }
    }

    /// The file, line and column, where it begins with them.
    package let place: String?
    package let kind: Kind
    /// What follows, without the id.
    package let message: String
    /// The stable id.
    package let id: String?

    /// The parts of a line; `nil` where it is no message, as a line that explains the one before.
    package init?(_ line: String) {
        var found: (kind: Kind, range: Range<String.Index>)?
        for kind in Kind.allCases {
            let word = "\(kind.rawValue): "
            if line.hasPrefix(word) {
                found = (kind, line.startIndex..<line.index(line.startIndex, offsetBy: word.count))
                break
            }
            guard let range = line.firstRange(of: ": \(word)"),
                range.lowerBound < found?.range.lowerBound ?? line.endIndex,
                Self.isPlace(line[..<range.lowerBound])
            else { continue }
            found = (kind, range)
        }
        guard let found else { return nil }
        kind = found.kind
        place = found.range.lowerBound == line.startIndex ? nil : String(line[..<found.range.lowerBound])
        var rest = line[found.range.upperBound...]
        var id: String?
        if rest.last == "]", let bracket = rest.lastIndex(of: "[") {
            let word = rest[rest.index(after: bracket)...].dropLast()
            let isID =
                !word.isEmpty
                && word.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
            if isID {
                id = String(word)
                rest = rest[..<bracket]
                while rest.last == " " { rest = rest.dropLast() }
            }
        }
        self.id = id
        message = String(rest)
    }

    /// Whether a text can be a file, with or without line and column; a sentence is none.
    private static func isPlace(_ text: Substring) -> Bool {
        !text.contains(": ") && (text.contains(".") || text.contains("/") || text.contains(":"))
    }
}

extension MessageLine {
    /// A line as it is shown on a terminal: coloured, and broken between words where it is too wide.
    ///
    /// A word that is longer than a line stays whole, so that a place, a name or a command can be copied.
    ///
    /// - Parameters:
    ///   - text: the line, or several.
    ///   - style: how it is coloured.
    ///   - width: how wide a line may be; `nil` means any.
    /// - Returns: the text, without a line feed at its end.
    package static func shown(_ text: String, style: TextStyle, width: Int?) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { shown(line: String($0), style, width) }.joined(separator: "\n")
    }

    private static func shown(line: String, _ style: TextStyle, _ width: Int?) -> String {
        var pieces: [(text: String, role: TextStyle.Role?)] = []
        if let message = MessageLine(line) {
            if let place = message.place { pieces.append(("\(place):", .strong)) }
            pieces.append(("\(message.kind.rawValue):", message.kind.role))
            if !message.message.isEmpty {
                pieces += message.message.split(separator: " ", omittingEmptySubsequences: false).map {
                    (String($0), nil)
                }
            }
            if let id = message.id { pieces.append(("[\(id)]", .faint)) }
        } else {
            pieces = line.split(separator: " ", omittingEmptySubsequences: false).map { (String($0), nil) }
        }
        let indent = String(repeating: " ", count: line.prefix { $0 == " " }.count + 2)
        var result = ""
        var column = 0
        for (index, piece) in pieces.enumerated() {
            let isFirst = index == 0
            if !isFirst, let width, column + 1 + piece.text.count > width, column > indent.count {
                result += "\n\(indent)"
                column = indent.count
            } else if !isFirst {
                result += " "
                column += 1
            }
            result += piece.role.map { style.paint(piece.text, $0) } ?? piece.text
            column += piece.text.count
        }
        return result
    }
}
