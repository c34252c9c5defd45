/// Something that a name or a value has wrong, with the code and the text of the service.
struct Problem: Error, Equatable {
    var code: String
    var text: String
    var value: String

    init(_ code: String, _ text: String, _ value: String) {
        self.code = code
        self.text = text
        self.value = value
    }

    /// `FATAL problem: CODE (text) encountered with 'value'`.
    var message: String { "FATAL problem: \(code) (\(text)) encountered with '\(value)'" }
}

/// A domain name as the service stores it: lower case, every octet but `a-z 0-9 - _` as an octal escape.
struct Name: Hashable, Sendable {
    /// Labels, the leftmost first, escaped.
    let labels: [String]

    /// The name with its final dot: `\052.example.com.`.
    var text: String { labels.isEmpty ? "." : labels.joined(separator: ".") + "." }

    /// The key that lists are ordered by: the labels reversed, with a final dot.
    var sortKey: String { Name.sortKey(text) }

    /// The sort key of a name that is not known to be in the stored form.
    static func sortKey(_ text: String) -> String {
        text.split(separator: ".").reversed().joined(separator: ".") + "."
    }

    private init(labels: [String]) { self.labels = labels }

    /// Reads a name; the final dot may be missing.
    ///
    /// `\ooo` with three octal digits is one octet; any other backslash is itself.
    ///
    /// - Throws: `Problem` for empty labels, raw octets outside 041-176, 63 octets a label, 255 a name.
    init(_ text: String, allowsRoot: Bool = false) throws(Problem) {
        if text == ".", allowsRoot {
            labels = []
            return
        }
        if text.isEmpty || text == "." { throw Problem("DomainNameEmpty", "Domain name is empty", text) }
        var labels: [String] = []
        var label = ""
        var length = 0
        var total = 1
        let octets = Array(text.utf8)
        var index = 0
        func finish() throws(Problem) {
            if length == 0 { throw Problem("DomainLabelEmpty", "Domain label is empty", text) }
            if length > 63 { throw Problem("DomainLabelTooLong", "Domain label is too long", text) }
            labels.append(label)
            total += length + 1
            label = ""
            length = 0
        }
        while index < octets.count {
            var octet = octets[index]
            index += 1
            if octet == UInt8(ascii: ".") {
                try finish()
                continue
            }
            guard (0x21...0x7E).contains(octet) else {
                throw Problem("UnsupportedCharacter", "Value contains unsupported characters", text)
            }
            if octet == UInt8(ascii: "\\"), index + 3 <= octets.count, let value = octal(octets[index..<index + 3]) {
                octet = value
                index += 3
            }
            length += 1
            label += Name.escaped(octet)
        }
        if length > 0 { try finish() }
        if total > 255 { throw Problem("DomainNameTooLong", "Domain name is too long", text) }
        self.labels = labels
    }

    private static func escaped(_ octet: UInt8) -> String {
        switch octet {
        case 65...90: String(UnicodeScalar(octet + 32))
        case 97...122, 48...57, UInt8(ascii: "-"), UInt8(ascii: "_"): String(UnicodeScalar(octet))
        default: "\\\(octet >> 6)\(octet >> 3 & 7)\(octet & 7)"
        }
    }

    /// Whether this name is `zone` or below it, label by label.
    func lies(in zone: Name) -> Bool {
        labels.count >= zone.labels.count && labels.suffix(zone.labels.count).elementsEqual(zone.labels)
    }

    /// Whether the leftmost label is `*`.
    var isWildcard: Bool { labels.first == "\\052" }
}

/// The octet that three octal digits stand for.
func octal(_ digits: ArraySlice<UInt8>) -> UInt8? {
    var value = 0
    for digit in digits {
        guard (48...55).contains(digit) else { return nil }
        value = value * 8 + Int(digit - 48)
    }
    return UInt8(exactly: value)
}
