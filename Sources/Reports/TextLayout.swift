internal import DNSModel

/// How text reports put names and long lines.
struct TextLayout: Sendable {
    var style: TextStyle
    /// How wide a line may be, in characters.
    var width: Int

    /// The name of a zone, and how people write it where that differs.
    func name(_ apex: DomainName) -> String {
        let shown = Printable.text(apex.displayText)
        return shown == apex.description ? shown : "\(apex) (\(shown))"
    }

    /// A line, broken where it is too wide: at the last space of a line's second half, else anywhere.
    func broken(_ text: String, indent: Int, _ role: TextStyle.Role? = nil) -> [String] {
        if text.utf8.count <= width { return [paint(text, role)] }
        var lines: [String] = []
        var rest = Array(text)[...]
        var margin = ""
        while margin.count + rest.count > width {
            let room = width - margin.count
            let half = rest.startIndex + room / 2
            let end = rest[half..<(rest.startIndex + room)].lastIndex(of: " ").map { $0 + 1 } ?? rest.startIndex + room
            var line = rest[..<end]
            while line.last == " " { line.removeLast() }
            lines.append(paint(margin + String(line), role))
            rest = rest[end...]
            margin = Self.blanks(indent)
        }
        lines.append(paint(margin + String(rest), role))
        return lines
    }

    /// So many blanks; `String(repeating:count:)` takes much longer to make them.
    static func blanks(_ count: Int) -> String {
        String(decoding: repeatElement(UInt8(ascii: " "), count: count), as: UTF8.self)
    }

    private func paint(_ text: String, _ role: TextStyle.Role?) -> String {
        role.map { style.paint(text, $0) } ?? text
    }
}
